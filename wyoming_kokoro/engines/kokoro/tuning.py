"""Tunes a split model: makes generators in eight bits, calibrated with phrases as they are spoken on this machine."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from wyoming_kokoro.engines.kokoro.prepare import PreparedGraph, split_folder
from wyoming_kokoro.engines.kokoro.rendering import PhraseRenderer
from wyoming_kokoro.engines.kokoro.rewrite_process import SPLIT_TIMEOUT, RewriteProcess
from wyoming_kokoro.engines.kokoro.split_report import TuningResult
from wyoming_kokoro.engines.kokoro.split_session import Floats, SplitSession
from wyoming_kokoro.speech import Phrase

CalibrationArrays = dict[str, Floats]
"""The style, features and source of every phrase, by the names that the rewriting process reads."""


def calibration_arrays(
    session: SplitSession, renderer: PhraseRenderer, phrases: Sequence[Phrase], progress: Callable[[int], None]
) -> CalibrationArrays:
    """Return the generator's input for phrases; `progress` gets the number of phrases that are done."""
    arrays: CalibrationArrays = {}
    for number, phrase in enumerate(phrases):
        features = renderer.features(session, phrase, renderer.tokens(phrase))
        arrays[f"style_{number}"] = features.style
        arrays[f"features_{number}"] = features.features
        arrays[f"source_{number}"] = features.source
        progress(number + 1)
    return arrays


def tune(graph: PreparedGraph, arrays: CalibrationArrays) -> dict[str, TuningResult]:
    """Make the tuned generators in a process of their own, which takes minutes; returns how good they are."""
    folder = split_folder(graph)
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "phrases.npz"
        np.savez(file, allow_pickle=False, **arrays)
        RewriteProcess(graph.stock.name, "tune", graph.weights, folder, file, timeout=SPLIT_TIMEOUT).run()
    return TuningResult.read(folder)
