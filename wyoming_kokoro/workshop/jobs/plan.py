"""Plans: one line for each sample that is to be made, written before the first one is."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors

SUFFIX = ".jsonl"
ID_DIGITS = 16
MAX_LINES = 10_000_000
"""Of a plan: a year of speech."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Everything that makes a sample."""

    id: str
    """The digest of all below but the role and the part, so that the same sample has the same id in every plan."""
    role: str
    text: str
    voice: str
    language: str
    speed: float
    pitch: float
    engine: str
    """The engine, its model with the digest of its file, and the version of the program, which reads the text."""
    preset: str
    seed: int
    rate: int
    phonemes: str = ""
    """How the text was read when it was planned, in misaki's alphabet."""
    split: str = ""
    """The part that the sample is in; empty where that is decided later."""
    clip: bool = False
    """Whether exactly the phonemes are spoken, and the sound is cut closely, as trainers of wake words want it."""
    before: str = ""
    """What is said before a clip, of which its end is heard."""
    after: str = ""
    """What is said after a clip, of which its beginning is heard."""
    kept: float = 0.0
    """Seconds that are heard of what is said before or after a clip."""
    noise: str = ""
    """The name of a noise, for a sample in which nobody speaks."""


_NAMES = tuple(field.name for field in fields(PlanLine))
_values = attrgetter(*_NAMES)
_heard = attrgetter(*(name for name in _NAMES if name not in ("id", "role", "split")))
_FIRST = 11
"""The fields that a line has always had; a plan of an older version has only these."""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a plan is, as a whole."""

    id: str
    """The digest of its lines."""
    path: Path
    total: int
    characters: int
    """Of all texts, each divided by its speed."""

    @property
    def kind(self) -> str:
        """What was planned: the word before the digest in its name."""
        return self.id.rpartition("-")[0]


def plan_line(line: PlanLine) -> PlanLine:
    """Return a line with its id."""
    digest = hashlib.sha256(json.dumps(_heard(line), ensure_ascii=False).encode()).hexdigest()
    return replace(line, id=digest[:ID_DIGITS])


def write_plan(folder: Path, kind: str, lines: Iterable[PlanLine]) -> PlanFacts:
    """Write a plan under the digest of its lines, so that the same plan is one file; memory does not grow with it.

    A line that says the same as an earlier one is left out when it is made: its sample is there then.
    """
    digest = hashlib.sha256()
    total, characters = 0, 0.0
    part = folder / f"{os.getpid()}.part"
    with disk_errors("The plan cannot be written"):
        folder.mkdir(exist_ok=True)
        try:
            with part.open("w", encoding="utf-8") as file:
                for line in lines:
                    total += 1
                    if total > MAX_LINES:
                        raise BadRequest(f"A plan has at most {MAX_LINES} samples.")
                    characters += len(line.text) / line.speed
                    row = json.dumps(dict(zip(_NAMES, _values(line), strict=True)), ensure_ascii=False) + "\n"
                    digest.update(row.encode())
                    file.write(row)
                file.flush()
                os.fsync(file.fileno())
            path = folder / f"{kind}-{digest.hexdigest()[:ID_DIGITS]}{SUFFIX}"
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return PlanFacts(path.stem, path, total, round(characters))


def plan_facts(path: Path) -> PlanFacts:
    """Return what a plan that was written before is, as a whole."""
    total, characters = 0, 0.0
    for line in read_plan(path):
        total += 1
        characters += len(line.text) / line.speed
    return PlanFacts(path.stem, path, total, round(characters))


def read_plan(path: Path) -> Iterator[PlanLine]:
    """Yield the lines of a plan; BadRequest for one that cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, row in enumerate(file, 1):
                found = json.loads(row)
                if not isinstance(found, dict) or tuple(found) not in (_NAMES, _NAMES[:_FIRST]):
                    raise BadRequest(f"{path}, line {number}: it is no line of a plan.")
                yield PlanLine(**found)
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read: {error}.") from error
