"""Remembers for a short while what was spoken for each request, so that it can be interrupted and resumed.

Texts stay in memory only, and are forgotten after a minute.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from aiohttp import web

from wyoming_kokoro import markup
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import NOTHING, RATE, Audio, Line, Resumption, Samples, SpeechUnit, Utterance, WordTime

MAX_RECORDS = 200
"""Requests that are remembered at once, each with at most one text; the oldest is forgotten for a new one."""

MAX_WORDS = 100_000
"""Words that are remembered for all requests together: some 25 megabytes. The oldest requests are forgotten first."""

MAX_FADE = 2.0
"""Seconds of the longest fade after an interruption."""

WAIT_FOR_FADE = 0.03
"""Seconds that are waited for sound to fade out, where none is ready: silence has to come soon."""


@dataclass(frozen=True, slots=True)
class HeardSpeech:
    """What was heard of a text until a moment, and what is left of it."""

    time: float
    """Seconds of the sound that were played."""
    spoken: str
    spoken_until: int
    """Where the last word that was heard ends in the text."""
    rest: str
    resume_at: int
    """Where the first word begins that was not heard."""
    words: tuple[WordTime, ...]
    """Those that were heard."""

    def as_json(self, text: str) -> dict[str, object]:
        """Return it as responses contain it."""
        return {
            "spoken": self.spoken,
            "spoken_until": self.spoken_until,
            "rest": self.rest,
            "time": round(self.time, 3),
            "words": [
                {
                    "text": text[word.start : word.end],
                    "start": word.start,
                    "end": word.end,
                    "start_time": round(word.start_sample / RATE, 3),
                    "end_time": round(word.end_sample / RATE, 3),
                }
                for word in self.words
            ],
        }


@dataclass(slots=True, eq=False)
class SpokenRecord:
    """One request: its text, the times of its words so far, and whether it was interrupted."""

    utterance: Utterance
    clock: Callable[[], float] = time.monotonic
    options: markup.ReaderOptions = field(default_factory=markup.ReaderOptions)
    """By which its markup is read."""
    words: list[WordTime] = field(default_factory=list)
    samples: int = 0
    """That were sent."""
    first_sent: float | None = None
    ended: float | None = None
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Nothing of it is sent any more."""
    fade: float = 0.0
    played: float | None = None
    """Seconds that the client had played when it interrupted."""

    @property
    def text(self) -> str:
        """What was written, as far as it has arrived."""
        return self.utterance.shown_text

    def add_text(self, text: str) -> None:
        """Note text that arrived later."""
        self.utterance = replace(self.utterance, text=self.utterance.text + text)

    def add(self, block: Audio) -> None:
        """Note sound that is about to be sent."""
        self.words += block.words

    def sent(self, samples: int) -> None:
        """Note samples that are sent."""
        if self.first_sent is None and samples:
            self.first_sent = self.clock()
        self.samples += samples

    def cancel(self, played: float | None, fade: float) -> None:
        """Interrupt it; once it is over, only the moment is noted."""
        self.played = self.elapsed if played is None else played
        self.fade = fade
        self.cancelled.set()

    @property
    def elapsed(self) -> float:
        """Seconds of sound that a player can have played at most until now."""
        if self.first_sent is None:
            return 0.0
        return min(self.samples / RATE, self.clock() - self.first_sent)

    def heard(self, at: float | None = None) -> HeardSpeech:
        """Return what was heard until a moment of the sound; by default until it was interrupted. Computes."""
        seconds = at if at is not None else self.played if self.played is not None else self.elapsed
        in_order = sorted(self.words, key=lambda word: word.start)
        heard: list[WordTime] = []
        following: WordTime | None = None
        for word in in_order:
            if (word.start_sample + word.end_sample) / 2 / RATE > seconds:
                following = word
                break
            heard.append(word)
        complete = following is None and self.ended is not None and not self.cancelled.is_set()
        until = heard[-1].end if heard else self.first_position
        if complete:
            until = len(self.text)
        characters = [*self._characters()]
        return HeardSpeech(
            time=seconds,
            spoken="".join(character for character, position in characters if position < until),
            spoken_until=until,
            rest="".join(character for character, position in characters if position >= until),
            resume_at=until if following is None else following.start,
            words=tuple(heard),
        )

    @property
    def first_position(self) -> int:
        """Where its text begins: a resumed one begins where the one before ended."""
        return self.utterance.resumption.position if self.utterance.resumption else 0

    def resumed(self, unit: SpeechUnit) -> Utterance:
        """Return the rest as an utterance; BadRequest if all of it was heard. Computes."""
        heard = self.heard()
        if not any(character.isalnum() for character in heard.rest):
            raise BadRequest("All of this speech was heard: nothing is left to speak.", code="nothing_left")
        return replace(self.utterance, resumption=Resumption(heard.resume_at, unit))

    def _characters(self) -> Iterator[tuple[str, int]]:
        """Yield what is to be said, without markup, and where each character stands."""
        speakers = tuple(speaker for speaker, _ in self.utterance.cast)
        reader = markup.reader(self.utterance.markup, replace(self.options, speakers=speakers))
        for cue in (*reader.feed(self.utterance.text), *reader.finish(), *self.utterance.cues):
            if isinstance(cue, Line):
                for offset, character in enumerate(cue.text):
                    yield character, cue.position(offset)


class RecentSpeech:
    """The requests that are being spoken, and those that ended a short while ago, by their ids."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: OrderedDict[str, SpokenRecord] = OrderedDict()

    def open(self, name: str, utterance: Utterance) -> SpokenRecord:
        """Remember a request from now on."""
        record = SpokenRecord(utterance, self._clock)
        self._records.pop(name, None)
        self._records[name] = record
        while len(self._records) > MAX_RECORDS:
            self._records.popitem(last=False)
        return record

    def close(self, record: SpokenRecord) -> None:
        """Note that a request is over: it is forgotten after a while."""
        record.ended = self._clock()
        record.over.set()
        words = sum(len(each.words) for each in self._records.values())
        for name, each in list(self._records.items()):
            if words <= MAX_WORDS:
                return
            if each.ended is not None:
                words -= len(each.words)
                del self._records[name]

    def forget(self, seconds: float) -> None:
        """Forget what ended longer ago than this."""
        now = self._clock()
        over = [name for name, each in self._records.items() if each.ended is not None and now - each.ended > seconds]
        for name in over:
            del self._records[name]

    def find(self, name: str, seconds: float) -> SpokenRecord:
        """Return a request that is not forgotten; BadRequest if there is none of this id."""
        self.forget(seconds)
        record = self._records.get(name)
        if record is None:
            raise BadRequest("There is no speech of this id now.", code="speech_not_found", about="id")
        return record

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._records)


RECENT_SPEECH: web.AppKey[RecentSpeech] = web.AppKey("recent_speech")
"""What the app remembers."""


def last_samples(samples: Samples, record: SpokenRecord) -> Samples:
    """Return the end of speech that was interrupted: it fades out, or stops at once."""
    end = samples[: round(record.fade * RATE)]
    return (end * np.linspace(1, 0, len(end), dtype=np.float32)).astype(np.float32) if len(end) else NOTHING
