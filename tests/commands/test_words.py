"""The user's own words on the command line."""

import json
from pathlib import Path

import pytest

from wyoming_kokoro.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    return ["--data-dir", str(tmp_path)]


def test_words_are_added_changed_listed_and_removed(
    folder: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pronunciations").write_text("# names\n")
    assert main(["words", "add", "Elon", "EE-lon", *folder]) == 0
    assert main(["words", "add", "[en-GB case] Lift", '"elevator"', *folder]) == 0
    assert main(["words", "add", "elon", "EH-lon", *folder]) == 0
    assert (tmp_path / "pronunciations").read_text() == '# names\nelon = EH-lon\n[en-GB case] Lift = "elevator"\n'
    assert main(["words", *folder]) == 0
    assert capsys.readouterr().out.splitlines() == ["elon = EH-lon", '[en-GB case] Lift = "elevator"']
    assert main(["words", "remove", "Elon", *folder]) == 0
    assert main(["words", "list", "--json", *folder]) == 0
    assert [each["written"] for each in json.loads(capsys.readouterr().out)] == ["Lift"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "word", ""], "This word is not valid"),
        (["add", "", "EE-lon"], "This word is not valid"),
        (["add", r"[pattern] (a+)\1", '"b"'], "This word is not valid"),
        (["remove", "nobody"], "no such word"),
        (["import", "/nowhere/at/all.yaml"], "cannot be read"),
    ],
)
def test_an_error_is_printed_in_one_line(
    folder: list[str], arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["words", *arguments, *folder]) == 1
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_mistakes_in_the_file_are_printed_with_their_line(
    folder: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pronunciations").write_text("Elon = EE-lon\nnothing here\n")
    assert main(["words", *folder]) == 1
    printed = capsys.readouterr()
    assert printed.out == "Elon = EE-lon\n" and "line 2" in printed.err


def test_another_programs_map_is_imported(
    folder: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "map.yaml").write_text('- - "TSLA"\n  - "Tesla"\n- - no second\n')
    assert main(["words", "import", str(tmp_path / "map.yaml"), *folder]) == 0
    assert "1 words" in capsys.readouterr().out
    assert "Tesla" in (tmp_path / "pronunciations").read_text()


def test_a_map_that_is_too_large_is_refused(folder: list[str], tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_bytes(b"#" * 2_000_000)
    assert main(["words", "import", str(tmp_path / "map.yaml"), *folder]) == 1


def test_a_file_that_cannot_be_read_is_not_written_over(
    folder: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pronunciations").write_bytes(b"\xff\xfe broken")
    assert main(["words", "add", "Elon", "EE-lon", *folder]) == 1
    assert (tmp_path / "pronunciations").read_bytes() == b"\xff\xfe broken"
    assert "UTF-8" in capsys.readouterr().err
