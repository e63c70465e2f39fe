"""Pauses, joins and the times of words, as laws."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from wyoming_kokoro.audio.effects.trim_silence import LEAD, TAIL
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import (
    RATE,
    Audio,
    Clip,
    Delivery,
    EffectRequest,
    Ending,
    Mark,
    Pause,
    Phrase,
    Piece,
    Samples,
    Span,
    Treatment,
    Voice,
)
from wyoming_kokoro.studio.finishing import SILENCE_FOR_NOTHING, Finisher

VOICE = Voice("af_heart", "en-US", "female", "Heart")
SPEECH = replace(Settings().speech, clause_pause=0.2, sentence_pause=0.5, paragraph_pause=0.9)
SOUND = 0.5
PAUSES = {Ending.NONE: 0.0, Ending.CLAUSE: 0.2, Ending.SENTENCE: 0.5, Ending.PARAGRAPH: 0.9}


def _phrase(ending: Ending = Ending.SENTENCE, place: int = 0, speed: float = 1.0, **treatment: float) -> Phrase:
    spans = (Span(place, place + 3, "one", "word"), Span(place + 4, place + 7, "two", "word"))
    volume = treatment.pop("volume", None)
    effects = tuple(EffectRequest(name, amount) for name, amount in treatment.items())
    return Phrase(
        "wʌn tu",
        "one two",
        VOICE,
        Delivery(speed=speed),
        "en-US",
        spans,
        (0, 0, 0, -1, 1, 1),
        ending,
        Treatment(volume, effects),
    )


def _sound(before: float = 0.1, behind: float = 0.3, level: float = 0.4) -> Samples:
    at = np.arange(round(SOUND * RATE)) / RATE
    tone = level * np.cos(2 * np.pi * 200 * at)
    return np.concatenate((np.zeros(round(before * RATE)), tone, np.zeros(round(behind * RATE)))).astype(np.float32)


def _lengths(samples: Samples) -> tuple[int, ...]:
    share = len(samples) // 6
    return (share,) * 5 + (len(samples) - 5 * share,)


def _finish(finisher: Finisher, *items: Phrase | Pause | Clip | Mark, sound: Samples | None = None) -> Audio:
    blocks = []
    for item in items:
        if isinstance(item, Phrase):
            samples = _sound() if sound is None else sound
            blocks.append(finisher.feed(item, Piece(samples, _lengths(samples))))
        else:
            blocks.append(finisher.cue(item))
    blocks.append(finisher.finish())
    words = tuple(word for block in blocks for word in block.words)
    marks = tuple(mark for block in blocks for mark in block.marks)
    return Audio(np.concatenate([block.samples for block in blocks]), words, marks)


def _new_finisher(lead_in: float = 0.0) -> Finisher:
    return Finisher(replace(SPEECH, lead_in=lead_in))


def _silences(samples: Samples) -> list[float]:
    """The silences between sounds, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    gaps = np.diff(loud)
    return [float(gap) / RATE for gap in gaps[gaps > RATE // 50]]


@pytest.mark.parametrize("ending", Ending)
def test_a_pause_depends_on_the_ending_and_not_on_the_silence_of_the_engine(ending: Ending) -> None:
    for before, behind in ((0.0, 0.0), (0.3, 0.1), (0.02, 0.8)):
        finished = _finish(_new_finisher(), _phrase(ending), _phrase(), sound=_sound(before, behind))
        if PAUSES[ending] > (TAIL + LEAD) / RATE and before and behind:
            assert _silences(finished.samples) == [pytest.approx(PAUSES[ending], abs=0.005)]
        assert len(finished.samples) / RATE <= 2 * SOUND + 2 * (TAIL + LEAD) / RATE + PAUSES[ending]


def test_a_higher_speed_has_shorter_pauses() -> None:
    slow, fast = (_silences(_finish(_new_finisher(), _phrase(speed=speed), _phrase()).samples) for speed in (1.0, 2.0))
    assert fast[0] == pytest.approx(slow[0] / 2, abs=0.01)


def test_a_requested_pause_replaces_a_shorter_pause() -> None:
    assert _silences(_finish(_new_finisher(), _phrase(), Pause(2.0), _phrase()).samples) == [
        pytest.approx(2.0, abs=0.01)
    ]
    assert _silences(_finish(_new_finisher(), _phrase(), Pause(0.1), _phrase()).samples) == [
        pytest.approx(0.5, abs=0.01)
    ]


def test_a_pause_before_the_first_word_and_after_the_last_is_kept() -> None:
    finished = _finish(_new_finisher(), Pause(1.0), _phrase(), Pause(1.5)).samples
    loud = np.flatnonzero(np.abs(finished) > QUIET)
    assert loud[0] / RATE == pytest.approx(1.0, abs=0.05)
    assert (len(finished) - loud[-1]) / RATE == pytest.approx(1.5, abs=0.1)


def test_a_lead_in_comes_before_the_first_word_only() -> None:
    plain, led = (_finish(_new_finisher(lead_in=lead), _phrase(), _phrase()).samples for lead in (0.0, 0.7))
    assert len(led) - len(plain) == round(0.7 * RATE)
    assert not led[: round(0.7 * RATE)].any() and np.array_equal(led[round(0.7 * RATE) :], plain)


def test_joins_do_not_click() -> None:
    cut_off = _sound(0, 0)  # begins and ends at full level
    finished = _finish(_new_finisher(), _phrase(Ending.NONE), _phrase(Ending.CLAUSE), _phrase(), sound=cut_off)
    assert np.abs(np.diff(finished.samples)).max() <= np.abs(np.diff(cut_off)).max() * 1.1


def test_an_utterance_without_sound_is_a_short_silence() -> None:
    finished = _new_finisher().finish()
    assert len(finished.samples) == round(SILENCE_FOR_NOTHING * RATE) and not finished.samples.any()


def test_an_utterance_with_only_a_pause_has_the_length_of_the_pause() -> None:
    assert len(_finish(_new_finisher(), Pause(0.8)).samples) == round(0.8 * RATE)


@pytest.mark.parametrize("volume", [0.5, 1.25])
def test_a_volume_is_a_factor(volume: float) -> None:
    finished = _finish(_new_finisher(), _phrase(volume=volume))
    assert np.abs(finished.samples).max() == pytest.approx(0.4 * volume, rel=0.01)


def test_nothing_is_louder_than_full_scale() -> None:
    assert np.abs(_finish(_new_finisher(), _phrase(volume=4.0)).samples).max() <= 1.0


def test_each_phrase_has_its_own_treatment() -> None:
    finished = _finish(_new_finisher(), _phrase(volume=1.0), _phrase(place=8, volume=0.25), _phrase(place=16))
    ends = [word.end_sample for word in finished.words[1::2]]
    levels = [np.abs(part).max() for part in np.split(finished.samples, ends)[:3]]
    assert levels == [pytest.approx(level, rel=0.02) for level in (0.4, 0.1, 0.4)]


def test_a_clip_is_played_after_the_pause_of_the_sentence() -> None:
    clip = Clip(np.full(RATE // 2, 0.11, np.float32), Treatment(2.0))
    finished = _finish(_new_finisher(), _phrase(), clip, _phrase(place=8))
    assert np.isclose(finished.samples, 0.22, atol=1e-6).sum() == RATE // 2
    first, second = _silences(finished.samples)[:2]
    assert first == pytest.approx(PAUSES[Ending.SENTENCE], abs=0.06) and second < PAUSES[Ending.SENTENCE]


def test_a_pause_around_a_clip_has_the_requested_length() -> None:
    clip = Clip(np.full(RATE // 2, 0.11, np.float32))
    finished = _finish(_new_finisher(), clip, Pause(1.0), clip, Pause(1.0), _phrase(), Pause(1.0), clip)
    assert _silences(finished.samples) == [pytest.approx(1.0, abs=0.01)] * 3


def test_a_mark_has_the_time_of_the_next_word() -> None:
    finished = _finish(_new_finisher(), Mark("start", 0), Mark("two", 4), _phrase(), Mark("end", 99))
    assert [mark.name for mark in finished.marks] == ["start", "two", "end"]
    starts = [word.start_sample for word in finished.words]
    assert [mark.start_sample for mark in finished.marks[:2]] == starts
    assert finished.marks[2].start_sample >= finished.words[-1].end_sample


def test_a_mark_before_a_pause_has_a_time_before_the_pause() -> None:
    finished = _finish(_new_finisher(), Mark("here", 7), _phrase(), Pause(2.0), _phrase(place=8))
    (mark,) = finished.marks
    assert finished.words[1].end_sample <= mark.start_sample <= finished.words[2].start_sample - RATE


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.6])
def test_word_times_match_the_sound(speed: float) -> None:
    finished = _finish(
        _new_finisher(lead_in=0.3),
        _phrase(place=0, time_stretch=speed),
        Pause(1.0),
        _phrase(place=8, time_stretch=speed),
    )
    assert [(word.start, word.end) for word in finished.words] == [(0, 3), (4, 7), (8, 11), (12, 15)]
    loud = np.flatnonzero(np.abs(finished.samples) > QUIET)
    assert loud[0] - LEAD <= finished.words[0].start_sample <= loud[0] + LEAD / min(speed, 1.0)
    at = 0
    for word in finished.words:
        assert at <= word.start_sample < word.end_sample <= len(finished.samples)
        at = word.end_sample
    heard_of_first = [sample for sample in loud if sample < finished.words[1].end_sample + TAIL]
    assert finished.words[1].end_sample >= max(heard_of_first) - LEAD


def test_an_engine_without_phoneme_lengths_still_has_word_times() -> None:
    finishing = _new_finisher()
    blocks = [finishing.feed(_phrase(), Piece(_sound())), finishing.finish()]
    words = [word for block in blocks for word in block.words]
    assert [word.spoken for word in words] == ["one", "two"] and words[0].end_sample <= words[1].start_sample


def test_a_phrase_in_several_pieces_sounds_like_one_piece() -> None:
    sound, phrase = _sound(), _phrase()
    whole = _finish(_new_finisher(), phrase, sound=sound)
    finishing = _new_finisher()
    edges = np.cumsum((0, *_lengths(sound)))
    blocks = [finishing.feed(phrase, Piece(sound[start:end], (int(end - start),))) for start, end in pairwise(edges)]
    blocks.append(finishing.finish())
    assert np.allclose(np.concatenate([block.samples for block in blocks]), whole.samples, atol=1e-6)
    assert tuple(word for block in blocks for word in block.words) == whole.words


def test_a_pitch_shift_effect_changes_the_pitch() -> None:
    finished = _finish(_new_finisher(), _phrase(pitch_shift=12.0)).samples
    middle = finished[len(finished) // 4 : len(finished) // 2]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 65_536))
    assert np.argmax(spectrum) * RATE / 65_536 == pytest.approx(400, rel=0.03)


def test_a_pause_can_be_returned_before_the_next_phrase_is_rendered() -> None:
    sound = _sound()
    one, other = _phrase(), _phrase(place=10)
    whole = _finish(_new_finisher(lead_in=0.1), one, other)
    early = _new_finisher(lead_in=0.1)
    blocks = [early.pause_before_next()]
    assert not len(blocks[0].samples)  # nothing was said: what follows begins with the lead-in
    blocks += [early.feed(one, Piece(sound, _lengths(sound))), early.rest(), early.pause_before_next()]
    assert len(blocks[-1].samples) / RATE == pytest.approx(PAUSES[Ending.SENTENCE] - (TAIL + LEAD) / RATE, abs=0.001)
    assert [word.spoken for block in blocks for word in block.words] == ["one", "two"]
    blocks += [early.feed(other, Piece(sound, _lengths(sound))), early.rest(), early.finish()]
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), whole.samples)
    assert tuple(word for block in blocks for word in block.words) == whole.words


def _parts(first: Phrase) -> tuple[Phrase, Phrase]:
    """Two parts of one sentence, the second of which is the phrase `first` at another place."""
    second = replace(_phrase(place=8), treatment=first.treatment, before="wʌn tu ")
    return replace(first, ending=Ending.CLAUSE, after=" wʌn tu"), second


def _halves(sound: Samples, overlap: int) -> tuple[Piece, Piece]:
    """A sound in two pieces; the first also has the beginning of the second."""
    middle = len(sound) // 2
    first, second = sound[:middle], sound[middle:]
    return Piece(sound[: middle + overlap], _lengths(first)), Piece(second, _lengths(second))


@pytest.mark.parametrize("overlap", [0, 240])
@pytest.mark.parametrize("effect", [None, ("time_stretch", 1.4), ("pitch_shift", 3.0), ("volume", 0.5)])
def test_parts_of_a_sentence_are_finished_as_one_sound(overlap: int, effect: tuple[str, float] | None) -> None:
    phrase = replace(_phrase(), treatment=Treatment(effects=(EffectRequest(*effect),) if effect else ()))
    whole = _finish(_new_finisher(), phrase).samples
    finisher = _new_finisher()
    blocks = []
    for part, piece in zip(_parts(phrase), _halves(_sound(), overlap), strict=True):
        blocks += [finisher.feed(part, piece), finisher.rest()]
    blocks.append(finisher.finish())
    assert np.allclose(np.concatenate([block.samples for block in blocks]), whole, atol=1e-6)
    words = [word for block in blocks for word in block.words]
    assert [(word.start, word.end) for word in words] == [(0, 3), (4, 7), (8, 11), (12, 15)]
    assert all(one.end_sample <= other.start_sample for one, other in pairwise(words))
    assert words[-1].end_sample <= len(whole)


def test_the_rest_of_a_sentence_that_arrived_later_follows_after_the_pause_of_a_clause() -> None:
    clause, rest = _parts(_phrase())
    finished = _finish(_new_finisher(), replace(clause, after=""), rest)
    assert _silences(finished.samples) == [pytest.approx(PAUSES[Ending.CLAUSE], abs=0.005)]


@pytest.mark.parametrize("stretch", [1.0, 1.5])
@pytest.mark.parametrize("before", [0.3, 0.1])
def test_a_rest_that_starts_with_its_pause_follows_after_that_pause(before: float, stretch: float) -> None:
    phrase = _phrase(time_stretch=stretch) if stretch != 1 else _phrase()
    clause, rest = _parts(phrase)
    rest = replace(rest, starts_with_pause=True)
    finished = _finish(_new_finisher(), replace(clause, after=""), rest, sound=_sound(before))
    assert _silences(finished.samples) == [pytest.approx(before / stretch, abs=0.01)]
    assert [word.start for word in finished.words] == [0, 4, 8, 12]


def test_two_renderings_are_crossfaded_where_parts_of_a_sentence_meet() -> None:
    first, second = _parts(_phrase())
    loud, soft = np.full(2400 + 240, 0.4, np.float32), np.full(2400, 0.2, np.float32)
    finisher = _new_finisher()
    blocks = [finisher.feed(first, Piece(loud, (400,) * 6)), finisher.feed(second, Piece(soft, (400,) * 6))]
    samples = np.concatenate([block.samples for block in (*blocks, finisher.finish())])
    assert len(samples) == pytest.approx(4800, abs=1)
    assert np.abs(np.diff(samples[200:-200])).max() < 0.002
