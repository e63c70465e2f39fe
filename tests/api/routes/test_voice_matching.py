"""Voices from recordings over HTTP: consent, checks, making one in a process of its own, saving and removing it."""

import asyncio
import base64
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import numpy as np
import pytest

from tests.api.client import Api
from tests.api.engines import SwitchableEngine
from wyoming_kokoro.api.command_process import CommandProcess
from wyoming_kokoro.api.routes.voice_matching import HEARD
from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.downloads import VOICE_BYTES
from wyoming_kokoro.downloads.provenance import is_from_recording
from wyoming_kokoro.engines import ToneEngine
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Phrase, Piece, Samples, Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices import VoiceStyles
from wyoming_kokoro.voices.consent import MAX_UPLOAD, STATEMENT

MADE = np.full((510, 256), 0.5, "<f4")
NEAREST = np.full((510, 256), 0.1, "<f4")
CONSENT = {"consent": "true", "person": "Ada"}
LIKENESS = {"measure": "spectrum and pitch", "voice": 0.8, "nearest": 0.6, "same_person": 0.95}
RECORDING = b"RIFF a recording"


class StyledEngine(ToneEngine):
    """Hums at a level that the numbers of a voice have, and by nothing else of it, as Kokoro speaks."""

    identity = "styled"
    capabilities = replace(ToneEngine.capabilities, needs_styles=True)

    def __init__(self, styles: VoiceStyles) -> None:
        super().__init__()
        self._styles = styles

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        level = self._styles.of(phrase.voice)[0, 0]
        anonymous = replace(phrase, voice=replace(phrase.voice, name="", gender="neutral", styles=()))
        for piece in super().render(anonymous, again=again):
            yield Piece(piece.samples * level, piece.lengths)


def pcm(samples: Samples) -> np.ndarray:
    """Return samples as they are in a WAV file."""
    return np.frombuffer(pcm16(samples), "<i2")


def draft() -> dict[str, Any]:
    """Return what the command prints when it has made a voice."""
    return {
        "method": "search",
        "version": "1",
        "nearest": "af_heart",
        "mixed_from": {"af_heart": 0.6, "af_bella": 0.4},
        "likeness": LIKENESS,
        "checks": [{"name": "length", "value": 9.0, "light": "good", "advice": ""}],
        "sample_sha256": "ab" * 32,
        "style": base64.b64encode(MADE.tobytes()).decode(),
        "nearest_style": base64.b64encode(NEAREST.tobytes()).decode(),
    }


