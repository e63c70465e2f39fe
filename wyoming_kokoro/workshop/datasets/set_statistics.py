"""What is in a data set, counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from wyoming_kokoro.workshop.datasets.dataset import DataSet

MOST_LINES = 20
"""Values of a kind that are printed."""
KINDS = ("role", "split", "language", "voice", "preset")


@dataclass(slots=True)
class Tally:
    """How many samples there are of a kind, and how long they are."""

    samples: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class DataSetStatistics:
    """The counts of a data set."""

    name: str
    states: Counter[str] = field(default_factory=Counter)
    whole: Tally = field(default_factory=Tally)
    """Of the samples that are there."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why others were rejected or failed."""
    kinds: dict[str, dict[str, Tally]] = field(default_factory=lambda: {kind: {} for kind in KINDS})

    def as_json(self) -> dict[str, object]:
        """Return the counts for programs."""
        return {
            "name": self.name,
            "samples": self.whole.samples,
            "seconds": round(self.whole.seconds, 3),
            "states": dict(self.states),
            "reasons": dict(self.reasons.most_common(MOST_LINES)),
            **{
                kind: {
                    value: {"samples": t.samples, "seconds": round(t.seconds, 3)}
                    for value, t in sorted(tallies.items())
                }
                for kind, tallies in self.kinds.items()
            },
        }

    def lines(self) -> Iterator[str]:
        """Yield the counts for people."""
        yield f"{self.name}: {self.whole.samples} samples, {_duration(self.whole.seconds)}"
        others = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()) if state != "made")
        if others:
            yield f"  not there: {others}"
        for kind, tallies in self.kinds.items():
            ordered = sorted(tallies.items(), key=lambda each: (-each[1].samples, each[0]))
            for value, tally in ordered[:MOST_LINES]:
                share = 100 * tally.samples / max(self.whole.samples, 1)
                yield f"  {kind:<9} {value or '-':<28} {tally.samples:>8}  {share:5.1f} %  {_duration(tally.seconds)}"
            if len(ordered) > MOST_LINES:
                yield f"  {kind:<9} and {len(ordered) - MOST_LINES} more"


def statistics(data_set: DataSet) -> DataSetStatistics:
    """Count the samples: one walk through an index, whatever is in the rows besides."""
    found = DataSetStatistics(data_set.description.name)
    columns = ", ".join(KINDS)
    rows = data_set.catalogue.file.execute(
        f"SELECT state, {columns}, COUNT(*), SUM(seconds) FROM sample GROUP BY state, {columns}"  # noqa: S608 -- our own names
    )
    for state, *values, count, seconds in rows:
        found.states[state] += count
        if state != "made":
            continue
        for tally in (
            found.whole,
            *(found.kinds[kind].setdefault(value, Tally()) for kind, value in zip(KINDS, values, strict=True)),
        ):
            tally.samples += count
            tally.seconds += seconds
    reasons = data_set.catalogue.file.execute(
        "SELECT reason, COUNT(*) FROM sample WHERE state IN ('rejected', 'failed') GROUP BY reason"
    )
    found.reasons.update(dict(reasons))
    return found


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    return f"{minutes / 60:.1f} hours" if minutes >= 60 else f"{minutes:.1f} minutes"  # noqa: PLR2004 -- minutes
