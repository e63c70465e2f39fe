"""Long jobs: a plan first, then its samples, by processes that can be stopped at any moment. Only commands use it.

Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.jobs.estimate import JobEstimate, estimate_plan
    from wyoming_kokoro.workshop.jobs.made_sample import MadeSample, WorkerFacts
    from wyoming_kokoro.workshop.jobs.making import PLANNED, JobOutcome, LineMaker, make, note_job
    from wyoming_kokoro.workshop.jobs.plan import PlanFacts, PlanLine, plan_facts, plan_line, read_plan, write_plan
    from wyoming_kokoro.workshop.jobs.speech_plan import SpeechPlan, read_texts
    from wyoming_kokoro.workshop.jobs.text_reader import TextReader
    from wyoming_kokoro.workshop.jobs.workers import MAX_WORKERS, LineWorkers

__all__ = [
    "MAX_WORKERS",
    "PLANNED",
    "JobEstimate",
    "JobOutcome",
    "LineMaker",
    "LineWorkers",
    "MadeSample",
    "PlanFacts",
    "PlanLine",
    "SpeechPlan",
    "TextReader",
    "WorkerFacts",
    "estimate_plan",
    "make",
    "note_job",
    "plan_facts",
    "plan_line",
    "read_plan",
    "read_texts",
    "write_plan",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "estimate": ("JobEstimate", "estimate_plan"),
        "made_sample": ("MadeSample", "WorkerFacts"),
        "making": ("PLANNED", "JobOutcome", "LineMaker", "make", "note_job"),
        "plan": ("PlanFacts", "PlanLine", "plan_facts", "plan_line", "read_plan", "write_plan"),
        "speech_plan": ("SpeechPlan", "read_texts"),
        "text_reader": ("TextReader",),
        "workers": ("MAX_WORKERS", "LineWorkers"),
    },
)
