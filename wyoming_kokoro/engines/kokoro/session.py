"""One loaded model, with the inputs and outputs of any of the public exports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.execution_providers import require, require_started
from wyoming_kokoro.engines.kokoro.options import PROCESSOR, RuntimeOptions
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

_TYPES: Mapping[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
}
CHECK_TOKENS = (PAD, *range(43, 55), PAD)
"""A dozen vowels and consonants, to check that a model works at all."""


COMPUTE_WEIGHTS_ONCE = ("session.disable_quant_qdq", "1")
"""Lets ONNX Runtime compute weights from stored integers when a graph is loaded; otherwise it leaves that to kernels in
eight bits, which a graph in full precision does not have, and does it in every run."""


class ModelRefused(Unavailable):
    """A model file that cannot be used, and what is wrong with it."""

    code = "model_refused"


@dataclass(frozen=True, slots=True, eq=False)
class ModelOutput:
    """The result of one run."""

    samples: Samples
    lengths: NDArray[np.int64] | None
    """The samples of each token, pads included, where the model reports durations."""


class ModelSession:
    """A model in memory, run as one graph; several threads may run it at once."""

    def __init__(self, graph: PreparedGraph, runtime: RuntimeOptions, *, styled: bool = True) -> None:
        """Open a model; one that is not `styled` has its voice in its weights, and takes no style."""
        self.threads = runtime.thread_count(Host.here().cores)
        self._file = graph.stock.name
        self._session = open_session(
            graph.stock if graph.prepared is None else graph.prepared,
            self._file,
            graph.weights.parent,
            self.threads,
            providers=runtime.providers,
        )
        self.providers: tuple[str, ...] = tuple(self._session.get_providers())
        """The providers that it really runs on."""
        inputs = {each.name: each for each in self._session.get_inputs()}
        outputs = {each.name: each for each in self._session.get_outputs()}
        self._types = {name: _TYPES.get(each.type, np.float32) for name, each in inputs.items()}
        self._tokens = self._find_name(TOKENS, inputs)
        self._style = self._find_name((STYLE,), inputs) if styled else None
        self._speed = self._find_name((SPEED,), inputs)
        self._audio = self._find_name(AUDIO, outputs)
        self._check_inputs(inputs)
        self._durations = next((name for name in DURATION_OUTPUTS if name in outputs), _only_integer_output(outputs))
        self.controls_pitch = PITCH in inputs
        self.integer_speed = np.issubdtype(self._types[self._speed], np.integer)
        """Whether the speed can only be 1, 2, and so on."""

    @property
    def reports_durations(self) -> bool:
        """Whether it reports the duration of each token."""
        return self._durations is not None

    def verify(self) -> None:
        """Check that the sound consists of numbers, and that the reported durations are right."""
        try:
            sound = self.run(CHECK_TOKENS, np.zeros(STYLE_SIZE, np.float32))
        except Exception as error:  # ONNX Runtime has no common base class for its errors
            raise ModelRefused(f"{self._file} does not run: its graph is inconsistent.") from error
        if not sound.samples.size:
            raise ModelRefused(f"{self._file} gives no sound.")
        if not np.isfinite(sound.samples).all():
            raise ModelRefused(f"{self._file} is damaged: its output does not consist of numbers.")
        if sound.lengths is not None and not _are_consistent(sound, len(CHECK_TOKENS)):
            self._durations = None

    def run(
        self, tokens: Sequence[int], style: NDArray[np.float32], *, speed: float = 1.0, pitch: float = 1.0
    ) -> ModelOutput:
        """Return the sound of tokens, pads included, in a style, if the model takes one; pitch is a factor."""
        values: dict[str, object] = {self._tokens: [tokens], self._speed: [speed]}
        if self._style:
            values[self._style] = style.reshape(1, STYLE_SIZE)
        if self.controls_pitch:
            values[PITCH] = [pitch]
        feeds = {name: np.asarray(value, self._types[name]) for name, value in values.items()}
        output_names = [self._audio, *([self._durations] if self._durations else [])]
        outputs = self._session.run(output_names, feeds, run_options())
        samples = np.ascontiguousarray(outputs[0], np.float32).ravel()
        return ModelOutput(samples, outputs[1].ravel().astype(np.int64) * FRAME if self._durations else None)

    def _find_name(self, names: Sequence[str], existing: Mapping[str, object]) -> str:
        for name in names:
            if name in existing:
                return name
        raise ModelRefused(f"{self._file} is not a Kokoro model: nothing in it is called {' or '.join(names)}.")

    def _check_inputs(self, inputs: Mapping[str, onnxruntime.NodeArg]) -> None:
        size = inputs[self._style].shape[-1] if self._style else STYLE_SIZE
        if isinstance(size, int) and size != STYLE_SIZE:
            raise ModelRefused(f"{self._file} needs styles of {size} numbers, not {STYLE_SIZE}.")
        if unknown := set(inputs) - {self._tokens, self._style, self._speed, PITCH}:
            raise ModelRefused(f"{self._file} is not a Kokoro model: it also needs {', '.join(sorted(unknown))}.")


def _are_consistent(sound: ModelOutput, tokens: int) -> bool:
    return sound.lengths is not None and sound.lengths.size == tokens and sound.lengths.sum() == sound.samples.size


def _only_integer_output(outputs: Mapping[str, onnxruntime.NodeArg]) -> str | None:
    """Return the name of the only output of integers, which are durations; None if there is not exactly one."""
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
    computes_weights: bool = False,
) -> onnxruntime.InferenceSession:
    """Open a session for a model whose weights are in files in a folder; raises ModelRefused with its name.

    Unavailable if a provider that is asked for is missing.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4  # errors are raised as well
    options.enable_mem_pattern = False  # every phrase has another length, so a plan of the memory is never used again
    # Searching in advance for tensors that can share memory takes a second and more for some thousand tensors, and
    # saves nothing: memory is given back during the run as soon as it is not needed.
    options.enable_mem_reuse = False
    if computes_weights:
        options.add_session_config_entry(*COMPUTE_WEIGHTS_ONCE)
    elif optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a fifth less processor time
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights))
    require(providers, onnxruntime.get_available_providers())
    wanted = list(dict.fromkeys((*providers, PROCESSOR)))  # the processor has what others lack
    try:
        session = onnxruntime.InferenceSession(model, options, providers=wanted)
    except Exception as error:  # ONNX Runtime has no common base class for its errors
        raise ModelRefused(f"{name} is damaged, or is not an ONNX model.") from error
    require_started(providers, session.get_providers())
    return session


def run_options() -> onnxruntime.RunOptions:
    """Return options that release working memory after a run: parts run in turn, and phrases differ in length."""
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
