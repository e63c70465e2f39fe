"""dataset.toml: what a data set is, for people and programs."""

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors

FILE = "dataset.toml"
OWN_LICENCE = "Apache-2.0"
"""Kokoro's own: what it speaks may be used for training."""


@dataclass(frozen=True, slots=True)
class DataSetDescription:
    """What dataset.toml says."""

    name: str
    purpose: str = ""
    """What it is for: a wake word, a voice."""
    language: str = "en-US"
    licence: str = OWN_LICENCE
    seed: int = 0
    """What chance depends on: the split, the copies."""

    def write(self, folder: Path) -> None:
        """Write the file."""
        lines = [f"{name} = {_toml(value)}\n" for name, value in asdict(self).items()]
        with disk_errors(f"{FILE} cannot be written"):
            replace_file(folder / FILE, "".join(lines).encode(), mode=READABLE_BY_ALL, durable=True)

    @classmethod
    def read(cls, folder: Path) -> "DataSetDescription":
        """Read the file; BadRequest where it is missing, or has a mistake."""
        path = folder / FILE
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise BadRequest(f"{folder} is no data set: {FILE} cannot be read ({error.strerror}).") from error
        except ValueError as error:
            raise BadRequest(f"{path} is not TOML: {error}.") from error
        kinds = {field.name: int if field.name == "seed" else str for field in fields(cls)}
        for name, kind in kinds.items():
            if name in table and (not isinstance(table[name], kind) or isinstance(table[name], bool)):
                raise BadRequest(f"{path}: {name} is to be {'a number' if kind is int else 'a text'}.")
        known = {name: table[name] for name in kinds if name in table}
        return cls(**{"name": folder.resolve().name} | known)


def _toml(value: str | int) -> str:
    """Return a value as TOML has it: JSON's texts are TOML's, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
