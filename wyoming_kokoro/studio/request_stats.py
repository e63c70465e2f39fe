"""Statistics of the last requests: how soon and how fast they were answered. They hold numbers, never texts."""

import time
from collections import Counter, deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from wyoming_kokoro.errors import SpeechError
from wyoming_kokoro.metrics import FIRST_SOUND, QUEUE_WAIT, REALTIME_FACTOR, UTTERANCES, UTTERANCES_FAILED, WORDS
from wyoming_kokoro.speech import RATE, Audio, Utterance, seconds
from wyoming_kokoro.studio.history import History
from wyoming_kokoro.studio.rendering import RenderCost
from wyoming_kokoro.studio.script import Script

Interface = Literal["wyoming", "http", "other"]

REMEMBERED = 256
"""Requests that are remembered: about a day of a household."""

SPOKEN, LEFT, BROKEN = "said", "left", "broken"


@dataclass(slots=True)
class RequestStats:
    """The statistics of one request."""

    interface: Interface
    characters: int
    """Of the text that came with the request."""
    moment: float = field(default_factory=time.time)
    """When it was asked for, in seconds since 1970."""
    voice: str = ""
    waited: float | None = None
    """Seconds until the work on it began."""
    first_sound: float | None = None
    """Seconds from its first text to its first sound."""
    seconds: float = 0.0
    """How long it sounds."""
    outcome: str = ""
    """How it ended: "said", "left" by the listener, or the code of an error; empty while it goes on."""
    cost: RenderCost = field(default_factory=RenderCost)
    clock: Callable[[], float] = time.monotonic
    _began: float = 0.0

    def __post_init__(self) -> None:
        """Start the clock."""
        self.cost.clock = self.clock
        self._began = self.clock()

    @property
    def rtf(self) -> float | None:
        """Seconds of work for each second of sound, the real-time factor; None where all of it came from the cache."""
        return self.cost.seconds * RATE / self.cost.samples_made if self.cost.samples_made else None

    @property
    def from_cache(self) -> float:
        """The share of its sound that came from the cache."""
        total = self.cost.samples_made + self.cost.samples_cached
        return self.cost.samples_cached / total if total else 0.0

    def text_arrived(self) -> None:
        """Restart the clock: there was no text before."""
        self._began = self.clock()

    def begin(self) -> None:
        """Note that the work on it begins; only the first time counts."""
        if self.waited is None:
            self.waited = self.clock() - self._began

    def count(self, audio: Audio) -> Audio:
        """Count sound that is delivered."""
        if self.first_sound is None and len(audio.samples):
            self.first_sound = self.clock() - self._began
        self.seconds += seconds(audio.samples)
        return audio


class RequestLog:
    """Keeps the statistics of the last requests, and counts all of them in the metrics."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ended: deque[RequestStats] = deque(maxlen=REMEMBERED)
        self._open = 0
        self.history = History()
        """The same by the minute, for longer."""

    @property
    def recent(self) -> tuple[RequestStats, ...]:
        """The last requests that have ended, oldest first."""
        return tuple(self._ended)

    @property
    def listeners(self) -> int:
        """How many requests are being answered."""
        return self._open

    @contextmanager
    def open(self, interface: Interface, utterance: Utterance) -> Generator[RequestStats, None, None]:
        """Yield the statistics of a request; leaving the context ends it."""
        stats = RequestStats(interface, len(utterance.shown_text), clock=self._clock)
        self._open += 1
        self.history.note_listeners(self._open)
        try:
            yield stats
            stats.outcome = SPOKEN
        except SpeechError as error:
            stats.outcome = error.code
            raise
        except Exception:
            stats.outcome = BROKEN
            raise
        finally:
            self._open -= 1
            stats.outcome = stats.outcome or LEFT
            self._close(stats)

    def _close(self, stats: RequestStats) -> None:
        self._ended.append(stats)
        self.history.utterance_ended(stats.first_sound, stats.rtf)
        UTTERANCES.add(stats.interface)
        if stats.outcome not in (SPOKEN, LEFT):
            UTTERANCES_FAILED.add(stats.interface)
        for histogram, figure in (
            (QUEUE_WAIT, stats.waited),
            (FIRST_SOUND, stats.first_sound),
            (REALTIME_FACTOR, stats.rtf),
        ):
            if figure is not None:
                histogram.observe(stats.interface, figure)


def count_words(script: Script) -> None:
    """Count a script's words in the metrics, by where their sound is from."""
    for source, count in Counter(word.source for word in script.words if word.source != "mark").items():
        WORDS.add(source, count)
