"""Removes samples, but none that a version has."""

from collections.abc import Sequence

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.datasets.versions import ids_in_versions

FIELDS = ("id", "role", "split", "voice", "language", "preset", "state", "reason", "text", "source", "trainable")


def remove(data_set: DataSet, conditions: Sequence[str], reason: str) -> tuple[int, int]:
    """Remove the samples that fit all conditions NAME=VALUE; return how many are gone, and how many are set aside.

    A sample that a version has is set aside, with its sound, so that the version can be restored.
    """
    where, values = conditions_of(conditions)
    kept = ids_in_versions(data_set)
    file = data_set.catalogue.file
    found = file.execute(f"SELECT id, digest FROM sample WHERE {where}", values).fetchall()  # noqa: S608 -- our own names
    aside = [(reason or "It was removed.", sample) for sample, _ in found if sample in kept]
    gone = [(sample,) for sample, _ in found if sample not in kept]
    with disk_errors("The samples cannot be removed"), file:
        file.executemany("UPDATE sample SET state = 'removed', reason = ? WHERE id = ?", aside)
        file.executemany("DELETE FROM sample WHERE id = ?", gone)
    for sample, digest in found:
        if sample not in kept and digest and not data_set.catalogue.has_sound(digest):
            data_set.sounds.remove(digest)
    return len(gone), len(aside)


def conditions_of(conditions: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return conditions as SQLite has them; BadRequest for an unknown name."""
    if not conditions:
        raise BadRequest(f"Say which samples: NAME=VALUE, where NAME is one of {', '.join(FIELDS)}.")
    parts, values = [], []
    for each in conditions:
        name, sign, value = each.partition("=")
        if not sign or name not in FIELDS:
            raise BadRequest(f"{each!r} is no condition: NAME=VALUE, where NAME is one of {', '.join(FIELDS)}.")
        parts.append(f"{name} = ?")
        values.append(value)
    return " AND ".join(parts), tuple(values)
