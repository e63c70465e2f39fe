"""Compares our speed with kokoro-onnx, sherpa-onnx and the plain session, with the same weights in one interleaved run.

    speed.py FOLDER [--figures first,cpu,...] [--rounds 5] [--sherpa-python PROGRAM] [--json FILE]

FOLDER holds a model and voices, such as build_full_size_model.py writes. kokoro-onnx is installed with the program;
sherpa-onnx brings its own ONNX Runtime, so it gets an environment and files of its own:

    python -m venv ENVIRONMENT && ENVIRONMENT/bin/pip install sherpa-onnx==2.0.1 numpy
    script/bench sherpa_files FOLDER

Each system is a process of its own. In every round each speaks in turn, and ratios are taken within a round, so that
other work on the machine affects all of them. Ours is a server, through the Wyoming protocol, with its cache off.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.systems.profiles import of_plain, of_server, shares
from benchmarks.systems.server import PUBLISHED_VOICE, stand_in_folder
from benchmarks.systems.systems import OtherSystem, OurServer, System, memory_of, speak_and_count
from benchmarks.systems.table import Series, machine, save
from benchmarks.systems.texts import LONG, REPLY, SENTENCE, Text, replies, story
from wyoming_kokoro.engines.kokoro.split_files import REPORT

KOKORO, SHERPA, PLAIN = "kokoro-onnx", "sherpa-onnx", "plain session"
OTHERS = (KOKORO, SHERPA, PLAIN)
BUFFER_SECONDS = 0.5
"""How long a player waits after the first byte before it plays."""
TIMED_SERVER = Path(__file__).parent / "systems" / "timed_server.py"
TEXTS = {3: SENTENCE, 10: REPLY, 25: LONG}
LENGTHS = (10, 100, 1000)


@dataclass
class Comparison:
    """The systems that are compared, and how often."""

    folder: Path
    data: Path
    rounds: int
    listeners: Sequence[int]
    variants: Mapping[str, Mapping[str, object]]
    sherpa_python: str | None
    threads: int
    texts: Sequence[int]
    all_series: list[Series] = field(default_factory=list)

    def ours(self, **engine: object) -> list[OurServer]:
        """Return our server in each variant, with these settings of the engine."""
        settings = {f"engine.{name}": value for name, value in engine.items()}
        return [OurServer(name, self.data, {**variant, **settings}) for name, variant in self.variants.items()]

    def others(self, threads: int = 0, *, plain: bool = False) -> list[System]:
        """Return the other systems, with a number of threads, or as many as they choose themselves."""
        voice = PUBLISHED_VOICE
        systems: list[System] = [OtherSystem(KOKORO, "kokoro-onnx", self.folder, voice, threads)]
        if self.sherpa_python:
            cores = threads or os.cpu_count() or 1
            systems.append(OtherSystem(SHERPA, "sherpa-onnx", self.folder, voice, cores, python=self.sherpa_python))
        if plain:
            systems.append(OtherSystem(PLAIN, "plain", self.folder, voice, threads))
        return systems

    def series(self, figure: str, unit: str) -> Series:
        """Add a figure, whose values come later."""
        self.all_series.append(Series(figure, unit))
        return self.all_series[-1]


def first(comparison: Comparison) -> None:
    """First sound of a reply of three sentences."""
    series = comparison.series("first sound of a reply of three sentences", "seconds")
    text = Text.of(REPLY)
    with opened([*comparison.ours(), *comparison.others()]) as systems:
        for system in rounds(comparison.rounds, systems, lambda each: each.speak([text])):
            (timing,) = system.speak([text])
            series.add(system.name, timing.first)


def cpu(comparison: Comparison) -> None:
    """Processor time for a second of sound, with as many threads for each."""
    texts = {f"{seconds} s": Text.of(TEXTS[seconds]) for seconds in comparison.texts}
    unit = f"seconds for a second of sound, {comparison.threads} thread{'s' * (comparison.threads > 1)} each"
    series = {name: comparison.series(f"processor time of a text of {name}", unit) for name in texts}
    with opened(
        [*comparison.ours(threads=comparison.threads), *comparison.others(comparison.threads, plain=True)]
    ) as systems:
        for system in rounds(comparison.rounds, systems, lambda each: each.speak([Text.of(SENTENCE)])):
            for name, text in texts.items():
                (timing,), used = speak_and_count(system, [text])
                series[name].add(system.name, used / timing.sound)


def listeners(comparison: Comparison) -> None:
    """Sound in a second for several listeners, when they hear their first, and whether they hear gaps."""
    texts = replies(max(comparison.listeners))
    with opened([*comparison.ours(), *comparison.others()]) as systems:
        for system in systems:
            system.speak(texts[:1])
        for count in comparison.listeners:
            several_listeners(comparison, systems, texts[:count])


def several_listeners(comparison: Comparison, systems: Sequence[System], texts: Sequence[Text]) -> None:
    """Measure as many listeners at once as there are texts."""
    count, gap_unit = len(texts), f"with {BUFFER_SECONDS} s of buffer"
    sound = comparison.series(f"sound for {count} listeners at once", "seconds in a second, more is better")
    firsts = comparison.series(f"first sound for {count} listeners at once", "seconds, the median listener's")
    gaps = comparison.series(f"gaps for {count} listeners at once", f"number, {gap_unit}")
    gap_seconds = comparison.series(f"length of gaps for {count} listeners at once", f"seconds in all, {gap_unit}")
    for system in rounds(comparison.rounds, systems):
        timings = system.speak(texts)
        sound.add(system.name, sum(each.sound for each in timings) / max(each.last for each in timings))
        firsts.add(system.name, statistics.median(each.first for each in timings))
        lengths = [length for each in timings for length in each.gaps(BUFFER_SECONDS)]
        gaps.add(system.name, len(lengths))
        gap_seconds.add(system.name, sum(lengths))


def memory_used(comparison: Comparison) -> None:
    """Memory of a new process after a text of 25 s."""
    after = comparison.series("memory after a text of 25 s", "megabytes resident, with what it started")
    peak = comparison.series("the most memory until then", "megabytes resident, of the process itself")
    text = Text.of(LONG)
    for system in rounds(comparison.rounds, [*comparison.ours(), *comparison.others()]):
        with opened([system]):
            system.speak([text])
            now, most = memory_of(system)
            after.add(system.name, now)
            peak.add(system.name, most)


def start(comparison: Comparison) -> None:
    """From nothing to the first sound of a sentence, files warm."""
    series = comparison.series("start to first sound", "seconds")
    text = Text.of(SENTENCE)
    for system in rounds(comparison.rounds, [*comparison.ours(), *comparison.others()], _start_seconds(text)):
        series.add(system.name, _start_seconds(text)(system))


def overhead(comparison: Comparison) -> None:
    """Everything but the model, of a text of ten seconds: the server's time less what its sessions computed."""
    used = comparison.series("everything but the model, processor", "share of the server's, text of 10 s")
    waited = comparison.series("everything but the model, by the clock", "share of the answer's time, text of 10 s")
    text = Text.of(REPLY)
    for ours in comparison.ours(threads=1):
        with timed(ours) as (system, folder):
            system.speak([text])
            for _ in range(comparison.rounds):
                before = _runs(folder)
                (timing,), spent = speak_and_count(system, [text])
                after = _runs(folder)
                used.add(ours.name, 1 - (after["cpu"] - before["cpu"]) / spent)
                waited.add(ours.name, 1 - (after["wall"] - before["wall"]) / timing.last)


