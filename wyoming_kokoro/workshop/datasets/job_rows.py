"""The jobs of a data set, as its catalogue tells them, also while another process works."""

import os
from dataclasses import dataclass

from wyoming_kokoro.workshop.datasets.dataset import LOCK, DataSet


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job, running or over."""

    id: str
    kind: str
    total: int
    made: int
    failed: int
    state: str
    at: float
    """When this was written."""


def jobs_of(data_set: DataSet) -> list[JobRow]:
    """Return the jobs, the newest first; one that says it runs, while no process writes, was ended from outside."""
    rows = data_set.catalogue.file.execute("SELECT id, kind, total, made, failed, state, at FROM job ORDER BY at DESC")
    is_written = writer_of(data_set) is not None
    return [
        JobRow(name, kind, total, made, failed, "stopped" if state == "running" and not is_written else state, at)
        for name, kind, total, made, failed, state, at in rows
    ]


def writer_of(data_set: DataSet) -> int | None:
    """Return the number of the process that writes the data set, None if there is none."""
    try:
        number = int((data_set.folder / LOCK).read_text(encoding="ascii"))
        os.kill(number, 0)
    except PermissionError:  # it is another user's
        return number
    except (OSError, ValueError):
        return None
    return number
