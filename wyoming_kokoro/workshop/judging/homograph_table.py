"""Which homographs are told apart by ear well enough to be reported: a table, measured with planted readings.

`script/bench planted --write-table` speaks each word in both readings, where only one is right, and writes the table.
Until it has run, no word is reported as a fault.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "homographs.en.tsv"
MIN_CLIPS = 8
"""Wrong readings that must have been planted for a word to count."""
MIN_PRECISION = 0.9
"""The share of suspects that must have been wrong readings."""
MIN_RECALL = 0.75
"""The share of wrong readings that must have been suspects: a word of which fewer are found is not told apart."""


@dataclass(frozen=True, slots=True)
class HomographRow:
    """How well one word is told apart."""

    word: str
    planted: int
    """Clips with the wrong reading."""
    caught: int
    """Those of them that were suspect."""
    right: int
    """Clips with the right reading."""
    false_alarms: int
    """Those of them that were suspect."""

    @property
    def precision(self) -> float:
        """Return the share of suspects that were wrong."""
        suspects = self.caught + self.false_alarms
        return self.caught / suspects if suspects else 0.0

    @property
    def recall(self) -> float:
        """Return the share of wrong readings that were suspects."""
        return self.caught / self.planted if self.planted else 0.0

    @property
    def is_active(self) -> bool:
        """Return whether a suspect is reported as a fault."""
        return self.planted >= MIN_CLIPS and self.precision >= MIN_PRECISION and self.recall >= MIN_RECALL

    @property
    def description(self) -> str:
        """Return what was measured, in words."""
        return (
            f"{self.caught} of {self.planted} wrong readings caught, "
            f"{self.false_alarms} false alarms in {self.right} right ones"
        )

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "word": self.word,
            "active": self.is_active,
            "planted": self.planted,
            "caught": self.caught,
            "right": self.right,
            "false_alarms": self.false_alarms,
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
        }


@cache
def homograph_rows() -> tuple[HomographRow, ...]:
    """Return the table."""
    if not TABLE.is_file():
        return ()
    lines = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(HomographRow(word, *map(int, counts)) for word, *counts in lines)


@cache
def is_active(word: str) -> bool:
    """Return whether a suspect of this word is reported as a fault."""
    return any(row.word == word and row.is_active for row in homograph_rows())
