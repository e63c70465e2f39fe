"""Files of a trainer beside the data, as far as they are told."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TrainingInputs:
    """Files of a trainer beside the data, as far as they are told."""

    vocabulary: Path | None = None
    pretrained: Path | None = None
