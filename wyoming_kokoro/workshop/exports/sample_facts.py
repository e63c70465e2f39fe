"""What lists of samples tell of each, and the parts into which they are written."""

from collections.abc import Iterable, Sequence

from wyoming_kokoro.workshop.datasets import SampleRow

COLUMNS = ("text", "phonemes", "language", "voice", "role", "preset", "speed")
UNSPLIT = "train"
"""The part of samples that are in none: the one that readers look for first."""


def part_of(sample: SampleRow) -> str:
    """Return the part of a sample."""
    return sample.split or UNSPLIT


def by_parts(samples: Iterable[SampleRow]) -> dict[str, list[SampleRow]]:
    """Return the samples of each part that has some."""
    parts: dict[str, list[SampleRow]] = {}
    for sample in samples:
        parts.setdefault(part_of(sample), []).append(sample)
    return parts


def facts_of(sample: SampleRow) -> dict[str, str | float]:
    """Return what is known of a sample, for lists in JSON."""
    return {"id": sample.id} | {name: getattr(sample, name) for name in COLUMNS} | {"seconds": sample.seconds}


def only_rate(samples: Sequence[SampleRow]) -> int | None:
    """Return the rate of all samples; None where they have several."""
    rates = {sample.rate for sample in samples}
    return rates.pop() if len(rates) == 1 else None
