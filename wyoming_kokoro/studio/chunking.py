"""How much of a sentence is made in one call: all of it, unless its listener would fall silent meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, inf

from wyoming_kokoro.scheduler import PlaybackBuffer
from wyoming_kokoro.speech import Phrase
from wyoming_kokoro.studio.engine_speed import EngineSpeed
from wyoming_kokoro.studio.script import BEGINNING, BreakPoint, Script
from wyoming_kokoro.text import PhraseBreak

SENSIBLE = 16
"""Tokens of the smallest part: a second of speech, and enough for Kokoro to speak it without copies of itself."""

LONG = 30
"""Tokens from which on a sentence without marks begins with a part of it: two seconds of speech."""

PENALTY = {PhraseBreak.MARK: 0, PhraseBreak.CLAUSE: 6, PhraseBreak.PHRASE: 10}
"""Tokens that a first part may be longer to end at a better place."""

LONGEST_SECONDS = 10.0
"""Of sound in one call: longer ones cost more for each second, and hundreds of megabytes."""

MARGIN = 1.25
"""What a prediction is multiplied by: a run now and then takes longer."""

UNHEARD = 0.15
"""Seconds of a gap that are taken for a pause of the speaker: for less nothing is cut."""

AT_LEISURE = PlaybackBuffer(inf)
"""For what nobody waits for."""


@dataclass(frozen=True, slots=True)
class Chunker:
    """Cuts scripts by what an engine can do.

    A take is kept by its phrase, so the same text is cut alike wherever that can be: the beginning always, the rest not
    at all while the listener has enough in hand; and what was made whole before is used whole.
    """

    engine: str
    speed: EngineSpeed
    holds: Callable[[Phrase], bool]
    """Whether a phrase's take is known."""

    def of(
        self, script: Script, hand: Callable[[], PlaybackBuffer] = lambda: AT_LEISURE
    ) -> Iterator[tuple[Phrase, bool]]:
        """The phrases of a script, and with each whether it is the last.

        How long one is, is decided when it is asked for, by what is in hand then.
        """
        start = BEGINNING
        while start != script.end:
            end = self._end(script, start, hand)
            phrases = script.phrases(start, end)
            for phrase in phrases:
                yield phrase, end == script.end and phrase is phrases[-1]
            start = end

    def known(self, script: Script) -> bool:
        """Whether all of a script was made before, cut as it is at leisure."""
        return all(self.holds(phrase) for phrase, _ in self.of(script))

    def _end(self, script: Script, start: BreakPoint, hand: Callable[[], PlaybackBuffer]) -> BreakPoint:
        places = sensible(script, start)
        if len(places) == 1 or all(map(self.holds, script.phrases(start, script.end))):
            return script.end
        if script.first and start == BEGINNING:
            return first(script, places)
        places = self._short_enough(script, start, places)
        return self._in_time(script, start, places, hand())

    def _short_enough(self, script: Script, start: BreakPoint, places: list[BreakPoint]) -> list[BreakPoint]:
        """The places up to the one where nothing is too long for one call, in parts of like size."""
        whole = self._sound(script, start, script.end)
        if whole <= LONGEST_SECONDS:
            return places
        wanted = (script.end.tokens - start.tokens) / ceil(whole / LONGEST_SECONDS)
        best = min(places, key=lambda place: abs(place.tokens - start.tokens - wanted) + PENALTY[place.breath])
        return places[: places.index(best) + 1]

    def _in_time(self, script: Script, start: BreakPoint, places: list[BreakPoint], hand: PlaybackBuffer) -> BreakPoint:
        """The last place that is reached before the listener falls silent; a better one if that needs no more cuts."""
        reached = [place for place in places if self._late(script, start, place, hand) <= 0]
        if not reached:
            return places[0]  # the shortest sensible part: whatever is done, there is a gap
        whole = places[-1]
        if whole in reached:
            return whole
        one_cut = [
            place for place in reached if self._late(script, place, whole, self._then(script, start, place, hand)) <= 0
        ]
        return min(one_cut, key=lambda place: (place.breath, -place.tokens)) if one_cut else reached[-1]

    def _late(self, script: Script, start: BreakPoint, end: BreakPoint, hand: PlaybackBuffer) -> float:
        """How many seconds after its listener fell silent, or from now on, a part would be there, less a mere pause."""
        wait = self.speed.wait(self.engine, self._sound(script, start, end), hand.together)
        return wait * hand.share * MARGIN - max(hand.seconds, 0.0) - UNHEARD

    def _then(self, script: Script, start: BreakPoint, end: BreakPoint, hand: PlaybackBuffer) -> PlaybackBuffer:
        """What is in hand when a part has been made and was given."""
        sound = self._sound(script, start, end)
        work = self.speed.work(self.engine, sound, hand.together) * hand.share
        return PlaybackBuffer(hand.seconds + sound - work, hand.crowd, hand.at_once)

    def _sound(self, script: Script, start: BreakPoint, end: BreakPoint) -> float:
        return self.speed.sound(self.engine, end.tokens - start.tokens, script.delivery.speed or 1.0)


def sensible(script: Script, start: BreakPoint) -> list[BreakPoint]:
    """The places after another with something worth saying on either side, and the end."""
    least = SENSIBLE * max(script.delivery.speed or 1.0, 1.0)
    inner = script.places[:-1]
    return [
        place for place in inner if place.tokens - start.tokens >= least and script.end.tokens - place.tokens >= least
    ] + [script.end]


def first(script: Script, places: list[BreakPoint]) -> BreakPoint:
    """Where the first part ends with which a sentence begins to be heard: its shortest sensible clause.

    It does not depend on the moment: its take is used again.
    """
    long = script.end.tokens > LONG * max(script.delivery.speed or 1.0, 1.0)
    fit = [place for place in places if place.breath is PhraseBreak.MARK or long]
    return min(fit, key=lambda place: place.tokens + (PENALTY[place.breath] if place != script.end else 0))
