"""The tuner `kokoro-inno-clone-tuner`: a recording in, the numbers of a voice out, in one pass.

Its weights are fetched on demand and never shipped. They belong to the project inno-kokoro 0.2.0 (Apache-2.0); its
speaker encoder is under CC BY-SA 3.0, with parts under CC BY 4.0. It was trained with English only.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.downloads import COLUMNS, ROWS, Style
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.matching.nnls import nnls
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.safetensors import TensorFile, read_tensors
from wyoming_kokoro.workshop.matching.speech_measures import (
    RATE,
    ceiling,
    fine_pitch_and_range,
    pitch_and_range,
    spectral_slope,
    syllable_rate,
)
from wyoming_kokoro.workshop.matching.tuner_graph import BANDS, INPUT, tuner_graph

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

HALF = COLUMNS // 2
"""The first half of a style is how a voice sounds, the second how it speaks."""
MAX_SECONDS = 30
"""Of a recording: what is behind it is not used."""

_MIN_VOICES = 3
_WINDOW, _HOP, _FFT = 400, 160, 512
_BACKBONE, _PROJECTION, _STYLE = "enc.backbone.", "enc.proj.", "heads.style."


@dataclass(frozen=True, slots=True, eq=False)
class TunedVoice:
    """The numbers of a voice, and which published voices its way of speaking is mixed from."""

    style: Style
    prosody: dict[str, float]


class Tuner:
    """The network and its tables."""

    def __init__(self, path: Path) -> None:
        """Read the file of weights; Unavailable where it is damaged or of another kind. Blocks a second."""
        file = read_tensors(path)
        try:
            self._tables = _Tables(file)
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            graph = tuner_graph(file.tensors, _BACKBONE)
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except (KeyError, ValueError, IndexError) as error:
            raise Unavailable(f"{path.name} is not a file of the tuner that this program knows.") from error
        self._tensors = file.tensors

    @property
    def version(self) -> str:
        """The version of the weights."""
        return self._tables.version

    def tune(self, samples: Floats, rate: int) -> TunedVoice:
        """Return the voice of a recording of three seconds or more."""
        samples = samples[: MAX_SECONDS * rate]
        tables = self._tables
        slope = (spectral_slope(samples, rate) - tables.slope_mean) / tables.slope_deviation
        sound = self._style(self.direction(samples, rate)) + tables.slope_direction * np.float32(slope)
        highest = ceiling(samples, rate)
        figures = np.array([*pitch_and_range(samples, rate, highest), syllable_rate(samples, rate)])
        weights = tables.mix(figures)
        prosody = np.tensordot(weights.astype(np.float32), tables.rows, 1)
        prosody = prosody + tables.change(np.array(fine_pitch_and_range(samples, rate, highest)))
        style = np.hstack([np.broadcast_to(sound[:HALF], (ROWS, HALF)), prosody]).astype(np.float32)
        named = zip(tables.names, weights, strict=True)
        return TunedVoice(style, {name: float(share) for name, share in named if share > 1e-3})  # noqa: PLR2004 -- a thousandth

    def direction(self, samples: Floats, rate: int) -> Floats:
        """Return what the network hears of the speaker: a direction, of length 1."""
        features = spectrum_features(to_rate(samples[: MAX_SECONDS * rate], rate, RATE))
        (maps,) = self._session.run(None, {INPUT: np.ascontiguousarray(features.T)[None, None]})
        means, deviations = maps.mean(axis=-1), np.sqrt(maps.var(axis=-1, ddof=1) + 1e-7)
        heard = self._linear(f"{_BACKBONE}seg_1", np.hstack([means.reshape(1, -1), deviations.reshape(1, -1)])[0])
        wide = _gelu(self._linear(f"{_PROJECTION}0", heard))
        found = self._linear(f"{_PROJECTION}2", wide)
        return found / np.float32(max(float(np.linalg.norm(found)), 1e-12))

    def _style(self, direction: Floats) -> Floats:
        return self._linear(f"{_STYLE}2", _gelu(self._linear(f"{_STYLE}0", direction)))

    def _linear(self, name: str, values: Floats) -> Floats:
        result: Floats = self._tensors[f"{name}.weight"] @ values + self._tensors[f"{name}.bias"]
        return result


class _Tables:
    """What the published voices' ways of speaking are mixed by."""

    def __init__(self, file: TensorFile) -> None:
        tensors, about = file.tensors, file.about
        self.version = about.get("version", "0.1.0")
        self.names = about["blend_names"].split(",")
        self.rows: Floats = tensors["blend.rows"].reshape(len(self.names), ROWS, HALF)
        self.slope_direction: Floats = tensors["heads.tilt.weight"].reshape(-1)
        self.slope_mean, self.slope_deviation = float(about["tilt_mean"]), float(about["tilt_sd"])
        self._figures = tensors["blend.stats"].astype(np.float64)
        self._grades = tensors["blend.grades"].astype(np.float64)
        self._near = float(about["blend_gate"])
        self._scale = np.array([float(each) for each in about["blend_scale"].split(",")])
        self._penalty = float(about["grade_pen"])
        self._head: dict[str, NDArray[Any]] = {name: tensors[f"head.{name}"] for name in ("W", "mu", "sd")}

    def mix(self, figures: Doubles) -> Doubles:
        """Return the share of each voice for pitch, its range and syllables a second; none for voices far in pitch."""
        distances = np.abs(self._figures[:, 0] - figures[0])
        near = distances <= self._near
        if near.sum() < _MIN_VOICES:
            near = distances <= np.sort(distances)[_MIN_VOICES - 1]
        penalty = np.diag(self._penalty * np.maximum(0.0, 2.0 - self._grades[near]))
        matrix = np.vstack([self._figures[near].T / self._scale[:, None], np.full((1, near.sum()), 10.0), penalty])
        found = nnls(matrix, np.concatenate([figures / self._scale, [10.0], np.zeros(near.sum())]))
        shares = np.zeros(len(near))
        shares[near] = found / found.sum()
        return shares

    def change(self, figures: Doubles) -> Floats:
        """Return what is added to every row, for pitch and range by the finer tracker."""
        distances = (figures.astype(np.float32) - self._head["mu"]) / self._head["sd"]
        result: Floats = np.append(distances, np.float32(1)).astype(np.float32) @ self._head["W"]
        return result


