"""What is known about a split model: written by the process that splits it, read by the engine that runs it."""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path

from wyoming_kokoro.engines.kokoro.split_files import REPORT, TUNING
from wyoming_kokoro.settings.model_choices import PRECISIONS


@dataclass(frozen=True, slots=True)
class SplitReport:
    """How a model was split, or why it was not; the field names are the keys in the file."""

    problem: str
    """Why it runs as one graph, as one sentence; empty if it is split."""
    form: str = "plain"
    """The form of the generator: the fastest one on this machine among those that sound the same."""
    decibels: float = 0.0
    """The level of the plain form's sound above the difference between the two forms."""
    share: float = 1.0
    """The time of this form divided by that of the plain form."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Processor time of one core for a second of sound, for each form."""
    computes_weights: bool = False
    """Whether the generator's weights are computed from the model file's integers when it is loaded."""
    text: str = ""
    pitch: str = ""
    energy: str = ""
    durations: str = ""
    features: str = ""
    source: str = ""
    audio: str = ""
    """The names of the tensors between the parts."""

    @classmethod
    def read(cls, folder: Path) -> "SplitReport":
        """Read the report in a folder; raises OSError or ValueError if there is no usable one."""
        content = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        if not isinstance(content, dict) or set(content) != {each.name for each in fields(cls)}:
            raise ValueError(REPORT)
        return cls(**content)


@dataclass(frozen=True, slots=True)
class TuningResult:
    """A tuned generator compared with full precision on this machine; the field names are the keys in the file."""

    decibels: float
    """The level of the sound in full precision above the difference between the two."""
    spectrum: float
    """The mean distance of the spectra over time and frequency, in decibels: closer to what is heard."""
    share: float
    """The processor time divided by that of the plain form."""

    @classmethod
    def read(cls, folder: Path) -> "dict[str, TuningResult]":
        """Read the results in a folder, by precision; empty if there are none or they cannot be read."""
        try:
            content = json.loads((folder / TUNING).read_text(encoding="utf-8"))
            return {precision: cls(**content[precision]) for precision in PRECISIONS if precision in content}
        except (OSError, ValueError, TypeError):
            return {}
