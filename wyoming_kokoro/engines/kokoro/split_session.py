"""A split model: three graphs, of which the last one, the generator, can render a window of the time."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.engines.host import Host, give_back_memory
from wyoming_kokoro.engines.kokoro.expression import Expression, Outline, Timeline, longer
from wyoming_kokoro.engines.kokoro.options import RuntimeOptions
from wyoming_kokoro.engines.kokoro.recent_features import RecentFeatures
from wyoming_kokoro.engines.kokoro.session import (
    CHECK_TOKENS,
    ModelOutput,
    ModelRefused,
    ModelSession,
    open_session,
    run_options,
)
from wyoming_kokoro.engines.kokoro.shared_session import SharedSession
from wyoming_kokoro.engines.kokoro.split_files import FRONT, GENERATOR, LEARNING, MIDDLE, WINDOWED, part_file
from wyoming_kokoro.engines.kokoro.split_report import SplitReport
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME, SPEED, STATISTICS, STYLE, STYLE_SIZE, TOKENS
from wyoming_kokoro.engines.kokoro.windows import Window
from wyoming_kokoro.settings.model_choices import FULL

Floats = NDArray[np.float32]
Inputs = dict[str, NDArray[np.float32] | NDArray[np.int64]]

COLUMN = FRAME // 2
"""Samples in one column of the generator's features."""
SOURCE_STEP = 60
"""Columns of the source's spectrum for one column of features; there is one more at the end."""


SLOWEST_PREDICTED = 0.95
"""The slowest speed at which durations and pitch are predicted, up to 1; other speeds are the same, in other durations.

The model itself stretches its pads too, and then speaks a vowel in the first one: at speed 0.8 it was as loud as the
word after it. And it rounds the duration of each phoneme to frames: at speed 1.25 speech was 3 to 8 % too slow, at 1.5
up to 9 % too fast (four voices)."""

SILENCE = 16
"""Columns from the end and from the beginning of a phrase that are rendered before a part from its middle, and dropped.
The generator's norms take means over time. Over the whole phrase these include its silence; without some of it, a part
was 0.9 dB softer and its quiet places 8.5 dB. With it both are within 0.7 dB, and the part is three times as close to
the same part of the whole (three sentences, the published int8 file)."""


@dataclass(frozen=True, slots=True, eq=False)
class PhraseFeatures:
    """A phrase before its sound is generated."""

    style: Floats
    features: Floats
    source: Floats
    energy: Floats
    """How loud it will be, by column."""
    lengths: NDArray[np.int64]
    """The samples of each token, pads included."""
    gain: Floats | None = None
    """The factor on the sound at the beginning of each column and at the end; None for 1 everywhere."""

    @property
    def columns(self) -> int:
        """Its length in columns of features."""
        return int(self.features.shape[2])

    def cut(self, start: int, end: int) -> "PhraseFeatures":
        """Return the features from one column to another; the lengths stay those of the phrase."""
        source = self.source[:, :, start * SOURCE_STEP : end * SOURCE_STEP + 1]
        gain = None if self.gain is None else self.gain[start : end + 1]
        features, energy = self.features[:, :, start:end], self.energy[start:end]
        return PhraseFeatures(self.style, features, source, energy, self.lengths, gain)

    def after(self, before: "PhraseFeatures") -> "PhraseFeatures":
        """Return these features after others of the same phrase."""
        return PhraseFeatures(
            self.style,
            np.concatenate((before.features, self.features), axis=2),
            np.concatenate((before.source[:, :, :-1], self.source), axis=2),
            np.concatenate((before.energy, self.energy)),
            self.lengths,
            None if before.gain is None or self.gain is None else np.concatenate((before.gain[:-1], self.gain)),
        )

    def louder(self, samples: Floats) -> Floats:
        """Return the sound of these columns with their gain."""
        if self.gain is None:
            return samples
        places = np.arange(samples.size, dtype=np.float32) / COLUMN
        return samples * np.interp(places, np.arange(self.gain.size), self.gain).astype(np.float32)


