"""Ours beside kokoro-onnx, sherpa-onnx and the plain session, on the same weights in one interleaved run.

    speed.py FOLDER [--figures first,cpu,...] [--rounds 5] [--sherpa-python PROGRAM] [--json FILE]

FOLDER holds a model and voices, such as build_full_size_model.py writes. kokoro-onnx is installed with the program;
sherpa-onnx brings its own ONNX Runtime, so it gets an environment and files of its own:

    python -m venv ENVIRONMENT && ENVIRONMENT/bin/pip install sherpa-onnx==2.0.1 numpy
    script/bench sherpa_files FOLDER

Each system is a process of its own. In every round each speaks in turn, and ratios are taken within a round, so that
what else the machine does falls on all alike. Ours is a server, heard through its Wyoming door, with its cache off.
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

from benchmarks.under_test.contenders import Contender, Ours, Peer, memory, spoken
from benchmarks.under_test.profiles import of_plain, of_server, shares
from benchmarks.under_test.server import PUBLISHED_VOICE, stand_in_folder
from benchmarks.under_test.table import Series, keep, machine
from benchmarks.under_test.texts import LONG, REPLY, SENTENCE, Text, replies, story
from wyoming_kokoro.engines.kokoro.split_files import REPORT
from wyoming_kokoro.settings import OPTIONS

KOKORO, SHERPA, PLAIN = "kokoro-onnx", "sherpa-onnx", "plain session"
OTHERS = (KOKORO, SHERPA, PLAIN)
MODES = "engine.streaming"
CUSHION = 0.5
"""Seconds a player waits after the first byte."""
WATCHED = Path(__file__).parent / "under_test" / "watched.py"
TEXTS = {3: SENTENCE, 10: REPLY, 25: LONG}
LENGTHS = (10, 100, 1000)


@dataclass
class Race:
    """Who takes part, and how often."""

    folder: Path
    data: Path
    rounds: int
    listeners: Sequence[int]
    variants: Mapping[str, Mapping[str, object]]
    sherpa_python: str | None
    threads: int
    texts: Sequence[int]
    found: list[Series] = field(default_factory=list)

    def ours(self, **more: object) -> list[Ours]:
        """Our server, in each variant."""
        more = {f"engine.{name}": value for name, value in more.items()}
        return [Ours(name, self.data, {**settings, **more}) for name, settings in self.variants.items()]

    def peers(self, threads: int = 0, *, plain: bool = False) -> list[Contender]:
        """The others, with so many threads, or as they choose themselves."""
        voice = PUBLISHED_VOICE
        found: list[Contender] = [Peer(KOKORO, "kokoro-onnx", self.folder, voice, threads)]
        if self.sherpa_python:
            cores = threads or os.cpu_count() or 1
            found.append(Peer(SHERPA, "sherpa-onnx", self.folder, voice, cores, python=self.sherpa_python))
        if plain:
            found.append(Peer(PLAIN, "plain", self.folder, voice, threads))
        return found

    def series(self, figure: str, unit: str) -> Series:
        """Where a figure's values go."""
        self.found.append(Series(figure, unit))
        return self.found[-1]


def first(race: Race) -> None:
    """First sound of a reply of three sentences."""
    series = race.series("first sound of a reply of three sentences", "seconds")
    text = Text.of(REPLY)
    with opened([*race.ours(), *race.peers()]) as contenders:
        for contender in rounds(race.rounds, contenders, lambda each: each.speak([text])):
            (heard,) = contender.speak([text])
            series.add(contender.name, heard.first)


def cpu(race: Race) -> None:
    """Processor time for a second of sound, with as many threads for each."""
    texts = {f"{seconds} s": Text.of(TEXTS[seconds]) for seconds in race.texts}
    unit = f"seconds for a second of sound, {race.threads} thread{'s' * (race.threads > 1)} each"
    series = {name: race.series(f"processor time of a text of {name}", unit) for name in texts}
    with opened([*race.ours(threads=race.threads), *race.peers(race.threads, plain=True)]) as contenders:
        for contender in rounds(race.rounds, contenders, lambda each: each.speak([Text.of(SENTENCE)])):
            for name, text in texts.items():
                (heard,), used = spoken(contender, [text])
                series[name].add(contender.name, used / heard.sound)


