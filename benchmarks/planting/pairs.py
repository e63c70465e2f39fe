"""Arbitration on pairs of similar words: whether the text is right, or what a recogniser is said to have heard."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.planting.making import replaced
from wyoming_kokoro.workshop.judging.judge_plan import JudgePlan
from wyoming_kokoro.workshop.judging.questions import difference_choice
from wyoming_kokoro.workshop.judging.reading import read_words
from wyoming_kokoro.workshop.judging.results_file import ResultsFile
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take_files import find_takes
from wyoming_kokoro.workshop.judging.verdicts import Evidence, Verdict, differences, settle

SUFFIX = ".pair"


def judge_pairs(folder: Path, results: ResultsFile, plan: JudgePlan, report: Callable[[str], None]) -> None:
    """Settle each pair in both directions, and keep the verdicts beside the sounds."""
    if plan.chooser is None:
        raise SystemExit("There is no chooser.")
    with SupervisedJudge(plan.chooser, plan.options) as chooser:
        for file in find_takes(folder, "en-US"):
            kept = file.path.with_suffix(SUFFIX)
            report(f"pairs: {file.key}")
            take = file.read()
            facts = json.loads(file.path.with_suffix(".json").read_text("utf-8"))
            phonemes = (results.values(take.digest, "hama") or {}).get("phonemes")
            rows = []
            said, other = take.text, replaced(take.text, facts["word"], facts["other"])
            for text, heard, expected in ((said, other, "stt_error"), (other, said, "tts_failure")):
                (found,) = differences(text, heard, take.language)
                words = read_words(text, take.language)
                (margin,) = chooser.margins(take, [difference_choice(words, found, take.language)])
                evidence = Evidence(margin=margin, phonemes=str(phonemes) if phonemes else None)
                verdict = settle(found, text, take.language, evidence).verdict
                alone = settle(found, text, take.language, Evidence(margin=margin)).verdict
                rows.append([expected, verdict.value, margin, alone.value])
            kept.write_text(json.dumps(rows), encoding="utf-8")


def pair_lines(folder: Path) -> Iterator[str]:
    """Yield how many pairs were settled, and how many wrongly."""
    rows = [row for file in sorted(folder.glob(f"*{SUFFIX}")) for row in json.loads(file.read_text("utf-8"))]
    for title, place in (("chooser and phonemes", 1), ("chooser alone", 3)):
        settled = [row for row in rows if row[place] != Verdict.AMBIGUOUS.value]
        wrong = [row for row in settled if row[place] != row[0]]
        yield (
            f"pairs, {title}: {len(rows)}, {100 * len(settled) / max(len(rows), 1):.1f} % settled, "
            f"{100 * len(wrong) / max(len(rows), 1):.1f} % wrong"
        )
