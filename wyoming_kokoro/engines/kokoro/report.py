"""What is known of a model that was taken apart: written by whoever does it, read by whoever runs it."""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path

REPORT = "report.json"
WEIGHTS = "weights.bin"
FRONT, MIDDLE, GENERATOR, WINDOWED, LEARNING = "front", "middle", "generator", "windowed", "learning"
PARTS = (FRONT, MIDDLE, GENERATOR, WINDOWED, LEARNING)


@dataclass(frozen=True, slots=True)
class Report:
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
    def read(cls, folder: Path) -> "Report":
        """The report in a folder; OSError or ValueError if there is none that can be used."""
        content = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        if not isinstance(content, dict) or set(content) != {each.name for each in fields(cls)}:
            raise ValueError(REPORT)
        return cls(**content)