def listeners(race: Race) -> None:
    """Sound in a second for several listeners, when they hear their first, and whether they hear gaps."""
    texts = replies(max(race.listeners))
    with opened([*race.ours(), *race.peers()]) as contenders:
        for contender in contenders:
            contender.speak(texts[:1])
        for count in race.listeners:
            sound = race.series(f"sound for {count} listeners at once", "seconds in a second, more is better")
            firsts = race.series(f"first sound for {count} listeners at once", "seconds, the median listener's")
            gaps = race.series(f"gaps for {count} listeners at once", f"how many, {CUSHION} s cushion")
            still = race.series(f"standing still for {count} listeners at once", f"seconds in all, {CUSHION} s cushion")
            for contender in rounds(race.rounds, contenders):
                heard = contender.speak(texts[:count])
                sound.add(contender.name, sum(each.sound for each in heard) / max(each.last for each in heard))
                firsts.add(contender.name, statistics.median(each.first for each in heard))
                lengths = [length for each in heard for length in each.gaps(CUSHION)]
                gaps.add(contender.name, len(lengths))
                still.add(contender.name, sum(lengths))


def memory_used(race: Race) -> None:
    """Memory of a new process after a text of 25 s."""
    after = race.series("memory after a text of 25 s", "megabytes resident, with what it started")
    peak = race.series("the most memory until then", "megabytes resident, of the process itself")
    text = Text.of(LONG)
    for contender in rounds(race.rounds, [*race.ours(), *race.peers()]):
        with opened([contender]):
            contender.speak([text])
            now, most = memory(contender)
            after.add(contender.name, now)
            peak.add(contender.name, most)


def start(race: Race) -> None:
    """From nothing to the first sound of a sentence, files warm."""
    series = race.series("start to first sound", "seconds")
    text = Text.of(SENTENCE)
    for contender in rounds(race.rounds, [*race.ours(), *race.peers()], _started(text)):
        series.add(contender.name, _started(text)(contender))


def overhead(race: Race) -> None:
    """Everything but the model, of a text of ten seconds: the server's time less what its sessions computed."""
    used = race.series("everything but the model, processor", "share of the server's, text of 10 s")
    waited = race.series("everything but the model, by the clock", "share of the answer's time, text of 10 s")
    text = Text.of(REPLY)
    for ours in race.ours(threads=1):
        with watched(ours) as (contender, folder):
            contender.speak([text])
            for _ in range(race.rounds):
                before = _runs(folder)
                (heard,), spent = spoken(contender, [text])
                after = _runs(folder)
                used.add(ours.name, 1 - (after["cpu"] - before["cpu"]) / spent)
                waited.add(ours.name, 1 - (after["wall"] - before["wall"]) / heard.last)


def length(race: Race) -> None:
    """Whether cost grows with the text, and memory does not."""
    spent = race.series("processor time by the length of a text", "seconds for a second of sound")
    held = race.series("memory by the length of a text", "megabytes resident")
    for ours in race.ours():
        with opened([ours]):
            ours.speak([Text.of(SENTENCE)])
            for seconds in LENGTHS:
                (heard,), used = spoken(ours, [story(seconds)])
                name = f"{ours.name}, {heard.sound:.0f} s"
                spent.add(name, used / heard.sound)
                held.add(name, memory(ours)[0])


def profile(race: Race) -> None:
    """In which operators the time is spent: of the plain session, and of ours."""
    text = Text.of(REPLY)
    found = {PLAIN: of_plain(race.folder, text)}
    for ours in race.ours(threads=1):
        with watched(ours, profiles=True) as (contender, folder):
            for _ in range(3):
                contender.speak([text])
            contender.close()
            found[ours.name] = of_server(folder)
    series = race.series("time by operator", "share of all, one thread")
    for name, times in found.items():
        for operator, share in shares(times):
            series.add(f"{name}: {operator}", share)


