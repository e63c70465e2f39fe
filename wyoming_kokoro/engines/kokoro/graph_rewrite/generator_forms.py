"""Builds the forms of a generator that compute the same, and finds the one that is fastest on this machine."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import onnxruntime

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import EQUAL_DECIBELS, Floats, signal_to_difference
from wyoming_kokoro.engines.kokoro.graph_rewrite.dequantize import dequantize, is_quantized
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.fold import fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.join_norms import join_norms
from wyoming_kokoro.engines.kokoro.graph_rewrite.polyphase import use_two_phases
from wyoming_kokoro.engines.kokoro.graph_rewrite.probe_phrase import ProbePhrase
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import SplitGraphs
from wyoming_kokoro.onnx_format.messages import ModelProto

RewriteStep = Callable[[GraphEditor], int]
"""Changes a graph; returns in how many places."""

PLAIN, FLOAT = "plain", "float"
_REWRITES: Mapping[str, tuple[RewriteStep, ...]] = {
    "folded": (fold,),
    "blocked": (fold, block),
    "phased": (fold, use_two_phases, block),
}
_TO_FLOAT = (dequantize, join_norms)
FORMS: Mapping[str, tuple[RewriteStep, ...]] = {PLAIN: (), **_REWRITES}
"""The rewriting steps of each form; which form is fastest depends on the processor."""
EIGHT_BIT_FORMS: Mapping[str, tuple[RewriteStep, ...]] = {
    PLAIN: (),
    FLOAT: _TO_FLOAT,
    **{form: (*_TO_FLOAT, *steps) for form, steps in _REWRITES.items()},
}
"""The same for a generator in eight bits, which is faster in full precision on most processors."""
SIMILAR_DECIBELS = 10.0
"""A generator in eight bits differs from itself in full precision by what it rounds, which is 16 decibels lower than
the sound with the published file; a larger difference means that its operators were not understood."""
MIN_GAIN = 0.98
"""A form must take at most this share of the plain form's time; a smaller gain is not worth a change."""
ROUNDS = 4
"""How often each form is timed; the fastest run counts."""


@dataclass(frozen=True, slots=True)
class FormChoice:
    """The form that is used, and what was measured."""

    form: str
    steps: Sequence[RewriteStep]
    """The rewriting steps of the form."""
    decibels: float
    """How close its sound is to that of the plain form."""
    seconds: Mapping[str, float]
    """The processor time of each form for the probe phrase."""

    @property
    def computes_weights(self) -> bool:
        """Whether weights are computed from integers when the generator is loaded."""
        return dequantize in self.steps

    @property
    def share(self) -> float:
        """Its time divided by that of the plain form."""
        return self.seconds[self.form] / self.seconds[PLAIN]


def forms_of(graphs: SplitGraphs) -> Mapping[str, tuple[RewriteStep, ...]]:
    """Return the rewriting steps of each form that a generator may take."""
    return EIGHT_BIT_FORMS if is_quantized(graphs.generator) else FORMS


def rewritten(graphs: SplitGraphs, stock: Path, steps: Sequence[RewriteStep]) -> ModelProto:
    """Return a copy of the generator after some steps."""
    model = ModelProto()
    model.CopyFrom(graphs.generator)
    editor = GraphEditor(model, stock.parent)
    for step in steps:
        step(editor)
    return model


class _SplitSteps:
    """Reports which share of the work is done, a run of a form after the other."""

    def __init__(self, forms: int, report: Callable[[float], None]) -> None:
        self._total = forms * (1 + ROUNDS) + 2 * ROUNDS + 1  # the last step is writing the parts
        self._done = 0
        self._report = report

    def __call__(self) -> None:
        self._done = min(self._done + 1, self._total - 1)
        self._report(self._done / self._total)


def choose_form(
    graphs: SplitGraphs, stock: Path, probe: ProbePhrase, report: Callable[[float], None] = lambda _: None
) -> FormChoice:
    """Return the fastest form that sounds the same as the plain one; report the share of the work that is done."""
    forms = forms_of(graphs)
    step = _SplitSteps(len(forms), report)
    sessions, sounds = _run_forms(forms, graphs, stock, probe, step)
    seconds = _fastest_runs(
        sessions, probe, time.process_time, step
    )  # other programs may use the processor at the same time
    sessions.clear()
    faster = [form for form in _usable_forms(sounds) if seconds[form] <= MIN_GAIN * seconds[PLAIN]]
    faster.sort(key=lambda form: seconds[form])
    best = next((form for form in faster if _faster_on_all_cores(forms[form], graphs, stock, probe, step)), PLAIN)
    return FormChoice(best, forms[best], signal_to_difference(sounds[PLAIN], sounds[best]), seconds)


def _usable_forms(sounds: Mapping[str, Floats]) -> Sequence[str]:
    """Return the forms that sound the same: as the plain one, or as the one in full precision if that is right."""
    reference = sounds.get(FLOAT, sounds[PLAIN])
    if signal_to_difference(sounds[PLAIN], reference) < SIMILAR_DECIBELS:
        return ()
    return [form for form, sound in sounds.items() if signal_to_difference(reference, sound) >= EQUAL_DECIBELS]


def _run_forms(
    forms: Mapping[str, Sequence[RewriteStep]],
    graphs: SplitGraphs,
    stock: Path,
    probe: ProbePhrase,
    step: _SplitSteps,
) -> tuple[dict[str, onnxruntime.InferenceSession], dict[str, Floats]]:
    """Return the sessions and the sounds of the forms that run on this machine."""
    sessions, sounds = dict[str, onnxruntime.InferenceSession](), dict[str, Floats]()
    for form, steps in forms.items():
        with nullcontext() if form == PLAIN else suppress(Exception):  # a form that fails here is not used
            session = open_graph(rewritten(graphs, stock, steps), stock.parent)
            sounds[form] = probe.sound(session)
            sessions[form] = session
        step()
    return sessions, sounds


def _fastest_runs(
    sessions: Mapping[str, onnxruntime.InferenceSession],
    probe: ProbePhrase,
    clock: Callable[[], float],
    step: _SplitSteps,
) -> dict[str, float]:
    """Return the seconds of each session's fastest run, all of them taking turns."""
    seconds = dict.fromkeys(sessions, float("inf"))
    for _ in range(ROUNDS):
        for form, session in sessions.items():
            began = clock()
            probe.sound(session)
            seconds[form] = min(seconds[form], clock() - began)
            step()
    return seconds


def _faster_on_all_cores(
    steps: Sequence[RewriteStep], graphs: SplitGraphs, stock: Path, probe: ProbePhrase, step: _SplitSteps
) -> bool:
    """Return whether a form is also faster when all cores render one phrase: kernels differ in how they share work."""
    cores = Host.here().cores
    if cores == 1:
        return True
    models = {form: rewritten(graphs, stock, each) for form, each in ((PLAIN, ()), ("other", steps))}
    sessions = {form: open_graph(model, stock.parent, cores) for form, model in models.items()}
    seconds = _fastest_runs(sessions, probe, time.perf_counter, step)
    return seconds["other"] <= seconds[PLAIN]
