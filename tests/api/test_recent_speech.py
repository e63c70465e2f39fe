"""What was heard of a text, and what is left of it."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import numpy as np
import pytest

from wyoming_kokoro.api.recent_speech import MAX_RECORDS, RecentSpeech, SpokenRecord
from wyoming_kokoro.api.speech_response import SpeechResponse, SpeechStats
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import NOTHING, RATE, Audio, Samples, Utterance, WordTime

TEXT = "The washing machine has finished."
WORDS = tuple(
    WordTime(start, start + len(word), word, number * RATE // 2, number * RATE // 2 + RATE // 4)
    for number, (start, word) in enumerate([(0, "The"), (4, "washing"), (12, "machine"), (20, "has"), (24, "finished")])
)


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def _record(text: str = TEXT, words: tuple[WordTime, ...] = WORDS) -> SpokenRecord:
    record = SpokenRecord(Utterance(text), _Clock())
    record.add(Audio(NOTHING, words))
    record.sent(3 * RATE)
    return record


@pytest.mark.parametrize(
    ("at", "spoken", "rest"),
    [
        (0.0, "", TEXT),
        (0.124, "", TEXT),
        (0.126, "The", " washing machine has finished."),
        (1.7, "The washing machine has", " finished."),
        (9.0, "The washing machine has finished", "."),
    ],
)
def test_a_word_was_heard_if_its_middle_was(at: float, spoken: str, rest: str) -> None:
    heard = _record().heard(at)
    assert (heard.spoken, heard.rest) == (spoken, rest)
    assert heard.spoken_until == len(spoken)
    assert [word.spoken for word in heard.words] == spoken.split()


def test_speech_that_ended_was_heard_whole() -> None:
    record = _record()
    record.ended = 1.0
    assert record.heard(9.0).spoken == TEXT
    record.cancel(9.0, 0)
    with pytest.raises(BadRequest) as caught:
        record.resumed("word")
    assert caught.value.code == "nothing_left"


def test_markup_is_no_part_of_what_was_heard() -> None:
    text = '<speak>One <break time="1s"/>two <emphasis>three</emphasis>.</speak>'
    words = tuple(
        WordTime(text.index(word), text.index(word) + len(word), word, number * RATE, number * RATE + 100)
        for number, word in enumerate(["One", "two", "three"])
    )
    record = SpokenRecord(Utterance(text, markup="ssml"))
    record.add(Audio(NOTHING, words))
    heard = record.heard(1.5)
    assert (heard.spoken.split(), heard.rest.split()) == (["One", "two"], ["three."])


def test_without_a_moment_no_more_was_heard_than_could_have_been_played() -> None:
    record = SpokenRecord(Utterance(TEXT), clock := _Clock())
    record.add(Audio(NOTHING, WORDS))
    assert record.heard().time == 0
    record.sent(3 * RATE)
    clock.now += 1.2
    assert record.heard().time == pytest.approx(1.2)
    clock.now += 100
    assert record.heard().time == 3
    record.cancel(0.6, 0)
    assert record.heard().spoken == "The"


def test_records_are_forgotten_in_time_and_are_few() -> None:
    recent = RecentSpeech(clock := _Clock())
    first = recent.open("first", Utterance(TEXT))
    clock.now += 1000
    assert recent.find("first", 60) is first  # it is still being spoken
    recent.close(first)
    clock.now += 59
    assert recent.find("first", 60) is first
    clock.now += 2
    with pytest.raises(BadRequest) as caught:
        recent.find("first", 60)
    assert caught.value.code == "speech_not_found"
    for number in range(MAX_RECORDS + 50):
        recent.open(str(number), Utterance(TEXT))
    assert len(recent) == MAX_RECORDS


def test_long_texts_are_forgotten_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.api.recent_speech.MAX_WORDS", 12)
    recent = RecentSpeech(_Clock())
    for number in range(4):
        record = recent.open(str(number), Utterance(TEXT))
        record.add(Audio(NOTHING, WORDS))
        recent.close(record)
    assert len(recent) == 2
    assert recent.find("3", 60).words == list(WORDS)


class _Encoder:
    """Keeps what it is fed."""

    def __init__(self) -> None:
        self.samples: list[Samples] = []

    def feed(self, samples: Samples) -> bytes:
        self.samples.append(samples)
        return b"x"

    def finish(self) -> bytes:
        return b""

    def close(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize("ready", [True, False])
async def test_an_interruption_fades_out_what_is_ready_and_waits_for_nothing_else(ready: bool) -> None:  # noqa: FBT001
    record, encoder = SpokenRecord(Utterance(TEXT)), _Encoder()

    async def blocks() -> AsyncGenerator[Audio, None]:
        yield Audio(np.ones(3 * RATE, np.float32))
        record.cancel(0.5, 0.1)
        if not ready:
            await asyncio.sleep(60)
        yield Audio(np.ones(3 * RATE, np.float32))

    speech = SpeechResponse(record.utterance, encoder, SpeechStats(), record, blocks())
    began = time.monotonic()
    async with aclosing(speech.chunks()) as chunks:
        assert [chunk async for chunk in chunks]
    assert time.monotonic() - began < 1
    sent = np.concatenate(encoder.samples)
    fade = round(0.1 * RATE)
    assert len(sent) == 3 * RATE + (fade if ready else 0)
    assert record.samples == len(sent) == speech.stats.samples
    if ready:
        assert np.allclose(sent[-fade:], np.linspace(1, 0, fade), atol=1e-6)


async def test_an_interruption_inside_a_long_block_takes_effect_at_once() -> None:
    record, encoder = SpokenRecord(Utterance(TEXT)), _Encoder()

    async def blocks() -> AsyncGenerator[Audio, None]:
        yield Audio(np.ones(60 * RATE, np.float32))

    speech = SpeechResponse(record.utterance, encoder, SpeechStats(), record, blocks())
    async with aclosing(speech.chunks()) as chunks:
        await anext(chunks)
        record.cancel(0.1, 0.0)
        assert [chunk async for chunk in chunks] == []
    assert sum(map(len, encoder.samples)) < RATE
