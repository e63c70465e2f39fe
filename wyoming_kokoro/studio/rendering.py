"""The sound of a phrase: from the cache, or from an engine, which gets a second attempt; never silence."""

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
    samples_made: int = 0
    """Samples that an engine made."""
    samples_cached: int = 0
    """Samples that came from the cache."""
    clock: Callable[[], float] = time.perf_counter


def render(phrase: Phrase, cast: Cast, cache: Cache, attempts: int, cost: RenderCost | None = None) -> Iterator[Piece]:
    """Yield the pieces of a phrase; blocks while the next one is made. What they cost is added to the cost."""
    engine, cost = cast.engine, cost or RenderCost()
    key = key_of(engine.identity, phrase, cast.style)
    if (audio := cache.get(key)) is not None:
        cost.samples_cached += len(audio.samples)
        yield Piece(audio.samples, audio.lengths)
        return
    for attempt in range(attempts):
        pieces: list[Piece] = []
        for piece in _audible(_timed(engine.render(phrase, again=attempt > 0), cost)):
            pieces.append(piece)
            yield piece
        if pieces:
            cache.put(key, _phrase_audio(pieces))
            return
        start, end = phrase.extent
        _LOG.warning("%s made no sound of the phrase at characters %d to %d", engine.name, start, end)
        _LOG.debug("The phrase without sound: %r %r", phrase.words, phrase.phonemes)
    raise _no_sound(phrase)


def _timed(pieces: Iterator[Piece], cost: RenderCost) -> Iterator[Piece]:
    """Yield the same pieces, with the time they take counted."""
    began = cost.clock()
    for piece in pieces:
        cost.seconds += cost.clock() - began
        cost.samples_made += len(piece.samples)
        yield piece
        began = cost.clock()
    cost.seconds += cost.clock() - began


def _audible(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the same pieces if they are audible, and none if they are not; they are held back until that is known."""
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
            raise InternalError("The sound broke off: the engine gave something that is no sound.", code="no_sound")
        yield piece


def _phrase_audio(pieces: list[Piece]) -> PhraseAudio:
    lengths = None
    if all(piece.lengths is not None for piece in pieces):
        lengths = tuple(length for piece in pieces for length in piece.lengths or ())
    return PhraseAudio(np.concatenate([piece.samples for piece in pieces]), lengths)


def _no_sound(phrase: Phrase) -> InternalError:
    start, end = phrase.extent
    return InternalError(f"No sound could be made of the phrase at characters {start} to {end}.", code="no_sound")
