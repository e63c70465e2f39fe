"""Checks that a data set is whole, and repairs what can be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.adding import MOST_CLIPPED
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.datasets.sample import SPLITS, voices_of
from wyoming_kokoro.workshop.datasets.sound_store import SUFFIX, digest_of

UNLISTED, DAMAGED = "unlisted", "damaged"
"""Folders into which sounds are moved that no sample has, or that are not what they were: nothing is deleted."""
LEAST_SHARE = 0.02
"""The share of the samples that each part has at least, once a data set is split."""
AT_ONCE = 1_000
_CLIPPED = 0.999


@dataclass(frozen=True, slots=True)
class DataSetProblem:
    """Something that is wrong."""

    kind: str
    what: str
    repaired: bool = False
    is_advice: bool = False
    """Whether the data set is whole all the same."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"kind": self.kind, "what": self.what, "repaired": self.repaired, "advice": self.is_advice}


def check(
    data_set: DataSet, *, repair: bool, report: Callable[[str], None] = lambda _: None
) -> Iterator[DataSetProblem]:
    """Yield everything that is wrong; with `repair`, what can be repaired has been. Reads every sound."""
    yield from _half_written(data_set, repair=repair)
    yield from _sounds_of_rows(data_set, report, repair=repair)
    yield from _sounds_without_rows(data_set, repair=repair)
    yield from _voices_in_two_parts(data_set)
    yield from _balance(data_set)


def _half_written(data_set: DataSet, *, repair: bool) -> Iterator[DataSetProblem]:
    for path in data_set.sounds.parts():
        if repair:
            with disk_errors("It cannot be repaired"):
                path.unlink(missing_ok=True)
        yield DataSetProblem("half-written", f"{path.name} was left half-written.", repair)


def _sounds_of_rows(data_set: DataSet, report: Callable[[str], None], *, repair: bool) -> Iterator[DataSetProblem]:
    """Check the sound of each sample, some rows at a time: rows may be changed between."""
    last, number = "", 0
    while rows := list(data_set.catalogue.select("state = 'made' AND id > ?", (last,), f"id LIMIT {AT_ONCE}")):
        last = rows[-1].id
        for row in rows:
            number += 1
            report(f"{number} samples checked")
            kind, reason, is_advice = _state_of_sound(data_set, row.digest, row.rate, row.seconds)
            if not kind:
                continue
            if repair and not is_advice:
                if kind == "damaged":
                    _move(data_set, row.digest, DAMAGED)
                data_set.catalogue.put([replace(row, state="lost", reason=reason)])
            yield DataSetProblem(kind, f"{row.id}: {reason}", repair and not is_advice, is_advice)


def _state_of_sound(data_set: DataSet, digest: str, rate: int, seconds: float) -> tuple[str, str, bool]:
    """Return what is wrong with a sound: its kind, a sentence, and whether it is advice only; empty if nothing is."""
    try:
        content = data_set.sounds.read(digest)
        samples, own = decode(content)
    except OSError as error:
        return "missing", f"Its sound is not there: {error.strerror}.", False
    except BadRequest as error:
        return "damaged", f"Its sound is no sound: {error.message}", False
    if digest_of(content) != digest:
        return "damaged", "Its sound is not what was stored.", False
    if own != rate or abs(len(samples) / own - seconds) > 1 / own:
        return "mismatch", "The catalogue has another length or rate than its sound.", True
    clipped = float((abs(samples) >= _CLIPPED).mean()) > MOST_CLIPPED
    return ("clipped", "More than 2 % of its sound is at full scale.", True) if clipped else ("", "", False)


def _sounds_without_rows(data_set: DataSet, *, repair: bool) -> Iterator[DataSetProblem]:
    for digest in data_set.sounds.digests():
        if not data_set.catalogue.has_sound(digest):
            if repair:
                _move(data_set, digest, UNLISTED)
            yield DataSetProblem("unlisted", f"{digest}{SUFFIX} belongs to no sample.", repair)


def _voices_in_two_parts(data_set: DataSet) -> Iterator[DataSetProblem]:
    """Find voices, also as a part of blends, in two parts: a test would then hear what was trained with."""
    parts: dict[str, set[str]] = {}
    rows = data_set.catalogue.file.execute(
        "SELECT DISTINCT voice, split FROM sample WHERE state = 'made' AND split <> '' AND voice <> ''"
    )
    for voice, part in rows:
        for each in voices_of(voice):
            parts.setdefault(each, set()).add(part)
    for voice, found in sorted(parts.items()):
        if len(found) > 1:
            yield DataSetProblem(
                "leak", f"The voice {voice} is in {' and '.join(sorted(found))}; `dataset split` parts them."
            )


def _balance(data_set: DataSet) -> Iterator[DataSetProblem]:
    rows = data_set.catalogue.file.execute(
        "SELECT split, COUNT(*) FROM sample WHERE state = 'made' AND split <> '' GROUP BY split"
    )
    counts = dict(rows)
    whole = sum(counts.values())
    for part in SPLITS if whole else ():
        if counts.get(part, 0) < LEAST_SHARE * whole:
            what = f"The part {part} has {counts.get(part, 0)} of {whole} samples."
            yield DataSetProblem("balance", what, is_advice=True)


def _move(data_set: DataSet, digest: str, folder: str) -> None:
    with disk_errors("It cannot be repaired"):
        target = data_set.folder / folder
        target.mkdir(exist_ok=True)
        source = data_set.sounds.path(digest)
        if source.exists():
            source.replace(target / source.name)
