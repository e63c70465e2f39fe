"""Describes a loaded model for people: what it runs on, what it can do, and what it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_kokoro.engines.kokoro.execution_providers import computing_provider, provider_problems
from wyoming_kokoro.engines.kokoro.options import KokoroOptions
from wyoming_kokoro.engines.kokoro.prepare import PreparedGraph, split_folder
from wyoming_kokoro.engines.kokoro.split_report import SplitReport, TuningResult
from wyoming_kokoro.engines.kokoro.split_session import AnySession
from wyoming_kokoro.settings.model_choices import EXACT, FULL

WHOLE = "whole"
"""The form of a model that runs as one graph."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a loaded model is and can do."""

    model: str
    digest: str
    providers: tuple[str, ...]
    """The providers that it really runs on, in order of preference."""
    threads: int
    prepared: bool
    reports_durations: bool
    controls_pitch: bool
    integer_speed: bool
    problems: tuple[str, ...]
    """What it cannot do, or does not do although the settings ask for it, a sentence each."""
    form: str = WHOLE
    """`whole` for one graph as in the file; other names are forms of the generator of a split model."""
    share: float = 1.0
    """The time of the generator divided by that of its plain form, as measured on this machine."""
    precision: str = FULL
    """The precision of the generator."""
    streaming: str = EXACT
    """How phrases are rendered; `exact` where the model is not split."""

    @property
    def execution_provider(self) -> str:
        """The one that computes."""
        return computing_provider(self.providers)

    @property
    def summary(self) -> str:
        """How it is run, as one sentence."""
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        if self.form == WHOLE:
            return f"It runs as one graph on {threads}."
        saved = round(100 * (1 - self.share))
        form = self.form if self.precision == FULL else self.precision
        saving = f", with a generator ({form}) that saves {saved} % of its time" if saved > 0 else ""
        rendering = "as a whole" if self.streaming == EXACT else f"in windows ({self.streaming})"
        return f"It runs split into parts{saving}, on {threads}; phrases are rendered {rendering}."


def describe(
    graph: PreparedGraph, session: AnySession, options: KokoroOptions, report: SplitReport | None
) -> ModelInfo:
    """Return the description of a loaded model."""
    split = report if report is not None and not report.problem else None
    precision = tuned_precision(graph, options) if split else FULL
    return ModelInfo(
        model=graph.stock.name,
        digest=graph.digest,
        providers=session.providers,
        threads=session.threads,
        prepared=graph.prepared is not None,
        reports_durations=session.reports_durations,
        controls_pitch=session.controls_pitch,
        integer_speed=session.integer_speed,
        problems=tuple(_problems(graph, session, options, report, precision)),
        form=split.form if split else WHOLE,
        share=_share(graph, split, precision) if split else 1.0,
        precision=precision,
        streaming=options.streaming if split else EXACT,
    )


def tuned_precision(graph: PreparedGraph, options: KokoroOptions) -> str:
    """Return the precision of the options if the model is tuned for it, otherwise full precision."""
    return options.precision if options.precision in TuningResult.read(split_folder(graph)) else FULL


def _problems(
    graph: PreparedGraph, session: AnySession, options: KokoroOptions, report: SplitReport | None, precision: str
) -> Iterator[str]:
    file = graph.stock.name
    if graph.problem:
        yield graph.problem
    if options.streaming != EXACT and report is not None and report.problem:
        yield f"{report.problem} Phrases are rendered as a whole."
    if precision != options.precision:
        yield f"{file} runs in full precision: it is not tuned for {options.precision} on this machine."
    if not session.reports_durations:
        yield f"{file} does not report the durations of its phonemes, so word times are estimates."
    if not session.controls_pitch:
        yield f"The pitch inside {file} cannot be controlled, so pitch is changed afterwards."
    if session.integer_speed:
        yield f"{file} takes integers as speeds only, so speed is changed afterwards."
    yield from provider_problems(file, session.providers)


def _share(graph: PreparedGraph, report: SplitReport, precision: str) -> float:
    return report.share if precision == FULL else TuningResult.read(split_folder(graph))[precision].share
