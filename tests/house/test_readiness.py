"""The readiness page says how commands went: passed, failed or not tried; and it has a line for each that there is."""

from pathlib import Path

import pytest

from script import readiness
from script.readiness import Check, main

CHECKS = (
    Check("good", "it goes well", "echo 7 passed", shows=r"\d+ passed"),
    Check("bad", "it does not", "echo broken; false"),
    Check("away", "nobody has it", "true", needs=("a-program-that-nobody-has",)),
    Check("pipe", "a command with a bar", "true | true"),
)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "readiness.md"
    monkeypatch.setattr(readiness, "PAGE", path)
    monkeypatch.setattr(readiness, "CHECKS", CHECKS)
    return path


def rows(page: Path) -> dict[str, str]:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {line.split("|")[1].strip(): line for line in lines}


def test_each_line_shows_the_result_of_its_command(page: Path) -> None:
    assert main([]) == 1
    lines = rows(page)
    assert "| pass | 7 passed; " in lines["good"]
    assert "| **FAIL** | " in lines["bad"]
    assert "| not run | a-program-that-nobody-has is not installed |" in lines["away"]
    assert "2 of 4 pass, 1 fail" in page.read_text(encoding="utf-8")


def test_a_line_that_is_not_run_stays_as_it_was(page: Path) -> None:
    main(["good"])
    assert "| never run |" in rows(page)["bad"]
    before = rows(page)["good"]
    assert main(["pipe"]) == 0
    assert rows(page)["good"] == before and "| pass |" in rows(page)["pipe"]
    main(["good"])
    assert "| pass |" in rows(page)["pipe"], "a bar in a command does not lose its line"


def test_an_unknown_check_name_is_an_error_that_lists_the_names(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["goood"])
    assert "there are: good, bad" in capsys.readouterr().err and not page.exists()


def test_the_page_in_the_documentation_has_a_line_for_every_check_and_its_command() -> None:
    text = readiness.PAGE.read_text(encoding="utf-8")
    for check in readiness.CHECKS:
        assert f"| {check.name} | {check.what} | `{check.command}` |" in text, "run script/readiness"
    assert text.endswith(readiness._BY_HAND), "run script/readiness"
