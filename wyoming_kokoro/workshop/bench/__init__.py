"""Measures how fast this machine speaks, with each model file and setting that is here."""

from wyoming_kokoro.workshop.bench.candidates import BenchCandidate, candidates
from wyoming_kokoro.workshop.bench.measure import measure
from wyoming_kokoro.workshop.bench.picture import draw_picture
from wyoming_kokoro.workshop.bench.recommendation import Recommendation, busy_warning, recommend, save_measurements
from wyoming_kokoro.workshop.bench.results import BenchPlan, BenchResult, ListenersResult
from wyoming_kokoro.workshop.bench.subprocess_measure import measure_in_subprocess
from wyoming_kokoro.workshop.bench.table import table_lines

__all__ = [
    "BenchCandidate",
    "BenchPlan",
    "BenchResult",
    "ListenersResult",
    "Recommendation",
    "busy_warning",
    "candidates",
    "draw_picture",
    "measure",
    "measure_in_subprocess",
    "recommend",
    "save_measurements",
    "table_lines",
]
