"""From a script to its finished sound, block by block."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wyoming_kokoro.cache import Cache
from wyoming_kokoro.scheduler import PlaybackBuffer
from wyoming_kokoro.speech import NOTHING, RATE, Audio, Phrase
from wyoming_kokoro.studio.casting import Cast
from wyoming_kokoro.studio.chunking import Chunker
from wyoming_kokoro.studio.engine_speed import EngineSpeed, SpeedSample
from wyoming_kokoro.studio.finishing import Finisher, joined
from wyoming_kokoro.studio.leveling import at_level
from wyoming_kokoro.studio.rendering import render
from wyoming_kokoro.studio.request_stats import RequestStats
from wyoming_kokoro.studio.script import Script


@dataclass(frozen=True, slots=True)
class CastScript:
    """A script, who speaks it, and whether all of its sound is in the cache."""

    script: Script
    cast: Cast
    cached: bool
    casts: tuple[Cast, ...] = ()
    """Those of the script's roles, where several roles speak it in one call."""

    @property
    def level(self) -> float | None:
        """The level that it is brought to where it is short; None where that is not known, or some of it is softer."""
        return None if any(cast.level is None for cast in self.casts) else self.cast.level

    @property
    def starts_with_pause(self) -> bool:
        """Whether it is the rest of a sentence, and its engine makes the pause before it."""
        return bool(self.script.before) and self.cast.engine.capabilities.context


@dataclass(frozen=True, slots=True)
class UtteranceRenderer:
    """Everything it takes to make the sound of one utterance."""

    cache: Cache
    speed: EngineSpeed
    finisher: Finisher
    stats: RequestStats
    attempts: int

    def blocks(self, spoken: CastScript, buffer: Callable[[], PlaybackBuffer]) -> Iterator[tuple[Audio, bool]]:
        """Yield the sound of a script, and with each block whether it is the last; computes."""
        self.stats.begin()
        chunker = Chunker(spoken.cast, self.speed, self.cache, spoken.casts)
        level = spoken.level
        for phrase, last in chunker.phrases(spoken.script, buffer):
            for block, ended in self._phrase(phrase, spoken.cast, buffer().together, level if last else None):
                yield block, last and ended
            level = None  # a part of a sentence is as loud as the rest of it

    def _phrase(self, phrase: Phrase, cast: Cast, together: int, level: float | None) -> Iterator[tuple[Audio, bool]]:
        """Yield the blocks of a phrase, and whether it ends with them: asking for more than there is takes a turn."""
        cost, first_wait, phonemes, block = self.stats.cost, 0.0, 0, Audio(NOTHING)
        seconds_before, samples_before = cost.seconds, cost.samples_made
        for piece in at_level(render(phrase, cast, self.cache, self.attempts, cost), phrase, level):
            first_wait = first_wait or cost.seconds - seconds_before
            phonemes += len(piece.lengths or ())
            block = joined(block, self.finisher.feed(phrase, piece))
            if phonemes < len(phrase.phonemes):
                yield block, False
                block = Audio(NOTHING)
        self.speed.learn(
            cast.engine.identity,
            SpeedSample(
                len(phrase.phonemes),
                phrase.speed,
                (cost.samples_made - samples_before) / RATE,
                cost.seconds - seconds_before,
                first_wait,
                together,
            ),
        )
        yield joined(block, self.finisher.rest()), True
