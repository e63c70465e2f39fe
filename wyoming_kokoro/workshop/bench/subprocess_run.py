"""Measures a candidate in a process of its own, so that its memory is its own and a crash is not ours."""

import logging
import multiprocessing
from multiprocessing.connection import Connection

from wyoming_kokoro import log
from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.figures import BenchExtent, BenchFigures
from wyoming_kokoro.workshop.bench.measuring import LOAD_SECONDS, Tell, measured

GRACE = 2.0
"""How many times the extent's seconds one candidate may take before it is given up: what was begun is finished."""


def measured_apart(candidate: BenchCandidate, loaded: LoadedSettings, extent: BenchExtent, tell: Tell) -> BenchFigures:
    """Everything about one candidate; Unavailable says why there is nothing to tell."""
    fresh = multiprocessing.get_context("spawn")  # nothing of ours is in its memory
    ours, theirs = fresh.Pipe(duplex=False)
    process = fresh.Process(target=_measure, args=(candidate, loaded, extent, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        return _told(ours, candidate, tell, LOAD_SECONDS + GRACE * extent.seconds)
    finally:
        process.terminate()
        process.join()


def _told(ours: Connection, candidate: BenchCandidate, tell: Tell, patience: float) -> BenchFigures:
    """What the process finds, passing on what it says meanwhile."""
    try:
        while ours.poll(patience):
            found = ours.recv()
            if isinstance(found, BenchFigures):
                return found
            if isinstance(found, Exception):
                raise found
            tell(found)
    except EOFError:
        raise Unavailable(f"{candidate.name} ended while it was measured.") from None
    raise Unavailable(f"{candidate.name} takes too long to be measured.")


def _measure(candidate: BenchCandidate, loaded: LoadedSettings, extent: BenchExtent, theirs: Connection) -> None:
    """In the process of its own: only warnings are logged, because the progress is told already."""
    log.start(debug=False, form="text")
    logging.getLogger("wyoming_kokoro").setLevel(logging.WARNING)
    try:
        theirs.send(measured(candidate, loaded, extent, theirs.send))
    except SpeechError as error:
        theirs.send(Unavailable(error.message))
