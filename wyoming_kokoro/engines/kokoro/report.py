"""What is known of a model that was taken apart: written by whoever does it, read by whoever runs it."""

import json
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path

REPORT = "report.json"
WEIGHTS = "weights.bin"
PROVEN = "proven.json"
FRONT, MIDDLE, GENERATOR, WINDOWED, LEARNING = "front", "middle", "generator", "windowed", "learning"
PARTS = (FRONT, MIDDLE, GENERATOR, WINDOWED, LEARNING)
TUNED = "tuned.json"
TUNED_WEIGHTS = "tuned.bin"
FULL, RESIDUALS, ALL = "full", "int8", "int8-all"
PRECISIONS = (FULL, RESIDUALS, ALL)
"""How the generator counts: as the file says, its residual blocks in eight bits, or all of its convolutions."""


@dataclass(frozen=True, slots=True)
class SplitReport:
    """How a model was taken apart, or why it was not."""

    problem: str
    """Why it runs as a whole, as one sentence; nothing if it does not."""
    form: str = "plain"
    """Which way of computing the generator was taken: the fastest here of those that sound the same."""
    decibels: float = 0.0
    """Between the sound of the plain form and the difference of this one."""
    share: float = 1.0
    """Of the plain form's time."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Of one core's work for a second of sound, for each form."""
    text: str = ""
    pitch: str = ""
    energy: str = ""
    durations: str = ""
    features: str = ""
    source: str = ""
    audio: str = ""
    """What the tensors between the parts are called."""

    @classmethod
    def read(cls, folder: Path) -> "SplitReport":
        """The report in a folder; OSError or ValueError if there is none that can be used."""
        content = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        if not isinstance(content, dict) or set(content) != {each.name for each in fields(cls)}:
            raise ValueError(REPORT)
        return cls(**content)


@dataclass(frozen=True, slots=True)
class TuningResult:
    """What a generator of one precision is like, as measured on this machine on phrases it was not made from."""

    decibels: float
    """Between the sound of full precision and the difference of this one."""
    spectrum: float
    """How far the spectra are apart, as a mean over time and pitch in decibels: nearer to what is heard."""
    share: float
    """Of the plain form's processor time."""

    @classmethod
    def read(cls, folder: Path) -> "dict[str, TuningResult]":
        """What was tuned, by precision; nothing if nothing was, or if it cannot be read."""
        try:
            content = json.loads((folder / TUNED).read_text(encoding="utf-8"))
            return {precision: cls(**content[precision]) for precision in PRECISIONS if precision in content}
        except (OSError, ValueError, TypeError):
            return {}


def part_file(part: str, precision: str = FULL) -> str:
    """What a part's file is called."""
    return f"{part}.onnx" if precision == FULL else f"{part}.{precision}.onnx"


class VerifiedFiles:
    """Remembers of which files it was seen that they work, so that this need not be seen at every start."""

    def __init__(self, stock: Path, place: Path) -> None:
        self._stock = stock
        self._place = place

    def holds(self) -> bool:
        """Whether all of them are as they were then."""
        try:
            return (self._place / PROVEN).read_text(encoding="utf-8") == self._state()
        except OSError:
            return False

    def note(self) -> None:
        """They work as they are now."""
        with suppress(OSError):  # then it is seen again the next time
            (self._place / PROVEN).write_text(self._state(), encoding="utf-8")

    def _state(self) -> str:
        """Changes when anybody writes into one of the files."""
        files = sorted(path for path in self._place.iterdir() if path.name != PROVEN)
        facts = [(path.name, path.stat()) for path in (self._stock, *files)]
        return json.dumps([[name, each.st_size, each.st_mtime_ns] for name, each in facts])
