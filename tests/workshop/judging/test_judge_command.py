"""The command `judge`: files, folders, prompts and reports, with the tone engine and the judge that is built in."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.workshop.judging.fake_judges import RATE, sound
from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.cli import main
from wyoming_kokoro.speech import Samples


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


def judge(folder: Path, *arguments: str) -> int:
    return main(["judge", "--data-dir", str(folder), *arguments])


def write(path: Path, samples: Samples, text: str) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm16(samples))
    path.with_suffix(".txt").write_text(text, encoding="utf-8")
    return path


def test_the_list_says_what_would_bring_a_judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(tmp_path) == judge(tmp_path, "list") == 0
    assert "To have it: set judging.wyoming_uri" in capsys.readouterr().out
    assert judge(tmp_path, "list", "--json") == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["signal"]["here"] and not rows["openai"]["here"]


def test_a_file_is_judged_and_nothing_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "take.wav", np.clip(sound(1.0) * 8, -1, 1), "Hello.")
    code = judge(tmp_path / "data", "file", str(path), "--text", "Hello.", "--judges", "signal", "--json")
    (take,) = json.loads(capsys.readouterr().out)["takes"]
    assert code == 0 and take["faulty"] and not (tmp_path / "data").exists()


def test_a_folder_is_scanned_and_reported_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "takes"
    folder.mkdir()
    for number in range(3):
        write(folder / f"{number}.wav", sound(1.0, seed=number), "Hello.")
    (folder / "broken.wav").write_bytes(b"nothing")
    (folder / "broken.txt").write_text("Hello.", encoding="utf-8")
    forms = ("--csv", str(tmp_path / "out.csv"), "--html", str(tmp_path / "out.html"))
    assert judge(tmp_path, "scan", str(folder), "--judges", "signal", *forms) == 0
    output = capsys.readouterr()
    assert "3 takes, 3 seconds" in output.out and "broken: The sound cannot be decoded." in output.err
    assert len((tmp_path / "out.csv").read_text("utf-8").splitlines()) == 4
    assert "<table>" in (tmp_path / "out.html").read_text("utf-8")
    assert judge(tmp_path, "report") == 0
    assert str(folder) in capsys.readouterr().out
    assert judge(tmp_path, "report", str(folder), "--thresholds", "strict", "--json") == 0
    assert json.loads(capsys.readouterr().out)["thresholds"] == "strict"


@pytest.mark.slow
def test_prompts_are_spoken_judged_compared_and_gated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ("prompts", "--engine", "tone", "--limit", "10", "--judges", "signal")
    assert judge(tmp_path, *common, "--name", "first") == 0
    assert "first: 10 takes" in capsys.readouterr().out
    assert (
        judge(
            tmp_path, *common, "--voices", "af_heart", "bm_george", "--against", "first", "--fail-below", "faulty=100"
        )
        == 0
    )
    output = capsys.readouterr()
    assert output.out.count("no difference") >= 1 and "against first" in output.out
    assert judge(tmp_path, *common, "--fail-below", "97") == 1
    assert "no judge has measured it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("scan", "nowhere"), "nowhere is not a folder."),
        (("report", "nothing"), "There is no run of this name"),
        (("file", "x.wav", "--judges", "nobody"), "There is no judge of this name"),
        (("file", "x.wav", "--judges", "signal", "--mos", "some"), "Opinion scores are asked of"),
        (("file", "x.wav", "--judges", "signal", "--thresholds", "none"), "There are no thresholds"),
        (("prompts", "--fail-below", "x"), "A limit is a number"),
        (("prompts", "--against", "nothing"), "There is no run of this name"),
    ],
)
def test_what_is_asked_for_wrongly_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert judge(tmp_path, *arguments) == 4
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_a_sound_that_cannot_be_read_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    assert judge(tmp_path, "file", str(tmp_path / "nothing.wav"), "--judges", "signal") == 3


def test_a_judge_that_is_not_here_says_what_would_bring_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(tmp_path, "file", "x.wav", "--judges", "wyoming") == 1
    assert "The judge wyoming is not here: set judging.wyoming_uri." in capsys.readouterr().err


def test_homographs_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(tmp_path, "homographs", "--json") == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)
