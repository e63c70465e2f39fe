"""Reads each export as the programs do for which it is: what they find of each sample."""

import csv
import gzip
import importlib
import json
import struct
import tarfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.workshop.exports.sample_sets import PHONEMES, SAID, plain
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.workshop.datasets import ROLES

Role = Callable[[str], object]


@dataclass(frozen=True)
class Found:
    """What an export has of a sample; None where the form has no place for it."""

    id: str
    text: str | None
    seconds: float | None
    label: object = None
    part: str | None = None


@dataclass(frozen=True)
class Reader:
    """How a form is read, and what it may change."""

    read: Callable[[Path], list[Found]]
    text: Callable[[str], str] = str
    seconds: Callable[[float], float] = float
    """What becomes of the length."""
    rate: int = 24_000
    slack: int = 1
    """Samples by which lengths differ: where silence is cut off, the resampler's ringing is a part of the sound."""
    label: Role = lambda role: role
    part: Callable[[str], str] = str
    keeps: Callable[[str], bool] = lambda _: True
    """Whether samples of a role are in it."""


def length(content: bytes | Path) -> float:
    samples, rate = decode(content.read_bytes() if isinstance(content, Path) else content)
    assert np.abs(samples).max() > 0.1
    return len(samples) / rate


def lines(path: Path) -> list[str]:
    """Return the lines of a list; only line feeds end them."""
    return path.read_text("utf-8").split("\n")[:-1]


def parts_of(folder: Path) -> dict[str, str]:
    """Return the parts of samples, from lists of ids."""
    return {each: path.stem for path in folder.glob("*.txt") for each in lines(path)}


def ljspeech(folder: Path) -> list[Found]:
    parts, found = parts_of(folder), []
    for row in lines(folder / "metadata.csv"):
        name, text, spoken = row.split("|")
        assert text == spoken
        found.append(Found(name, text, length(folder / f"wavs/{name}.wav"), None, parts.get(name, "train")))
    return found