def length(comparison: Comparison) -> None:
    """Whether cost grows with the text, and memory does not."""
    spent = comparison.series("processor time by the length of a text", "seconds for a second of sound")
    memory = comparison.series("memory by the length of a text", "megabytes resident")
    for ours in comparison.ours():
        with opened([ours]):
            ours.speak([Text.of(SENTENCE)])
            for seconds in LENGTHS:
                (timing,), used = speak_and_count(ours, [story(seconds)])
                name = f"{ours.name}, {timing.sound:.0f} s"
                spent.add(name, used / timing.sound)
                memory.add(name, memory_of(ours)[0])


def profile(comparison: Comparison) -> None:
    """In which operators the time is spent: of the plain session, and of ours."""
    text = Text.of(REPLY)
    times_by_system = {PLAIN: of_plain(comparison.folder, text)}
    for ours in comparison.ours(threads=1):
        with timed(ours, profiles=True) as (system, folder):
            for _ in range(3):
                system.speak([text])
            system.close()
            times_by_system[ours.name] = of_server(folder)
    series = comparison.series("time by operator", "share of all, one thread")
    for name, times in times_by_system.items():
        for operator, share in shares(times):
            series.add(f"{name}: {operator}", share)


FIGURES: Mapping[str, Callable[[Comparison], None]] = {
    "first": first,
    "cpu": cpu,
    "listeners": listeners,
    "memory": memory_used,
    "start": start,
    "overhead": overhead,
    "length": length,
    "profile": profile,
}


