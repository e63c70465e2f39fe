"""One loaded model: what goes in and comes out, whichever public export it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.prepare import PreparedGraph
from wyoming_kokoro.engines.kokoro.tensor_names import (
    AUDIO,
    DURATION_OUTPUTS,
    FRAME,
    PITCH,
    SPEED,
    STYLE,
    STYLE_SIZE,
    TOKENS,
)
from wyoming_kokoro.engines.kokoro.vocabulary import PAD
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.speech import Samples

PROCESSOR = "CPUExecutionProvider"
MOST_THREADS = 4
"""Sines and norms run on one thread, so more threads than this wait for one another."""

_TYPES: Mapping[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
}
PROBE = (PAD, *range(43, 55), PAD)
"""A dozen vowels and consonants, to see whether a model works at all."""


class ModelRefused(Unavailable):
    """A model file that cannot be used, and what is wrong with it."""

    code = "model_refused"


@dataclass(frozen=True, slots=True)
class RuntimeOptions:
    """How a model is run."""

    threads: int = 0
    """0 chooses by the machine's cores."""
    providers: tuple[str, ...] = (PROCESSOR,)
    """ONNX Runtime's names of what to run on, the best first."""

    def threads_here(self, cores: int) -> int:
        """The threads of one run: all of two cores, half of more, so that two listeners are served side by side."""
        return self.threads or min(MOST_THREADS, max(min(cores, 2), cores // 2))


@dataclass(frozen=True, slots=True, eq=False)
class ModelOutput:
    """What one run gives."""

    samples: Samples
    lengths: NDArray[np.int64] | None
    """Samples of each token, pads included, where the model tells."""


class ModelSession:
    """A model in memory; may be run on several threads at once."""

    def __init__(self, graph: PreparedGraph, running: RuntimeOptions) -> None:
        self.threads = running.threads_here(Host.here().cores)
        self._file = graph.stock.name
        self._session = open_session(
            graph.stock if graph.prepared is None else graph.prepared,
            self._file,
            graph.weights.parent,
            self.threads,
            providers=running.providers,
        )
        self.providers: tuple[str, ...] = tuple(self._session.get_providers())
        """What it really runs on."""
        inputs = {each.name: each for each in self._session.get_inputs()}
        outputs = {each.name: each for each in self._session.get_outputs()}
        self._types = {name: _TYPES.get(each.type, np.float32) for name, each in inputs.items()}
        self._tokens = self._known(TOKENS, inputs)
        self._style = self._known((STYLE,), inputs)
        self._speed = self._known((SPEED,), inputs)
        self._audio = self._known(AUDIO, outputs)
        size = inputs[self._style].shape[-1]
        if isinstance(size, int) and size != STYLE_SIZE:
            raise ModelRefused(f"{self._file} wants styles of {size} numbers, not {STYLE_SIZE}.")
        if unknown := set(inputs) - {self._tokens, self._style, self._speed, PITCH}:
            raise ModelRefused(f"{self._file} is not a Kokoro model: it also wants {', '.join(sorted(unknown))}.")
        self._durations = next((name for name in DURATION_OUTPUTS if name in outputs), _whole_numbers(outputs))
        self.bends_pitch = PITCH in inputs
        self.whole_speeds = np.issubdtype(self._types[self._speed], np.integer)
        """Whether the speed can only be 1, 2, and so on."""

    @property
    def tells_lengths(self) -> bool:
        """Whether it says how long each token is."""
        return self._durations is not None

    def prove(self) -> None:
        """See that it gives sound that is made of numbers, and that the lengths it tells are true."""
        try:
            sound = self.run(PROBE, np.zeros(STYLE_SIZE, np.float32))
        except Exception as error:  # ONNX Runtime has no root for its errors
            raise ModelRefused(f"{self._file} does not run: its inside does not fit together.") from error
        if not sound.samples.size:
            raise ModelRefused(f"{self._file} gives no sound.")
        if not np.isfinite(sound.samples).all():
            raise ModelRefused(f"{self._file} is damaged: what it gives is not made of numbers.")
        if sound.lengths is not None and not _true_lengths(sound, len(PROBE)):
            self._durations = None

    def run(
        self, tokens: Sequence[int], style: NDArray[np.float32], *, speed: float = 1.0, pitch: float = 1.0
    ) -> ModelOutput:
        """The sound of tokens, pads included, in a style; pitch is a factor."""
        values = {self._tokens: [tokens], self._style: style.reshape(1, STYLE_SIZE), self._speed: [speed]}
        if self.bends_pitch:
            values[PITCH] = [pitch]
        feeds = {name: np.asarray(value, self._types[name]) for name, value in values.items()}
        wanted = [self._audio, *([self._durations] if self._durations else [])]
        given = self._session.run(wanted, feeds, run_options())
        samples = np.ascontiguousarray(given[0], np.float32).ravel()
        return ModelOutput(samples, given[1].ravel().astype(np.int64) * FRAME if self._durations else None)

    def _known(self, names: Sequence[str], there: Mapping[str, object]) -> str:
        for name in names:
            if name in there:
                return name
        raise ModelRefused(f"{self._file} is not a Kokoro model: nothing in it is called {' or '.join(names)}.")


def _true_lengths(sound: ModelOutput, tokens: int) -> bool:
    return sound.lengths is not None and sound.lengths.size == tokens and sound.lengths.sum() == sound.samples.size


def _whole_numbers(outputs: Mapping[str, onnxruntime.NodeArg]) -> str | None:
    """Durations under a name that nobody knows: the one output of whole numbers."""
    names = [name for name, each in outputs.items() if each.type == "tensor(int64)"]
    return names[0] if len(names) == 1 else None


def open_session(
    model: bytes | Path,
    name: str,
    weights: Path,
    threads: int,
    *,
    providers: Sequence[str] = (PROCESSOR,),
    optimized: bool = False,
) -> onnxruntime.InferenceSession:
    """A session for a model, whose weights are in files in a folder; ModelRefused, by its name, if there is none."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4  # what goes wrong is raised as well
    options.enable_mem_pattern = False  # every phrase has another length, so no plan of the memory is of use again
    # Looking beforehand for what may lie where another tensor lay takes a second and more with some thousand tensors,
    # and saves nothing: what is not needed any more is given back while it runs anyway.
    options.enable_mem_reuse = False
    if optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a fifth less processor time
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights))
    available = onnxruntime.get_available_providers()
    wanted = [each for each in providers if each in available]
    try:
        return onnxruntime.InferenceSession(model, options, providers=[*wanted, *_last_resort(wanted)])
    except Exception as error:  # ONNX Runtime has no root for its errors
        raise ModelRefused(f"{name} is damaged, or is not an ONNX model.") from error


def _last_resort(providers: Sequence[str]) -> list[str]:
    return [] if PROCESSOR in providers else [PROCESSOR]


def run_options() -> onnxruntime.RunOptions:
    """Options by which a run gives back what it computed in: parts run in turn, and phrases are of many lengths."""
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
