"""Recommends the model file and the settings that suit this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import ModelMeasurements
from wyoming_kokoro.engines.kokoro.measurements import ModelMeasurement
from wyoming_kokoro.engines.kokoro.model_choice import choose_model
from wyoming_kokoro.workshop.bench.results import BenchResult

BUSY_SHARE = 0.3
"""The share of the cores' time in use by other programs from which on results are not reliable."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The model file and settings that suit this machine, and why."""

    best: BenchResult
    sentences: tuple[str, ...]


def busy_warning(load_average: float, cores: int) -> str | None:
    """Return a warning if other programs are using the machine; None otherwise."""
    if load_average <= cores * BUSY_SHARE:
        return None
    return f"The machine was busy with other things (load average {load_average:.1f}): measure again when it is quiet."


def recommend(results: Sequence[BenchResult]) -> Recommendation:
    """Return what to use."""
    seconds = _seconds_by_model(results)
    if not seconds:
        best = results[0]
        speed = f"{best.candidate.name} needs {best.real_time_factor:.3f} s for a second of sound."
        return Recommendation(best, (speed, _listeners_sentence(best)))
    choice = choose_model(Host.here(), list(seconds), seconds)
    best = next(each for each in results if each.candidate.model == choice.model)
    first_sound = f"The first sound of a reply comes after {best.first_sound:.2f} s."
    return Recommendation(best, (f"Use {choice.model}: {choice.why}.", first_sound, _listeners_sentence(best)))


def save_measurements(results: Sequence[BenchResult], measurements: ModelMeasurements, store: Downloads) -> None:
    """Save what "auto" chooses by; raises OSError where it cannot be written."""
    if not (seconds := _seconds_by_model(results)):
        return
    measurements.save({name: ModelMeasurement(store.models.digest(name), each) for name, each in seconds.items()})


def _seconds_by_model(results: Sequence[BenchResult]) -> Mapping[str, float]:
    seconds: dict[str, float] = {}
    for each in results:
        if (name := each.candidate.model) is not None:
            seconds.setdefault(name, each.real_time_factor)
    return seconds


def _listeners_sentence(result: BenchResult) -> str:
    count = result.listeners_without_gaps
    if not result.several:
        return "How many can listen at once was not measured."
    if not count:
        return "Even a single listener hears gaps."
    return f"{count} listener{'s' * (count > 1)} at once {'hear' if count > 1 else 'hears'} no gaps."
