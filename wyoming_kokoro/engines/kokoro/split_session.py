"""A model in three parts, of which the last one can be run on a window of the time."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.report import (
    FRONT,
    FULL,
    GENERATOR,
    LEARNING,
    MIDDLE,
    WINDOWED,
    SplitReport,
    part_file,
)
from wyoming_kokoro.engines.kokoro.session import (
    PROBE,
    ModelOutput,
    ModelRefused,
    RuntimeOptions,
    open_session,
    run_options,
)
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME, SPEED, STATISTICS, STYLE, STYLE_SIZE, TOKENS
from wyoming_kokoro.engines.kokoro.windows import Window

Floats = NDArray[np.float32]

FEATURE = FRAME // 2
"""Samples in one column of the generator's features."""
SOURCE_STEP = 60
"""Columns of the source's spectrum for one of the features; there is one more at the end."""


@dataclass(frozen=True, slots=True, eq=False)
class PhraseFeatures:
    """All that is known of a phrase before its sound is made."""

    style: Floats
    features: Floats
    source: Floats
    lengths: NDArray[np.int64]
    """Samples of each token, pads included."""

    @property
    def columns(self) -> int:
        """How long it is, in features."""
        return int(self.features.shape[2])


class SplitSession:
    """A model in memory, taken apart; may be run on several threads at once."""

    tells_lengths = True
    bends_pitch = True
    whole_speeds = False

    def __init__(
        self, name: str, place: Path, weights: Path, report: SplitReport, running: RuntimeOptions, precision: str = FULL
    ) -> None:
        """Take the parts in a folder, and the folder that their weights' places are counted from."""
        self._file = name
        self._report = report
        self.threads = running.threads_here(Host.here().cores)
        opened = partial(_opened, name, place, weights)
        files = (part_file(GENERATOR, precision), part_file(WINDOWED, precision), part_file(LEARNING))
        self._generator, self._windowed, self._learning = (
            _SharedPart(partial(opened, file), self.threads) for file in files
        )
        with ThreadPoolExecutor(3, thread_name_prefix="opening") as pool:
            front, middle = (pool.submit(opened, part_file(part), self.threads) for part in (FRONT, MIDDLE))
            pool.submit(self._generator.load).result()
            self._front, self._middle = front.result(), middle.result()
        self.providers: tuple[str, ...] = tuple(self._front.get_providers())
        self._tokens = next(each.name for each in self._front.get_inputs() if each.name in TOKENS)

    def prove(self) -> None:
        """See that it gives sound that is made of numbers, and that the lengths it tells are true."""
        try:
            sound = self.run(PROBE, np.zeros(STYLE_SIZE, np.float32))
        except Exception as error:  # ONNX Runtime has no root for its errors
            raise ModelRefused(f"The parts of {self._file} do not run.") from error
        true = sound.lengths is not None and sound.lengths.sum() == sound.samples.size > 0
        if not true or not np.isfinite(sound.samples).all():
            raise ModelRefused(f"The parts of {self._file} do not fit together.")

    def run(self, tokens: Sequence[int], style: Floats, *, speed: float = 1.0, pitch: float = 1.0) -> ModelOutput:
        """The sound of tokens, pads included, in a style; pitch is a factor."""
        outline = self.outline(tokens, style, speed=speed, pitch=pitch)
        (samples,) = self._generate(self._generator, outline, [self._report.audio])
        return ModelOutput(samples, outline.lengths)

    def learn(self, outline: PhraseFeatures) -> tuple[ModelOutput, Floats]:
        """The same sound, and the statistics that windows of this voice's phrases can be made with."""
        samples, statistics = self._generate(self._learning, outline, [self._report.audio, STATISTICS])
        return ModelOutput(samples, outline.lengths), statistics.reshape(2, -1)

    def window(self, outline: PhraseFeatures, window: Window, statistics: Floats) -> Floats:
        """The samples of a part of a phrase, made with statistics from before."""
        source = outline.source[:, :, window.reach_start * SOURCE_STEP : window.reach_end * SOURCE_STEP + 1]
        part = PhraseFeatures(
            outline.style, outline.features[:, :, window.reach_start : window.reach_end], source, outline.lengths
        )
        (samples,) = self._generate(self._windowed, part, [self._report.audio], {STATISTICS: statistics})
        start = (window.start - window.reach_start) * FEATURE
        return samples[start : start + (window.end - window.start) * FEATURE]

    def outline(
        self, tokens: Sequence[int], style: Floats, *, speed: float = 1.0, pitch: float = 1.0
    ) -> PhraseFeatures:
        """What is to be heard, before any of it is made."""
        report, row = self._report, style.reshape(1, STYLE_SIZE)
        feeds = _wanted(
            self._front,
            {self._tokens: np.array([tokens], np.int64), STYLE: row, SPEED: np.array([speed], np.float32)},
        )
        names = [report.text, report.pitch, report.energy, report.durations]
        text, curve, energy, frames = self._front.run(names, feeds, run_options())
        if pitch != 1.0:
            curve = curve * np.float32(pitch)
        given = {report.text: text, report.pitch: curve, report.energy: energy, STYLE: row}
        shape = [report.features, report.source]
        features, source = self._middle.run(shape, _wanted(self._middle, given), run_options())
        return PhraseFeatures(row, features, source, frames.ravel().astype(np.int64) * FRAME)

    def _generate(
        self,
        generator: "_SharedPart",
        outline: PhraseFeatures,
        names: Sequence[str],
        more: dict[str, Floats] | None = None,
    ) -> list[Floats]:
        given = {self._report.features: outline.features, self._report.source: outline.source, STYLE: outline.style}
        with generator.one() as session:
            made = session.run(names, _wanted(session, {**given, **(more or {})}), run_options())
        return [np.ascontiguousarray(made[0], np.float32).ravel(), *made[1:]]


class _SharedPart:
    """A part on all threads for whoever is alone, and on one thread each for those who are not; loaded at first use."""

    def __init__(self, opened: Callable[[int], onnxruntime.InferenceSession], threads: int) -> None:
        self._opened = opened
        self._threads = threads
        self._lock = threading.Lock()
        self._sessions: dict[int, onnxruntime.InferenceSession] = {}
        self._at_work = 0

    def load(self) -> None:
        """Have ready what the first phrase is made with."""
        with self._lock:
            self._session(self._threads)

    @contextmanager
    def one(self) -> Iterator[onnxruntime.InferenceSession]:
        """The session that suits how many are at work."""
        with self._lock:
            session = self._session(1 if self._at_work else self._threads)
            self._at_work += 1
        try:
            yield session
        finally:
            with self._lock:
                self._at_work -= 1

    def _session(self, threads: int) -> onnxruntime.InferenceSession:
        if threads not in self._sessions:
            self._sessions[threads] = self._opened(threads)
        return self._sessions[threads]


def _opened(name: str, place: Path, weights: Path, file: str, threads: int) -> onnxruntime.InferenceSession:
    try:
        content = (place / file).read_bytes()
    except OSError as error:
        raise ModelRefused(f"A part of {name} cannot be read: {error.strerror}.") from error
    return open_session(content, name, weights, threads, optimized=True)


def _wanted(session: onnxruntime.InferenceSession, given: dict[str, Floats]) -> dict[str, object]:
    return {each.name: given[each.name] for each in session.get_inputs()}
