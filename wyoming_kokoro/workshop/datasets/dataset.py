"""A data set: a folder with a description, a catalogue, sounds and versions, and nothing outside it."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop.datasets.aligned_word import AlignedWord
from wyoming_kokoro.workshop.datasets.catalogue import SampleCatalogue
from wyoming_kokoro.workshop.datasets.description import FILE, DataSetDescription
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.datasets.sound_store import SoundStore

LOCK = "writer.lock"
COMMIT_SAMPLES, COMMIT_SECONDS = 100, 2.0
"""After how many samples, or how long, rows are written at the latest: so much is made again after a power cut."""


class DataSet:
    """A data set that is open; to be used in a `with`."""

    def __init__(self, folder: Path, *, writes: bool) -> None:
        """Open a data set; BadRequest where the folder is none."""
        self.folder = folder
        self.description = DataSetDescription.read(folder)
        self.sounds = SoundStore(folder / "sounds")
        self.catalogue = SampleCatalogue(folder, writes=writes)
        self._waiting: list[SampleRow] = []
        self._alignments: list[tuple[str, Sequence[AlignedWord]]] = []
        self._since = 0.0

    def __enter__(self) -> Self:
        """Return the data set."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write what waits, and close."""
        try:
            if error is None:
                self.commit()
            else:
                with suppress(Unavailable):  # what is told is the first error
                    self.commit()
        finally:
            self.catalogue.close()

    @property
    def versions_folder(self) -> Path:
        """The folder of versions."""
        return self.folder / "versions"

    @property
    def plans_folder(self) -> Path:
        """The folder of plans."""
        return self.folder / "plans"

    def add(self, sample: SampleRow, words: Sequence[AlignedWord] = ()) -> None:
        """Take a row, whose sound is stored already, with its words; it is written together with others, soon."""
        now = time.monotonic()
        if not self._waiting:
            self._since = now
        self._waiting.append(sample)
        if words:
            self._alignments.append((sample.id, words))
        if len(self._waiting) >= COMMIT_SAMPLES or now - self._since >= COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Write the rows that wait."""
        if self._waiting:
            self.catalogue.put_alignments(self._alignments)  # first: a row that is there has all that belongs to it
            self.catalogue.put(self._waiting)
            self._waiting.clear()
            self._alignments.clear()


def create(folder: Path, description: DataSetDescription) -> None:
    """Make a new data set; BadRequest where there is something already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest(f"{folder} is there already.")
    with disk_errors(f"{folder} cannot be made"):
        folder.mkdir(parents=True, exist_ok=True)
    SampleCatalogue(folder, writes=True).close()
    description.write(folder)


def opened(folder: Path) -> DataSet:
    """Open a data set for reading; any number of processes may."""
    return DataSet(folder, writes=False)


@contextmanager
def writing(folder: Path) -> Iterator[DataSet]:
    """Open a data set for writing; Unavailable while another process does.

    The lock belongs to the process: when that ends, in whatever way, the next one has it.
    """
    DataSetDescription.read(folder)
    with disk_errors(f"{folder} cannot be written"):
        lock = (folder / LOCK).open("a+", encoding="utf-8")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            other = lock.read(20).strip() or "another one"
            raise Unavailable(f"{folder} is being written by another process ({other}).", code="files_locked") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        with DataSet(folder, writes=True) as data_set:
            yield data_set
        lock.truncate(0)


def find_data_sets(folder: Path) -> list[Path]:
    """Return the data sets directly in a folder."""
    return sorted(path.parent for path in folder.glob(f"*/{FILE}")) if folder.is_dir() else []
