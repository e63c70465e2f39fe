"""Where a voice file of the user's comes from: a file NAME.json beside NAME.bin, for voices made from a recording."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from wyoming_kokoro.atomic_write import ONLY_OWNER, replace_file

SUFFIX = ".json"
RECORDING = "recording"
"""What such a voice is made from."""
MAX_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a voice was made from a recording, and by whose leave; the recording itself is not kept."""

    person: str
    """Whose voice it is."""
    consent: str
    """What was agreed to."""
    sentence: str
    """What the person was asked to read aloud, with a number; empty where a file was given."""
    date: str
    """When it was made, in UTC."""
    sample_sha256: str
    """Of the recording, so that its owner can show which one it was."""
    method: str
    """What made it: the tuner, or the search for a blend."""
    version: str
    made_from: str = RECORDING
    details: Mapping[str, object] | None = None
    """What was measured, and what it was mixed from."""
    adjustment: Mapping[str, float] | None = None
    """What is done to the pitch, pace and brightness of the voice whenever it speaks."""


def provenance_path(folder: Path, name: str) -> Path:
    """Return the path of the file that says where a voice comes from."""
    return folder / f"{name}{SUFFIX}"


def write_provenance(folder: Path, name: str, provenance: Provenance) -> None:
    """Write the file in one move; only its owner can read it. Raises OSError."""
    content = json.dumps(asdict(provenance), ensure_ascii=False, indent=2)
    replace_file(provenance_path(folder, name), f"{content}\n".encode(), mode=ONLY_OWNER)


def is_from_recording(folder: Path, name: str) -> bool:
    """Return whether a voice was made from a recording; a file that cannot be read says yes. Blocks."""
    content = read_provenance(folder, name)
    return content is not None and content.get("made_from", RECORDING) == RECORDING


def read_provenance(folder: Path, name: str) -> Mapping[str, object] | None:
    """Return what the file says; None where there is none, and nothing where it cannot be read. Blocks."""
    path = provenance_path(folder, name)
    try:
        content = json.loads(path.read_bytes()) if path.stat().st_size <= MAX_BYTES else {}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
