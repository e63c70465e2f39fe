"""How fast this machine speaks, with each model file and setting that is here."""

from wyoming_kokoro.workshop.bench.advice import BenchAdvice, advice, busy, keep
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate, candidates
from wyoming_kokoro.workshop.bench.figures import BenchExtent, BenchFigures, LoadFigures
from wyoming_kokoro.workshop.bench.measuring import measured
from wyoming_kokoro.workshop.bench.picture import picture
from wyoming_kokoro.workshop.bench.subprocess_run import measured_apart
from wyoming_kokoro.workshop.bench.table import table

__all__ = [
    "BenchAdvice",
    "BenchCandidate",
    "BenchExtent",
    "BenchFigures",
    "LoadFigures",
    "advice",
    "busy",
    "candidates",
    "keep",
    "measured",
    "measured_apart",
    "picture",
    "table",
]
