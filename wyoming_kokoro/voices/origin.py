"""Where a voice comes from, as far as the file of its provenance says: sound of some voices is always marked."""

from pathlib import Path

from wyoming_kokoro.downloads.provenance import is_from_recording
from wyoming_kokoro.speech import Voice


def made_from_recording(folder: Path, voice: Voice) -> bool:
    """Return whether a voice, or a part of a blend, was made from a recording of somebody. Blocks.

    A provenance that cannot be read counts as one that says so: its voice is marked, which harms nobody.
    """
    return any(is_from_recording(folder, name) for name, _ in voice.styles)
