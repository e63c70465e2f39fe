"""Reads a Dockerfile: its stages, and the instructions of each."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True)
class Instruction:
    """One instruction: RUN, COPY, ENV and so on."""

    name: str
    arguments: str
    """What follows the name, on one line."""

    @property
    def words(self) -> list[str]:
        """The arguments, split as a shell would split them, or the items of a JSON list."""
        if self.arguments.startswith("["):
            return [str(word) for word in json.loads(self.arguments)]
        return shlex.split(self.arguments)

    @property
    def pairs(self) -> dict[str, str]:
        """The names and values of an ENV, LABEL or ARG."""
        return {name: value for name, _, value in (word.partition("=") for word in self.words)}

    def filled(self, values: Mapping[str, str]) -> "Instruction":
        """Return the instruction with the values of variables in place of their names."""
        arguments = _VARIABLE.sub(lambda match: values.get(match[1] or match[2], ""), self.arguments)
        return Instruction(self.name, arguments)


@dataclass
class Stage:
    """A stage: a FROM and what follows it."""

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[Instruction]:
        """Return its instructions of one kind."""
        return [each for each in self.instructions if each.name == name]

    def last(self, name: str) -> Instruction:
        """Return the last one of a kind, which is in effect."""
        return self.all(name)[-1]


def stages(path: Path) -> tuple[dict[str, str], list[Stage]]:
    """Return the arguments before the first stage with their defaults, and the stages in order."""
    arguments: dict[str, str] = {}
    found: list[Stage] = []
    for instruction in _instructions(path.read_text(encoding="utf-8")):
        if instruction.name == "FROM":
            base, *rest = instruction.filled(arguments).words
            found.append(Stage(base, rest[1] if rest else ""))
        elif found:
            found[-1].instructions.append(instruction)
        else:
            arguments |= instruction.pairs
    return arguments, found


def _instructions(text: str) -> Iterator[Instruction]:
    # Comments may stand between the lines of one instruction.
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for whole in re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines():
        name, _, arguments = whole.partition(" ")
        yield Instruction(name.upper(), arguments.strip())