def spectrum_features(samples: Floats) -> Floats:
    """Return the logarithmic spectrum of a sound at RATE around its mean, as the network takes it."""
    features = log_spectrum(samples)
    around: Floats = features - features.mean(axis=0)
    return around


def log_spectrum(samples: Floats) -> Floats:
    """Return Kaldi's logarithmic mel spectrum of a sound at RATE, frames x BANDS."""
    frames = np.lib.stride_tricks.sliding_window_view(samples * np.float32(32_768), _WINDOW)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    window = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(_WINDOW) / (_WINDOW - 1))
    power = np.abs(np.fft.rfft((frames - 0.97 * before) * window, _FFT, axis=1)) ** 2
    result: Floats = np.log(np.maximum(power @ _mel_bands().T, np.finfo(np.float32).eps)).astype(np.float32)
    return result


def _mel_bands() -> Doubles:
    """Return Kaldi's triangles on the mel scale from 20 Hz to the highest frequency, which none of them reaches."""
    low, high = 1127 * math.log1p(20 / 700), 1127 * math.log1p(RATE / 2 / 700)
    width = (high - low) / (BANDS + 1)
    left = low + np.arange(BANDS)[:, None] * width
    places = 1127 * np.log1p(np.arange(_FFT // 2) * RATE / _FFT / 700)
    bands = np.maximum(np.minimum((places - left) / width, (left + 2 * width - places) / width), 0)
    return np.pad(bands, ((0, 0), (0, 1)))


def _gelu(values: Floats) -> Floats:
    return np.array([each * (1 + math.erf(each / math.sqrt(2))) / 2 for each in values.tolist()], np.float32)
