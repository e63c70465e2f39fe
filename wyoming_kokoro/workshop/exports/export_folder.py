"""The folder of an export while it is written: sounds at the rate that is wanted, lists, and what was changed."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.datasets.sound_store import SoundStore

WHAT = "The export cannot be written"


class ExportFolder:
    """Writes the files of one export."""

    def __init__(self, folder: Path, sounds: SoundStore, *, link: bool) -> None:
        self.folder = folder
        self._sounds = sounds
        self._link = link
        self.notes: Counter[str] = Counter()
        """What had to be changed, and how often."""

    def sound(
        self,
        name: str,
        sample: SampleRow,
        rate: int | None = None,
        change: Callable[[Samples, int], Samples] | None = None,
    ) -> float:
        """Write the sound of a sample under a name, at a rate and changed where that is asked for; return its seconds.

        What is not changed is the same file, byte by byte, or the same file by a link.
        """
        target = self._target(name)
        source = self._sounds.path(sample.digest)
        if change is None and rate in (None, sample.rate):
            with disk_errors(WHAT):
                if self._link and _linked(source, target):
                    return sample.seconds
                target.write_bytes(source.read_bytes())
            return sample.seconds
        with disk_errors(WHAT):
            content = source.read_bytes()
        samples, own = decode(content)
        samples, own = (samples, own) if rate is None else (resample(samples, own, rate), rate)
        samples = change(samples, own) if change is not None else samples
        with disk_errors(WHAT):
            target.write_bytes(wave_file(samples, own))
        return len(samples) / own

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """Write a list in UTF-8; each line ends with a line feed."""
        target = self._target(name)
        with disk_errors(WHAT), target.open("w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(f"{line}\n")

    def one_line(self, text: str, also: str = "") -> str:
        """Return a text without line ends, and without characters that a format cannot hold: each becomes a blank."""
        changed = "".join(" " if each in also or len(f"a{each}b".splitlines()) > 1 else each for each in text)
        if changed != text:
            self.notes["texts had a line end or a character that this format cannot hold, which became a blank"] += 1
        return changed

    def _target(self, name: str) -> Path:
        target = self.folder / PurePosixPath(name)
        with disk_errors(WHAT):
            target.parent.mkdir(parents=True, exist_ok=True)
        return target


def _linked(source: Path, target: Path) -> bool:
    """Make a hard link; False where the folder is on another disk, or its disk has none."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True
