"""How fast this machine speaks, with each model file and setting that is here."""

from wyoming_kokoro.workshop.bench.advice import Advice, advice, busy, keep
from wyoming_kokoro.workshop.bench.apart import measured_apart
from wyoming_kokoro.workshop.bench.candidates import Candidate, candidates
from wyoming_kokoro.workshop.bench.figures import Crowd, Extent, Figures
from wyoming_kokoro.workshop.bench.measuring import measured
from wyoming_kokoro.workshop.bench.picture import picture
from wyoming_kokoro.workshop.bench.table import table

__all__ = [
    "Advice",
    "Candidate",
    "Crowd",
    "Extent",
    "Figures",
    "advice",
    "busy",
    "candidates",
    "keep",
    "measured",
    "measured_apart",
    "picture",
    "table",
]
