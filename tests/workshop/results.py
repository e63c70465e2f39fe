"""Results that tests of the benchmark share, and settings to measure with."""

from pathlib import Path
from shutil import copy

import numpy as np

from tests.data.make_tiny_model import TINY
from tests.downloads.origin import voice_bytes
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.results import BenchResult, ListenersResult

OWN = "own.onnx"


def listeners_result(listeners: int, gaps: int = 0) -> ListenersResult:
    """Return a result for several listeners."""
    return ListenersResult(listeners, 2.5, 0.4, gaps, 0.7 * gaps)


def result(
    candidate: BenchCandidate,
    real_time_factor: float = 0.3,
    first_sound: float = 0.4,
    listeners: tuple[ListenersResult, ...] = (),
) -> BenchResult:
    """Return a result for a candidate."""
    return BenchResult(candidate, 1.5, first_sound, real_time_factor, real_time_factor, 500.0, 520.0, listeners)


def own_model_settings(folder: Path, rng: np.random.Generator) -> LoadedSettings:
    """Make a data folder with a small model and a voice of the user's own; returns its settings."""
    for name in ("models", "voices"):
        (folder / name).mkdir(parents=True)
    copy(TINY, folder / "models" / OWN)
    (folder / "voices" / "af_mine.bin").write_bytes(voice_bytes(rng))
    return load(Paths(folder, folder), {}, {})


def store_of(loaded: LoadedSettings) -> Downloads:
    """Return the model and voice files of a data folder."""
    return Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)
