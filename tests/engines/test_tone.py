"""The tone engine: exact lengths, exact notes, the same each time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.engines import Engine
from wyoming_kokoro.engines.tone import NOTE, PIECE, SILENT, ToneEngine, fundamental, note
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Piece, Samples, Voice

HEART = Voice("af_heart", "en-US", "female", "Heart", styles=(("af_heart", 1.0),))
ADAM = Voice("am_adam", "en-US", "male", "Adam", styles=(("am_adam", 1.0),))
ENGINE: Engine = ToneEngine()


def phrase(phonemes: str, voice: Voice = HEART, **delivery: float) -> Phrase:
    return Phrase(phonemes, "words", voice, Delivery(**delivery), "en-US")  # type: ignore[arg-type]


def samples_of(spoken: Phrase) -> Samples:
    return np.concatenate([piece.samples for piece in ENGINE.render(spoken)])


def hertz(samples: Samples) -> float:
    """The strongest frequency, from a spectrum padded to a hundredth of a hertz."""
    size = 100 * RATE
    return float(np.argmax(np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size)))) * RATE / size


@given(st.text("abcˈː ,.ɹ", max_size=100), st.sampled_from([0.25, 0.5, 1.0, 1.3, 4.0]))
def test_every_phoneme_lasts_as_documented(phonemes: str, speed: float) -> None:
    pieces = list(ENGINE.render(phrase(phonemes, speed=speed)))
    lengths = [length for piece in pieces for length in piece.lengths or ()]
    assert lengths == [round(NOTE / speed)] * len(phonemes)
    assert all(sum(piece.lengths or ()) == len(piece.samples) for piece in pieces)


def test_a_long_phrase_is_rendered_in_pieces() -> None:
    pieces = ENGINE.render(phrase("a" * 3 * PIECE))
    first = next(pieces)
    assert len(first.lengths or ()) == PIECE
    assert sum(1 for _ in pieces) == 2


def test_the_tone_engine_is_deterministic() -> None:
    assert np.array_equal(samples_of(phrase("həlˈO wˈɜɹld")), samples_of(phrase("həlˈO wˈɜɹld")))


@pytest.mark.parametrize("phoneme", ["a", "ɹ", "ˈ"])
@pytest.mark.parametrize("voice", [HEART, ADAM])
@pytest.mark.parametrize("pitch", [0.0, 3.0, -5.0])
def test_the_note_of_a_phoneme_is_as_documented(phoneme: str, voice: Voice, pitch: float) -> None:
    expected = fundamental(voice) * 2 ** ((note(phoneme) + pitch) / 12)
    assert hertz(samples_of(phrase(phoneme, voice, pitch=pitch))) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("mark", sorted(SILENT))
def test_marks_and_blanks_are_silent(mark: str) -> None:
    assert not samples_of(phrase(mark)).any()


def test_neighbours_join_without_a_click() -> None:
    samples = samples_of(phrase("abcdefgh"))
    assert np.abs(np.diff(samples)).max() < 0.25 * 2 * np.pi * 2 * 400 / RATE


def test_female_voices_hum_higher_and_every_name_has_a_different_tone() -> None:
    others = [Voice(name, "en-US", "female", "", styles=((name, 1.0),)) for name in ("af_bella", "af_sky", "bf_emma")]
    assert fundamental(HEART) > fundamental(ADAM)
    assert len({fundamental(voice) for voice in [HEART, *others]}) == 4


def test_a_blend_lies_between_its_parts() -> None:
    blend = Voice("both", "en-US", "neutral", "", styles=(("af_heart", 0.5), ("am_adam", 0.5)))
    assert fundamental(ADAM) < fundamental(blend) < fundamental(HEART)


def test_the_tone_engine_speaks_every_language() -> None:
    assert ENGINE.capabilities.speaks("de") and ENGINE.capabilities.speaks("xx")
    ENGINE.close()


def test_an_empty_phrase_gives_no_piece() -> None:
    assert list[Piece](ENGINE.render(phrase(""))) == []
