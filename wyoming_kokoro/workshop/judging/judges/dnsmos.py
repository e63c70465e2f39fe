"""DNSMOS: opinion scores, from the ONNX files of the package speechmos, whose own code needs more than we bring."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import Samples
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import framed, leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take

LENGTH = round(9.01 * JUDGE_RATE)
"""Samples that the models hear at once; shorter sounds are repeated, longer ones heard once for each second."""
_SCALES: dict[str, Sequence[float]] = {
    "sig": (-0.08397278, 1.22083953, 0.0052439),
    "bak": (-0.13166888, 1.60915514, -0.39604546),
    "ovrl": (-0.06766283, 1.11546468, 0.04602535),
}
"""The polynomials from what the model gives to opinion scores, in the order of its outputs (as speechmos has them)."""
_WINDOW, _HOP, _BANDS = 321, JUDGE_RATE // 100, 120
_SMALLEST, _RANGE = 1e-10, 80.0
_LINEAR_LIMIT, _LINEAR_STEP = 1000.0, 200 / 3
"""Slaney's scale of mels: linear up to 1000 Hz, logarithmic above."""
_LOG_STEP = np.log(6.4) / 27


class DnsMosJudge:
    """Gives four scores."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 1
        sessions = [
            onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
            for name in ("sig_bak_ovr.onnx", "model_v8.onnx")
        ]
        self._primary, self._p808 = sessions
        self.version = version("speechmos")

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield the scores of speech at one level, with the same silence around it."""
        scores = self.scores(framed(leveled(take.at(JUDGE_RATE))))
        yield from (Measure(name, value) for name, value in scores.items())

    def scores(self, samples: Samples) -> dict[str, float]:
        """Return the scores of samples as they are, at 16 kHz: the means over all seconds; none without samples."""
        scores: dict[str, list[float]] = {}
        for part in _parts(np.clip(samples, -1, 1)):
            (raw,) = self._primary.run(None, {"input_1": part[None]})
            for (name, scale), value in zip(_SCALES.items(), raw[0], strict=True):
                scores.setdefault(name, []).append(float(np.polyval(scale, value)))
            (p808,) = self._p808.run(None, {"input_1": mel_spectrogram(part[:-_HOP])[None]})
            scores.setdefault("p808", []).append(float(p808[0][0]))
        return {name: float(np.mean(values)) for name, values in scores.items()}


def create(options: JudgeOptions) -> DnsMosJudge:
    """Return the judge, with the files of the package."""
    package = find_spec("speechmos")
    if package is None or not package.submodule_search_locations:
        raise Unavailable("The package speechmos is not installed.")
    return DnsMosJudge(Path(package.submodule_search_locations[0]) / "dnsmos_models", options.threads)


def mel_spectrogram(samples: Samples) -> NDArray[np.float32]:
    """Return the power in 120 bands every 10 ms, in decibels below the largest, as P.808's model was taught with."""
    padded = np.pad(samples.astype(np.float64), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    power = np.square(np.abs(np.fft.rfft(frames * window, axis=1)))
    bands = np.maximum(power @ _filters().T, _SMALLEST)
    decibels = 10 * np.log10(bands) - 10 * np.log10(bands.max())
    return np.asarray((np.maximum(decibels, -_RANGE) + 40) / 40, np.float32)


@cache
def _filters() -> NDArray[np.float64]:
    """Return triangles between mels of equal distance, each of the same area."""
    edges = _from_mels(np.linspace(0, _to_mels(JUDGE_RATE / 2), _BANDS + 2))
    bins = np.fft.rfftfreq(_WINDOW, 1 / JUDGE_RATE)
    rising = (bins[None] - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins[None]) / np.diff(edges)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    filters: NDArray[np.float64] = triangles * (2 / (edges[2:] - edges[:-2]))[:, None]
    return filters


def _to_mels(hertz: float) -> float:
    if hertz < _LINEAR_LIMIT:
        return hertz / _LINEAR_STEP
    return float(_LINEAR_LIMIT / _LINEAR_STEP + np.log(hertz / _LINEAR_LIMIT) / _LOG_STEP)


def _from_mels(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    edge = _LINEAR_LIMIT / _LINEAR_STEP
    above = _LINEAR_LIMIT * np.exp(_LOG_STEP * np.maximum(mels - edge, 0))
    return np.where(mels < edge, mels * _LINEAR_STEP, above)


def _parts(samples: Samples) -> Iterator[Samples]:
    if not len(samples):
        return
    while len(samples) < LENGTH:
        samples = np.concatenate((samples, samples))
    for second in range(int(np.floor(len(samples) / JUDGE_RATE) - LENGTH / JUDGE_RATE) + 1):
        part = samples[second * JUDGE_RATE : second * JUDGE_RATE + LENGTH]
        if len(part) == LENGTH:
            yield np.asarray(part, np.float32)