FIGURES: Mapping[str, Callable[[Race], None]] = {
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
def opened(contenders: Sequence[Contender]) -> Iterator[Sequence[Contender]]:
    """Start them all, and end them; one that cannot be started is left out, and said to be."""
    with ExitStack() as stack:
        there = []
        for contender in contenders:
            try:
                contender.open()
            except RuntimeError as error:
                print(f"{contender.name} takes no part: {error}", file=sys.stderr)
            else:
                there.append(contender)
            stack.callback(contender.close)
        yield there


@contextmanager
def watched(ours: Ours, *, profiles: bool = False) -> Iterator[tuple[Contender, Path]]:
    """Our server with its sessions watched, and the folder in which is written what was seen."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["WATCHED_FOLDER"] = name
        os.environ["WATCHED_PROFILES"] = "yes" if profiles else ""
        contender = Ours(ours.name, ours.folder, ours.settings, (str(WATCHED),))
        with opened([contender]):
            yield contender, Path(name)


def rounds(
    count: int, contenders: Sequence[Contender], warm: Callable[[Contender], object] | None = None
) -> Iterator[Contender]:
    """Each in turn, again and again; `warm` is done once with each before."""
    if warm is not None:
        for contender in contenders:
            warm(contender)
    for number in range(count):
        print(f"round {number + 1} of {count}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        yield from contenders


def _started(text: Text) -> Callable[[Contender], float]:
    def seconds(contender: Contender) -> float:
        if isinstance(contender, Ours):
            return contender.first_sound_of_a_start(text)
        began = time.perf_counter()
        with opened([contender]):
            ready = time.perf_counter() - began
            return ready + contender.speak([text])[0].first

    return seconds


def _runs(folder: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((folder / "runs.json").read_text("utf-8"))
    return found


def variants(asked: Sequence[str], *, only: bool) -> dict[str, Mapping[str, object]]:
    """Ours in each mode that it has, unless `only` others are wanted, and as was asked: NAME:setting=value,..."""
    modes = () if only else OPTIONS[MODES].choices
    found: dict[str, Mapping[str, object]] = {f"ours, {each}": {MODES: each} for each in modes}
    for each in asked:
        name, _, pairs = each.partition(":")
        found[f"ours, {name}"] = dict(pair.split("=", 1) for pair in pairs.split(",") if pair)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--figures", default=",".join(FIGURES), help=f"some of {','.join(FIGURES)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1, help="for processor time, where all get as many")
    parser.add_argument("--texts", default="3,10,25", help="for processor time, which texts, by their seconds")
    parser.add_argument("--listeners", default="1,2,4,8,16", help="how many at once, with commas between")
    parser.add_argument("--variant", action="append", default=[], help="NAME:setting=value,... another one of ours")
    parser.add_argument("--only", action="store_true", help="of ours, only the variants that are named")
    parser.add_argument("--sherpa-python", help="the Python that has sherpa-onnx; without it, it takes no part")
    parser.add_argument("--data", type=Path, help="where our server's data folder is made, and kept warm")
    parser.add_argument("--json", type=Path, help="a file for everything that was measured")
    asked = parser.parse_args()
    named = variants(asked.variant, only=asked.only)
    race = Race(
        asked.folder,
        stand_in_folder(asked.data or asked.folder / "data", asked.folder),
        asked.rounds,
        [int(each) for each in asked.listeners.split(",")],
        named,
        asked.sherpa_python,
        asked.threads,
        [int(each) for each in asked.texts.split(",")],
    )
    if not list(race.data.rglob(REPORT)):
        Ours("ours", race.data).settle()
    told = machine()
    print(*told, sep="\n", end="\n\n")
    for name in asked.figures.split(","):
        begun = len(race.found)
        FIGURES[name](race)
        for series in race.found[begun:]:
            print(*series.lines(OTHERS), sep="\n")
        if asked.json:
            keep(asked.json, race.found, [*told, *machine()[-1:]])
    print(*machine()[-1:], sep="\n")


if __name__ == "__main__":
    main()
