"""How much of a sentence is made in one call."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from wyoming_kokoro.cache import Cache, key_of
from wyoming_kokoro.engines import ToneEngine
from wyoming_kokoro.engines.engine import MAX_PHONEMES
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.scheduler import PlaybackBuffer
from wyoming_kokoro.speech import Delivery, Ending, Phrase, PhraseAudio, Treatment, Voice
from wyoming_kokoro.studio.casting import Cast
from wyoming_kokoro.studio.chunking import MAX_SECONDS, MIN_TOKENS, UNLIMITED, Chunker
from wyoming_kokoro.studio.engine_speed import USUAL_TOKENS, EngineSpeed, SpeedSample
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.prepare import prepare
from wyoming_kokoro.studio.roles import Role
from wyoming_kokoro.studio.script import BEGINNING, Script
from wyoming_kokoro.studio.voice_levels import VoiceSound
from wyoming_kokoro.text import Locale, Sentence

VOICE = Voice("af_heart", "en-US", "female", "Heart")
MARKED = (
    "When the sun goes down, the lights in the garden go on by themselves, and if nobody is at home at that time, "
    "the blinds are closed with a little delay."
)
PLAIN = "The heating in the living room starts at six o'clock tomorrow because it will be cold in the morning."
NEVER = PlaybackBuffer(0.0)


@pytest.fixture(scope="module")
def pronunciation() -> Pronunciation:
    """Misaki's lexicon alone."""
    return Pronunciation(None)


def _script(text: str, pronunciation: Pronunciation, *, first: bool = False) -> Script:
    locale = Locale("en-US", dictionary=pronunciation.dictionary("en-US"))
    role = Role(VOICE, Delivery(), Treatment(), locale)
    (script,) = prepare([Passage(Sentence(0, text, Ending.SENTENCE), role, first=first)], locale, pronunciation)
    return script


class ContextEngine(ToneEngine):
    """Hums too, and says that it uses the context of a phrase."""

    capabilities = replace(ToneEngine.capabilities, context=True)


def _chunker(work: float = 0.2, *, wait: float = 1.0, speed: float = 1.0, context: bool = False) -> Chunker:
    engine, measured = ContextEngine() if context else ToneEngine(), EngineSpeed()
    measured.learn(engine.identity, SpeedSample(15, 1.0, 1.0, work, work * wait, 1))
    cast = Cast(VOICE, Delivery(speed=speed), Treatment(), engine, "", VoiceSound("tone", "", (), "tone"))
    return Chunker(cast, measured, Cache(1_000_000))


def _phrases(chunker: Chunker, script: Script, buffer: PlaybackBuffer) -> list[Phrase]:
    return [phrase for phrase, _ in chunker.phrases(script, lambda: buffer)]


def _whole(script: Script) -> list[Phrase]:
    """A script as one phrase."""
    return script.phrases(
        BEGINNING, script.end, voice=VOICE, delivery=Delivery(), treatment=Treatment(), max_phonemes=MAX_PHONEMES
    )


def _words(phrases: list[Phrase]) -> list[str]:
    return [phrase.words.replace(" ,", ",").replace(" .", ".") for phrase in phrases]


@pytest.mark.parametrize("hand", [PlaybackBuffer(100.0), NEVER])
def test_the_first_phrase_does_not_depend_on_the_playback_buffer(
    pronunciation: Pronunciation, hand: PlaybackBuffer
) -> None:
    marked = _phrases(_chunker(), _script(MARKED, pronunciation, first=True), hand)
    assert _words(marked)[0] == "When the sun goes down," and marked[0].ending is Ending.CLAUSE
    plain = _phrases(_chunker(context=True), _script(PLAIN, pronunciation, first=True), hand)
    assert _words(plain)[0] == "The heating in the living room starts" and plain[0].ending is Ending.NONE


@pytest.mark.parametrize("first", [True, False])
def test_without_context_a_sentence_without_marks_is_not_cut(pronunciation: Pronunciation, first: bool) -> None:  # noqa: FBT001 -- a case
    assert _words(_phrases(_chunker(0.9), _script(PLAIN, pronunciation, first=first), NEVER)) == [PLAIN]


def test_without_context_a_sentence_without_marks_is_cut_where_it_is_too_long_for_one_call(
    pronunciation: Pronunciation,
) -> None:
    text = " because ".join([PLAIN[:-1]] * 3) + "."
    phrases = _phrases(_chunker(), _script(text, pronunciation, first=True), NEVER)
    assert " ".join(_words(phrases)) == text
    assert len(phrases) > 1 and max(len(phrase.phonemes) for phrase in phrases) < MAX_SECONDS * 1.2 * USUAL_TOKENS


@pytest.mark.parametrize("text", [MARKED, PLAIN])
def test_each_part_has_the_phonemes_of_the_sentence_around_it(pronunciation: Pronunciation, text: str) -> None:
    script = _script(text, pronunciation, first=True)
    phrases = _phrases(_chunker(context=True), script, NEVER)
    (whole,) = _whole(script)
    assert len(phrases) > 2 and {phrase.sentence for phrase in phrases} == {whole.phonemes}
    assert not phrases[0].before and not phrases[-1].after
    assert all(phrase.continues(previous) for previous, phrase in pairwise(phrases))
    assert not any(phrase.continues(phrases[-1]) or phrase.starts_with_pause for phrase in phrases)


def test_without_context_phrases_have_none(pronunciation: Pronunciation) -> None:
    phrases = _phrases(_chunker(), _script(MARKED, pronunciation, first=True), NEVER)
    assert len(phrases) > 1 and not any(phrase.has_context for phrase in phrases)


