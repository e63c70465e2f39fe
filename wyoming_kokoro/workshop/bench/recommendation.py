"""Recommends the model file and the settings that suit this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import ModelMeasurements
from wyoming_kokoro.engines.kokoro.measurements import ModelMeasurement
from wyoming_kokoro.engines.kokoro.model_choice import choose_model
from wyoming_kokoro.engines.registry import ENGINES
from wyoming_kokoro.workshop.bench.results import BenchResult

TOO_SLOW = 0.8
"""Seconds of work for a second of sound from which on a listener hears gaps as soon as anything else runs."""
MEMORY_SHARES = 2
"""The memory should hold so many times what the engine needs: other programs run there too."""
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
    if small := _small_engine(results, best):
        return small
    first_sound = f"The first sound of a reply comes after {best.first_sound:.2f} s."
    return Recommendation(best, (f"Use {choice.model}: {choice.why}.", first_sound, _listeners_sentence(best)))


def _small_engine(results: Sequence[BenchResult], best: BenchResult) -> Recommendation | None:
    """Return the engine for small machines, if this is one: the best model is too slow, or too large for the memory."""
    too_slow = best.real_time_factor > TOO_SLOW
    memory = Host.here().memory / 1e6
    too_large = 0 < memory < best.peak_memory * MEMORY_SHARES
    small = next((each for each in results if ENGINES.find(each.candidate.engine).is_small), None)
    if small is None or small.real_time_factor >= best.real_time_factor or not (too_slow or too_large):
        return None
    why = f"needs {best.real_time_factor:.2f} s for a second of sound" if too_slow else "leaves too little memory"
    advice = (
        f"Set engine.name to {small.candidate.engine}: {best.candidate.name} {why}, and a student needs"
        f" {small.real_time_factor:.3f} s and {small.memory:.0f} MB, in fewer voices."
    )
    return Recommendation(small, (advice, _listeners_sentence(small)))


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
