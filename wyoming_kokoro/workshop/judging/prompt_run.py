"""Speaks the hundred prompts in voices, judges them, and keeps each voice as a run."""

import time
from collections.abc import Sequence

from wyoming_kokoro.workshop.judging.judge_plan import JudgePlan
from wyoming_kokoro.workshop.judging.prompts import Prompt
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Run
from wyoming_kokoro.workshop.judging.scan import Report, Scan, ScanOutcome, TakeInMemory
from wyoming_kokoro.workshop.judging.speaking import SpeakPrompt
from wyoming_kokoro.workshop.judging.take import Take

KIND = "prompts"
"""The kind of these runs."""


async def speak_prompts(speak: SpeakPrompt, prompts: Sequence[Prompt], voice: str, report: Report) -> list[Take]:
    """Speak every prompt in a voice."""
    takes = []
    for number, prompt in enumerate(prompts, 1):
        report(f"{voice}: {number} of {len(prompts)} spoken")
        takes.append(await speak(prompt, voice))
    return takes


def judge_prompts(
    results: ResultsFile, plan: JudgePlan, takes: Sequence[Take], run: Run, report: Report
) -> ScanOutcome:
    """Judge what was spoken."""
    return Scan(results, plan, report).run(run, [TakeInMemory(take) for take in takes])


def new_run(voice: str, speaker: str, name: str = "") -> Run:
    """Return a run that begins now, with a name of its own."""
    begun = time.time()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(begun))
    return Run(name or f"{voice}-{stamp}", KIND, begun, None, {"voice": voice, "engine": speaker})
