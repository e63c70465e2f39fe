"""What share of wake words a detector hears, and of other sounds it wakes at: by voice, speed and text."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.wake.listening import DetectorUse, HeardSample, ListeningResult
from wyoming_kokoro.workshop.wake.sounds_apart import FAR, WAKE, sounds_apart

THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, 0.995, 0.999)
"""Those of the table of misses and false accepts."""
LEVERS = ("voice", "speed", "preset")
"""By what samples of the same words differ."""
CLEAN = "clean"
"""What is shown for sounds without a preset."""
MOST_LINES = 12
"""Voices or texts that are printed."""


@dataclass(frozen=True, slots=True)
class DetectionTally:
    """How many of some samples a detector woke at."""

    name: str
    woke: int
    samples: int

    @property
    def share(self) -> float:
        """The same as a share."""
        return self.woke / self.samples if self.samples else 0.0

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"name": self.name, "woke": self.woke, "samples": self.samples, "share": round(self.share, 4)}

    def __str__(self) -> str:
        """Return it for people."""
        return f"{self.woke} of {self.samples} ({100 * self.share:.1f} %)" if self.samples else "-"


@dataclass(frozen=True, slots=True)
class DetectionPoint:
    """What a threshold would give."""

    threshold: float
    missed: float
    false_accepts: float


@dataclass(frozen=True, slots=True)
class DetectionReport:
    """What a detector makes of a data set, in one acoustic condition."""

    detector: str
    notice: str
    preset: str
    use: DetectorUse
    heard: Sequence[HeardSample]

    @classmethod
    def of(cls, detector: str, notice: str, preset: str, result: ListeningResult) -> "DetectionReport":
        """Return the report of what was heard."""
        return cls(detector, notice, preset, result.use, result.heard)

    @property
    def wake(self) -> list[HeardSample]:
        """What is to be heard."""
        return [each for each in self.heard if each.sample.role == WAKE]

    @property
    def others(self) -> list[HeardSample]:
        """What is not."""
        return [each for each in self.heard if each.sample.role != WAKE]

    @property
    def true_accepts(self) -> DetectionTally:
        """How many wake words it heard."""
        return self._tally("wake", self.wake)

    @property
    def false_accepts(self) -> DetectionTally:
        """At how many other sounds it woke."""
        return self._tally("others", self.others)

    @property
    def false_accepts_an_hour(self) -> float | None:
        """At how many an hour of such sounds, without the pauses between them; None where there are none."""
        hours = sum(each.sample.seconds for each in self.others) / 3600
        return self.false_accepts.woke / hours if hours else None

    @property
    def delay(self) -> float | None:
        """The median of seconds from the end of a wake word to when it woke; None where it heard none."""
        delays = sorted(each.delay for each in self.wake if each.delay is not None)
        return delays[len(delays) // 2] if delays else None

    @property
    def points(self) -> list[DetectionPoint]:
        """The shares of misses and false accepts at other thresholds."""
        wake, others = [each.score for each in self.wake], [each.score for each in self.others]
        return [
            DetectionPoint(each, sum(score <= each for score in wake) / max(len(wake), 1),
                           sum(score > each for score in others) / max(len(others), 1))
            for each in sorted({*THRESHOLDS, self.use.threshold})
        ]  # fmt: skip

    def by(self, kind: str) -> list[DetectionTally]:
        """Return tallies of wake words by voice, speed or preset, or of others by text or role; the worst first."""
        if kind not in LEVERS:
            return self.others_by(kind)
        tallies = self._tallies(kind, self.wake)
        if kind == "speed":
            return sorted(tallies, key=lambda tally: float(tally.name))
        return sorted(tallies, key=lambda tally: (tally.share, tally.name))

    def others_by(self, kind: str) -> list[DetectionTally]:
        """Return tallies of other sounds, the worst first."""
        return sorted(self._tallies(kind, self.others), key=lambda tally: (-tally.share, tally.name))

    def others_by_sounds(self) -> list[DetectionTally]:
        """Return tallies of other speech by how many sounds it is apart from the wake word, the nearest first."""
        apart = sounds_apart(each.sample for each in self.heard)
        groups: dict[int, list[HeardSample]] = defaultdict(list)
        for each in self.others:
            if each.sample.id in apart:
                groups[max(apart[each.sample.id], 1)].append(each)
        return [self._tally(_distance(number), groups[number]) for number in sorted(groups)]

    def as_json(self) -> dict[str, object]:
        """Return everything for programs."""
        use = self.use
        hourly = self.false_accepts_an_hour
        return {
            "detector": self.detector, "version": use.version, "notice": self.notice,
            "preset": self.preset or CLEAN, "threshold": round(use.threshold, 4),
            "wake": self.true_accepts.as_json(), "others": self.false_accepts.as_json(),
            "false_accepts_an_hour": None if hourly is None else round(hourly, 2),
            "delay": None if self.delay is None else round(self.delay, 3),
            "stream_seconds": round(use.stream_seconds, 1),
            "processor_share": round(use.processor_seconds / (use.stream_seconds or 1.0), 4),
            "megabytes": round(use.megabytes, 1),
            **{f"by_{kind}": [each.as_json() for each in self.by(kind)] for kind in _KINDS},
            **{f"others_by_{kind}": [each.as_json() for each in self.others_by(kind)] for kind in LEVERS},
            "others_by_sounds": [each.as_json() for each in self.others_by_sounds()],
            "points": [[point.threshold, round(point.missed, 4), round(point.false_accepts, 4)]
                       for point in self.points],
        }  # fmt: skip

    def lines(self) -> Iterator[str]:
        """Yield what is to be known beyond the rates: which voices and speeds are missed, what it wakes at."""
        for kind, meaning in (("speed", "at speed"), ("preset", "preset"), ("voice", "voice")):
            tallies = self.by(kind)
            missed = [each for each in tallies if each.woke < each.samples]
            for each in missed[:MOST_LINES] if len(tallies) > 1 or kind == "voice" else []:
                yield f"  {meaning} {each.name}: {each.woke} of {each.samples} heard"
            if len(missed) > MOST_LINES:
                yield f"  and {len(missed) - MOST_LINES} more of {kind}; --json has all"
        for each in self.others_by_sounds():
            yield f"  {each.name} apart: woke at {each}"
        for each in [each for each in self.by("text") if each.woke][:MOST_LINES]:
            yield f"  woke at {each.name!r}: {each.woke} of {each.samples}"

    def _tallies(self, kind: str, heard: Sequence[HeardSample]) -> list[DetectionTally]:
        groups: dict[str, list[HeardSample]] = defaultdict(list)
        for each in heard:
            groups[_KINDS[kind](each.sample)].append(each)
        return [self._tally(name, group) for name, group in groups.items()]

    def _tally(self, name: str, heard: Sequence[HeardSample]) -> DetectionTally:
        return DetectionTally(name, sum(each.score > self.use.threshold for each in heard), len(heard))


def _distance(sounds: int) -> str:
    """Return how far from the wake word speech is, for people."""
    return f"{sounds} sounds or more" if sounds == FAR else "1 sound" if sounds == 1 else f"{sounds} sounds"


_KINDS: dict[str, Callable[[SampleRow], str]] = {
    "voice": lambda sample: sample.voice or "-",
    "speed": lambda sample: f"{sample.speed:g}",
    "preset": lambda sample: sample.preset or CLEAN,
    "text": lambda sample: sample.text or sample.role,
    "role": lambda sample: sample.role,
}


def detection_table(reports: Sequence[DetectionReport]) -> Iterator[str]:
    """Yield a table with a line for each detector and preset."""
    rows = [("detector", "sound", "wakes above", "heard", "false accepts", "an hour", "delay", "processor", "memory")]
    for each in reports:
        hourly, use = each.false_accepts_an_hour, each.use
        rows.append(
            (
                each.detector, each.preset or CLEAN, f"{use.threshold:.3g}", str(each.true_accepts),
                str(each.false_accepts), "-" if hourly is None else f"{hourly:.1f}",
                "-" if each.delay is None else f"{each.delay:.2f} s",
                f"{100 * use.processor_seconds / (use.stream_seconds or 1.0):.1f} %", f"{use.megabytes:.0f} MB",
            )
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
