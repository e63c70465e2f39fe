"""From a script to what is heard of it, block by block."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.cache import Cache
from wyoming_kokoro.scheduler import PlaybackBuffer
from wyoming_kokoro.speech import NOTHING, RATE, Audio, Phrase
from wyoming_kokoro.studio.casting import Cast
from wyoming_kokoro.studio.chunking import Chunker
from wyoming_kokoro.studio.engine_speed import EngineSpeed, SpeedSample
from wyoming_kokoro.studio.finishing import Finisher
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.rendering import rendered
from wyoming_kokoro.studio.request_stats import RequestStats
from wyoming_kokoro.studio.script import Script


@dataclass(frozen=True, slots=True)
class UtteranceRenderer:
    """Everything it takes to make one utterance heard."""

    cast: Cast
    cache: Cache
    speed: EngineSpeed
    portions: Chunker
    finishing: Finisher
    entry: RequestStats

    @classmethod
    def of(cls, cast: Cast, cache: Cache, speed: EngineSpeed, entry: RequestStats) -> "UtteranceRenderer":
        """What it takes for this cast."""
        finishing = Finisher(cast.kept.settings.speech, cast.correction, cast.gain)
        return cls(cast, cache, speed, cast.portions(speed, cache), finishing, entry)

    def reading(self, passage: Passage) -> Callable[[], tuple[Script, bool]]:
        """Something to do on a thread: the script of a passage, and whether all of it was made before."""

        def read() -> tuple[Script, bool]:
            script = self.cast.reading(passage)()
            return script, self.portions.known(script)

        return read

    def blocks(self, script: Script, hand: Callable[[], PlaybackBuffer]) -> Iterator[tuple[Audio, bool]]:
        """The sound of a script, and with each block whether it is the last; computes while the next one is made."""
        self.entry.begun()
        for phrase, last in self.portions.of(script, hand):
            for block, ended in self._of_phrase(phrase, hand().together):
                yield block, last and ended

    def _of_phrase(self, phrase: Phrase, together: int) -> Iterator[tuple[Audio, bool]]:
        """The blocks of a phrase, and whether it ends with them: asking for more than there is would take a turn."""
        effort, wait, told, held = self.entry.effort, 0.0, 0, Audio(NOTHING)
        seconds, made = effort.seconds, effort.made
        for piece in rendered(phrase, self.cast, self.cache, effort):
            wait = wait or effort.seconds - seconds
            told += len(piece.lengths or ())
            held = _joined(held, self.finishing.feed(phrase, piece))
            if told < len(phrase.phonemes):
                yield held, False
                held = Audio(NOTHING)
        sound = (effort.made - made) / RATE
        work = effort.seconds - seconds
        speed = phrase.delivery.speed or 1.0
        self.speed.learn(self.portions.engine, SpeedSample(len(phrase.phonemes), speed, sound, work, wait, together))
        yield _joined(held, self.finishing.rest()), True


def _joined(one: Audio, other: Audio) -> Audio:
    return Audio(np.concatenate((one.samples, other.samples)), (*one.words, *other.words))
