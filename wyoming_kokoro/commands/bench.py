"""`bench`: how fast this machine speaks with what is here, and what suits it."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro import __version__
from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import new
from wyoming_kokoro.engines import ModelMeasurements
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import bench as workshop

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PICTURE = "bench.png"


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = new(commands, "bench", "measure how fast this machine speaks, and keep what suits it", bench)
    parser.add_argument("--quick", action="store_true", help="less than a minute for each model file")
    parser.add_argument("--json", action="store_true", help="everything that was measured as JSON, for programs")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the picture, a PNG")


def bench(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Measure, show, keep what "auto" chooses by, and draw."""
    store = files.store_of(loaded)
    paths = loaded.sources.paths
    if problem := paths.prepare():
        raise Unavailable(f"{problem}.")
    extent = workshop.BenchExtent.quick() if asked.quick else workshop.BenchExtent.whole()
    busy = workshop.busy(os.getloadavg()[0], Host.here().cores)
    found, failed = [], []
    for candidate in workshop.candidates(loaded, store, only=_model(asked), quick=asked.quick):
        progress = _Progress(candidate.name)
        try:
            found.append(workshop.measured_apart(candidate, loaded, extent, progress))
        except SpeechError as error:
            failed.append(error.message)
        progress.end()
    for message in filter(None, (*failed, busy)):
        print(message, file=sys.stderr)
    if not found:
        raise Unavailable("Nothing could be measured.")
    advice = workshop.advice(found)
    try:
        workshop.keep(found, ModelMeasurements(paths.measurements), store)
    except OSError as error:
        print(f"What was measured is not kept: {error.strerror}", file=sys.stderr)
    _draw(asked.output or paths.data / PICTURE, found)
    _show(found, advice, as_json=asked.json)
    return 0


def _model(asked: argparse.Namespace) -> str | None:
    """The one model file that was named on the command line, if one was."""
    return None if asked.model in (None, "auto") else str(asked.model)


def _show(found: Sequence[workshop.BenchFigures], advice: workshop.BenchAdvice, *, as_json: bool) -> None:
    if as_json:
        figures = [asdict(each) | {"name": each.candidate.name} for each in found]
        for each in figures:
            del each["candidate"]["others"]
        best = advice.best.candidate
        told = {"name": best.name, "model": best.model, "streaming": best.streaming, "sentences": advice.sentences}
        print(json.dumps({"machine": _machine(), "measured": figures, "advice": told}, indent=2))
        return
    print(*_machine().values(), sep=", ", end="\n\n")
    print(*workshop.table(found), "", *advice.sentences, sep="\n")


def _draw(path: Path, found: Sequence[workshop.BenchFigures]) -> None:
    try:
        path.write_bytes(workshop.picture(found, ", ".join(_machine().values())))
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}.") from error
    print(f"The picture is {path}", file=sys.stderr)


def _machine() -> dict[str, str]:
    host = Host.here()
    return {
        "machine": host.machine,
        "cores": f"{host.cores} core{'s' * (host.cores != 1)}",
        "memory": f"{host.memory / 1e9:.1f} GB",
        "runtime": f"ONNX Runtime {version('onnxruntime')}",
        "program": f"wyoming_kokoro {__version__}",
    }


class _Progress:
    """What is being done: on one line of a terminal, elsewhere a line each."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn = False

    def __call__(self, doing: str) -> None:
        """Say it."""
        if sys.stderr.isatty():
            self._drawn = True
            print(f"\r{self._name}: {doing}\x1b[K", end="", file=sys.stderr, flush=True)
        else:
            print(f"{self._name}: {doing}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