@contextmanager
def opened(systems: Sequence[System]) -> Iterator[Sequence[System]]:
    """Start systems, and end them afterwards; one that cannot be started is reported and left out."""
    with ExitStack() as stack:
        started = []
        for system in systems:
            try:
                system.open()
            except RuntimeError as error:
                print(f"{system.name} is left out: {error}", file=sys.stderr)
            else:
                started.append(system)
            stack.callback(system.close)
        yield started


@contextmanager
def timed(ours: OurServer, *, profiles: bool = False) -> Iterator[tuple[System, Path]]:
    """Start our server with timed sessions; yields it with the folder to which the timings are written."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["TIMINGS_FOLDER"] = name
        os.environ["TIMINGS_PROFILES"] = "yes" if profiles else ""
        system = OurServer(ours.name, ours.folder, ours.settings, (str(TIMED_SERVER),))
        with opened([system]):
            yield system, Path(name)


def rounds(count: int, systems: Sequence[System], warm: Callable[[System], object] | None = None) -> Iterator[System]:
    """Yield the systems in turn, round by round; `warm` is called once with each of them before."""
    if warm is not None:
        for system in systems:
            warm(system)
    for number in range(count):
        print(f"round {number + 1} of {count}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        yield from systems


def _start_seconds(text: Text) -> Callable[[System], float]:
    def seconds(system: System) -> float:
        if isinstance(system, OurServer):
            return system.start_to_first_sound(text)
        began = time.perf_counter()
        with opened([system]):
            ready = time.perf_counter() - began
            return ready + system.speak([text])[0].first

    return seconds


def _runs(folder: Path) -> dict[str, float]:
    totals: dict[str, float] = json.loads((folder / "runs.json").read_text("utf-8"))
    return totals


def variants(additional: Sequence[str], *, only: bool) -> dict[str, Mapping[str, object]]:
    """Return our settings by name: the shipped ones, unless `only` others, and NAME:setting=value,... as given."""
    settings: dict[str, Mapping[str, object]] = {} if only else {"ours": {}}
    for each in additional:
        name, _, pairs = each.partition(":")
        settings[f"ours, {name}"] = dict(pair.split("=", 1) for pair in pairs.split(",") if pair)
    return settings


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--figures", default=",".join(FIGURES), help=f"some of {','.join(FIGURES)}")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--threads", type=int, default=1, help="for processor time, where all get as many")
    options.add_argument("--texts", default="3,10,25", help="for processor time, which texts, by their seconds")
    options.add_argument("--listeners", default="1,2,4,8,16", help="how many at once, with commas between")
    options.add_argument("--variant", action="append", default=[], help="NAME:setting=value,... another one of ours")
    options.add_argument("--only", action="store_true", help="of ours, only the variants that are named")
    options.add_argument("--sherpa-python", help="the Python that has sherpa-onnx; without it, it is left out")
    options.add_argument("--data", type=Path, help="where our server's data folder is made, and kept warm")
    options.add_argument("--json", type=Path, help="a file for everything that was measured")
    return options


def comparison_of(arguments: argparse.Namespace) -> Comparison:
    """Return the comparison that the command line asks for, with our model split for this machine."""
    comparison = Comparison(
        arguments.folder,
        stand_in_folder(arguments.data or arguments.folder / "data", arguments.folder),
        arguments.rounds,
        [int(each) for each in arguments.listeners.split(",")],
        variants(arguments.variant, only=arguments.only),
        arguments.sherpa_python,
        arguments.threads,
        [int(each) for each in arguments.texts.split(",")],
    )
    if not list(comparison.data.rglob(REPORT)):
        OurServer("ours", comparison.data).prepare()
    return comparison


def main() -> None:
    """Measure and print."""
    arguments = parser().parse_args()
    comparison = comparison_of(arguments)
    machine_lines = machine()
    print(*machine_lines, sep="\n", end="\n\n")
    for name in arguments.figures.split(","):
        begun = len(comparison.all_series)
        FIGURES[name](comparison)
        for series in comparison.all_series[begun:]:
            print(*series.lines(OTHERS), sep="\n")
        if arguments.json:
            save(arguments.json, comparison.all_series, [*machine_lines, *machine()[-1:]])
    print(*machine()[-1:], sep="\n")


if __name__ == "__main__":
    main()
