"""Voices reach the loudness that is set; so do short sentences, and long ones are left as they are."""

import numpy as np
import pytest

from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.speech import NOTHING, RATE, Delivery, EffectRequest, Phrase, Piece, Samples, Treatment, Voice
from wyoming_kokoro.studio.leveling import (
    LONG_SECONDS,
    MAX_CORRECTION,
    MAX_GAIN,
    at_level,
    louder,
    phrase_gain,
    voice_gain,
)

PHRASE = Phrase("həlˈO", "hello", Voice("af_heart", "en-US", "female", "Heart"), Delivery(), "en-US")
LEVEL = -22.0


def _speech(seconds: float, level: float) -> Samples:
    """Return sound of a loudness in LUFS, in silence."""
    tone = np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)
    found = loudness(tone)
    assert found is not None
    return np.pad(tone, RATE // 4) * np.float32(10 ** ((level - found) / 20))


def _decibels(factor: float) -> float:
    return float(20 * np.log10(factor))


@pytest.mark.parametrize("level", [-28.0, -22.0, -14.0])
def test_gains_bring_all_voices_to_one_level(level: float) -> None:
    assert loudness(np.trim_zeros(_speech(2, level)) * np.float32(voice_gain(level, -18.0))) == pytest.approx(
        -18.0, abs=0.05
    )


def test_a_doubtful_measurement_changes_no_more_than_the_limit() -> None:
    assert _decibels(voice_gain(-90, -18)) == pytest.approx(MAX_GAIN)
    assert _decibels(voice_gain(0, -18)) == pytest.approx(-MAX_GAIN)


@pytest.mark.parametrize("difference", [-3.0, 0.0, 3.0])
def test_a_short_sentence_gets_the_level_of_its_voice(difference: float) -> None:
    sound = _speech(0.7, LEVEL + difference)
    assert loudness(np.trim_zeros(sound) * np.float32(phrase_gain(sound, LEVEL))) == pytest.approx(LEVEL, abs=0.05)


def test_the_correction_is_bounded_and_ends_smoothly_with_length() -> None:
    assert _decibels(phrase_gain(_speech(0.7, LEVEL - 9), LEVEL)) == pytest.approx(MAX_CORRECTION)
    gains = [_decibels(phrase_gain(_speech(seconds, LEVEL - 3), LEVEL)) for seconds in np.arange(0.6, 4.4, 0.2)]
    assert gains == sorted(gains, reverse=True)
    assert max(np.abs(np.diff(gains))) < 0.35
    assert phrase_gain(_speech(LONG_SECONDS + 0.1, LEVEL - 9), LEVEL) == 1


@pytest.mark.parametrize("samples", [NOTHING, np.zeros(RATE, np.float32)], ids=["nothing", "silence"])
def test_silence_is_left_alone(samples: Samples) -> None:
    assert phrase_gain(samples, LEVEL) == 1


def test_a_sentence_in_several_pieces_has_one_gain() -> None:
    sound = _speech(0.7, LEVEL - 3)
    lengths = [(100,) * 3, (100,) * 3]
    pieces = [Piece(half, of) for half, of in zip(np.array_split(sound, 2), lengths, strict=True)]
    assert list(at_level(iter(pieces), PHRASE, LEVEL)) == pieces


@pytest.mark.parametrize("lengths", [None, (100,) * 6])
def test_a_whole_short_sentence_is_corrected_and_keeps_its_lengths(lengths: tuple[int, ...] | None) -> None:
    (piece,) = at_level(iter([Piece(_speech(0.7, LEVEL - 3), lengths)]), PHRASE, LEVEL)
    assert loudness(np.trim_zeros(piece.samples)) == pytest.approx(LEVEL, abs=0.05) and piece.lengths == lengths
    unknown = Piece(_speech(0.7, LEVEL - 3), lengths)
    assert list(at_level(iter([unknown]), PHRASE, None)) == [unknown]


def test_a_gain_multiplies_the_volume_and_keeps_effects() -> None:
    effects = (EffectRequest("pitch_shift", 2.0),)
    assert louder(Treatment(0.5, effects), 2.0) == Treatment(1.0, effects)
    assert louder(Treatment(None), 2.0) == Treatment(2.0)
    assert louder(Treatment(0.0), 2.0).volume == 0
    assert louder(Treatment(None), 1.0) == Treatment(None)
