"""Presets: chains of steps as data, each value a number, a range, or names to choose from."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.augmentation.step import StepDefinition, StepParameter
from wyoming_kokoro.workshop.augmentation.steps import STEPS

SHIPPED = Path(__file__).parent / "presets"
JOIN = "+"
MAX_BYTES = 100_000
MAX_STEPS = 50
"""Of a preset or a chain: a sound that passes more is no sound of a place."""
CHANCE = StepParameter("chance", "how often the step is taken, 1 is always", 0, 1, 1)
_STEP, _MEANING, _STEPS = "step", "meaning", "steps"

Range = tuple[float, float] | tuple[str, ...]
"""Two numbers, between which one is drawn, or names, of which one is."""


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """A step with the values that chance has given it: applied again, it does the same."""

    name: str
    values: Mapping[str, float | str]
    seed: int

    def as_json(self) -> dict[str, object]:
        """Return it for a list of what was made."""
        return {"step": self.name, **self.values, "seed": self.seed}


@dataclass(frozen=True, slots=True)
class PresetStep:
    """A step of a preset."""

    step: StepDefinition
    ranges: Mapping[str, Range]
    chance: float

    def drawn(self, random: np.random.Generator) -> DrawnStep | None:
        """Return the step with values, None if it is left out this time."""
        taken = random.random() < self.chance
        values = {name: _drawn(each, random) for name, each in self.ranges.items()}
        seed = int(random.integers(2**53))  # as large as a number of JSON can be
        return DrawnStep(self.step.name, values, seed) if taken else None


@dataclass(frozen=True, slots=True)
class Preset:
    """A chain of steps under a name."""

    name: str
    meaning: str
    steps: tuple[PresetStep, ...]

    def drawn(self, random: np.random.Generator) -> tuple[DrawnStep, ...]:
        """Return the steps with values, those that are taken."""
        return tuple(found for each in self.steps if (found := each.drawn(random)) is not None)


def find_preset(names: str, folder: Path | None = None) -> Preset:
    """Return a preset, or several joined by `+`; the user's own are in a folder, and come before those shipped.

    Raises BadRequest for a name that there is not, or a file with a mistake.
    """
    parts = [_load(name.strip(), folder) for name in names.split(JOIN)]
    steps = tuple(step for part in parts for step in part.steps)
    if len(steps) > MAX_STEPS:
        raise BadRequest(f"A chain has at most {MAX_STEPS} steps; {names} has {len(steps)}.")
    return Preset(JOIN.join(part.name for part in parts), " Then: ".join(part.meaning for part in parts), steps)


def preset_files(folder: Path | None = None) -> dict[str, Path]:
    """Return the files of all presets by name, in order."""
    folders = [each for each in (SHIPPED, folder) if each is not None and each.is_dir()]
    return {path.stem: path for each in folders for path in sorted(each.glob("*.toml"))}


def read_preset(name: str, content: bytes) -> Preset:
    """Return the preset of a file; BadRequest with the place where it has a mistake."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The preset {name} is not TOML: {error}.") from error
    _check_names(name, table, (_MEANING, _STEPS))
    rows = table.get(_STEPS)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadRequest(f"The preset {name} has no steps: it needs a [[steps]] for each.")
    if len(rows) > MAX_STEPS:
        raise BadRequest(f"The preset {name} has more than {MAX_STEPS} steps.")
    steps = tuple(_step(f"The preset {name}, step {number}", row) for number, row in enumerate(rows, 1))
    return Preset(name, str(table.get(_MEANING, "")), steps)


def _load(name: str, folder: Path | None) -> Preset:
    files = preset_files(folder)
    if name not in files:
        raise BadRequest(f"There is no preset {name!r}.{_nearest(name, files)} There are: {', '.join(files)}.")
    try:
        with files[name].open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadRequest(f"{files[name]} cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise BadRequest(f"{files[name]} is larger than {MAX_BYTES} bytes.")
    return read_preset(name, content)


def _step(where: str, row: Mapping[str, object]) -> PresetStep:
    name = row.get(_STEP)
    definition = STEPS.get(name) if isinstance(name, str) else None
    if definition is None:
        near = _nearest(str(name), STEPS.names)
        raise BadRequest(f"{where}: there is no step {name!r}.{near} There are: {', '.join(STEPS.names)}.")
    where = f"{where} ({definition.name})"
    known = {each.name: each for each in (*definition.parameters, CHANCE)}
    _check_names(where, row, (_STEP, *known))
    chance = _range(where, CHANCE, row.get(CHANCE.name, CHANCE.default))[0]
    ranges = {each.name: _range(where, each, row.get(each.name, each.default)) for each in definition.parameters}
    return PresetStep(definition, ranges, float(chance))


def _range(where: str, parameter: StepParameter, value: object) -> Range:
    values = value if isinstance(value, list) else [value]
    if parameter.choices:
        for each in values:
            if each not in parameter.choices:
                raise BadRequest(
                    f"{where}: {parameter.name} cannot be {each!r}.{_nearest(str(each), parameter.choices)}"
                )
        if values:
            return tuple(str(each) for each in values)
    else:
        numbers = [float(each) for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
        is_range = len(numbers) == len(values) and 1 <= len(values) <= 2  # noqa: PLR2004 -- a range has two ends
        if is_range and parameter.low <= numbers[0] <= numbers[-1] <= parameter.high:
            return numbers[0], numbers[-1]
    raise BadRequest(
        f"{where}: {parameter.name} ({parameter.meaning}) is "
        + (f"one of {', '.join(parameter.choices)}, or a list of them." if parameter.choices else
           f"a number from {parameter.low:g} to {parameter.high:g}, or [lowest, highest].")
    )  # fmt: skip


def _drawn(values: Range, random: np.random.Generator) -> float | str:
    if isinstance(values[0], str):
        return str(values[int(random.integers(len(values)))])
    return round(float(random.uniform(float(values[0]), float(values[1]))), 6)


def _check_names(where: str, row: Mapping[str, object], known: Iterable[str]) -> None:
    for name in row:
        if name not in known:
            raise BadRequest(f"{where}: {name!r} is not known.{_nearest(name, known)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), 1)
    return f" Did you mean {found[0]!r}?" if found else ""


def preset_lines(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield the name and the meaning of every preset; of one with a mistake, the mistake."""
    for name in preset_files(folder):
        try:
            yield name, find_preset(name, folder).meaning
        except BadRequest as error:
            yield name, error.message
