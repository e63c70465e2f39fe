"""script/smoke tries the oldest and the newest Python of a machine: stand-ins in a PATH that holds nothing else."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cut", "dirname", "sed", "sort", "uniq")

STAND_IN = """
case "$2" in
  *"(3, 15)"*) exit CODE ;;
  *version_info*) echo VERSION ;;
esac
"""
"""Stands in for a Python of a version: CODE says whether it is one that the program runs with."""


def has(folder: Path, name: str, version: str, *, fits: bool = True) -> None:
    """Put a Python into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = STAND_IN.replace("VERSION", version).replace("CODE", "0" if fits else "1")
    (folder / name).write_text(f"#!{shutil.which('bash')}\n{text}", encoding="utf-8")
    (folder / name).chmod(0o755)


def listed(tmp_path: Path) -> list[str]:
    """The Pythons that would be tried, by their programs."""
    scripts = tmp_path / "checkout/script"
    scripts.mkdir(parents=True)
    for name in ("smoke", "find_pythons.sh"):
        shutil.copy(TOP / "script" / name, scripts / name)
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool, path="/usr/bin:/bin") or "")
    environment = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), "LC_ALL": "C"}
    command = [str(tmp_path / "bin/bash"), str(scripts / "smoke"), "--list"]
    done = subprocess.run(command, cwd=os.sep, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [Path(line).name for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("own", "tried"),
    [
        ("3.11", ["python3.14"]),
        ("3.12", ["python3.11", "python3.14"]),
        ("3.14", ["python3.11"]),
    ],
)  # fmt: skip
def test_the_oldest_and_the_newest_are_tried_but_for_that_of_the_environment(
    tmp_path: Path, own: str, tried: list[str]
) -> None:
    has(tmp_path / "checkout/.venv/bin", "python", own)
    for version in ("3.11", "3.12", "3.13", "3.14"):
        has(tmp_path / "bin", f"python{version}", version)
    assert listed(tmp_path) == tried


def test_a_python_that_does_not_fit_is_not_tried(tmp_path: Path) -> None:
    has(tmp_path / "checkout/.venv/bin", "python", "3.12")
    has(tmp_path / "bin", "python3.12", "3.12")
    has(tmp_path / "bin", "python3", "3.15", fits=False)
    assert listed(tmp_path) == []
