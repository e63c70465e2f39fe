"""Long jobs: a plan first, then its samples, by processes that can be stopped at any moment. Only commands use it.

Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.jobs.estimate import JobEstimate, estimate_plan
    from wyoming_kokoro.workshop.jobs.making import JobOutcome, make
    from wyoming_kokoro.workshop.jobs.plan import PlanFacts, PlanLine, plan_facts, plan_line, read_plan, write_plan
    from wyoming_kokoro.workshop.jobs.speech_plan import SpeechPlan, read_texts
    from wyoming_kokoro.workshop.jobs.workers import MAX_WORKERS, LineWorkers

__all__ = [
    "MAX_WORKERS",
    "JobEstimate",
    "JobOutcome",
    "LineWorkers",
    "PlanFacts",
    "PlanLine",
    "SpeechPlan",
    "estimate_plan",
    "make",
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
        "making": ("JobOutcome", "make"),
        "plan": ("PlanFacts", "PlanLine", "plan_facts", "plan_line", "read_plan", "write_plan"),
        "speech_plan": ("SpeechPlan", "read_texts"),
        "workers": ("MAX_WORKERS", "LineWorkers"),
    },
)
