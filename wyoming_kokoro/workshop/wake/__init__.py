"""Samples of a wake word for those who train a detector: planned, made, checked, and heard by detectors.

Only commands use it, never a server. Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.wake.detection_rates import DetectionReport, detection_table
    from wyoming_kokoro.workshop.wake.detector_run import find_presets, run_detector, samples_to_hear
    from wyoming_kokoro.workshop.wake.detectors import DETECTORS, AskedDetector, find_detectors, listed_detectors
    from wyoming_kokoro.workshop.wake.gates import GATES, find_gates
    from wyoming_kokoro.workshop.wake.planning import PlannedWake, WakeWishes, plan_wake_word, read_wake_phrase
    from wyoming_kokoro.workshop.wake.project_file import WakeProject, default_project, read_project
    from wyoming_kokoro.workshop.wake.sample_checking import CheckOutcome, check_samples, diversity_of
    from wyoming_kokoro.workshop.wake.teaching import TaughtResult, teach

__all__ = [
    "DETECTORS",
    "GATES",
    "AskedDetector",
    "CheckOutcome",
    "DetectionReport",
    "PlannedWake",
    "TaughtResult",
    "WakeProject",
    "WakeWishes",
    "check_samples",
    "default_project",
    "detection_table",
    "diversity_of",
    "find_detectors",
    "find_gates",
    "find_presets",
    "listed_detectors",
    "plan_wake_word",
    "read_project",
    "read_wake_phrase",
    "run_detector",
    "samples_to_hear",
    "teach",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "detection_rates": ("DetectionReport", "detection_table"),
        "detector_run": ("find_presets", "run_detector", "samples_to_hear"),
        "detectors": ("DETECTORS", "AskedDetector", "find_detectors", "listed_detectors"),
        "gates": ("GATES", "find_gates"),
        "planning": ("PlannedWake", "WakeWishes", "plan_wake_word", "read_wake_phrase"),
        "project_file": ("WakeProject", "default_project", "read_project"),
        "sample_checking": ("CheckOutcome", "check_samples", "diversity_of"),
        "teaching": ("TaughtResult", "teach"),
    },
)
