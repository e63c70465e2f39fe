"""The published files: their names, digests and sizes, and where they can be downloaded."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

SHIPPED = Path(__file__).parent / "data" / "files.json"
"""The list that comes with the program: every source at one pinned revision."""

MAX_FILE_BYTES = 2 << 30
"""Of a file whose size is not published: no such model is larger, and a download must not fill the disk."""

STUDENTS = "students"
"""The kind of a source of students of Kokoro, whose paths do not say what they are."""
ENCODER_SUFFIXES = frozenset({".pt", ".safetensors"})


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A published file: a download with its name must have exactly this content."""

    name: str
    """What people call it: model_q4.onnx, af_heart."""
    path: str
    """Its path below a source, and so below a mirror."""
    sha256: str
    size: int | None
    """In bytes, where that is published."""
    addresses: tuple[str, ...]
    """Where it can be downloaded, the best first."""


@dataclass(frozen=True, slots=True)
class FileList:
    """All published files by kind."""

    models: tuple[PublishedFile, ...]
    voices: tuple[PublishedFile, ...]
    encoders: tuple[PublishedFile, ...] = ()
    """What listens to recordings; only needed to make a voice from one."""
    students: tuple[PublishedFile, ...] = ()
    """Students of Kokoro: small models that speak one voice each, by whose name they are known."""

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "FileList":
        """Read a file like the shipped one."""
        return cls.of(json.loads(path.read_text("utf-8"))["sources"])

    @classmethod
    def of(cls, sources: Iterable[Mapping[str, Any]]) -> "FileList":
        """Merge the lists of several sources; a file that several have can be downloaded from each."""
        models: dict[str, PublishedFile] = {}
        voices: dict[str, PublishedFile] = {}
        encoders: dict[str, PublishedFile] = {}
        students: dict[str, PublishedFile] = {}
        for kind, file in _files_of(sources):
            path = PurePosixPath(file.path)
            if kind == STUDENTS:
                _add(students, file)
            elif path.suffix == ".onnx":
                _add(models, replace(file, name=path.name))
            elif path.suffix == ".bin" and path.parent.name == "voices":
                _add(voices, replace(file, name=path.stem))
            elif path.suffix in ENCODER_SUFFIXES:
                _add(encoders, file)
        return cls(tuple(models.values()), tuple(voices.values()), tuple(encoders.values()), tuple(students.values()))


def _files_of(sources: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, PublishedFile]]:
    """Yield each file and what its source says it is; most sources leave that to the paths."""
    for source in sources:
        for file in source["files"]:
            published = PublishedFile(
                name=file.get("name", file["path"]),
                path=file["path"],
                sha256=file["sha256"],
                size=file["bytes"],
                addresses=(source["base"] + file["path"],),
            )
            yield source.get("kind", ""), published


def _add(files: dict[str, PublishedFile], file: PublishedFile) -> None:
    earlier = files.get(file.name)
    if earlier is None:
        files[file.name] = file
    elif earlier.sha256 == file.sha256:
        files[file.name] = replace(earlier, addresses=earlier.addresses + file.addresses)
    else:
        raise ValueError(f"two sources have different files named {file.name}")