class SplitSession:
    """A split model in memory; several threads may run it at once."""

    reports_durations = True
    controls_pitch = True
    integer_speed = False

    def __init__(
        self,
        name: str,
        folder: Path,
        weights: Path,
        report: SplitReport,
        runtime: RuntimeOptions,
        precision: str = FULL,
    ) -> None:
        """Take the folder of the parts, and the folder that the locations of their weights are relative to."""
        self._file = name
        self._report = report
        self.threads = runtime.thread_count(Host.here().cores)
        open_part = partial(_open_part, name, folder, weights)
        open_generator = partial(open_part, computes_weights=report.computes_weights)
        files = (part_file(GENERATOR, precision), part_file(WINDOWED, precision), part_file(LEARNING))
        self._generator, self._windowed, self._learning = (
            SharedSession(partial(open_generator, file), self.threads) for file in files
        )
        with ThreadPoolExecutor(3, thread_name_prefix="opening") as pool:
            front, middle = (pool.submit(open_part, part_file(part), self.threads) for part in (FRONT, MIDDLE))
            pool.submit(self._generator.preload).result()
            self._front, self._middle = front.result(), middle.result()
        if report.computes_weights:
            give_back_memory()  # a hundred megabytes of what was computed in between
        self.providers: tuple[str, ...] = tuple(self._front.get_providers())
        self.recent = RecentFeatures()
        """What was predicted for sentences of which a part was rendered."""
        self._tokens = next(each.name for each in self._front.get_inputs() if each.name in TOKENS)

    def verify(self) -> None:
        """Check that the sound consists of numbers, and that the reported durations are right."""
        try:
            sound = self.run(CHECK_TOKENS, np.zeros(STYLE_SIZE, np.float32))
        except Exception as error:  # ONNX Runtime has no common base class for its errors
            raise ModelRefused(f"The parts of {self._file} do not run.") from error
        consistent = sound.lengths is not None and sound.lengths.sum() == sound.samples.size > 0
        if not consistent or not np.isfinite(sound.samples).all():
            raise ModelRefused(f"The parts of {self._file} do not fit together.")

    def run(
        self,
        tokens: Sequence[int],
        style: Floats,
        *,
        speed: float = 1.0,
        pitch: float = 1.0,
        expression: Expression | None = None,
    ) -> ModelOutput:
        """Return the sound of tokens, pads included, in a style; pitch is a factor."""
        phrase = self.features(tokens, style, speed=speed, pitch=pitch, expression=expression)
        (samples,) = self._generate(self._generator, phrase, [self._report.audio])
        return ModelOutput(samples, phrase.lengths)

    def run_with_statistics(self, phrase: PhraseFeatures) -> tuple[ModelOutput, Floats]:
        """Return the same sound, and the statistics with which windows of the same voice can be rendered."""
        samples, statistics = self._generate(self._learning, phrase, [self._report.audio, STATISTICS])
        return ModelOutput(samples, phrase.lengths), statistics.reshape(2, -1)

    def run_window(self, phrase: PhraseFeatures, window: Window, statistics: Floats) -> Floats:
        """Return the samples of a window of a phrase, rendered with given statistics."""
        part = phrase.cut(window.render_start, window.render_end)
        (samples,) = self._generate(self._windowed, part, [self._report.audio], {STATISTICS: statistics})
        start = (window.start - window.render_start) * COLUMN
        return samples[start : start + (window.end - window.start) * COLUMN]

    def run_part(self, phrase: PhraseFeatures, part: Window, overlap: int) -> Floats:
        """Return the samples of a part of a phrase, and some more, rendered with the statistics of the part itself."""
        window, silence = phrase.cut(part.render_start, part.render_end), 0
        columns = phrase.columns
        if part.render_start >= SILENCE and part.render_end <= columns - SILENCE:
            window = window.after(phrase.cut(0, SILENCE)).after(phrase.cut(columns - SILENCE, columns))
            silence = 2 * SILENCE
        (samples,) = self._generate(self._generator, window, [self._report.audio])
        start = (part.start - part.render_start + silence) * COLUMN
        return samples[start : start + (part.end - part.start) * COLUMN + overlap]

    def features(
        self,
        tokens: Sequence[int],
        style: Floats,
        *,
        speed: float = 1.0,
        pitch: float = 1.0,
        expression: Expression | None = None,
    ) -> PhraseFeatures:
        """Return what the generator renders the sound of tokens from; an expression changes what is predicted."""
        report, row = self._report, style.reshape(1, STYLE_SIZE)
        predicted = speed if SLOWEST_PREDICTED <= speed <= 1 else 1.0
        inputs: Inputs = {
            self._tokens: np.array([tokens], np.int64),
            STYLE: row,
            SPEED: np.array([predicted], np.float32),
        }
        names = [report.text, report.pitch, report.energy, report.durations]
        text, curve, energy, frames = self._front.run(names, _feeds(self._front, inputs), run_options())
        outline, factor = Outline(text, curve, energy, frames.ravel()), predicted / speed
        if expression is None:
            outline = outline.lasting(longer(outline.frames, factor))
        if pitch != 1.0:
            outline = replace(outline, pitch=outline.pitch * np.float32(pitch))
        timeline = None
        if expression is not None:
            outline = outline.lasting(expression.frames(outline.frames, factor))
            timeline = Timeline(expression, outline.frames)
            outline = replace(outline, pitch=timeline.pitch(outline.pitch))
        inputs = {report.text: outline.text, report.pitch: outline.pitch, report.energy: outline.energy, STYLE: row}
        names = [report.features, report.source]
        features, source = self._middle.run(names, _feeds(self._middle, inputs), run_options())
        lengths, loudness = outline.frames.astype(np.int64) * FRAME, outline.energy.ravel()
        if timeline is None:
            return PhraseFeatures(row, features, source, loudness, lengths)
        return PhraseFeatures(row, features, timeline.source(source), loudness, lengths, timeline.gain())

    def _generate(
        self,
        generator: SharedSession,
        phrase: PhraseFeatures,
        names: Sequence[str],
        more_inputs: Mapping[str, Floats] | None = None,
    ) -> list[Floats]:
        inputs = {self._report.features: phrase.features, self._report.source: phrase.source, STYLE: phrase.style}
        with generator.acquire() as session:
            outputs = session.run(names, _feeds(session, {**inputs, **(more_inputs or {})}), run_options())
        return [phrase.louder(np.ascontiguousarray(outputs[0], np.float32).ravel()), *outputs[1:]]


AnySession = ModelSession | SplitSession


def _open_part(
    name: str, folder: Path, weights: Path, file: str, threads: int, *, computes_weights: bool = False
) -> onnxruntime.InferenceSession:
    try:
        content = (folder / file).read_bytes()
    except OSError as error:
        raise ModelRefused(f"A part of {name} cannot be read: {error.strerror}.") from error
    return open_session(content, name, weights, threads, optimized=True, computes_weights=computes_weights)


def _feeds(session: onnxruntime.InferenceSession, inputs: Mapping[str, object]) -> dict[str, object]:
    """Return those inputs that a graph takes."""
    return {each.name: inputs[each.name] for each in session.get_inputs()}
