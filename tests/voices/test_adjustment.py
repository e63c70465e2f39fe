"""How voices of the user's own are adjusted, alone and in blends, and what a file beside them may say."""

from pathlib import Path

import pytest

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.downloads import VOICE_BYTES, Downloads
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import DownloadSettings
from wyoming_kokoro.speech import Delivery
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.voices.adjustment import BOUNDS, UNCHANGED, VoiceAdjustment, adjustment_in, checked_adjustment
from wyoming_kokoro.voices.consent import Consent
from wyoming_kokoro.voices.recorded_voice import VoiceToSave, adjustments, save_voice

HIGHER = VoiceAdjustment(pitch=2.0, pace=1.2, brightness=-1.0)


def catalogue() -> Catalogue:
    return Catalogue.load(
        voices_folder(), own=["af_ada", "af_bea"], saved={"evening": "af_ada@0.5"}, adjustments={"af_ada": HIGHER}
    )


def test_a_voice_is_adjusted_under_all_its_names() -> None:
    voices = catalogue()
    assert voices.find("af_ada").delivery == Delivery(speed=1.2, pitch=2.0)
    assert voices.find("af_bea").delivery == Delivery() and not voices.find("af_bea").treatment.effects
    faster = voices.find("evening")
    assert faster.delivery.speed == pytest.approx(0.6) and faster.delivery.pitch == 2.0
    assert faster.treatment.amount("brightness") == -1.0


def test_a_blend_is_between_its_parts() -> None:
    blend = catalogue().find("af_ada*0.5+af_bea*0.5")
    assert blend.delivery.speed == pytest.approx(1.1) and blend.delivery.pitch == pytest.approx(1.0)
    assert blend.treatment.amount("brightness") == pytest.approx(-0.5)
    assert catalogue().find("af_bea+af_heart").delivery == Delivery()


def test_a_voice_that_is_included_is_found_and_not_listed_elsewhere() -> None:
    voices = catalogue()
    more = voices.including(voices.find("af_ada+af_bea"))
    assert more.find("af_ada+af_bea").name == "af_ada+af_bea"
    assert len(more.listed()) == len(voices.listed()) + 1 == len(catalogue().listed()) + 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, UNCHANGED),
        ({"adjustment": None}, UNCHANGED),
        ({"adjustment": [1]}, UNCHANGED),
        ({"adjustment": {"pitch": 2, "pace": 1.2, "brightness": -1}}, HIGHER),
        ({"adjustment": {"pitch": 99, "pace": -1}}, VoiceAdjustment(3.0, 0.7, 0.0)),
        ({"adjustment": {"pitch": "2", "pace": True, "brightness": float("nan"), "other": 1}}, UNCHANGED),
    ],
)
def test_what_the_file_beside_a_voice_says_is_read_within_bounds(
    written: dict[str, object], expected: VoiceAdjustment
) -> None:
    assert adjustment_in(written) == expected


def test_an_adjustment_is_saved_beside_the_voice_and_read_again(tmp_path: Path) -> None:
    store = Downloads(tmp_path, DownloadSettings(enabled=False))
    voice = VoiceToSave(bytes(VOICE_BYTES), "search", "1", "ab" * 32, {}, HIGHER)
    save_voice(store, "af_ada", voice, Consent("Ada"))
    assert adjustments(store, ["af_ada", "af_bea"]) == {"af_ada": HIGHER}


@pytest.mark.parametrize("name", BOUNDS)
def test_more_than_a_voice_bears_is_refused(name: str) -> None:
    for beyond in (BOUNDS[name][0] - 0.1, BOUNDS[name][1] + 0.1, float("nan")):
        with pytest.raises(BadRequest, match=f"{name} must be from"):
            checked_adjustment(VoiceAdjustment(**{name: beyond}))
