"""Judges speech: what was heard, whose mistake it was, how good it sounds. Only commands use it, never a server.

Names are imported when they are first used: a judge in an environment of its own needs numpy alone.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.judging.comparison import FigureDifference, compare_runs
    from wyoming_kokoro.workshop.judging.findings import Finding
    from wyoming_kokoro.workshop.judging.gate import GateLimit
    from wyoming_kokoro.workshop.judging.homograph_table import HomographRow, homograph_rows
    from wyoming_kokoro.workshop.judging.judge import Judge, JudgeDefinition, Measure
    from wyoming_kokoro.workshop.judging.judge_plan import ALL, JudgePlan, QualityChoice, plan_judges
    from wyoming_kokoro.workshop.judging.judges import JUDGES, all_judges
    from wyoming_kokoro.workshop.judging.options import JudgeOptions
    from wyoming_kokoro.workshop.judging.prompt_run import judge_prompts, new_run, speak_prompts
    from wyoming_kokoro.workshop.judging.prompts import Prompt, all_prompts
    from wyoming_kokoro.workshop.judging.report import RunReport, as_csv, as_json, run_report, text_lines
    from wyoming_kokoro.workshop.judging.report_page import html_page
    from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Run
    from wyoming_kokoro.workshop.judging.scan import Scan, ScanOutcome, TakeInMemory
    from wyoming_kokoro.workshop.judging.speaking import own_speaker, server_speaker
    from wyoming_kokoro.workshop.judging.take import Take
    from wyoming_kokoro.workshop.judging.take_files import TakeFile, find_takes
    from wyoming_kokoro.workshop.judging.thresholds import THRESHOLDS, Thresholds, find_thresholds

__all__ = [
    "ALL",
    "JUDGES",
    "THRESHOLDS",
    "FigureDifference",
    "Finding",
    "GateLimit",
    "HomographRow",
    "Judge",
    "JudgeDefinition",
    "JudgeOptions",
    "JudgePlan",
    "Measure",
    "Prompt",
    "QualityChoice",
    "ResultsFile",
    "Run",
    "RunReport",
    "Scan",
    "ScanOutcome",
    "Take",
    "TakeFile",
    "TakeInMemory",
    "Thresholds",
    "all_judges",
    "all_prompts",
    "as_csv",
    "as_json",
    "compare_runs",
    "find_takes",
    "find_thresholds",
    "homograph_rows",
    "html_page",
    "judge_prompts",
    "new_run",
    "own_speaker",
    "plan_judges",
    "run_report",
    "server_speaker",
    "speak_prompts",
    "text_lines",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "comparison": (
            "FigureDifference",
            "compare_runs",
        ),
        "findings": ("Finding",),
        "gate": ("GateLimit",),
        "homograph_table": (
            "HomographRow",
            "homograph_rows",
        ),
        "judge": (
            "Judge",
            "JudgeDefinition",
            "Measure",
        ),
        "judge_plan": (
            "ALL",
            "JudgePlan",
            "QualityChoice",
            "plan_judges",
        ),
        "judges": (
            "JUDGES",
            "all_judges",
        ),
        "options": ("JudgeOptions",),
        "prompt_run": (
            "judge_prompts",
            "new_run",
            "speak_prompts",
        ),
        "prompts": (
            "Prompt",
            "all_prompts",
        ),
        "report": (
            "RunReport",
            "as_csv",
            "as_json",
            "run_report",
            "text_lines",
        ),
        "report_page": ("html_page",),
        "results_file": (
            "ResultsFile",
            "Run",
        ),
        "scan": (
            "Scan",
            "ScanOutcome",
            "TakeInMemory",
        ),
        "speaking": (
            "own_speaker",
            "server_speaker",
        ),
        "take": ("Take",),
        "take_files": (
            "TakeFile",
            "find_takes",
        ),
        "thresholds": (
            "THRESHOLDS",
            "Thresholds",
            "find_thresholds",
        ),
    },
)
