"""Loads a model file: split where its parts exist and work, otherwise as one graph."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from wyoming_kokoro.engines.kokoro.model_info import ModelInfo, describe, tuned_precision
from wyoming_kokoro.engines.kokoro.open_file import unreadable
from wyoming_kokoro.engines.kokoro.options import PROCESSOR, KokoroOptions, RuntimeOptions
from wyoming_kokoro.engines.kokoro.prepare import (
    PreparedGraph,
    digest_of,
    discard_prepared,
    discard_split,
    prepare,
    split_folder,
    unprepared,
)
from wyoming_kokoro.engines.kokoro.session import ModelRefused, ModelSession
from wyoming_kokoro.engines.kokoro.split_files import TUNING
from wyoming_kokoro.engines.kokoro.split_report import SplitReport
from wyoming_kokoro.engines.kokoro.split_session import AnySession, SplitSession
from wyoming_kokoro.engines.kokoro.verified_files import VerifiedFiles

log = logging.getLogger(__name__)

UPSAMPLING = b"ConvTranspose"
"""The operator by which a generator raises the sample rate; a graph without it has no generator to split off."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """What is known about a model that was loaded; stays true while it is unloaded."""

    graph: PreparedGraph
    report: SplitReport | None
    """How it was split; None if no attempt was made to split it."""
    tuning_stamp: int
    """Which tuning it was loaded with."""
    info: ModelInfo

    @property
    def may_be_split(self) -> bool:
        """Whether the graph has a generator that can be split off, and runs where that makes it faster."""
        graph = self.graph.prepared
        return graph is not None and UPSAMPLING in graph and self.info.providers[0] == PROCESSOR

    @property
    def tuned_again(self) -> bool:
        """Whether the model was tuned since it was loaded."""
        return tuning_stamp(self.graph) != self.tuning_stamp


def load_model(model: Path, digest: str | None, options: KokoroOptions) -> tuple[ModelState, AnySession]:
    """Load the split model if it is here and works, else the prepared graph, else the model file as it is."""
    try:
        graph = prepare(model, digest or digest_of(model))
    except OSError as error:
        raise unreadable(model, error) from error
    stamp = tuning_stamp(graph)
    session: AnySession | None
    session, report = _load_split(graph, options)
    if session is None:
        graph, session = load_whole(graph, options.runtime)
    return ModelState(graph, report, stamp, describe(graph, session, options, report)), session


def load_split(state: ModelState, options: KokoroOptions) -> tuple[ModelState, SplitSession | None]:
    """Load the parts of a model that was split or tuned since it was loaded; no session if none are usable."""
    stamp = tuning_stamp(state.graph)
    session, report = _load_split(state.graph, options)
    if session is None:
        return replace(state, report=report, tuning_stamp=stamp), None
    return ModelState(state.graph, report, stamp, describe(state.graph, session, options, report)), session


def reopen(state: ModelState, options: KokoroOptions) -> AnySession:
    """Open the session of an unloaded model again, without the checks that it has passed."""
    if state.report is not None and not state.report.problem:
        return _open_split(state.graph, state.report, options.runtime, state.info.precision)
    session = ModelSession(state.graph, options.runtime)
    if session.reports_durations and not state.info.reports_durations:
        session.verify()  # this check found its durations to be wrong, and has to find it again
    return session


def tuning_stamp(graph: PreparedGraph) -> int:
    """Return a number that changes when a model is tuned again; 0 if it is not tuned."""
    try:
        return (split_folder(graph) / TUNING).stat().st_mtime_ns
    except OSError:
        return 0


def load_whole(
    graph: PreparedGraph, runtime: RuntimeOptions, *, styled: bool = True
) -> tuple[PreparedGraph, ModelSession]:
    """Return the graph that works, and its session; one that is not `styled` takes no style."""
    if graph.prepared is not None:
        try:
            return graph, _open_whole(graph, runtime, styled=styled)
        except ModelRefused as refused:
            log.warning("The prepared graph does not work, so the model file is used as it is: %s", refused)
            discard_prepared(graph)
            graph = unprepared(graph.stock, graph.digest)
    return graph, _open_whole(graph, runtime, styled=styled)


def _open_whole(graph: PreparedGraph, runtime: RuntimeOptions, *, styled: bool) -> ModelSession:
    session = ModelSession(graph, runtime, styled=styled)
    session.verify()
    return session


def _load_split(graph: PreparedGraph, options: KokoroOptions) -> tuple[SplitSession | None, SplitReport | None]:
    """Return the split model, and its report; None for a report where no attempt was made to split it."""
    if graph.prepared is None or options.runtime.providers[:1] != (PROCESSOR,):
        return None, None
    try:
        report = SplitReport.read(split_folder(graph))
    except (OSError, ValueError):
        return None, None
    if report.problem:
        return None, report
    try:
        session = _open_split(graph, report, options.runtime, tuned_precision(graph, options))
        _verify_once(graph, session)
    except ModelRefused as refused:
        log.warning("The model runs as one graph: %s", refused)
        discard_split(graph)
        return None, None
    return session, report


def _open_split(graph: PreparedGraph, report: SplitReport, runtime: RuntimeOptions, precision: str) -> SplitSession:
    return SplitSession(graph.stock.name, split_folder(graph), graph.weights.parent, report, runtime, precision)


def _verify_once(graph: PreparedGraph, session: SplitSession) -> None:
    files = VerifiedFiles(graph.weights, split_folder(graph))
    if not files.unchanged():
        session.verify()
        files.record()
