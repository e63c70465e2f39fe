"""A new language is one folder: a skeleton that `script/new-language` writes reads texts, and every test finds it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from script.new_language import main, write_skeleton

TOP = Path(__file__).resolve().parents[2]
CODE = "haw"
"""A language without rules here, of which eSpeak NG has a voice."""
READ = """
from wyoming_kokoro.text import LANGUAGES, Locale, language_facts, read
assert "haw" in LANGUAGES and language_facts("haw").name == "Hawaiian"
for text in ("3.5.2024", "21,5 °C", "121", "12,50 €"):
    print(" ".join(span.spoken for span in read(text, Locale("haw-US"))))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program with the skeleton of a language in it."""
    shutil.copytree(TOP / "wyoming_kokoro", tmp_path / "wyoming_kokoro", ignore=shutil.ignore_patterns("__pycache__"))
    write_skeleton(CODE, "Hawaiian", "haw-US", tmp_path / "wyoming_kokoro" / "text")
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_skeleton_reads_numbers_dates_and_measures(copy: Path) -> None:
    assert run(copy, "-c", READ).splitlines() == [
        "third May two thousand twenty four",
        "twenty one comma five degrees Celsius",
        "one hundred twenty one",
        "twelve euros fifty cents",
    ]


@pytest.mark.slow
def test_the_tests_of_all_languages_find_a_skeleton_and_pass(copy: Path) -> None:
    shutil.copytree(TOP / "tests" / "text", copy / "tests" / "text", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", copy)
    files = [
        f"tests/text/test_{name}.py" for name in ("rules", "every_language", "phrase_breaks", "required_characters")
    ]
    output = run(copy, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-k", CODE, *files)
    assert int(output.split(" passed")[0].split()[-1]) > 100


@pytest.mark.parametrize(
    "arguments", [("Q", "Hawaiian"), (CODE, "hawaiian"), (CODE, "Hawaiian", "--country", "us"), ("de", "German")]
)
def test_a_wrong_code_or_name_writes_nothing(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["script/new-language", *arguments])
    assert main() == 1
    assert capsys.readouterr().err
    assert not (TOP / "wyoming_kokoro" / "text" / CODE).exists()