class Command:
    """Stands for the command, whose own tests need the encoder's weights and a model."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer: dict[str, Any] = draft()
        self.commands: list[list[str]] = []
        self.recordings: list[bytes] = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        loop = asyncio.get_running_loop()
        command = self

        def run(process: CommandProcess, _: float) -> object:
            command.commands.append(process._command)
            command.recordings.append(process.files["recording"])
            process._on_line("match: blend 1 of 8 is heard")
            asyncio.run_coroutine_threadsafe(command.may_end.wait(), loop).result()
            return command.answer

        monkeypatch.setattr(CommandProcess, "run", run)


@pytest.fixture
async def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(monkeypatch)


async def send(api: Api, path: str, token: str | None, **fields: str) -> tuple[int, Any]:
    return await send_file(api, path, token, RECORDING, fields)


async def send_file(api: Api, path: str, token: str | None, content: bytes, fields: dict[str, str]) -> tuple[int, Any]:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    form.add_field("file", io.BytesIO(content), filename="me.wav", content_type="audio/wav")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    status, _, body = await api.ask("POST", path, data=form, headers=headers)
    return status, json.loads(body)


async def ask(api: Api, method: str, path: str, token: str, **body: object) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    status, answered, content = await api.ask(method, path, headers=headers, json=body or None)
    return status, json.loads(content) if "json" in answered["Content-Type"] else content


async def made(api: Api, token: str) -> Any:  # noqa: ANN401 -- JSON
    """Make a voice, and return it."""
    status, started = await send(api, "/v1/voices/match", token, **CONSENT)
    assert status == 202, started
    for _ in range(200):
        _, found = await ask(api, "GET", f"/v1/voices/match/{started['id']}", token)
        if found["state"] != "working":
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(found)


async def test_a_voice_is_made_heard_saved_spoken_with_and_removed(
    api: Api, studio: Studio, loaded: LoadedSettings, token: str, command: Command
) -> None:
    found = await made(api, token)
    assert (found["state"], found["likeness"]) == ("done", LIKENESS)
    assert "style" not in found and "nearest_style" not in found
    assert command.recordings == [RECORDING]
    assert {"--consent", "--person=Ada", "--draft"} <= set(command.commands[0])
    status, _ = await ask(api, "POST", f"/v1/voices/match/{found['id']}/save", token, name="af_ada", share=0.75)
    assert status == 200
    folder = loaded.sources.paths.voices
    voice = np.frombuffer((folder / "af_ada.bin").read_bytes(), "<f4")
    np.testing.assert_allclose(voice, 0.75 * 0.5 + 0.25 * 0.1, rtol=1e-6)
    kept = json.loads((folder / "af_ada.json").read_text("utf-8"))
    assert (kept["made_from"], kept["person"], kept["consent"]) == ("recording", "Ada", STATEMENT)
    assert kept["details"]["share"] == 0.75 and is_from_recording(folder, "af_ada")
    assert RECORDING not in (folder / "af_ada.json").read_bytes()
    assert studio.voices.find("af_ada").language == "en-US"
    listed = await ask(api, "GET", "/v1/voices/recorded", token)
    assert listed[1]["voices"]["af_ada"]["person"] == "Ada"
    assert (await ask(api, "GET", f"/v1/voices/match/{found['id']}", token))[0] == 404
    assert (await ask(api, "DELETE", "/v1/voices/recorded/af_ada", token))[0] == 200
    assert not list(folder.glob("af_ada*")) and not is_from_recording(folder, "af_ada")
    assert "af_ada" not in [voice.name for voice in studio.voices.listed()]


ADJUSTMENT = {"share": 0.5, "pitch": -2.0, "pace": 0.8, "brightness": 2.5}


async def test_what_is_heard_before_saving_is_how_the_saved_voice_sounds(
    api: Api, studio: Studio, engine: SwitchableEngine, loaded: LoadedSettings, token: str, command: Command
) -> None:
    engine.current, engine.capabilities = StyledEngine(studio._styles), StyledEngine.capabilities
    found = await made(api, token)
    before = studio.cache_counts().entries
    takes = {}
    for name, adjustment in (("adjusted", ADJUSTMENT), ("plain", {}), ("nearest", {"share": 0})):
        query = urlencode(adjustment)
        status, takes[name] = await ask(api, "GET", f"/v1/voices/match/{found['id']}/take?{query}", token)
        assert status == 200, takes[name]
    assert len(takes["adjusted"]) > 1.1 * len(takes["plain"]) and b"trainedAlgorithmicMedia" in takes["adjusted"]
    assert takes["plain"] != takes["nearest"]
    assert studio.cache_counts().entries == before  # nothing is kept of a voice that is not saved
    assert command.commands
    path = f"/v1/voices/match/{found['id']}/save"
    assert (await ask(api, "POST", path, token, name="af_ada", **ADJUSTMENT))[0] == 200
    voice = studio.voices.find("af_ada")
    assert (voice.delivery.pitch, voice.delivery.speed, voice.treatment.amount("brightness")) == (-2.0, 0.8, 2.5)
    kept = json.loads(await asyncio.to_thread((loaded.sources.paths.voices / "af_ada.json").read_text, "utf-8"))
    assert kept["adjustment"] == {"pitch": -2.0, "pace": 0.8, "brightness": 2.5}
    utterance = Utterance(HEARD, delivery=Delivery(voice="af_ada"))
    spoken = np.concatenate([block.samples async for block in studio.speak(utterance)])
    heard = np.frombuffer(takes["adjusted"], "<i2", offset=44, count=len(spoken))
    assert np.abs(heard.astype(int) - pcm(spoken)).max() <= 1


async def test_a_voice_is_not_heard_while_kokoro_cannot_speak(api: Api, token: str, command: Command) -> None:
    found = await made(api, token)
    status, refused = await ask(api, "GET", f"/v1/voices/match/{found['id']}/take", token)
    assert (status, refused["error"]["code"]) == (503, "no_kokoro") and command.commands


@pytest.mark.parametrize("wrong", [{"pitch": 4}, {"pace": 0.5}, {"brightness": -9}, {"share": 2}])
async def test_adjustments_beyond_their_bounds_are_refused(
    api: Api, loaded: LoadedSettings, token: str, command: Command, wrong: dict[str, float]
) -> None:
    found = await made(api, token)
    status, refused = await ask(api, "POST", f"/v1/voices/match/{found['id']}/save", token, name="af_ada", **wrong)
    assert (status, refused["error"]["code"], refused["error"]["param"]) == (400, "invalid_value", next(iter(wrong)))
    assert command.commands and not list(loaded.sources.paths.voices.glob("af_ada*"))


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({}, "consent"),
        ({"person": "Ada"}, "consent"),
        ({"consent": "false", "person": "Ada"}, "consent"),
        ({"consent": "true"}, "person"),
        ({"consent": "true", "person": "   "}, "person"),
    ],
)
async def test_nothing_is_made_without_consent_and_a_name(
    api: Api, token: str, command: Command, fields: dict[str, str], about: str
) -> None:
    for path in ("/v1/voices/match", "/v1/voices/check"):
        status, found = await send(api, path, token, **fields)
        assert (status, found["error"]["code"]) == (400, "consent_missing"), found
        assert about in found["error"]["message"] or "name" in found["error"]["message"]
    assert not command.commands


async def test_nothing_is_made_without_the_token(api: Api, token: str, command: Command) -> None:
    assert token
    for path in ("/v1/voices/match", "/v1/voices/check"):
        assert (await send(api, path, None, **CONSENT))[0] in {401, 403}
    for method, path in (
        ("GET", "/v1/voices/match"),
        ("GET", "/v1/voices/recorded"),
        ("DELETE", "/v1/voices/recorded/af_heart"),
    ):
        assert (await api.ask(method, path))[0] in {401, 403}
    assert not command.commands


async def test_a_large_recording_is_refused(api: Api, token: str, command: Command) -> None:
    status, found = await send_file(api, "/v1/voices/match", token, bytes(MAX_UPLOAD + 1), CONSENT)
    assert (status, found["error"]["code"]) == (413, "body_too_large")
    assert not command.commands


async def test_checks_are_returned_and_refusals_keep_their_code(api: Api, token: str, command: Command) -> None:
    command.answer = {"checks": draft()["checks"]}
    assert await send(api, "/v1/voices/check", token, **CONSENT) == (200, command.answer)
    command.answer = {"refused": {"message": "It is too short.", "code": "recording_refused", "about": "file"}}
    status, found = await send(api, "/v1/voices/check", token, **CONSENT)
    assert (status, found["error"]["code"], found["error"]["message"]) == (400, "recording_refused", "It is too short.")
    failed = await made(api, token)
    assert failed["state"] == "failed" and failed["problem"]["code"] == "recording_refused"
    assert (await ask(api, "POST", f"/v1/voices/match/{failed['id']}/save", token, name="af_ada"))[0] == 404


async def test_one_voice_is_made_at_a_time_and_can_be_cancelled(api: Api, token: str, command: Command) -> None:
    command.may_end.clear()
    _, started = await send(api, "/v1/voices/match", token, **CONSENT)
    for _ in range(200):
        _, found = await ask(api, "GET", f"/v1/voices/match/{started['id']}", token)
        if found["doing"]:
            break
        await asyncio.sleep(0.01)
    assert found["doing"] == "blend 1 of 8 is heard"
    status, refused = await send(api, "/v1/voices/match", token, **CONSENT)
    assert (status, refused["error"]["code"]) == (503, "busy")
    command.may_end.set()
    assert (await ask(api, "DELETE", f"/v1/voices/match/{started['id']}", token))[0] == 200
    assert (await ask(api, "GET", f"/v1/voices/match/{started['id']}", token))[0] == 404


@pytest.mark.parametrize("name", ["af_heart", "../af_x", "Ada", "af_", "af_ada!", "x" * 40])
async def test_a_name_that_no_new_voice_can_have_is_refused(
    api: Api, loaded: LoadedSettings, token: str, command: Command, name: str
) -> None:
    found = await made(api, token)
    assert len(command.commands) == 1
    status, refused = await ask(api, "POST", f"/v1/voices/match/{found['id']}/save", token, name=name)
    assert status == 400, refused
    assert not list(loaded.sources.paths.voices.glob("*.json"))


async def test_only_voices_of_ones_own_are_removed(api: Api, loaded: LoadedSettings, token: str) -> None:
    folder: Path = loaded.sources.paths.voices
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    await asyncio.to_thread((folder / "af_mine.bin").write_bytes, bytes(VOICE_BYTES))
    for name in ("af_heart", "af_other", "espeak_de"):
        status, found = await ask(api, "DELETE", f"/v1/voices/recorded/{name}", token)
        assert (status, found["error"]["code"]) == (404, "not_own")
    assert (await ask(api, "DELETE", "/v1/voices/recorded/af_mine", token))[0] == 200
    assert not (folder / "af_mine.bin").exists()


async def test_the_sentence_has_the_name_and_another_number_each_time(api: Api, token: str) -> None:
    found = [(await ask(api, "GET", "/v1/voices/match?person=Ada", token))[1] for _ in range(4)]
    assert all(each["statement"] == STATEMENT and "I am Ada." in each["sentence"] for each in found)
    assert len({each["sentence"] for each in found}) > 1
