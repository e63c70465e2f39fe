"""TFRecord: files of tf.train.Example, what is in them, and a program that reads them with tf.data."""

import json
import struct
from collections.abc import Iterator, Sequence

from wyoming_kokoro.workshop.datasets import ROLES, SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.crc32c import masked
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import by_parts, facts_of

SHARD = 2_000
"""Samples in a file: with clips of a second, some hundred megabytes."""
_BYTES, _FLOATS, _INTEGERS = 1, 2, 3
"""The fields of tf.train.Feature."""


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write the files of each part."""
    for part, chosen in by_parts(samples).items():
        count = -(-len(chosen) // SHARD)
        for number in range(count):
            path = folder.path(f"{part}-{number:05d}-of-{count:05d}.tfrecord")
            with disk_errors(WHAT), path.open("wb") as file:
                for sample in chosen[number * SHARD : (number + 1) * SHARD]:
                    file.write(record(_example(folder, sample)))
    kinds = {"audio": "bytes", "label": "int64", "rate": "int64", "speed": "float", "seconds": "float"}
    names = {name: kinds.get(name, "bytes") for name in ("audio", "label", "rate", *facts_of(samples[0]))}
    folder.lines("features.json", [json.dumps({"features": names, "labels": list(ROLES)}, indent=2)])
    folder.template("load.py", "load_tfrecord.py.txt")


def record(content: bytes) -> bytes:
    """Return a record: its length, its content, and a checksum of each."""
    length = struct.pack("<Q", len(content))
    return length + struct.pack("<I", masked(length)) + content + struct.pack("<I", masked(content))


def _example(folder: ExportFolder, sample: SampleRow) -> bytes:
    features: dict[str, bytes] = {
        "audio": _feature(_BYTES, folder.content(sample)[0]),
        "label": _feature(_INTEGERS, _number(ROLES.index(sample.role))),
        "rate": _feature(_INTEGERS, _number(sample.rate)),
    }
    for name, value in facts_of(sample).items():
        is_text = isinstance(value, str)
        features[name] = _feature(_BYTES, value.encode()) if is_text else _feature(_FLOATS, struct.pack("<f", value))  # type: ignore[union-attr]
    entries = (_field(1, _field(1, name.encode()) + _field(2, value)) for name, value in features.items())
    return _field(1, b"".join(entries))


def _feature(kind: int, value: bytes) -> bytes:
    return _field(kind, _field(1, value))


def _field(number: int, content: bytes) -> bytes:
    """Return a field of Protocol Buffers that has a length."""
    return bytes((number << 3 | 2,)) + _number(len(content)) + content


def _number(value: int) -> bytes:
    """Return a number as Protocol Buffers have it: seven bits a byte, the lowest first."""
    return bytes(_digits(value))


def _digits(value: int) -> Iterator[int]:
    while value > 0x7F:  # noqa: PLR2004 -- seven bits
        yield value & 0x7F | 0x80
        value >>= 7
    yield value


TFRECORD = ExportDefinition("tfrecord", "TensorFlow's tf.data, with a loader (load.py).", write)
