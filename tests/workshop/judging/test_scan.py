"""Scans judge every take once, go on where they were killed, and say what is left unjudged."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.workshop.judging.fake_judges import definition, take
from wyoming_kokoro.workshop.judging.judge_plan import JudgePlan, QualityChoice
from wyoming_kokoro.workshop.judging.judges import JUDGES
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.report import run_report
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Run
from wyoming_kokoro.workshop.judging.scan import Scan, ScanOutcome, TakeInMemory, least_sure
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.judging.thresholds import find_thresholds

TOP = Path(__file__).resolve().parents[3]
RUN = Run("run", "scan", 1.0, None, {})


def plan(**changes: object) -> JudgePlan:
    parts: dict[str, object] = {
        "signal": tuple(each for each in JUDGES if each.name == "signal"),
        "recogniser": definition("echo"),
        "second": None,
        "phonemes": None,
        "chooser": definition("leans", "LeansToText", "choice"),
        "quality": (),
        "thresholds": find_thresholds("balanced"),
        "options": JudgeOptions(timeout=20.0),
        **changes,
    }
    return JudgePlan(**parts)  # type: ignore[arg-type] # the tests' own values


def scanned(results: ResultsFile, used: JudgePlan, *takes: Take) -> ScanOutcome:
    return Scan(results, used, lambda _: None).run(RUN, [TakeInMemory(each) for each in takes])


def test_differences_are_settled_and_reported(tmp_path: Path) -> None:
    with ResultsFile(tmp_path / "results.sqlite") as results:
        outcome = scanned(results, plan(), take("one"), take("two", "The sky is blue."))
        report = run_report(results, "run", find_thresholds("balanced"))
    assert outcome.judged == 2 and not outcome.notes
    assert report.verdict_counts == {"stt_error": 1}
    first, second = report.takes
    assert first.rows("differences")[0]["said"] == "house" and not first.is_faulty
    assert second.rows("differences") == [] and second.number("examination", "wer") == 0


def test_a_take_is_judged_once(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    used = plan(options=JudgeOptions(whisper_model=str(counter)))
    with ResultsFile(tmp_path / "results.sqlite") as results:
        scanned(results, used, take("one"), take("two"))
        before = list(results.rows())
        scanned(results, used, take("one"), take("two"), take("three"))
        after = list(results.rows())
    assert counter.read_text("utf-8").split() == ["one", "two", "three"]
    assert set(before) < set(after)


def test_the_least_sure_takes_are_a_share_whatever_the_recogniser_calls_sure() -> None:
    sure = {f"take-{number}": 0.7 + number / 1000 for number in range(20)}
    assert least_sure(sure, 0.1) == {"take-0", "take-1"}
    assert least_sure({name: value / 3 for name, value in sure.items()}, 0.1) == {"take-0", "take-1"}
    assert least_sure({"take": 0.01}, 0.1) == set() == least_sure({}, 0.1)


def test_a_second_opinion_is_asked_where_the_first_judge_is_unsure(tmp_path: Path) -> None:
    used = plan(recogniser=definition("echo", "Unsure"), second=definition("second", cost=2))
    takes = [take(f"take-{number}", "The sky is blue.") for number in range(20)]
    with ResultsFile(tmp_path / "results.sqlite") as results:
        scanned(results, used, *takes)
        asked = {each.key for each in takes if results.has(each.digest, "second", "echo-1")}
    assert asked == {"take-3", "take-7"}


def test_a_new_version_of_a_judge_judges_again(tmp_path: Path) -> None:
    with ResultsFile(tmp_path / "results.sqlite") as results:
        one = take("one")
        results.put(one.digest, "echo", "echo-0", [])
        scanned(results, plan(), one)
        assert results.has(one.digest, "echo", "echo-0") and results.has(one.digest, "echo", "echo-1")


@pytest.mark.parametrize(
    ("word", "reason"), [("dies", "ended unexpectedly"), ("fails", "ValueError"), ("away", "away")]
)
def test_a_judge_that_dies_leaves_a_take_unjudged_and_says_so(tmp_path: Path, word: str, reason: str) -> None:
    with ResultsFile(tmp_path / "results.sqlite") as results:
        outcome = scanned(results, plan(), take("one"), take("bad", f"It {word} here."), take("two"))
        (unjudged,) = results.unjudged("run")
        assert (unjudged.key, unjudged.judge) == ("bad", "echo") and reason in unjudged.reason
        assert "It " not in unjudged.reason, "the text of a take is private"
        assert [bool(results.values(each.digest, "echo")) for each in results.takes_of("run")] == [True, False, True]
    (note,) = outcome.notes
    assert "1 take is left unjudged by echo" in note and reason in note


def test_a_judge_that_hangs_is_ended(tmp_path: Path) -> None:
    with ResultsFile(tmp_path / "results.sqlite") as results:
        began = time.monotonic()
        used = plan(options=JudgeOptions(timeout=0.3), chooser=None)
        outcome = scanned(results, used, take("bad", "It hangs here."), take("one"))
        assert time.monotonic() - began < 30
        assert results.unjudged("run")[0].key == "bad"
    assert "did not answer within 0.3 seconds" in outcome.notes[0]


def test_a_judge_that_fails_again_and_again_is_not_asked_any_more(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    takes = [take(f"take-{number}", "It fails here.") for number in range(12)]
    used = plan(options=JudgeOptions(whisper_model=str(counter)))
    with ResultsFile(tmp_path / "results.sqlite") as results:
        outcome = scanned(results, used, *takes)
        assert len(results.unjudged("run")) == 12
    assert len(counter.read_text("utf-8").split()) == 10, "five takes, twice each"
    assert "12 takes are left unjudged" in outcome.notes[0]


@pytest.mark.parametrize(("start", "reason"), [("no_start", "no model"), ("dies_at_start", "while it was started")])
def test_a_judge_that_does_not_start_leaves_all_takes_unjudged(tmp_path: Path, start: str, reason: str) -> None:
    with ResultsFile(tmp_path / "results.sqlite") as results:
        outcome = scanned(results, plan(recogniser=definition("absent", start)), take("one"), take("two"))
        assert len(results.unjudged("run")) == 2
        assert reason in outcome.notes[0] and "2 takes are left" in outcome.notes[0]
        scanned(results, plan(recogniser=definition("absent")), take("one"), take("two"))
        assert results.unjudged("run") == [], "the same command goes on"


def test_the_dear_judges_are_asked_about_flagged_takes_only(tmp_path: Path) -> None:
    used = plan(
        second=definition("second", cost=2), quality=(definition("score"),), quality_choice=QualityChoice("flagged")
    )
    with ResultsFile(tmp_path / "results.sqlite") as results:
        flagged, other = take("one"), take("two", "The sky is blue.")
        scanned(results, used, flagged, other)
        for name in ("second", "score"):
            assert results.values(flagged.digest, name) and not results.values(other.digest, name)


def test_a_sample_is_the_same_each_time() -> None:
    choice = QualityChoice.parse("sample:0.25")
    digests = [take(f"take-{number}").digest for number in range(400)]
    taken = [digest for digest in digests if choice.takes(digest, flagged=False)]
    assert 60 < len(taken) < 140
    assert taken == [digest for digest in digests if choice.takes(digest, flagged=True)]


def test_a_judge_is_not_asked_about_languages_it_does_not_know(tmp_path: Path) -> None:
    with ResultsFile(tmp_path / "results.sqlite") as results:
        german = take("one", "Das Haus ist rot.", language="de-DE")
        outcome = scanned(results, plan(recogniser=definition("echo", languages=("en",))), german)
        assert results.values(german.digest, "echo") is None and not outcome.notes


SCAN = """
import sys
from pathlib import Path
from tests.workshop.judging.test_scan import RUN, plan
from tests.workshop.judging.fake_judges import take
from wyoming_kokoro.workshop.judging.results_file import ResultsFile
from wyoming_kokoro.workshop.judging.scan import Scan, TakeInMemory

