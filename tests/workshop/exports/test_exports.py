"""Exports: what is particular about some of them, and the command."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.workshop.exports.own_readers import slow_crc
from tests.workshop.exports.sample_sets import TEXTS, WORDS, export, hard_set
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop import datasets, exports
from wyoming_kokoro.workshop.exports.crc32c import crc32c
from wyoming_kokoro.workshop.exports.teacher import tokens_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return hard_set(tmp_path / "set")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the arguments with which a command writes nowhere else."""
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    return ["--data-dir", str(tmp_path / "data")]


def test_notes_tell_what_was_changed(folder: Path, tmp_path: Path) -> None:
    made = export(folder, "ljspeech", tmp_path / "out")
    assert made.samples == len(TEXTS) and made.notes[0].startswith("4 texts had")
    assert made.notes[0] in (tmp_path / "out/README.md").read_text("utf-8")


def test_precise_gets_clips_that_are_long_enough_and_no_digital_silence(folder: Path, tmp_path: Path) -> None:
    export(folder, "precise", tmp_path / "out", "split=train")
    clips = sorted((tmp_path / "out/wake-word").iterdir())
    assert len(clips) == 3
    for clip in clips:
        samples, rate = decode(clip.read_bytes())
        assert rate == 16_000 and len(samples) == round(1.6 * rate) and samples[:1_000].std() > 1e-4


def test_a_folder_is_replaced_only_by_a_whole_one(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "mine.txt").write_text("mine", "utf-8")
    with datasets.writing(folder) as data_set:
        data_set.catalogue.change("UPDATE sample SET role = 'near'")
    with pytest.raises(BadRequest, match="role wake"):
        export(folder, "precise", target, options=exports.ExportOptions(replace=True))
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    export(folder, "ljspeech", target, options=exports.ExportOptions(replace=True))
    assert not (target / "mine.txt").exists() and {path.name for path in tmp_path.iterdir()} == {"set", "out"}


def test_sounds_that_stay_as_they_are_can_be_links(folder: Path, tmp_path: Path) -> None:
    export(folder, "ljspeech", tmp_path / "out", options=exports.ExportOptions(link=True))
    assert all(path.stat().st_nlink == 2 for path in (tmp_path / "out/wavs").iterdir())


@pytest.mark.parametrize("form", ["nemo", "pytorch", "kokoro", "lhotse"])
def test_lists_name_files_from_the_root_of_the_disk_if_asked_for(form: str, folder: Path, tmp_path: Path) -> None:
    export(folder, form, tmp_path / "out", options=exports.ExportOptions(absolute=True))
    name = {"nemo": "train_manifest.json", "pytorch": "manifest.jsonl", "kokoro": "train_list.txt"}.get(form)
    if name is not None:
        assert str(tmp_path / f"out/wavs/{0:016x}.wav") in (tmp_path / "out" / name).read_text("utf-8")
    assert ".part" not in "".join(
        path.read_text("utf-8") for path in tmp_path.glob("out/*.json*") if path.suffix != ".gz"
    )


def test_samples_without_phonemes_are_left_out_where_phonemes_are_what_is_learnt(folder: Path, tmp_path: Path) -> None:
    with datasets.writing(folder) as data_set:
        data_set.catalogue.change("DELETE FROM alignment WHERE sample <> ?", (f"{3:016x}",))
        data_set.catalogue.change("UPDATE sample SET phonemes = '' WHERE id <> ?", (f"{4:016x}",))
    assert export(folder, "teacher", tmp_path / "teacher").notes == (
        "8 samples do not tell when their phonemes begin, and were left out.",
    )
    assert "7 samples have no phonemes, and were left out." in export(folder, "kokoro", tmp_path / "kokoro").notes
    with datasets.writing(folder) as data_set:
        data_set.catalogue.change("DELETE FROM alignment")
        data_set.catalogue.change("UPDATE sample SET phonemes = ''")
    for form in ("teacher", "kokoro"):
        with pytest.raises(BadRequest, match="No sample"):
            export(folder, form, tmp_path / "none")


def test_tokens_last_as_long_as_their_phonemes_are_heard() -> None:
    ids, lengths = tokens_of(WORDS, 24_000)
    assert len(ids) == len(lengths) == 2 + len("fˈoʊ, fˈoʊ.")
    begins = np.cumsum(lengths) - lengths
    assert begins.tolist() == [
        0, 480, 1_200, 2_400, 3_600, 4_800, 6_000, 6_000, 7_200, 8_400, 9_600, 12_000, 12_000
    ]  # fmt: skip
    assert lengths.sum() == 24_000


@pytest.mark.parametrize("size", [0, 1, 3, 255, 256, 257, 1_000, 4_096, 65_537])
def test_checksums_are_those_that_are_computed_byte_by_byte(size: int) -> None:
    content = np.random.default_rng(size).integers(0, 256, size, np.uint8).tobytes()
    assert crc32c(content) == slow_crc(content)
    assert crc32c(b"123456789") == 0xE3069283


def test_a_package_that_is_absent_is_told_with_how_to_have_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form, module, extra in (
        ("parquet", "pyarrow", "datasets"),
        ("microwakeword", "pymicro_features", "microwakeword"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(BadRequest, match=rf"{module} is not installed \(pip install 'wyoming-kokoro\[{extra}\]'\)"):
            export(folder, form, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_tells_what_it_wrote(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], own: list[str]
) -> None:
    assert main(["dataset", "export", str(folder), "--to", "ljspeech", "-o", str(tmp_path / "out"), *own]) == 0
    assert "9 samples in" in capsys.readouterr().out
    for form, where, told in (
        ("mp3", [], "there are: ljspeech"),
        ("ljspeech", ["voice=x"], "no sample to export"),
        ("", [], "--list lists the forms"),
    ):
        asked = ["--to", form, "-o", str(tmp_path / "no"), *(["--where", *where] if where else [])]
        assert main(["dataset", "export", str(folder), *asked, *own]) == 1
        assert told in capsys.readouterr().err and not (tmp_path / "no").exists()


def test_the_command_lists_all_forms(capsys: pytest.CaptureFixture[str], own: list[str]) -> None:
    assert main(["dataset", "export", "--list", *own]) == 0
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.splitlines()] == list(exports.EXPORTS.names)
    assert main(["dataset", "export", "--list", "--json", *own]) == 0
    forms = json.loads(capsys.readouterr().out)
    assert {form["form"]: form["needs"] for form in forms}["microwakeword"] == "wyoming-kokoro[microwakeword]"
