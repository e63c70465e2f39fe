"""script/test runs the quick tests, and every test where that is asked for or where paths are named."""

import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
QUICK = ["-m", "not slow and not model"]
COVERAGE = ["--cov", "--cov-report=term-missing:skip-covered"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose Python prints its arguments, one in each line."""
    for name, program in (("script/setup", "exit 0"), (".venv/bin/python", 'printf "%s\\n" "$@"')):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
        path.chmod(0o755)
    (tmp_path / "tests/wire").mkdir(parents=True)
    (tmp_path / "tests/wire/test_info.py").touch()
    shutil.copy(TOP / "script/test", tmp_path / "script/test")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], QUICK),
        (["-q"], [*QUICK, "-q"]),
        (["-k", "a name"], [*QUICK, "-k", "a name"]),
        (["--all"], []),
        (["--all", "-q"], ["-q"]),
        (["--coverage"], COVERAGE),
        (["--all", "--coverage"], COVERAGE),
        (["tests/wire"], ["tests/wire"]),
        (["-x", "tests/wire/test_info.py::test_one"], ["-x", "tests/wire/test_info.py::test_one"]),
    ],
)
def test_slow_tests_run_only_on_request(checkout: Path, arguments: list[str], expected: list[str]) -> None:
    output = subprocess.run(
        [checkout / "script/test", *arguments], cwd=checkout.parent, capture_output=True, text=True, check=True
    ).stdout
    common = ["-m", "pytest", "--numprocesses=auto", "--maxprocesses=8"]
    assert output.splitlines() == [*common, *expected]
