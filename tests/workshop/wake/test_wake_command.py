"""`wake plan` and `wake make`: from a phrase to samples, what is told, and what is refused."""

import json
from collections import Counter
from pathlib import Path

import pytest

from wyoming_kokoro.cli import main
from wyoming_kokoro.workshop import datasets

SMALL = ["--samples", "12", "--near", "10", "--blends", "5"]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    return ["--data-dir", str(tmp_path / "data"), "--engine", "tone"]


def test_a_wake_word_is_planned_and_made_and_a_new_plan_replaces_one_of_which_nothing_was_made(
    tmp_path: Path, own: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data/datasets/katya"
    assert main(["wake", "plan", "hey katya", "katya", "--say", "/hˈA kˈætjə/", *SMALL, *own]) == 0
    told = capsys.readouterr().out
    assert "hey katya (en-US): hˈA kˈætjə" in told and "12 wake, 5 near, 2 part, 2 filler, 1 noise" in told
    assert "wake make katya" in told and len(list((folder / "plans").iterdir())) == 1
    facts = json.loads((folder / "wake.json").read_text("utf-8"))
    assert facts["phrase"] == "hey katya" and "hˈA kˈætjə" in facts["readings"]["en-US"] and facts["possible"] > 10_000
    assert main(["wake", "plan", "hey katya", "katya", "--seed", "2", *SMALL, *own]) == 0
    assert len(list((folder / "plans").iterdir())) == 1, "nothing was made of the plan before"
    assert main(["wake", "make", "katya", *own]) == 0
    assert "22 samples made" in capsys.readouterr().out
    with datasets.opened(folder) as data_set:
        rows = list(data_set.catalogue.select("state = 'made'"))
    assert Counter(row.role for row in rows) == {"wake": 12, "near": 5, "part": 2, "filler": 2, "noise": 1}
    assert all(row.split and row.rate == 16_000 and (row.role == "noise" or row.phonemes) for row in rows)
    assert main(["dataset", "check", "katya", *own]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([" "], "The wake word is empty."),
        (["a b c d e f g"], "at most 6 words; this one has 7"),
        (["incomprehensibilities electroencephalography"], "seconds; detectors listen to 2 at most"),
        (["???"], "There is no pronunciation of '???'; --say gives one."),
        (["hey katya", "--say", "/kˈ7/"], "has a phoneme that is not known"),
        (["hallo katja", "--language", "xx-XX"], "No voice speaks xx-XX; --voices all"),
        (["hey katya", "--voices", "af_hart"], "af_heart"),
        (["hey katya", "--speeds", "fast"], "--speeds is a range such as 0.75..1.3"),
        (["hey katya", "--pitch", "-20..20"], "--pitch is a range"),
        (["hey katya", "--samples", "-1"], "0 to 1,000,000 samples"),
        (["hey katya", "--samples", "0", "--near", "0"], "No samples are asked for."),
        (["hey katya", "--presets", "moon"], "no preset 'moon'"),
        (["hey katya", "--provider", "piper"], "Each --provider needs its --share"),
        (["hey katya", "--provider", "piper", "--share", "2"], "above 0, and together 1 at most"),
        (["hey katya", "--shares", "1,2"], "Shares are three numbers"),
        (["hey katya", "--workers", "0"], "1 to 64 processes"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    own: list[str], capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["wake", "plan", arguments[0], "mine", *arguments[1:], *own]) == 1
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1


def test_too_many_samples_are_refused_and_a_dry_run_keeps_nothing(
    tmp_path: Path, own: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    few = ["--voices", "af_heart", "--speeds", "1", "--pitch", "0", "--blends", "0", "--near", "0"]
    assert main(["wake", "plan", "hey", "mine", *few, "--samples", "100000", "--dry-run", *own]) == 1
    assert "distinct samples of the role wake are possible" in capsys.readouterr().err
    assert main(["wake", "plan", "hey", "mine", *few, "--samples", "8", "--dry-run", "--json", *own]) == 0
    told = capsys.readouterr()
    assert "one syllable" in told.err and json.loads(told.out)["samples"] == 8
    assert not (tmp_path / "data/datasets/mine").exists() and main(["wake", "make", "mine", *own]) == 1
