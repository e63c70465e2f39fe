"""Splits a model file into its parts, with the generator in the form that is fastest on this machine."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import EQUAL_DECIBELS
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator_forms import FormChoice, RewriteStep, choose_form, rewritten
from wyoming_kokoro.engines.kokoro.graph_rewrite.norm_statistics import has_norms, input_statistics, output_statistics
from wyoming_kokoro.engines.kokoro.graph_rewrite.probe_phrase import ProbePhrase
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import CannotSplit, SplitGraphs, split_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.temporary import remove_stale, temporary_folder
from wyoming_kokoro.engines.kokoro.graph_rewrite.weight_store import WeightStore
from wyoming_kokoro.engines.kokoro.split_files import FRONT, GENERATOR, LEARNING, MIDDLE, REPORT, WINDOWED, part_file
from wyoming_kokoro.engines.kokoro.split_report import SplitReport
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights
from wyoming_kokoro.onnx_format.graphs import read_model
from wyoming_kokoro.onnx_format.messages import ModelProto


def split_model(stock: Path, destination: Path, report: Callable[[float], None] = lambda _: None) -> None:
    """Put the parts of a model file into a folder, in one move; a report there says so where it cannot be split.

    `report` gets the share of the work that is done, from 0 to 1, again and again.
    """
    destination.parent.mkdir(exist_ok=True)
    remove_stale(destination.parent)
    with temporary_folder(destination) as temporary:
        folder = temporary / "parts"
        folder.mkdir()
        try:
            result = _split_into(folder, stock, destination, report)
        except CannotSplit:
            result = SplitReport(f"{stock.name} cannot be split into its parts, so it runs as one graph.")
        (folder / REPORT).write_text(json.dumps(asdict(result), indent=1), encoding="utf-8")
        shutil.rmtree(destination, ignore_errors=True)
        folder.rename(destination)


def _split_into(folder: Path, stock: Path, destination: Path, report: Callable[[float], None]) -> SplitReport:
    stripped = graph_without_weights(stock)
    graphs = split_graph(read_model(stripped))
    probe = ProbePhrase(stock, stripped, graphs)
    if probe.split_decibels < EQUAL_DECIBELS:
        return SplitReport(f"{stock.name} sounds different when it is split, so it runs as one graph.")
    choice = choose_form(graphs, stock, probe, report)
    store = WeightStore(stock, destination, folder)
    for part, model in _parts(graphs, stock, choice.steps).items():
        save = store.save_as_it_is if choice.computes_weights and part == GENERATOR else store.save
        save(part_file(part), model)
    store.close()
    return _report(graphs, choice, probe.seconds)


def _parts(graphs: SplitGraphs, stock: Path, steps: Sequence[RewriteStep]) -> Mapping[str, ModelProto]:
    parts = {FRONT: graphs.front, MIDDLE: graphs.middle, GENERATOR: rewritten(graphs, stock, steps)}
    if has_norms(graphs.generator):
        parts[LEARNING] = rewritten(graphs, stock, (output_statistics, *steps))
        parts[WINDOWED] = rewritten(graphs, stock, (input_statistics, *steps))
    return parts


def _report(graphs: SplitGraphs, choice: FormChoice, probe_seconds: float) -> SplitReport:
    return SplitReport(
        problem="",
        form=choice.form,
        decibels=round(choice.decibels, 1),
        share=round(choice.share, 3),
        computes_weights=choice.computes_weights,
        seconds={form: round(seconds / probe_seconds, 4) for form, seconds in choice.seconds.items()},
        text=graphs.text,
        pitch=graphs.pitch,
        energy=graphs.energy,
        durations=graphs.durations,
        features=graphs.features.name,
        source=graphs.source.name,
        audio=graphs.audio,
    )
