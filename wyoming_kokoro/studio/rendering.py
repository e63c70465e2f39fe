"""The sound of a phrase: from the cache, or from an engine that is given a second try; never silence."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from wyoming_kokoro.audio.faults import fault
from wyoming_kokoro.cache import Cache, key_of
from wyoming_kokoro.errors import InternalError
from wyoming_kokoro.speech import Phrase, PhraseAudio, Piece
from wyoming_kokoro.studio.casting import Cast

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class RenderCost:
    """What the sound of an utterance has cost."""

    seconds: float = 0.0
    """Of work."""
    made: int = 0
    """Samples that were made."""
    kept: int = 0
    """Samples that were known from before."""
    clock: Callable[[], float] = time.perf_counter


def rendered(phrase: Phrase, cast: Cast, cache: Cache, effort: RenderCost | None = None) -> Iterator[Piece]:
    """The pieces of a phrase; blocks while the next one is made. What they cost is added to the effort."""
    engine, effort = cast.engine, effort or RenderCost()
    key = key_of(engine.identity, phrase, cast.style)
    if (take := cache.get(key)) is not None:
        effort.kept += len(take.samples)
        yield Piece(take.samples, take.lengths)
        return
    for attempt in range(cast.kept.settings.engine.attempts):
        made: list[Piece] = []
        for piece in _audible(_timed(engine.render(phrase, again=attempt > 0), effort)):
            made.append(piece)
            yield piece
        if made:
            cache.put(key, _take(made))
            return
        start, end = phrase.place
        _LOG.warning("%s made no sound of the phrase at characters %d to %d", engine.name, start, end)
        _LOG.debug("The phrase without sound: %r %r", phrase.words, phrase.phonemes)
    raise _unheard(phrase)


def _timed(pieces: Iterator[Piece], effort: RenderCost) -> Iterator[Piece]:
    """The same pieces, with the time they take counted."""
    began = effort.clock()
    for piece in pieces:
        effort.seconds += effort.clock() - began
        effort.made += len(piece.samples)
        yield piece
        began = effort.clock()
    effort.seconds += effort.clock() - began


def _audible(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces if they are sound; none if they are not. Held back until that is known."""
    held: list[Piece] = []
    for piece in pieces:
        held.append(piece)
        if fault(np.concatenate([each.samples for each in held]), 1) is None:
            yield from held
            yield from _finite(pieces)
            return


def _finite(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if not np.isfinite(piece.samples).all():
            raise InternalError("The sound broke off: the voice gave something that is no sound.", code="no_sound")
        yield piece


def _take(pieces: list[Piece]) -> PhraseAudio:
    lengths = None
    if all(piece.lengths is not None for piece in pieces):
        lengths = tuple(length for piece in pieces for length in piece.lengths or ())
    return PhraseAudio(np.concatenate([piece.samples for piece in pieces]), lengths)


def _unheard(phrase: Phrase) -> InternalError:
    start, end = phrase.place
    return InternalError(f"No sound could be made of the phrase at characters {start} to {end}.", code="no_sound")
