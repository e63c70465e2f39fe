"""Words in a delivery of their own, with Kokoro's real weights: `script/bench delivery` prints the same measures."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.delivery import PLAIN, SENTENCES, Case, in_delivery, made, measured, phrase_of, pronouncer, word_place
from benchmarks.hearing.prosody import Delivered, voiced_share
from tests.model.test_recogniser import recognised, recogniser
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Delivery, Phrase
from wyoming_kokoro.workshop.judging.spoken_form import compare

__all__ = ["recogniser"]

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # the recogniser's packages warn of one another
]

SPOKEN = [("af_heart", 0), ("bm_george", 1)]
"""Voices, and the number of the sentence that each speaks."""


@pytest.fixture(scope="module")
def pronunciation() -> Pronunciation:
    """What pronounces the sentences."""
    return pronouncer()


@pytest.fixture(scope="module", params=SPOKEN, ids=[voice for voice, _ in SPOKEN])
def plain(request: pytest.FixtureRequest, split_engine: KokoroEngine, pronunciation: Pronunciation) -> Delivered:
    """A sentence as it is spoken without markup."""
    voice, number = request.param
    return made(split_engine, phrase_of(pronunciation, SENTENCES[number][0], voice))


def _place(phrase: Phrase) -> tuple[int, int]:
    text, word = next(each for each in SENTENCES if each[1] in phrase.words)
    return word_place(phrase, text, word)


def _measured(engine: KokoroEngine, plain: Delivered, delivery: Delivery, *, one_word: bool) -> dict[str, list[float]]:
    case, place = Case("", delivery, one_word), _place(plain.phrase)
    measures: dict[str, list[float]] = {}
    for name, value in measured(case, plain, made(engine, in_delivery(plain.phrase, case, place)), place):
        measures.setdefault(name, []).append(value)
    return measures


@pytest.mark.parametrize("semitones", [-5.0, -2.0, 3.0])
def test_the_pitch_is_right_within_two_percent(split_engine: KokoroEngine, plain: Delivered, semitones: float) -> None:
    ((error,),) = _measured(split_engine, plain, replace(PLAIN, pitch=semitones), one_word=False).values()
    assert error <= 2


@pytest.mark.parametrize("speed", [0.6, 0.8, 1.25, 1.6])
def test_a_word_is_as_long_as_asked_for_to_the_frame(
    split_engine: KokoroEngine, plain: Delivered, speed: float
) -> None:
    measures = _measured(split_engine, plain, replace(PLAIN, speed=speed), one_word=True)
    assert measures["frames too many"] == [0]
    assert max(measures["neighbours, semitones"]) <= 0.5


def test_a_sentence_is_as_fast_as_asked_for_within_three_percent(split_engine: KokoroEngine, plain: Delivered) -> None:
    fast = made(split_engine, replace(plain.phrase, delivery=replace(PLAIN, speed=1.25)))
    lengths = [sum(each.lengths[1:-2]) for each in (plain, fast)]  # without the silence around it
    assert lengths[0] / lengths[1] == pytest.approx(1.25, rel=0.03)


def test_the_words_around_a_higher_one_stay(split_engine: KokoroEngine, plain: Delivered) -> None:
    """The "the" before it was higher by up to 1.6 semitones, by a change that began before the word."""
    measures = _measured(split_engine, plain, replace(PLAIN, pitch=3.0), one_word=True)
    assert max(measures["neighbours, semitones"]) <= 0.5


def test_an_emphatic_word_is_higher_louder_and_longer_and_others_are_not(
    split_engine: KokoroEngine, plain: Delivered
) -> None:
    measures = _measured(split_engine, plain, replace(PLAIN, emphasis=2.0), one_word=True)
    assert measures["highest pitch, semitones"][0] >= 2
    assert measures["level, dB"][0] >= 1
    assert measures["length"][0] >= 1.15
    assert max(measures["neighbours, semitones"]) <= 0.5


@pytest.mark.parametrize(("factor", "least", "most"), [(0.5, 0.4, 0.95), (1.5, 1.2, 1.7)])
def test_the_range_is_narrower_or_wider(
    split_engine: KokoroEngine, plain: Delivered, factor: float, least: float, most: float
) -> None:
    """In several runs it was 0.50 to 0.92 times and 1.30 to 1.49 times as wide."""
    ((spread,),) = _measured(split_engine, plain, replace(PLAIN, range=factor), one_word=False).values()
    assert least < spread < most


def test_a_whisper_is_hardly_voiced_and_a_soft_voice_is(split_engine: KokoroEngine, plain: Delivered) -> None:
    assert voiced_share(plain.samples) > 0.5
    whisper = _measured(split_engine, plain, replace(PLAIN, effect="whisper"), one_word=False)
    soft = _measured(split_engine, plain, replace(PLAIN, effect="soft"), one_word=False)
    assert whisper["voiced share"][0] <= 0.25 and whisper["level, dB"][0] < -4
    assert soft["voiced share"][0] > 0.4 and soft["level, dB"][0] == pytest.approx(-6, abs=1)


def test_slow_speech_begins_with_its_first_word(split_engine: KokoroEngine, plain: Delivered) -> None:
    slow = made(split_engine, replace(plain.phrase, delivery=replace(PLAIN, speed=0.6)))
    onsets = [int(np.flatnonzero(np.abs(each.samples) > 0.006)[0]) for each in (plain, slow)]
    assert abs(onsets[1] - onsets[0]) < 2 * FRAME
    assert len(slow.samples) / len(plain.samples) == pytest.approx(1 / 0.6, rel=0.15)  # its pads are no longer


def test_a_whisper_is_understood(split_engine: KokoroEngine, plain: Delivered, recogniser: Any) -> None:  # noqa: ANN401 - published without types
    whisper = made(split_engine, replace(plain.phrase, delivery=replace(PLAIN, effect="whisper")))
    text = next(each for each, word in SENTENCES if word in plain.phrase.words)
    errors = compare(text, recognised(recogniser, whisper.samples), "en-US")
    assert len(errors.wrong) <= 0.15 * errors.words
