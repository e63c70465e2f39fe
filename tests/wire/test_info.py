"""The answer to "describe": what Home Assistant needs, equal each time, and made once."""

from dataclasses import replace

import pytest
from wyoming.event import Event
from wyoming.info import Info

from tests.wire.client import WyomingClient
from tests.wire.conftest import ApplySettings
from wyoming_kokoro import __version__
from wyoming_kokoro.downloads import VOICE_BYTES
from wyoming_kokoro.frames import pack
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices.consent import Consent
from wyoming_kokoro.voices.recorded_voice import VoiceToSave
from wyoming_kokoro.wire.info import ServerInfo


async def describe(client: WyomingClient) -> Info:
    """Return the answer as Home Assistant's package reads it."""
    await client.send(pack("describe"))
    events = await client.receive()
    assert events is not None
    return Info.from_event(Event(events.type, events.data))


async def test_one_program_named_kokoro_has_every_voice(client: WyomingClient, studio: Studio) -> None:
    info = await describe(client)
    (program,) = info.tts
    assert (program.name, program.installed, program.version) == ("kokoro", True, __version__)
    assert program.supports_synthesize_streaming
    assert program.attribution.name and program.attribution.url.startswith("https://")
    listed = studio.config.voices.listed()
    assert [voice.name for voice in program.voices] == [voice.name for voice in listed]
    for told_of, voice in zip(program.voices, listed, strict=True):
        assert told_of.installed and told_of.version == __version__
        assert told_of.languages == [voice.language] and told_of.description == voice.description
        assert told_of.attribution.name and told_of.attribution.url.startswith("https://")


async def test_a_client_that_asks_again_sees_a_new_voice_and_not_a_removed_one(
    client: WyomingClient, studio: Studio
) -> None:
    """Home Assistant asks every 30 seconds: so a voice appears there without a restart, and disappears."""

    async def names() -> list[str]:
        return [voice.name for voice in (await describe(client)).tts[0].voices]

    before = await names()
    voice = VoiceToSave(bytes(VOICE_BYTES), "search", "1", "ab" * 32, {})
    await studio.save_voice("af_ada", voice, Consent("Ada"))
    assert set(await names()) - set(before) == {"af_ada"}
    await studio.remove_voice("af_ada")
    assert await names() == before


async def test_no_other_service_is_offered(client: WyomingClient) -> None:
    info = await describe(client)
    assert not (info.asr or info.handle or info.intent or info.wake or info.mic or info.snd or info.satellite)


async def test_the_description_names_the_engine_and_the_reason(client: WyomingClient, studio: Studio) -> None:
    description = (await describe(client)).tts[0].description
    assert description == f"{studio.status().engine} speaks: {studio.status().why}"


def test_the_answer_is_built_once_and_reused(studio: Studio) -> None:
    description = ServerInfo(studio)
    assert description.frame() is description.frame()
    assert description.frame() == ServerInfo(studio).frame()


async def test_the_answer_changes_with_the_engine_and_not_with_other_settings(
    studio: Studio, apply_settings: ApplySettings
) -> None:
    description = ServerInfo(studio)
    humming, settings = description.frame(), studio.settings
    await apply_settings(replace(settings, limits=replace(settings.limits, queue=7)))
    assert description.frame() == humming
    await apply_settings(replace(settings, engine=replace(settings.engine, name="espeak")))
    assert description.frame() != humming
    await apply_settings(settings)
    assert description.frame() == humming


def test_the_answer_does_not_change_while_a_download_goes_on(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    description = ServerInfo(studio)
    answers = set()
    for percent in (3, 4, 99):
        trouble = ", the last try failed: it broke off" * (percent % 2)
        status = replace(studio.status(), why=f"model.onnx is being downloaded ({percent} %{trouble}).")
        monkeypatch.setattr(Studio, "status", lambda _, status=status: status)
        answers.add(description.frame())
    assert len(answers) == 1 and b"speaks: model.onnx is being downloaded." in answers.pop()
