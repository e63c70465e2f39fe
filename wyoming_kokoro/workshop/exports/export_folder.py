"""The folder of an export while it is written: sounds at the rate that is wanted, lists, and what was changed."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path, PurePosixPath

from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import AlignedWord, DataSet, SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors

WHAT = "The export cannot be written"
SoundChange = Callable[[Samples, int], Samples]


class ExportFolder:
    """Writes the files of one export."""

    def __init__(self, folder: Path, data_set: DataSet, target: Path, *, link: bool, absolute: bool) -> None:
        self.folder = folder
        self.about = data_set.description
        self.notes: Counter[str] = Counter()
        """What had to be changed, and how often."""
        self.header: list[str] = []
        """Lines before the card, for programs that read it."""
        self._data_set = data_set
        self._target_folder = target.absolute()
        self._link = link
        self._absolute = absolute

    def sound(self, name: str, sample: SampleRow, rate: int | None = None, change: SoundChange | None = None) -> float:
        """Write the sound of a sample under a name, at a rate and changed where that is asked for; return its seconds.

        What is not changed is the same file, byte by byte, or the same file by a link.
        """
        if change is None and rate in (None, sample.rate) and self._link:
            with disk_errors(WHAT):
                if _linked(self._data_set.sounds.path(sample.digest), self._target(name)):
                    return sample.seconds
        content, seconds = self.content(sample, rate, change)
        self.file(name, content)
        return seconds

    def content(
        self, sample: SampleRow, rate: int | None = None, change: SoundChange | None = None
    ) -> tuple[bytes, float]:
        """Return the sound of a sample as a WAV file, at a rate and changed if that is asked for, and its seconds."""
        if change is None and rate in (None, sample.rate):
            with disk_errors(WHAT):
                return self._data_set.sounds.read(sample.digest), sample.seconds
        samples, own = self.samples(sample, rate)
        samples = change(samples, own) if change is not None else samples
        return wave_file(samples, own), len(samples) / own

    def samples(self, sample: SampleRow, rate: int | None = None) -> tuple[Samples, int]:
        """Return the samples of a sound and their rate."""
        with disk_errors(WHAT):
            content = self._data_set.sounds.read(sample.digest)
        samples, own = decode(content)
        return (samples, own) if rate in (None, own) else (resample(samples, own, rate), rate)

    def alignment(self, sample: SampleRow) -> tuple[AlignedWord, ...]:
        """Return when the words of a sample are said; nothing where that is not known."""
        return self._data_set.catalogue.alignment(sample.id)

    def file(self, name: str, content: bytes) -> None:
        """Write a file."""
        target = self._target(name)
        with disk_errors(WHAT):
            target.write_bytes(content)

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """Write a list in UTF-8; each line ends with a line feed."""
        target = self._target(name)
        with disk_errors(WHAT), target.open("w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(f"{line}\n")

    def template(self, name: str, template: str) -> None:
        """Write a file of this package as it is: a program that reads the export."""
        self.file(name, (files(__package__) / "data" / template).read_bytes())

    def path(self, name: str) -> Path:
        """Return where a file is to be written by somebody else."""
        return self._target(name)

    def place(self, name: str) -> str:
        """Return how lists name a file: within the folder, or from the root of the disk if that is asked for."""
        return self.absolute(name) if self._absolute else name

    def absolute(self, name: str) -> str:
        """Return where a file will be, from the root of the disk."""
        return (self._target_folder / PurePosixPath(name)).as_posix()

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
