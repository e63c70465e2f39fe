"""`bench`: measures how fast this machine speaks with what is here, and recommends what suits it."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro import __version__
from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import ModelMeasurements
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import bench as workshop

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PICTURE = "bench.svg"
PICTURE_SUFFIX = ".svg"
ALL_COUNTS = (1, 2, 3, 4, 5)
"""The numbers of instances that are measured if none are named."""
MAX_INSTANCES = 64
"""More processes than this on one machine are a mistake in writing."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "bench", "measure how fast this machine speaks, and keep what suits it", bench)
    parser.add_argument("--quick", action="store_true", help="less than a minute for each model file")
    parser.add_argument("--json", action="store_true", help="everything that was measured as JSON, for programs")
    parser.add_argument(
        "--instances",
        nargs="?",
        type=_counts,
        const=ALL_COUNTS,
        metavar="NUMBERS",
        help="how much several instances of the program speak at once, 1 to 5 or such as 1,2,4",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the picture, an SVG")


def bench(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Measure, save what "auto" chooses by, draw, and show."""
    store, paths = files.store_of(loaded), loaded.sources.paths
    if problem := paths.prepare():
        raise Unavailable(f"{problem}.")
    if asked.instances:
        return _bench_instances(asked, loaded, store)
    picture = _picture_path(asked.output or paths.data / PICTURE)
    warning = workshop.busy_warning(os.getloadavg()[0], Host.here().cores)
    results, failures = _measure_all(asked, loaded, store)
    for message in filter(None, (*failures, warning)):
        print(message, file=sys.stderr)
    if not results:
        raise Unavailable("Nothing could be measured.")
    try:
        workshop.save_measurements(results, ModelMeasurements(paths.measurements), store)
    except OSError as error:
        print(f"The measurements are not saved: {error.strerror}", file=sys.stderr)
    _draw(picture, results)
    _show(results, workshop.recommend(results), as_json=asked.json)
    return 0


def _measure_all(
    asked: argparse.Namespace, loaded: LoadedSettings, store: Downloads
) -> tuple[list[workshop.BenchResult], list[str]]:
    """Return the results, and why other candidates have none."""
    plan = workshop.BenchPlan.quick() if asked.quick else workshop.BenchPlan.full()
    results, failures = [], []
    for candidate in workshop.candidates(loaded, store, only=_model(asked)):
        progress = Progress(candidate.name)
        try:
            results.append(workshop.measure_in_subprocess(candidate, loaded, plan, progress))
        except SpeechError as error:
            failures.append(error.message)
        progress.end()
    return results, failures


def _bench_instances(asked: argparse.Namespace, loaded: LoadedSettings, store: Downloads) -> int:
    """Measure instances that speak at once, and show it; nothing is saved or drawn."""
    if asked.output:
        raise BadRequest("There is no picture of instances: leave out --output, or --instances.")
    warning = workshop.busy_warning(os.getloadavg()[0], Host.here().cores)
    duration = workshop.QUICK_SECONDS if asked.quick else workshop.FULL_SECONDS
    found = workshop.candidates(loaded, store, only=_model(asked))
    candidate = next((each for each in found if each.model == loaded.settings.engine.model), found[0])
    results: list[workshop.InstancesResult] = []
    for count in asked.instances:
        if results and not workshop.fits(results[-1], count):
            print(f"{count} instances are not measured: they need more memory than there is.", file=sys.stderr)
            break
        progress = Progress(f"{candidate.name}, {count} instance{'s' * (count > 1)}")
        results.append(workshop.measure_instances(candidate, loaded, count, duration, progress))
        progress.end()
    if warning:
        print(warning, file=sys.stderr)
    advice = workshop.recommend_instances(results)
    if asked.json:
        measured = [each.as_json() for each in results]
        document = {"machine": _machine(), "name": candidate.name, "instances": measured, "advice": advice}
        print(json.dumps(document, indent=2))
        return 0
    print(*_machine().values(), candidate.name, sep=", ", end="\n\n")
    print(*workshop.instances_table(results), "", advice, sep="\n")
    return 0


def _counts(text: str) -> tuple[int, ...]:
    """Return the numbers of instances that are named, the smallest first."""
    try:
        counts = sorted({int(each) for each in text.split(",")})
    except ValueError:
        counts = []
    if not counts or not 1 <= counts[0] <= counts[-1] <= MAX_INSTANCES:
        raise argparse.ArgumentTypeError(f"{text} is not a list of numbers from 1 to {MAX_INSTANCES} such as 1,2,4")
    return tuple(counts)


def _model(asked: argparse.Namespace) -> str | None:
    """The one model file that was named on the command line, if one was."""
    return None if asked.model in (None, "auto") else str(asked.model)


def _picture_path(path: Path) -> Path:
    """Return the path if its name fits the picture; otherwise this is said before minutes of measuring."""
    if path.suffix.lower() not in ("", PICTURE_SUFFIX):
        raise BadRequest(f"{path.name}: the picture is written as SVG. Name a file that ends in {PICTURE_SUFFIX}.")
    return path


def _draw(path: Path, results: Sequence[workshop.BenchResult]) -> None:
    try:
        path.write_text(workshop.draw_picture(results, ", ".join(_machine().values())), encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}.") from error
    print(f"The picture is {path}", file=sys.stderr)


def _show(results: Sequence[workshop.BenchResult], recommendation: workshop.Recommendation, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_document(results, recommendation), indent=2))
        return
    print(*_machine().values(), sep=", ", end="\n\n")
    print(*workshop.table_lines(results), "", *recommendation.sentences, sep="\n")


def _document(results: Sequence[workshop.BenchResult], recommendation: workshop.Recommendation) -> dict[str, object]:
    best = recommendation.best.candidate
    advice = {"name": best.name, "model": best.model, "sentences": recommendation.sentences}
    return {"machine": _machine(), "measured": [each.as_json() for each in results], "advice": advice}


def _machine() -> dict[str, str]:
    host = Host.here()
    return {
        "machine": host.machine,
        "cores": f"{host.cores} core{'s' * (host.cores != 1)}",
        "memory": f"{host.memory / 1e9:.1f} GB",
        "runtime": f"ONNX Runtime {version('onnxruntime')}",
        "program": f"wyoming_kokoro {__version__}",
    }
