"""Reports, comparisons and gates: what a run has is shown in every form, and "no difference" is said plainly."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET  # our own documents only

import numpy as np
import pytest

from tests.workshop.judging.fake_judges import take
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.judging.comparison import compare_runs
from wyoming_kokoro.workshop.judging.figures import FIGURES, composite, judged_takes, quality_judges
from wyoming_kokoro.workshop.judging.gate import GateLimit
from wyoming_kokoro.workshop.judging.intervals import chance_of_no_difference, ratio
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.report import RunReport, as_csv, as_json, run_report, text_lines
from wyoming_kokoro.workshop.judging.report_page import html_page
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Run
from wyoming_kokoro.workshop.judging.thresholds import find_thresholds

LIMITS = find_thresholds("balanced")
EVIL = "<script>alert('x')</script> =SUM(A1)"


def filled(results: ResultsFile, name: str, quality: float, wrong: int = 0, count: int = 24) -> RunReport:
    """Return the report of a run with results as judges would have written them."""
    results.begin_run(Run(name, "prompts", 1.0, None, {"voice": "af_heart"}))
    rng = np.random.default_rng(len(name))
    members = []
    for number in range(count):
        one = take(f"{number:03}", f"{EVIL} {number}", kind=("numbers", "names")[number % 2], voice=name)
        results.add_take(one)
        members.append((one.digest, one.key))
        words = [Measure("words", 10), Measure("wrong_words", wrong), Measure("cer", wrong / 50)]
        rows = [{"said": "house", "heard": "horse", "verdict": "tts_failure", "margin": -0.05, "start": 0, "end": 5}]
        failed = [Measure("verdict_tts_failure", 1), Measure("differences", json.dumps(rows))] if wrong else []
        results.put(one.digest, "examination", "1", [*words, *failed])
        scores = quality + 0.1 * float(rng.standard_normal())
        results.put(one.digest, "dnsmos", "1", [Measure("ovrl", scores), Measure("p808", scores + 0.2)])
    results.set_takes(name, members)
    results.end_run(name, 2.0, {"voice": "af_heart", "judge dnsmos": "1"})
    return run_report(results, name, LIMITS)


@pytest.fixture
def results() -> ResultsFile:
    return ResultsFile(None)


def test_the_text_has_figures_classes_and_faults(results: ResultsFile) -> None:
    text = "\n".join(text_lines(filled(results, "run", 3.5, wrong=1)))
    assert "word errors, %  " in text and "10.00 [10.00, 10.00]" in text
    assert "numbers" in text and "names" in text and "tts_failure 24" in text
    assert "“house” is heard as “horse”: the speech is wrong." in text


def test_json_and_csv_have_every_take(results: ResultsFile) -> None:
    report = filled(results, "run", 3.5)
    document = json.loads(json.dumps(as_json(report)))
    assert len(document["takes"]) == 24 and document["figures"]["wer"]["value"] == 0
    assert set(document["classes"]) == {"numbers", "names"} and document["composite_of"] == ["dnsmos"]
    rows = list(csv.DictReader(io.StringIO(as_csv(report))))
    assert len(rows) == 24 and float(rows[0]["dnsmos.ovrl"]) == pytest.approx(3.5, abs=0.5)
    assert rows[3]["text"] == f"{EVIL} 3"


def test_a_text_is_no_formula_for_a_spreadsheet(results: ResultsFile) -> None:
    one = take("=1+1", "=HYPERLINK()")
    results.add_take(one)
    results.begin_run(Run("run", "scan", 1.0, None, {}))
    results.set_takes("run", [(one.digest, one.key)])
    (row,) = csv.DictReader(io.StringIO(as_csv(run_report(results, "run", LIMITS))))
    assert (row["key"], row["text"]) == ("'=1+1", "'=HYPERLINK()")


def test_the_page_shows_pictures_and_texts_as_texts(results: ResultsFile) -> None:
    page = html_page(filled(results, "run <b>", 3.5, wrong=1))
    assert "<script>" not in page and "run <b>" not in page
    HTMLParser().feed(page)
    drawings = page.split("<svg ")[1:]
    assert len(drawings) >= 3
    for drawing in drawings:
        ET.fromstring("<svg " + drawing.partition("</svg>")[0] + "</svg>")  # noqa: S314 -- our own document
    assert "http" not in page.replace("http://www.w3.org/2000/svg", ""), "it needs nothing else"


def test_equal_runs_have_no_difference_and_worse_ones_are_named(results: ResultsFile) -> None:
    same = compare_runs(filled(results, "one", 3.5).takes, filled(results, "two", 3.5).takes)
    assert {each.conclusion for each in same} == {"no difference"}
    worse = {
        each.figure.name: each
        for each in compare_runs(filled(results, "bad", 3.2, wrong=1).takes, filled(results, "two", 3.5).takes)
    }
    assert worse["wer"].conclusion == worse["ovrl"].conclusion == worse["failures"].conclusion == "worse"
    assert worse["wer"].chance < 0.01 and worse["wer"].difference.value == pytest.approx(10)
    better = compare_runs(filled(results, "two", 3.5).takes, filled(results, "bad", 3.2, wrong=1).takes)
    assert {each.figure.name: each.conclusion for each in better}["ovrl"] == "better"


def test_runs_over_other_texts_cannot_be_compared(results: ResultsFile) -> None:
    one = filled(results, "one", 3.5)
    results.begin_run(Run("other", "scan", 1.0, None, {}))
    with pytest.raises(BadRequest, match="no text in common"):
        compare_runs(one.takes, judged_takes(results, "other", LIMITS))


def test_the_paired_test_finds_small_differences_that_are_always_there(rng: np.random.Generator) -> None:
    noise = rng.standard_normal(100)
    assert chance_of_no_difference((noise * 0.1 + 0.1).tolist()) < 0.001
    assert chance_of_no_difference((noise - noise.mean()).tolist()) > 0.9
    assert chance_of_no_difference([]) == chance_of_no_difference([0.0] * 5) == 1.0


@pytest.mark.parametrize(
    ("limit", "problem"),
    [
        ("90", None),
        ("95", "right is 90.00, which is below 95."),
        ("right=90", None),
        ("wer=10", None),
        ("wer=9", "wer is 10.00, which is above 9."),
        ("ovrl=3.1", None),
        ("ovrl=4", "ovrl is"),
        ("distillmos=3", "no judge has measured it"),
    ],
)
def test_a_gate_names_what_is_worse_than_its_limit(results: ResultsFile, limit: str, problem: str | None) -> None:
    found = GateLimit.parse(limit).problem(filled(results, "run", 3.5, wrong=1).takes)
    assert (found is None) if problem is None else (found is not None and problem in found)


@pytest.mark.parametrize("limit", ["", "x", "nothing=3", "ovrl="])
def test_a_limit_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(BadRequest):
        GateLimit.parse(limit)


def test_scores_are_put_together_only_where_all_takes_have_them(results: ResultsFile) -> None:
    report = filled(results, "run", 3.5)
    judges = {"dnsmos": ("ovrl",), "distillmos": ("distillmos",)}
    assert quality_judges(report.takes, judges) == ("dnsmos",)
    results.put(report.takes[0].facts.digest, "distillmos", "1", [Measure("distillmos", 4.5)])
    again = run_report(results, "run", LIMITS)
    assert quality_judges(again.takes, judges) == ("dnsmos",), "one take has it, the others do not"
    first = again.takes[0]
    assert composite(first, judges, ("dnsmos",)) == first.number("dnsmos", "ovrl")
    assert composite(again.takes[1], judges, ("dnsmos", "distillmos")) is None


def test_a_run_without_judgements_has_a_report(results: ResultsFile) -> None:
    results.begin_run(Run("empty", "scan", 1.0, None, {}))
    report = run_report(results, "empty", LIMITS)
    assert next(iter(text_lines(report))).startswith("empty: 0 takes")
    assert json.loads(json.dumps(as_json(report)))["takes"] == [] and "<html" in html_page(report)
    assert [figure.of([]) for figure in FIGURES] == [None] * len(FIGURES)


def test_results_of_another_version_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    with ResultsFile(path) as opened:
        opened._file.execute("PRAGMA user_version = 99")
    with pytest.raises(Exception, match="another version"):
        ResultsFile(path)
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(Exception, match="cannot be opened"):
        ResultsFile(tmp_path / "broken.sqlite")


def test_an_interval_leaves_out_draws_without_a_text_that_counts() -> None:
    found = ratio([1, 0, 0, 0], [1, 0, 0, 0])
    assert (found.value, found.low, found.high) == (1, 1, 1)
