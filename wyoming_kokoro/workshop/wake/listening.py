"""Lets a detector listen to samples: the highest score near each, and how long after the speech it woke."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.wake.detectors.detector import AskedDetector, Scores, unpacked
from wyoming_kokoro.workshop.wake.listening_stream import PlacedSound, StreamPiece, pieces
from wyoming_kokoro.workshop.wake.speech_embedding import RATE

TIMEOUT = 300.0
"""Seconds for a piece of the stream, of which a slow machine needs ten."""


@dataclass(frozen=True, slots=True)
class HeardSample:
    """What a detector made of a sample."""

    sample: SampleRow
    score: float
    """The highest from where its sound begins to a second after it."""
    delay: float | None
    """Seconds from the end of the speech to when the threshold was passed; None where it was not."""


@dataclass(slots=True)
class DetectorUse:
    """What a detector is, and what it costs."""

    version: str = ""
    threshold: float = 0.5
    stream_seconds: float = 0.0
    processor_seconds: float = 0.0
    megabytes: float = 0.0


@dataclass(slots=True)
class ListeningResult:
    """What a detector heard."""

    use: DetectorUse = field(default_factory=DetectorUse)
    heard: list[HeardSample] = field(default_factory=list)


def listen(
    asked: AskedDetector, sounds: Iterable[PlacedSound], threshold: float | None, report: Callable[[int], None]
) -> ListeningResult:
    """Let a detector hear sounds in one stream, in a process of its own; Unavailable where it fails."""
    result = ListeningResult()
    with SupervisedJudge(asked.definition(), asked.options(TIMEOUT)) as judge:
        result.use.version = judge.version
        for number, piece in enumerate(pieces(sounds)):
            found = {each.name: each.value for each in judge.judge(Take(f"piece {number}", piece.samples, RATE))}
            use = result.use
            use.threshold = float(found["threshold"]) if threshold is None else threshold
            use.stream_seconds += len(piece.samples) / RATE
            use.processor_seconds += float(found["seconds"])
            use.megabytes = max(use.megabytes, float(found["megabytes"]))
            result.heard += _heard(piece, unpacked(str(found["scores"])), int(found["chunk"]), use.threshold)
            report(len(result.heard))
    return result


def _heard(piece: StreamPiece, scores: Scores, chunk: int, threshold: float) -> Iterator[HeardSample]:
    for sound, start in zip(piece.sounds, piece.starts, strict=True):
        first, last = (start + sound.begin) // chunk, (start + len(sound.samples)) // chunk
        near = scores[first:last]
        over = np.flatnonzero(near > threshold)
        woke = (first + int(over[0]) + 1) * chunk - (start + sound.end) if len(over) else None
        yield HeardSample(sound.sample, float(near.max(initial=0.0)), None if woke is None else woke / RATE)
