"""Measures how fast this machine speaks, with each model file and setting that is here."""

from wyoming_kokoro.workshop.bench.candidates import BenchCandidate, candidates
from wyoming_kokoro.workshop.bench.instances import (
    FULL_SECONDS,
    QUICK_SECONDS,
    InstancesResult,
    fits,
    instances_table,
    measure_instances,
    recommend_instances,
)
from wyoming_kokoro.workshop.bench.measure import measure
from wyoming_kokoro.workshop.bench.picture import draw_picture
from wyoming_kokoro.workshop.bench.recommendation import Recommendation, busy_warning, recommend, save_measurements
from wyoming_kokoro.workshop.bench.results import BenchPlan, BenchResult, ListenersResult
from wyoming_kokoro.workshop.bench.subprocess_measure import measure_in_subprocess
from wyoming_kokoro.workshop.bench.table import table_lines

__all__ = [
    "FULL_SECONDS",
    "QUICK_SECONDS",
    "BenchCandidate",
    "BenchPlan",
    "BenchResult",
    "InstancesResult",
    "ListenersResult",
    "Recommendation",
    "busy_warning",
    "candidates",
    "draw_picture",
    "fits",
    "instances_table",
    "measure",
    "measure_in_subprocess",
    "measure_instances",
    "recommend",
    "recommend_instances",
    "save_measurements",
    "table_lines",
]
