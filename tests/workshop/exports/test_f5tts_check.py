"""The check list of F5-TTS: each thing over which a training stumbles is found, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from tests.workshop.exports.sample_sets import RATE, TEXTS, export, hard_set, plain
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop import exports
from wyoming_kokoro.workshop.exports.f5tts_check import LEAST_PRETRAINED


class Usage(NamedTuple):
    total: int
    used: int
    free: int


MUCH = 10**12


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> exports.TrainingInputs:
    """Return a vocabulary with every symbol and a large file; the disk has much room."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(MUCH, 0, MUCH))
    symbols = sorted({symbol for text in TEXTS for symbol in plain(text)} - {" "})
    (tmp_path / "vocab.txt").write_text("\n".join([" ", *symbols, ""]), "utf-8")
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.truncate(LEAST_PRETRAINED)
    return exports.TrainingInputs(tmp_path / "vocab.txt", tmp_path / "model.safetensors")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an export whose samples all have a text."""
    export(hard_set(tmp_path / "set"), "f5tts", tmp_path / "out", "split=test")
    (tmp_path / "out/hard_texts_char").mkdir()
    (tmp_path / "out/hard_texts_char/raw.arrow").touch()
    return tmp_path / "out"


def found(folder: Path, inputs: exports.TrainingInputs) -> list[tuple[str, bool]]:
    return [(each.kind, each.is_advice) for each in exports.check_export(folder, "f5tts", inputs)]


def replace_sound(folder: Path, seconds: float, rate: int = RATE) -> None:
    path = next(iter(sorted(folder.glob("wavs/*.wav"))))
    path.write_bytes(wave_file(np.full(round(seconds * rate), 0.1, np.float32), rate))


def change_list(folder: Path, old: str, new: str) -> None:
    path = folder / "metadata.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def rename(folder: Path, name: str) -> None:
    (folder / "hard_texts_char").rename(folder / name)


def test_a_good_folder_has_no_problem(folder: Path, inputs: exports.TrainingInputs) -> None:
    assert found(folder, inputs) == []


@pytest.mark.parametrize(
    ("change", "kind", "advice"),
    [
        (lambda folder: replace_sound(folder, 0.2), "duration", ""),
        (lambda folder: replace_sound(folder, 30.5), "duration", ""),
        (lambda folder: replace_sound(folder, 20), "duration", "advice"),
        (lambda folder: replace_sound(folder, 1, 16_000), "sound", ""),
        (lambda folder: next(folder.glob("wavs/*")).unlink(), "path", ""),
        (lambda folder: change_list(folder, f'"{folder}/', '"'), "path", ""),
        (lambda folder: change_list(folder, '"a | b || c"', '""'), "text", ""),
        (lambda folder: change_list(folder, "a | b || c", "a ∀ b"), "vocabulary", ""),
        (lambda folder: rename(folder, "hard_texts"), "folder", ""),
        (lambda folder: rename(folder, "hard_texts_pinyin_pinyin"), "folder", ""),
        (lambda folder: rename(folder, "hard_texts_pinyin"), "", ""),
        (lambda folder: (folder / "hard_texts_char/raw.arrow").unlink(), "folder", "advice"),
    ],
)
def test_each_mistake_is_found(
    folder: Path, inputs: exports.TrainingInputs, change: Callable[[Path], object], kind: str, advice: str
) -> None:
    change(folder)
    assert set(found(folder, inputs)) == ({(kind, bool(advice))} if kind else set())


def test_what_is_beside_the_data_is_checked_too(
    folder: Path, inputs: exports.TrainingInputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(folder, exports.TrainingInputs()) == [("vocabulary", True), ("pretrained", True)]
    small, no_blank = tmp_path / "small.safetensors", tmp_path / "no_blank.txt"
    small.write_text("pointer", "utf-8")
    assert inputs.vocabulary is not None
    no_blank.write_text("x\n" + inputs.vocabulary.read_text("utf-8"), "utf-8")
    for pretrained in (small, tmp_path / "none.pt"):
        assert found(folder, exports.TrainingInputs(inputs.vocabulary, pretrained)) == [("pretrained", False)]
    assert found(folder, exports.TrainingInputs(no_blank, inputs.pretrained)) == [("vocabulary", False)]
    for free, is_advice in ((14 * 10**9, True), (4 * 10**9, False)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: Usage(MUCH, 0, free))
        assert found(folder, inputs) == [("disk", is_advice)]


def test_a_folder_of_another_form_is_refused(tmp_path: Path, folder: Path) -> None:
    export(tmp_path / "set", "audiofolder", tmp_path / "other")
    with pytest.raises(BadRequest, match="no export for F5-TTS"):
        found(tmp_path / "other", exports.TrainingInputs())
    with pytest.raises(BadRequest, match="there are for: f5tts, f5tts-prepared"):
        list(exports.check_export(folder, "ljspeech", exports.TrainingInputs()))


def test_the_command_tells_whether_a_training_can_begin(
    folder: Path, inputs: exports.TrainingInputs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    files = ["--vocabulary", str(inputs.vocabulary), "--pretrained", str(inputs.pretrained)]
    asked = ["dataset", "check", str(folder), "--for", "f5tts", *files, "--data-dir", str(folder.parent / "data")]
    assert main(asked) == 0
    assert "It is ready for f5tts." in capsys.readouterr().out
    replace_sound(folder, 31)
    assert main([*asked, "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told["kind"] == "duration" and "31.00 s" in told["what"]
