"""Exports: read back as the programs read them for which they are; nothing half-written, nothing lost."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop import datasets, exports

RATE = 24_000
TEXTS = [
    'He said: "No", twice.',
    "a | b || c",
    "two\nlines\r\nand more",
    "مرحبا بالعالم",
    "😀, 你好",
    "\u2028 a \x85 b",
    "=1+1",
    "",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data set with hard texts; half of the samples are a wake word."""
    folder = tmp_path / "set"
    datasets.create(folder, datasets.DataSetDescription("Hard | texts", licence="CC0-1.0"))
    with datasets.writing(folder) as data_set:
        for number, text in enumerate(TEXTS):
            samples = np.zeros(RATE, np.float32)
            samples[: RATE // 2] = 0.2 * np.sin(np.arange(RATE // 2) * (0.05 + 0.01 * number))
            digest = data_set.sounds.put(wave_file(samples, RATE))
            data_set.add(
                datasets.SampleRow(
                    f"{number:016x}",
                    digest,
                    role=("wake", "near")[number % 2],
                    split=("train", "test", "", "validation")[number % 4],
                    text=text,
                    phonemes="fˈoʊ",
                    language="en-US",
                    engine="tone",
                    voice="af_one",
                    seconds=1.0,
                    rate=RATE,
                )
            )
    return folder


def export(
    folder: Path, form: str, target: Path, *conditions: str, link: bool = False, replace: bool = False
) -> exports.Exported:
    with datasets.opened(folder) as data_set:
        return exports.export_samples(data_set, form, target, conditions, link=link, replace=replace)


def plain(text: str, also: str = "") -> str:
    return "".join(" " if each in also or len(f"a{each}b".splitlines()) > 1 else each for each in text)


def test_ljspeech_is_read_as_its_readers_do(folder: Path, tmp_path: Path) -> None:
    made = export(folder, "ljspeech", tmp_path / "out")
    with (tmp_path / "out/metadata.csv").open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("|") for line in file]
    assert [row[1] for row in rows] == [row[2] for row in rows] == [plain(text, "|") for text in TEXTS]
    for row in rows:
        samples, rate = decode((tmp_path / "out/wavs" / f"{row[0]}.wav").read_bytes())
        assert rate == RATE and len(samples) == RATE
    assert (tmp_path / "out/test.txt").read_text("utf-8").split() == [f"{n:016x}" for n in (1, 5)]
    assert made.samples == len(TEXTS) and made.notes[0].startswith("3 texts had")


def test_an_audio_folder_is_read_with_every_text_as_it_was(folder: Path, tmp_path: Path) -> None:
    export(folder, "audiofolder", tmp_path / "out")
    found: dict[str, str] = {}
    for part, count in (("train", 4), ("test", 2), ("validation", 2)):
        with (tmp_path / f"out/data/{part}/metadata.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == count and all((tmp_path / f"out/data/{part}" / row["file_name"]).is_file() for row in rows)
        found |= {row["file_name"]: row["text"] for row in rows}
    assert [found[f"{number:016x}.wav"] for number in range(len(TEXTS))] == TEXTS


def test_wake_words_are_in_the_folders_of_openwakeword(folder: Path, tmp_path: Path) -> None:
    export(folder, "openwakeword", tmp_path / "out")
    counts = {path.name: len(list(path.iterdir())) for path in (tmp_path / "out").iterdir() if path.is_dir()}
    assert counts == {"positive_train": 4, "negative_test": 4}
    samples, rate = decode((tmp_path / "out/positive_train/clip_000003.wav").read_bytes())
    assert rate == 16_000 and len(samples) == pytest.approx(0.55 * rate, abs=40), "silence at the end is cut to 50 ms"
    rows = [line.split("\t") for line in (tmp_path / "out/clips.tsv").read_text("utf-8").split("\n")[1:-1]]
    assert [row[2] for row in rows] == [plain(text) for text in TEXTS]


def test_precise_gets_clips_that_are_long_enough_and_no_digital_silence(folder: Path, tmp_path: Path) -> None:
    export(folder, "precise", tmp_path / "out", "split=train")
    export(folder, "precise", tmp_path / "again", "split=train")
    clips = sorted((tmp_path / "out/wake-word").iterdir())
    assert len(clips) == 2
    for clip in clips:
        samples, rate = decode(clip.read_bytes())
        assert rate == 16_000 and len(samples) == round(1.6 * rate) and samples[:1_000].std() > 1e-4
        assert clip.read_bytes() == (tmp_path / "again/wake-word" / clip.name).read_bytes()


@pytest.mark.parametrize("form", exports.EXPORTS.names)
def test_every_export_has_a_card_its_provenance_and_right_checksums(folder: Path, tmp_path: Path, form: str) -> None:
    export(folder, form, tmp_path / "out")
    card = (tmp_path / "out/README.md").read_text("utf-8")
    assert "CC0-1.0" in card and "synthetic speech" in card and "- af_one: 8" in card
    facts = json.loads((tmp_path / "out/provenance.json").read_text("utf-8"))
    assert facts["form"] == form and facts["samples"] == len(TEXTS) and facts["engines"] == ["tone"]
    lines = (tmp_path / "out/SHA256SUMS").read_text("utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    files = {
        path.relative_to(tmp_path / "out").as_posix(): path for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert set(files) - {"SHA256SUMS"} == set(sums)
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == value for name, value in sums.items())


def test_a_folder_that_is_there_is_replaced_only_if_asked_for_and_only_by_a_whole_one(
    folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(BadRequest, match="--replace"):
        export(folder, "ljspeech", target)
    with datasets.writing(folder) as data_set:
        data_set.catalogue.change("UPDATE sample SET role = 'near'")
    with pytest.raises(BadRequest, match="role wake"):
        export(folder, "precise", target, replace=True)
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    export(folder, "ljspeech", target, replace=True)
    assert not (target / "mine.txt").exists() and {path.name for path in tmp_path.iterdir()} == {"set", "out"}


def test_sounds_that_stay_as_they_are_can_be_links(folder: Path, tmp_path: Path) -> None:
    export(folder, "ljspeech", tmp_path / "out", link=True)
    assert all(path.stat().st_nlink == 2 for path in (tmp_path / "out/wavs").iterdir())


def test_the_command_tells_what_it_wrote(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    own = ["--data-dir", str(tmp_path / "data")]
    assert main(["dataset", "export", str(folder), "--to", "ljspeech", "-o", str(tmp_path / "out"), *own]) == 0
    assert "8 samples in" in capsys.readouterr().out
    for form, where, told in (("mp3", [], "there are: ljspeech"), ("ljspeech", ["voice=x"], "no sample to export")):
        asked = ["--to", form, "-o", str(tmp_path / "no"), *(["--where", *where] if where else [])]
        assert main(["dataset", "export", str(folder), *asked, *own]) == 1
        assert told in capsys.readouterr().err and not (tmp_path / "no").exists()
