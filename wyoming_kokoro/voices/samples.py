"""The recorded samples of voices that come with the program."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.assets import voices_folder

SAMPLE_TYPE = "audio/ogg"
"""The content type of a sample: Opus in Ogg."""
FOLDER = "samples"
SUFFIX = ".opus"


def sample_file(name: str, voices: Path | None = None) -> Path:
    """Return the path of a voice's sample, which need not exist."""
    return (voices or voices_folder()) / FOLDER / f"{name}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class SampleTexts:
    """What the samples speak."""

    by_language: Mapping[str, str]
    comparison: str
    """What the samples of several systems speak."""

    @classmethod
    def load(cls) -> "SampleTexts":
        """Read the shipped texts. Blocks shortly."""
        texts = json.loads((voices_folder() / FOLDER / "sentences.json").read_text("utf-8"))
        return cls({tag: entry["sample"] for tag, entry in texts["languages"].items()}, texts["comparison"])
