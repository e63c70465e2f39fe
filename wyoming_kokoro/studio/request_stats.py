"""What was said lately, and how soon: figures for people and programs, never words."""

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
"""Utterances that are remembered: about a day of a household."""

SAID, LEFT, BROKEN = "said", "left", "broken"


@dataclass(slots=True)
class RequestStats:
    """One utterance's figures."""

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
    """How it ended: said, left by the listener, or the code of an error; nothing while it is being said."""
    cost: RenderCost = field(default_factory=RenderCost)
    clock: Callable[[], float] = time.monotonic
    _began: float = 0.0

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self.cost.clock = self.clock
        self._began = self.clock()

    @property
    def rtf(self) -> float | None:
        """Seconds of work for each second of sound; None where all of it was known from before."""
        return self.cost.seconds * RATE / self.cost.made if self.cost.made else None

    @property
    def from_cache(self) -> float:
        """The share of its sound that was known from before."""
        together = self.cost.made + self.cost.cached
        return self.cost.cached / together if together else 0.0

    def text_arrived(self) -> None:
        """Count the time from now on: before, there was nothing to say yet."""
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
    """Keeps the figures of the last utterances, and counts all of them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: deque[RequestStats] = deque(maxlen=REMEMBERED)
        self._open = 0
        self.history = History()
        """The same by the minute, for longer."""

    @property
    def recent(self) -> tuple[RequestStats, ...]:
        """The last utterances that have ended, oldest first."""
        return tuple(self._entries)

    @property
    def listeners(self) -> int:
        """How many are being spoken to."""
        return self._open

    @contextmanager
    def open(self, interface: Interface, utterance: Utterance) -> Generator[RequestStats, None, None]:
        """An entry for an utterance; leaving this ends it."""
        entry = RequestStats(interface, len(utterance.text), clock=self._clock)
        self._open += 1
        self.history.note_listeners(self._open)
        try:
            yield entry
            entry.outcome = SAID
        except SpeechError as error:
            entry.outcome = error.code
            raise
        except Exception:
            entry.outcome = BROKEN
            raise
        finally:
            self._open -= 1
            entry.outcome = entry.outcome or LEFT
            self._close(entry)

    def _close(self, entry: RequestStats) -> None:
        self._entries.append(entry)
        self.history.utterance_ended(entry.first_sound, entry.rtf)
        UTTERANCES.add(entry.interface)
        if entry.outcome not in (SAID, LEFT):
            UTTERANCES_FAILED.add(entry.interface)
        for histogram, figure in (
            (QUEUE_WAIT, entry.waited),
            (FIRST_SOUND, entry.first_sound),
            (REALTIME_FACTOR, entry.rtf),
        ):
            if figure is not None:
                histogram.observe(entry.interface, figure)


def count_words(script: Script) -> None:
    """Count a script's words in the metrics, by where their sound is from."""
    for source, count in Counter(word.source for word in script.words if word.source != "mark").items():
        WORDS.add(source, count)
