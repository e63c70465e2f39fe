"""Versions: which samples were in a data set, and in which part, so that it can be had again."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors

SUFFIX = ".jsonl"
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What the first line of a version says."""

    name: str
    at: str
    about: str
    samples: int


def make_version(data_set: DataSet, name: str, about: str) -> VersionFacts:
    """Write a version of all samples that are there; BadRequest where there is one of this name."""
    folder = data_set.versions_folder
    name = name or _next_name(folder)
    _check_name(name)
    path = folder / f"{name}{SUFFIX}"
    if path.exists():
        raise BadRequest(f"There is a version {name} already; a version never changes.")
    (count,) = data_set.catalogue.file.execute("SELECT COUNT(*) FROM sample WHERE state = 'made'").fetchone()
    facts = VersionFacts(name, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), about, count)
    part = path.with_suffix(".part")
    with disk_errors("The version cannot be written"):
        folder.mkdir(exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps({"at": facts.at, "about": about, "samples": count}, ensure_ascii=False) + "\n")
            rows = data_set.catalogue.file.execute(
                "SELECT id, digest, role, split FROM sample WHERE state = 'made' ORDER BY id"
            )
            for row in rows:
                file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    return facts


def all_versions(data_set: DataSet) -> list[VersionFacts]:
    """Return all versions in the order in which they were made."""
    found = []
    for path in data_set.versions_folder.glob(f"*{SUFFIX}"):
        first = next(_lines(path))
        if isinstance(first, dict):
            count = int(str(first.get("samples", 0)))
            found.append(VersionFacts(path.stem, str(first.get("at")), str(first.get("about")), count))
    return sorted(found, key=lambda facts: (facts.at, facts.name))


def restore(data_set: DataSet, name: str) -> tuple[int, int]:
    """Make a data set what it was in a version; return how many samples it has, and how many of them are lost.

    Samples that came later are removed, but every other version that has them still does.
    """
    path = data_set.versions_folder / f"{name}{SUFFIX}"
    _check_name(name)
    if not path.is_file():
        known = ", ".join(facts.name for facts in all_versions(data_set)) or "none"
        raise BadRequest(f"There is no version {name}; there are: {known}.")
    file = data_set.catalogue.file
    lines = _lines(path)
    next(lines)
    with disk_errors("The version cannot be restored"), file:
        file.execute("CREATE TEMP TABLE wanted (id TEXT PRIMARY KEY, digest TEXT, role TEXT, split TEXT) WITHOUT ROWID")
        file.executemany("INSERT INTO wanted VALUES (?, ?, ?, ?)", lines)
        file.execute(
            "UPDATE sample SET state = 'removed', reason = 'It came after the version that was restored.' "
            "WHERE state = 'made' AND id NOT IN (SELECT id FROM wanted)"
        )
        file.execute(
            "UPDATE sample SET state = 'made', reason = '', role = wanted.role, split = wanted.split FROM wanted "
            "WHERE sample.id = wanted.id AND sample.digest = wanted.digest AND sample.state IN ('made', 'removed')"
        )
        (wanted,) = file.execute("SELECT COUNT(*) FROM wanted").fetchone()
        (there,) = file.execute("SELECT COUNT(*) FROM sample WHERE state = 'made'").fetchone()
        file.execute("DROP TABLE wanted")
    return there, wanted - there


def ids_in_versions(data_set: DataSet) -> set[str]:
    """Return the ids of all samples that are in a version."""
    found: set[str] = set()
    for path in data_set.versions_folder.glob(f"*{SUFFIX}"):
        found.update(str(line[0]) for line in _lines(path) if isinstance(line, list))
    return found


def _lines(path: Path) -> Iterator[dict[str, object] | list[str]]:
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read: {error}.") from error


def _next_name(folder: Path) -> str:
    number = 1
    while (folder / f"v{number}{SUFFIX}").exists():
        number += 1
    return f"v{number}"


def _check_name(name: str) -> None:
    if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or name.startswith("."):
        raise BadRequest("The name of a version has letters, digits, -, _ and dots.")
