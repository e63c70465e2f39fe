"""How much of a sentence is made in one call: all of it, unless the listener would hear a gap.

An engine that uses the context of a phrase makes every part as it sounds within the sentence, so it may be cut where no
mark is written. For other engines a cut is heard as a pause, so it is made at a mark.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil, inf

from wyoming_kokoro.cache import Cache, key_of
from wyoming_kokoro.scheduler import PlaybackBuffer
from wyoming_kokoro.speech import Phrase
from wyoming_kokoro.studio.casting import Cast
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.script import BEGINNING, BreakPoint, Script
from wyoming_kokoro.text import PhraseBreak

MIN_TOKENS = 16
"""Tokens of the smallest part: a second of speech, and enough for Kokoro to speak it without copies of itself."""

LONG = 30
"""Tokens from which on a sentence without marks begins with a part of it: two seconds of speech."""

PENALTY = {PhraseBreak.MARK: 0, PhraseBreak.CLAUSE: 6, PhraseBreak.PHRASE: 10}
"""Tokens that a first part may be longer to end at a better place."""

MAX_SECONDS = 10.0
"""Of sound in one call: longer ones cost more for each second, and hundreds of megabytes."""

MARGIN = 1.25
"""What a prediction is multiplied by: a run now and then takes longer."""

INAUDIBLE_GAP = 0.15
"""Seconds of a gap that sounds like a pause of the speaker: a shorter gap is no reason to cut."""

UNLIMITED = PlaybackBuffer(inf)
"""For what no listener waits for."""


@dataclass(frozen=True, slots=True)
class Chunker:
    """Cuts scripts into phrases by what a cast's engine can do.

    The cache keeps sound by the phrase, so the same text is cut alike where possible: the beginning always, the
    rest not at all while the listener has enough in the buffer; and what was made whole before is used whole.
    """

    cast: Cast
    speed: EngineSpeed
    cache: Cache
    casts: tuple[Cast, ...] = ()
    """Those of a script's roles, in their order, where several roles speak it in one call."""

    def phrases(
        self, script: Script, buffer: Callable[[], PlaybackBuffer] = lambda: UNLIMITED
    ) -> Iterator[tuple[Phrase, bool]]:
        """Yield the phrases of a script, and with each whether it is the last.

        How long one is, is decided when it is asked for, by what the listener has in the buffer then.
        """
        start = BEGINNING
        while start != script.end:
            end = self._end(script, start, buffer)
            phrases = self._phrases(script, start, end)
            for phrase in phrases:
                yield phrase, end == script.end and phrase is phrases[-1]
            start = end

    def is_cached(self, script: Script) -> bool:
        """Return whether all of a script was made before, cut as it is without hurry."""
        return all(self._holds(phrase) for phrase, _ in self.phrases(script))

    def _phrases(self, script: Script, start: BreakPoint, end: BreakPoint) -> list[Phrase]:
        cast, capabilities = self.cast, self.cast.engine.capabilities
        volumes = [each.treatment.volume or 0.0 for each in self.casts]
        loudest = max((volumes[role] for role in {*script.numbers(script.words)}), default=0.0) if volumes else 0.0
        return script.phrases(
            start,
            end,
            voice=cast.voice,
            delivery=cast.delivery,
            treatment=replace(cast.treatment, volume=loudest) if volumes else cast.treatment,
            max_phonemes=capabilities.max_phonemes,
            context=capabilities.context,
            role_deliveries=[each.delivery for each in self.casts],
            role_volumes=[volume / (loudest or 1.0) for volume in volumes],
        )

    def _holds(self, phrase: Phrase) -> bool:
        return self.cache.holds(key_of(self.cast.engine.identity, phrase, self.cast.style))

    def _end(self, script: Script, start: BreakPoint, buffer: Callable[[], PlaybackBuffer]) -> BreakPoint:
        capabilities = self.cast.engine.capabilities
        _, end = script.section(start, capabilities.max_phonemes)
        if capabilities.whole_sentences:
            return end
        points = long_enough(script, start, end, self._factor)
        if len(points) == 1 or all(map(self._holds, self._phrases(script, start, end))):
            return end
        points = self._short_enough(start, points)
        if not capabilities.context:
            points = [point for point in points if point.kind is PhraseBreak.MARK or point is points[-1]]
        if script.first and start == BEGINNING:
            return first_end(points, script.end, self._factor)
        return self._in_time(start, points, buffer())

    def _short_enough(self, start: BreakPoint, points: list[BreakPoint]) -> list[BreakPoint]:
        """Return the points up to the one where nothing is too long for one call, in parts of like size."""
        tokens = points[-1].tokens - start.tokens
        whole = self._seconds(tokens)
        if whole <= MAX_SECONDS:
            return points
        size = tokens / ceil(whole / MAX_SECONDS)
        best = min(points, key=lambda point: abs(point.tokens - start.tokens - size) + PENALTY[point.kind])
        return points[: points.index(best) + 1]

    def _in_time(self, start: BreakPoint, points: list[BreakPoint], buffer: PlaybackBuffer) -> BreakPoint:
        """Return the last point that is reached before a gap; a better one if that needs no more cuts."""
        reached = [point for point in points if self._late(start, point, buffer) <= 0]
        if not reached:
            return points[0]  # the shortest sensible part: a gap cannot be avoided
        whole = points[-1]
        if whole in reached:
            return whole
        one_cut = [
            point for point in reached if self._late(point, whole, self._buffer_after(start, point, buffer)) <= 0
        ]
        return min(one_cut, key=lambda point: (point.kind, -point.tokens)) if one_cut else reached[-1]

    def _late(self, start: BreakPoint, end: BreakPoint, buffer: PlaybackBuffer) -> float:
        """Return how many seconds after the buffer is empty a part would be there, less what sounds like a pause."""
        wait = self.speed.wait(self._engine, self._seconds(end.tokens - start.tokens), buffer.together)
        return wait * buffer.share * MARGIN - max(buffer.seconds, 0.0) - INAUDIBLE_GAP

    def _buffer_after(self, start: BreakPoint, end: BreakPoint, buffer: PlaybackBuffer) -> PlaybackBuffer:
        """Return what is in the buffer when a part has been made and delivered."""
        seconds = self._seconds(end.tokens - start.tokens)
        work = self.speed.work(self._engine, seconds, buffer.together) * buffer.share
        return PlaybackBuffer(buffer.seconds + seconds - work, buffer.listeners, buffer.at_once)

    def _seconds(self, tokens: int) -> float:
        """Return how long this many tokens will sound."""
        return self.speed.sound(self._engine, tokens, self.cast.delivery.speed or 1.0)

    @property
    def _engine(self) -> str:
        return self.cast.engine.identity

    @property
    def _factor(self) -> float:
        """How many times more tokens than usual make a second of fast speech."""
        return max(self.cast.delivery.speed or 1.0, 1.0)


def long_enough(script: Script, start: BreakPoint, end: BreakPoint, factor: float = 1.0) -> list[BreakPoint]:
    """Return the points between two others with enough to say on either side, and the second."""
    least = MIN_TOKENS * factor
    inner = (point for point in script.break_points if start.word < point.word < end.word)
    return [point for point in inner if point.tokens - start.tokens >= least and end.tokens - point.tokens >= least] + [
        end
    ]


def first_end(points: list[BreakPoint], end: BreakPoint, factor: float = 1.0) -> BreakPoint:
    """Return where the first part of a sentence ends: its shortest sensible clause.

    It does not depend on the moment, so that the cache can be used.
    """
    is_long = end.tokens > LONG * factor
    fit = [point for point in points if point.kind is PhraseBreak.MARK or is_long]
    return min(fit, key=lambda point: point.tokens + (PENALTY[point.kind] if point != end else 0))