if __name__ == "__main__":
    with ResultsFile(Path(sys.argv[1])) as results:
        takes = [TakeInMemory(take(f"take-{number}", f"The house has {number} rooms.")) for number in range(60)]
        Scan(results, plan(), lambda doing: print(doing, flush=True)).run(RUN, takes)
"""


@pytest.mark.slow
def test_a_scan_that_is_killed_again_and_again_ends_with_the_same_rows(tmp_path: Path) -> None:
    program = tmp_path / "scan.py"
    program.write_text(SCAN, encoding="utf-8")

    def start(name: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(program), str(tmp_path / name)],
            cwd=TOP,
            env={**os.environ, "PYTHONPATH": str(TOP)},
            stdout=subprocess.PIPE,
            text=True,
        )

    whole = start("whole")
    whole.communicate(timeout=300)
    assert whole.returncode == 0
    killed = 0
    for stop in (20, 61, 70, 95, 110, 130):
        process = start("killed")
        assert process.stdout is not None
        for _ in range(stop):
            if not process.stdout.readline():
                break
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    last = start("killed")
    last.communicate(timeout=300)
    assert killed >= 4
    with ResultsFile(tmp_path / "whole") as first, ResultsFile(tmp_path / "killed") as second:
        assert list(first.rows()) == list(second.rows())
        assert len(list(first.rows())) == 180
        assert first.takes_of("run") == second.takes_of("run")
