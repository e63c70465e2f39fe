"""Which files are published: their names, digests and sizes, and where they can be fetched."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

SHIPPED = Path(__file__).parent / "data" / "files.json"
"""The list that comes with the program: every source at one pinned revision."""

LARGEST = 2 << 30
"""Bytes in a file whose size is not published: no model of this kind can be larger, and a disk must not be filled."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A published file: whatever arrives under its name has to be exactly this."""

    name: str
    """What people call it: model_q4.onnx, af_heart."""
    path: str
    """Where it lies below a source, and so below a mirror."""
    sha256: str
    size: int | None
    """In bytes, where that is published."""
    addresses: tuple[str, ...]
    """Where it can be fetched, the best first."""


@dataclass(frozen=True, slots=True)
class FileList:
    """All published files, by what they are."""

    models: tuple[KnownFile, ...]
    voices: tuple[KnownFile, ...]

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "FileList":
        """The list in a file like the shipped one."""
        return cls.of(json.loads(path.read_text("utf-8"))["sources"])

    @classmethod
    def of(cls, sources: Iterable[Mapping[str, Any]]) -> "FileList":
        """The list that these sources make together; a file that several have can be fetched from each."""
        models: dict[str, KnownFile] = {}
        voices: dict[str, KnownFile] = {}
        for file in _each(sources):
            place = PurePosixPath(file.path)
            if place.suffix == ".onnx":
                _add(models, replace(file, name=place.name))
            elif place.suffix == ".bin" and place.parent.name == "voices":
                _add(voices, replace(file, name=place.stem))
        return cls(tuple(models.values()), tuple(voices.values()))


def _each(sources: Iterable[Mapping[str, Any]]) -> Iterator[KnownFile]:
    for source in sources:
        for file in source["files"]:
            yield KnownFile(
                name=file["path"],
                path=file["path"],
                sha256=file["sha256"],
                size=file["bytes"],
                addresses=(source["base"] + file["path"],),
            )


def _add(files: dict[str, KnownFile], file: KnownFile) -> None:
    earlier = files.get(file.name)
    if earlier is None:
        files[file.name] = file
    elif earlier.sha256 == file.sha256:
        files[file.name] = replace(earlier, addresses=earlier.addresses + file.addresses)
    else:
        raise ValueError(f"two sources have different files named {file.name}")
