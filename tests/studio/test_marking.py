"""Which sound of an utterance carries the watermark, and what it says."""

import json
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.speech_like import speech_like
from wyoming_kokoro.audio.watermark import Kind, Payload, Watermark, detect
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Samples, Utterance, Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.marking import Marking, kind_of
from wyoming_kokoro.voices.origin import made_from_recording

STOCK = Voice("af_heart", "en-US", "female", "", (("af_heart", 1.0),), kind="kokoro")
BLEND = Voice("mixed", "en-US", "female", "", (("af_heart", 0.5), ("af_sky", 0.5)), kind="saved")
OWN = Voice("af_own", "en-US", "female", "", (("af_own", 1.0),), kind="own")
ESPEAK = Voice("espeak_en", "en-US", "male", "", kind="espeak")


def _marked(marking: Marking, sound: Samples) -> Samples:
    return np.concatenate((marking.feed(sound), marking.finish()))


@pytest.mark.parametrize(
    ("voice", "kind"), [(STOCK, Kind.STOCK), (BLEND, Kind.BLEND), (OWN, Kind.OTHER), (ESPEAK, Kind.OTHER)]
)
def test_the_kind_of_a_voice_is_told(voice: Voice, kind: Kind) -> None:
    assert kind_of(voice, lambda _: False) is kind
    assert kind_of(voice, lambda _: True) is Kind.RECORDING


def test_turned_off_the_very_samples_are_passed_on() -> None:
    marking = Marking(is_wanted=False, from_recording=lambda _: False)
    marking.note(STOCK)
    sound = speech_like()
    assert marking.feed(sound) is sound
    assert not len(marking.finish())


def test_a_voice_from_a_recording_is_marked_although_it_is_turned_off() -> None:
    """From its first word on; what another voice has said before is not."""
    marking = Marking(is_wanted=False, from_recording=lambda voice: voice is OWN)
    sound = speech_like(24.0)
    marking.note(STOCK)
    before = marking.feed(sound[:50_000])
    marking.note(OWN)
    after = marking.feed(sound[50_000:])
    marking.note(STOCK)
    result = np.concatenate((before, after, marking.finish()))
    assert np.array_equal(result[:50_000], sound[:50_000]) and len(result) == len(sound)
    assert detect(result[50_000:], any_speed=False).payload == Payload(Kind.RECORDING)


def test_turned_on_all_is_marked() -> None:
    marking = Marking(is_wanted=True, from_recording=lambda _: False)
    marking.note(BLEND)
    mark, sound = Watermark(Kind.BLEND), speech_like()
    assert np.array_equal(_marked(marking, sound), np.concatenate((mark.feed(sound), mark.finish())))


@pytest.mark.parametrize(
    ("content", "recorded"),
    [
        (None, False),
        (json.dumps({"made_from": "recording"}), True),
        (json.dumps({"made_from": "search"}), False),
        ("{broken", True),
        ("[" * 100_000, True),
    ],
)
def test_the_provenance_of_a_file_decides(tmp_path: Path, content: str | None, *, recorded: bool) -> None:
    """Also of a part of a blend; one that cannot be read counts as a recording."""
    if content is not None:
        (tmp_path / "af_own.json").write_text(content)
    assert made_from_recording(tmp_path, OWN) is recorded
    assert made_from_recording(tmp_path, replace(BLEND, styles=(*BLEND.styles, ("af_own", 0.1)))) is recorded
    assert not made_from_recording(tmp_path, ESPEAK)


async def _spoken(folder: Path, text: str, **settings: object) -> Samples:
    loaded = load(Paths(folder, folder), {"engine.name": "espeak", "speech.lead_in": 0.2, **settings}, {})
    studio = await Studio.open(loaded)
    try:
        async with aclosing(studio.speak(Utterance(text))) as blocks:
            return np.concatenate([block.samples async for block in blocks])
    finally:
        await studio.close()


async def test_speech_is_marked_by_default(tmp_path: Path) -> None:
    """The speech of eSpeak NG too, and silence in it stays silence."""
    text = "The washing machine has finished, and the back door is still open. It will rain from three o'clock on. " * 2
    plain = await _spoken(tmp_path, text, **{"speech.watermark": False})
    sound = await _spoken(tmp_path, text)
    assert len(sound) == len(plain) and not np.array_equal(sound, plain)
    assert (sound[plain == 0] == 0).all()
    assert not sound[:4_000].any()
    found = detect(sound, any_speed=False)
    assert found.is_marked
    assert not detect(plain, any_speed=False).is_marked