def audio_folder(folder: Path) -> list[Found]:
    found = []
    for path in folder.glob("data/*/metadata.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                sound = path.parent / row["file_name"]
                found.append(Found(sound.stem, row["text"], length(sound), row["role"], path.parent.name))
    return found


def parquet(folder: Path) -> list[Found]:
    read_table: Any = importlib.import_module("pyarrow.parquet").read_table
    return [
        Found(row["id"], row["text"], length(row["audio"]["bytes"]), row["role"], path.name.partition("-")[0])
        for path in folder.glob("data/*.parquet")
        for row in read_table(path).to_pylist()
    ]


def webdataset(folder: Path) -> list[Found]:
    found = []
    for path in folder.glob("*-000000.tar"):
        with tarfile.open(path) as file:
            names = file.getnames()
            for name in names[::2]:
                assert names[names.index(name) + 1] == f"{name[:-4]}.json"
                sound, facts = (file.extractfile(f"{name[:-4]}.{kind}") for kind in ("wav", "json"))
                assert sound and facts
                row = json.loads(facts.read())
                found.append(Found(name[:-4], row["text"], length(sound.read()), row["role"], path.name[:-11]))
    return found


def f5tts(folder: Path) -> list[Found]:
    parts = parts_of(folder)
    with (folder / "metadata.csv").open(newline="", encoding="utf-8-sig") as file:
        heading, *rows = list(csv.reader(file, delimiter="|"))
    assert heading == ["audio_file", "text"] and all(Path(place).is_absolute() for place, _ in rows)
    return [
        Found(Path(place).stem, text, length(Path(place)), None, parts.get(Path(place).stem, "train"))
        for place, text in rows
    ]


def f5tts_prepared(folder: Path) -> list[Found]:
    ipc: Any = importlib.import_module("pyarrow.ipc")
    prepared = folder / "hard_texts_char"
    with ipc.open_stream(str(prepared / "raw.arrow")) as stream:
        rows = stream.read_all().to_pylist()
    assert json.loads((prepared / "duration.json").read_text("utf-8")) == {
        "duration": [row["duration"] for row in rows]
    }
    symbols = {symbol: at for at, symbol in enumerate((prepared / "vocab.txt").read_text("utf-8").split("\n"))}
    assert symbols[" "] == 0 and {symbol for row in rows for symbol in row["text"]} <= set(symbols)
    by_id = {Path(row["audio_path"]).stem: row for row in rows}
    listed = f5tts(folder)
    assert all(by_id[each.id]["text"] == each.text for each in listed)
    return [Found(each.id, each.text, by_id[each.id]["duration"], None, each.part) for each in listed]


def kokoro(folder: Path) -> list[Found]:
    found = []
    for part in ("train", "val", "test"):
        for row in lines(folder / f"{part}_list.txt"):
            place, phonemes, speaker = row.split("|")
            assert speaker == "0"
            found.append(Found(Path(place).stem, phonemes, length(folder / place), None, part))
    assert all(len(text) >= 50 for text in lines(folder / "OOD_texts.txt"))
    assert lines(folder / "speakers.txt") == ["0|af_one"]
    return found


def teacher(folder: Path) -> list[Found]:
    found = []
    for path in folder.glob("*/shard_*.npz"):
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        for at, name in enumerate(arrays["sample"]):
            first, last = arrays["audio_starts"][at : at + 2]
            begin, end = arrays["id_starts"][at : at + 2]
            ids, lengths = arrays["ids"][begin:end], arrays["lengths"][begin:end]
            assert ids[0] == ids[-1] == 0 and len(ids) == len(PHONEMES) + 2 and (ids[1:-1] > 0).all()
            assert (lengths >= 0).all() and lengths.sum() == last - first, "every sample belongs to a token"
            assert arrays["phonemes"][at] == PHONEMES
            found.append(
                Found(str(name), str(arrays["text"][at]), (last - first) / arrays["rate"], None, path.parent.name)
            )
    return found


def nemo(folder: Path) -> list[Found]:
    found = []
    for path in folder.glob("*_manifest.json"):
        for line in lines(path):
            row = json.loads(line)
            sound = folder / row["audio_filepath"]
            assert abs(length(sound) - row["duration"]) < 1e-9
            found.append(Found(sound.stem, row["text"], row["duration"], row["label"], path.name.partition("_")[0]))
    return found


def lhotse(folder: Path) -> list[Found]:
    def rows(part: str, kind: str) -> list[dict[str, Any]]:
        return [
            json.loads(line) for line in gzip.decompress((folder / f"{part}_{kind}.jsonl.gz").read_bytes()).splitlines()
        ]

    found = []
    for part in {path.name.partition("_")[0] for path in folder.glob("*.jsonl.gz")}:
        lists = [rows(part, kind) for kind in ("recordings", "supervisions", "cuts")]
        for recording, supervision, cut in zip(*lists, strict=True):
            assert cut["recording"] == recording and cut["supervisions"] == [supervision]
            assert recording["num_samples"] == round(recording["duration"] * recording["sampling_rate"])
            phones = supervision["alignment"]["phone"]
            assert "".join(phone for phone, _, _ in phones) == "fˈoʊfˈoʊ" and phones[1] == ["ˈ", 0.05, 0.05]
            assert abs(length(folder / recording["sources"][0]["source"]) - recording["duration"]) < 1e-9
            found.append(Found(cut["id"], supervision["text"], cut["duration"], supervision["custom"]["role"], part))
    return found


def records(path: Path) -> Iterator[bytes]:
    """Yield the records of a TFRecord file, whose checksums are computed bit by bit here."""
    content = path.read_bytes()
    while content:
        (size,) = struct.unpack("<Q", content[:8])
        assert struct.unpack("<I", content[8:12]) == (slow_mask(content[:8]),)
        data = content[12 : 12 + size]
        assert struct.unpack("<I", content[12 + size : 16 + size]) == (slow_mask(data),)
        yield data
        content = content[16 + size :]


def slow_crc(content: bytes) -> int:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0x82F63B78 * (value & 1)  # noqa: PLW2901 -- a register
        table.append(value)
    state = 0xFFFFFFFF
    for value in content:
        state = table[(state ^ value) & 255] ^ state >> 8
    return state ^ 0xFFFFFFFF


def slow_mask(content: bytes) -> int:
    value = slow_crc(content)
    return (((value >> 15) | (value << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def fields(content: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield the fields of a message of Protocol Buffers."""
    at = 0

    def number() -> int:
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(content):
        key = number()
        assert key & 7 in (0, 2)
        value: bytes | int = number()
        if key & 7 == 2:
            size = int(value)
            value, at = content[at : at + size], at + size
        yield key >> 3, value


def example(content: bytes) -> dict[str, bytes]:
    """Return the features of a tf.train.Example, each as its list's only entry."""
    found = {}
    ((_, features),) = fields(content)
    assert isinstance(features, bytes)
    for _, entry in fields(features):
        assert isinstance(entry, bytes)
        (_, name), (_, feature) = fields(entry)
        assert isinstance(name, bytes) and isinstance(feature, bytes)
        ((kind, values),) = fields(feature)
        assert isinstance(values, bytes) and kind in (1, 2, 3)
        ((_, value),) = fields(values)
        assert isinstance(value, bytes)
        found[name.decode()] = value
    return found


def tfrecord(folder: Path) -> list[Found]:
    names = set(json.loads((folder / "features.json").read_text("utf-8"))["features"])
    found = []
    for path in folder.glob("*-00000-of-00001.tfrecord"):
        for content in records(path):
            row = example(content)
            assert set(row) == names and len(row["speed"]) == 4
            label = ROLES[row["label"][0]]
            assert row["role"].decode() == label
            part = path.name.partition("-")[0]
            found.append(Found(row["id"].decode(), row["text"].decode(), length(row["audio"]), label, part))
    return found


def pytorch(folder: Path) -> list[Found]:
    rows = [json.loads(line) for line in lines(folder / "manifest.jsonl")]
    return [Found(row["id"], row["text"], length(folder / row["file"]), row["role"], row["split"]) for row in rows]


def croissant(folder: Path) -> list[Found]:
    description = json.loads((folder / "croissant.json").read_text("utf-8"))
    names = [field["source"]["extract"]["column"] for field in description["recordSet"][0]["field"]]
    with (folder / description["distribution"][0]["contentUrl"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == names
    return [Found(row["id"], row["text"], length(folder / row["file"]), row["role"], row["split"]) for row in rows]


def clips(folder: Path) -> list[Found]:
    """Read what openWakeWord and livekit-wakeword read, and the list beside it."""
    found = []
    for row in lines(folder / "clips.tsv")[1:]:
        place, name, text = row.split("\t")
        _, kind, number = place.split("/")
        assert number.startswith("clip_") and len(number) == len("clip_000000.wav")
        label, _, part = kind.partition("_")
        found.append(Found(name, text, length(folder / place), label == "positive", part))
    assert len(found) == len(list(folder.glob("*/*/clip_??????.wav")))
    return found


def microwakeword(folder: Path) -> list[Found]:
    """Read the numbers of copies; what they hold is compared with those of the real package elsewhere."""
    found = []
    counts: dict[str, int] = {}
    for row in lines(folder / "features.tsv")[1:]:
        place, name, text = row.split("\t")
        _, kind, part, _ = place.split("/")
        counts[place] = counts.get(place, 0) + 1
        found.append(Found(name, text, None, kind == "positive", part))
    for place, count in counts.items():
        starts = np.fromfile(folder / place / "starts/data.ninja", np.int64)
        assert len(starts) == count * (1 if "/testing/" in place else 10)
    return found


def tatertotterson(folder: Path) -> list[Found]:
    return [
        Found(path.stem, None, length(path), path.parent.name, "test" if "kept_for_tests" in path.parts else "train")
        for path in folder.rglob("*.wav")
    ]


def precise(folder: Path) -> list[Found]:
    return [
        Found(path.stem, None, length(path), path.parent.name, "test" if "test" in path.parts[-3] else "train")
        for path in folder.rglob("*.wav")
    ]


def snips(folder: Path) -> list[Found]:
    found = []
    for part in ("train", "dev", "test"):
        for row in json.loads((folder / f"{part}.json").read_text("utf-8")):
            assert row["id"] == str(uuid.UUID(row["id"])) and row["worker_id"] == "af_one"
            assert abs(length(folder / row["audio_file_path"]) - row["duration"]) < 1e-9
            found.append(Found(row["sample"], row["text"], row["duration"], row["is_hotword"], part))
    return found


def picovoice(folder: Path) -> list[Found]:
    found = []
    for row in lines(folder / "clips.tsv")[1:]:
        place, name, text = row.split("\t")
        assert place.startswith("audio/hard texts/") and place.endswith(".flac")
        found.append(Found(name, text, length(folder / place), True, None))
    return found


def for_training(part: str) -> str:
    return "train" if part == "train" else "test"


def is_wake(role: str) -> object:
    return role == "wake"


def cut(_: float) -> float:
    return SAID + 0.05


def tabbed(text: str) -> str:
    return plain(text, "\t")


CUT_SLACK = 40

READERS = {
    "ljspeech": Reader(ljspeech, text=lambda text: plain(text, "|")),
    "f5tts": Reader(f5tts, text=lambda text: plain(text).strip()),
    "f5tts-prepared": Reader(f5tts_prepared, text=lambda text: plain(text).strip()),
    "kokoro": Reader(kokoro, text=lambda _: PHONEMES, part=lambda part: {"validation": "val"}.get(part, part)),
    "teacher": Reader(teacher),
    "nemo": Reader(nemo),
    "lhotse": Reader(lhotse),
    "audiofolder": Reader(audio_folder),
    "parquet": Reader(parquet),
    "webdataset": Reader(webdataset),
    "tfrecord": Reader(tfrecord),
    "pytorch": Reader(pytorch),
    "croissant": Reader(croissant),
    "openwakeword": Reader(clips, tabbed, cut, 16_000, CUT_SLACK, is_wake, for_training),
    "livekit": Reader(clips, tabbed, cut, 16_000, CUT_SLACK, is_wake, for_training),
    "microwakeword": Reader(
        microwakeword, tabbed, label=is_wake, part=lambda part: part if part == "validation" else f"{part}ing"
    ),
    "tatertotterson": Reader(
        tatertotterson,
        seconds=cut,
        rate=16_000,
        slack=CUT_SLACK,
        label=lambda role: "wake_word_samples" if role == "wake" else "negative_samples",
        part=for_training,
    ),
    "precise": Reader(
        precise,
        seconds=lambda _: 1.6,
        rate=16_000,
        label=lambda role: "wake-word" if role == "wake" else "not-wake-word",
        part=for_training,
    ),
    "snips": Reader(
        snips,
        rate=16_000,
        label=lambda role: int(role == "wake"),
        part=lambda part: "dev" if part == "validation" else part,
    ),
    "picovoice-benchmark": Reader(picovoice, tabbed, rate=16_000, label=is_wake, keeps=lambda role: role == "wake"),
}
