"""`wyoming-kokoro watermark`, as users type it."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.speech_like import speech_like
from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.audio.watermark import Kind, Watermark
from wyoming_kokoro.cli import main
from wyoming_kokoro.speech import RATE, Samples


def write(path: Path, samples: Samples) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm16(samples))
    return str(path)


@pytest.fixture
def marked(tmp_path: Path) -> str:
    """A file with the mark."""
    mark = Watermark(Kind.STOCK)
    return write(tmp_path / "marked.wav", np.concatenate((mark.feed(speech_like(24.0)), mark.finish())))


@pytest.fixture
def plain(tmp_path: Path) -> str:
    """A short file without it."""
    return write(tmp_path / "plain.wav", speech_like()[: 4 * RATE])


def test_files_are_told_apart(marked: str, plain: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watermark", marked]) == 0
    assert "voice: stock" in capsys.readouterr().out
    assert main(["watermark", marked, plain]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert "marked" in first and "no mark found" in second


def test_programs_get_json(marked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watermark", "--json", marked]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["marked"] and found["kind"] == "stock" and found["version"] == 1 and found["free_bits"] == 0
    assert found["score"] > found["threshold"] and found["false_alarm"] < 1e-5 and found["speed"] == 1.0


def test_what_cannot_be_read_is_told(tmp_path: Path, marked: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And the other files are looked at."""
    (tmp_path / "text.wav").write_text("no sound")
    assert main(["watermark", str(tmp_path / "text.wav"), str(tmp_path / "missing.wav"), marked]) == 3
    written = capsys.readouterr()
    assert written.err.count("cannot be") == 2 and "marked" in written.out
