"""What follows from the figures: which file and setting suit this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines import ModelMeasurements
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.measurements import ModelMeasurement
from wyoming_kokoro.engines.model_choice import PRECISION_MARK, choose_model
from wyoming_kokoro.settings.model_choices import FULL
from wyoming_kokoro.workshop.bench.figures import BenchFigures

BUSY = 0.3
"""Of its cores' time, above which what is measured says more about others than about us."""
SOON = 0.5
"""Seconds to the first sound that nobody takes for a pause."""


@dataclass(frozen=True, slots=True)
class BenchAdvice:
    """What to use."""

    best: BenchFigures
    sentences: tuple[str, ...]


def busy(load: float, cores: int) -> str | None:
    """What to say where others kept the machine busy, given the load average from before."""
    if load <= cores * BUSY:
        return None
    return f"The machine was busy with other things (load average {load:.1f}): measure again when it is quiet."


def advice(found: Sequence[BenchFigures]) -> BenchAdvice:
    """What to use of what was measured; the first figures of a model are those with the setting that is at work."""
    seconds = _by_model(found)
    if not seconds:
        best = found[0]
        return BenchAdvice(
            best, (f"{best.candidate.name} needs {best.rtf:.3f} s for a second of sound.", _crowds(best))
        )
    choice = choose_model(Host.here(), list(seconds), seconds)
    ways = [
        each
        for each in found
        if each.candidate.model == choice.model and each.candidate.precision in (None, choice.precision)
    ]
    best = next((each for each in ways if each.first <= SOON), min(ways, key=lambda each: each.first))
    counting = "" if choice.precision == FULL else f" with precision {choice.precision}"
    return BenchAdvice(best, (f"Use {choice.model}{counting}: {choice.why}.", *_streaming(best, ways), _crowds(best)))


def keep(found: Sequence[BenchFigures], measurements: ModelMeasurements, store: Downloads) -> None:
    """Keep what "auto" chooses by; raises OSError where it cannot be kept."""
    if not (seconds := _by_model(found)):
        return
    digests = {name: store.models.digest(name) for name in {each.partition(PRECISION_MARK)[0] for each in seconds}}
    measurements.save(
        {name: ModelMeasurement(digests[name.partition(PRECISION_MARK)[0]], each) for name, each in seconds.items()}
    )


def _by_model(found: Sequence[BenchFigures]) -> Mapping[str, float]:
    seconds: dict[str, float] = {}
    for each in found:
        if (name := each.candidate.kept_as) is not None:
            seconds.setdefault(name, each.rtf)
    return seconds


def _streaming(best: BenchFigures, ways: Sequence[BenchFigures]) -> Sequence[str]:
    way = best.candidate.streaming
    if way is None or len(ways) < 2:  # noqa: PLR2004 -- one way is no choice
        return ()
    return (f"With streaming {way} the first sound of a reply comes after {best.first:.2f} s.",)


def _crowds(figures: BenchFigures) -> str:
    count = figures.without_gaps
    if not figures.crowds:
        return "How many can listen at once was not measured."
    if not count:
        return "Even one listener hears gaps."
    return f"{count} listener{'s' * (count > 1)} at once {'hear' if count > 1 else 'hears'} no gaps."