def test_the_rest_of_a_sentence_has_the_clause_that_was_spoken_before_it_arrived(pronunciation: Pronunciation) -> None:
    clause, rest = (_script(text, pronunciation) for text in MARKED.split(", ", 1))
    (phrase,) = _phrases(_chunker(context=True), rest.after(clause), UNLIMITED)
    (spoken,) = _whole(clause)
    assert phrase.before == spoken.phonemes + " " and not phrase.after
    assert not phrase.continues(spoken) and phrase.starts_with_pause
    beginning, *others = _phrases(_chunker(context=True), rest.after(clause), NEVER)
    assert beginning.starts_with_pause
    assert others and not any(other.starts_with_pause for other in others)


def test_the_context_is_no_longer_than_the_engine_takes(pronunciation: Pronunciation) -> None:
    text = " and ".join([MARKED[:-1]] * 6) + "."
    script = _script(text, pronunciation, first=True)
    phrases = _phrases(_chunker(context=True), script, NEVER)
    assert " ".join(_words(phrases)) == text
    sentences = {phrase.sentence for phrase in phrases}
    assert len(sentences) == 2 and all(MAX_PHONEMES / 3 < len(sentence) <= MAX_PHONEMES for sentence in sentences)


@pytest.mark.parametrize("text", ["Yes, it rains.", "The kitchen light is on.", "Good evening to you."])
def test_a_short_first_sentence_is_not_cut(pronunciation: Pronunciation, text: str) -> None:
    assert _words(_phrases(_chunker(), _script(text, pronunciation, first=True), NEVER)) == [text]


def test_a_sentence_is_not_cut_while_the_playback_buffer_is_long(pronunciation: Pronunciation) -> None:
    assert _words(_phrases(_chunker(), _script(MARKED, pronunciation), PlaybackBuffer(10.0))) == [MARKED]


def test_with_a_shorter_playback_buffer_a_sentence_is_cut_once_at_a_mark(pronunciation: Pronunciation) -> None:
    script = _script(MARKED, pronunciation)
    whole = script.end.tokens / USUAL_TOKENS
    (first, *_), work = _words(_phrases(_chunker(), script, PlaybackBuffer(whole * 0.2))), 0.2
    assert first.endswith(",") and len(first) > len(MARKED) / 2, (first, work)


def test_with_an_empty_playback_buffer_phrases_have_about_the_minimum_length(pronunciation: Pronunciation) -> None:
    phrases = _phrases(_chunker(), _script(MARKED, pronunciation), NEVER)
    assert len(phrases) >= 4 and all(len(phrase.phonemes) >= MIN_TOKENS - 1 for phrase in phrases)
    assert " ".join(_words(phrases)) == MARKED
    assert phrases[-1].ending is Ending.SENTENCE


def test_many_listeners_give_shorter_phrases(pronunciation: Pronunciation) -> None:
    script = _script(MARKED, pronunciation)
    alone, shared = (_phrases(_chunker(), script, PlaybackBuffer(3.0, listeners, 2)) for listeners in (1, 8))
    assert len(alone) < len(shared)


def test_an_engine_that_streams_pieces_needs_no_cut(pronunciation: Pronunciation) -> None:
    script = _script(MARKED, pronunciation)
    assert (
        len(_phrases(_chunker(0.9), script, PlaybackBuffer(2.0)))
        > len(_phrases(_chunker(0.9, wait=0.1), script, PlaybackBuffer(2.0)))
        == 1
    )


def test_a_sentence_in_the_cache_is_not_cut(pronunciation: Pronunciation) -> None:
    script = _script(MARKED, pronunciation, first=True)
    chunker = _chunker(0.9)
    cast = chunker.cast
    assert not chunker.is_cached(script)
    (whole,) = script.phrases(
        BEGINNING,
        script.end,
        voice=cast.voice,
        delivery=cast.delivery,
        treatment=cast.treatment,
        max_phonemes=510,
    )
    chunker.cache.put(key_of(cast.engine.identity, whole), PhraseAudio(np.ones(100, np.float32)))
    assert _phrases(chunker, script, NEVER) == [whole] and chunker.is_cached(script)


def test_a_very_long_sentence_is_cut_into_phrases_of_similar_length(pronunciation: Pronunciation) -> None:
    text = " ".join([MARKED[:-1] + ","] * 4) + " and that is all."
    phrases = _phrases(_chunker(), _script(text, pronunciation), PlaybackBuffer(1000.0))
    lengths = [len(phrase.phonemes) / USUAL_TOKENS for phrase in phrases]
    assert max(lengths) <= MAX_SECONDS * 1.1 and min(lengths) > MAX_SECONDS / 2
    assert all(phrase.words.rstrip().endswith((",", ".")) for phrase in phrases)


def test_at_double_speed_the_minimum_length_of_a_phrase_doubles(pronunciation: Pronunciation) -> None:
    phrases = _phrases(_chunker(speed=2.0), _script(MARKED, pronunciation), NEVER)
    assert all(len(phrase.phonemes) >= 2 * MIN_TOKENS - 1 for phrase in phrases)


@pytest.mark.parametrize(
    "text", [MARKED, PLAIN, "On Tuesday, June 5, 2025 at 5:30 p.m. it was 21 degrees, or 70 to 75 °F."]
)
def test_the_words_of_one_span_are_not_cut_apart(pronunciation: Pronunciation, text: str) -> None:
    script = _script(text, pronunciation)
    for point in script.break_points[:-1]:
        assert script.words[point.word].span != script.words[point.word - 1].span
