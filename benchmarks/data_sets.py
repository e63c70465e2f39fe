"""Measures data sets: a million rows counted and split, a long plan, and jobs that are killed again and again.

    script/bench data_sets [--rows 1000000] [--lines 100000] [--kills 50] [--wake-kills 50]

The samples of the first killed job are tones, made without an engine, so that the moments of death are many; the second
is `wake make` with its processes and the tone engine. The data set at the end is compared byte by byte with one that
was made without interruption.
"""

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.workshop.jobs.simple_maker import make_all, plan_of
from wyoming_kokoro.workshop import datasets, jobs

TOP = Path(__file__).resolve().parents[1]


def main() -> int:
    """Print what was measured; 1 if a killed job ends with another data set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--wake-kills", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.lines:
            _measure_plan(Path(folder) / "plan", asked.lines)
        if asked.rows:
            _measure_rows(Path(folder) / "rows", asked.rows)
        good = _measure_kills(Path(folder), asked.kills) if asked.kills else True
        good &= _measure_wake_kills(Path(folder), asked.wake_kills) if asked.wake_kills else True
        return 0 if good else 1


def _measure_plan(folder: Path, lines: int) -> None:
    plan = plan_of(lines)
    _report("memory before", 0.0)
    begun = time.monotonic()
    facts = jobs.write_plan(folder, "speak", plan.lines())
    _report(f"plan of {facts.total} lines written", time.monotonic() - begun)
    begun = time.monotonic()
    count = sum(1 for _ in jobs.read_plan(facts.path))
    _report(f"plan of {count} lines read", time.monotonic() - begun)


def _measure_rows(folder: Path, rows: int) -> None:
    datasets.create(folder, datasets.DataSetDescription("rows"))
    with datasets.writing(folder) as data_set:
        begun = time.monotonic()
        data_set.catalogue.put(_samples(rows))
        _report(f"{rows} rows written", time.monotonic() - begun)
    with datasets.opened(folder) as data_set:
        begun, used = time.monotonic(), time.process_time()
        found = datasets.statistics(data_set)
        _report(
            f"{found.whole.samples} rows counted (processor {time.process_time() - used:.2f} s)",
            time.monotonic() - begun,
        )
    with datasets.writing(folder) as data_set:
        begun, used = time.monotonic(), time.process_time()
        datasets.split(data_set, (0.8, 0.1, 0.1), 1)
        _report(f"{rows} rows split (processor {time.process_time() - used:.2f} s)", time.monotonic() - begun)


def _samples(rows: int) -> Iterator[datasets.SampleRow]:
    for number in range(rows):
        yield datasets.SampleRow(
            f"{number:016x}", f"{number:032x}", text=f"The text of sample {number}.", language="en-US",
            voice=f"voice_{number % 1000}", preset=("", "telephone")[number % 2], seconds=1.5, rate=16_000,
        )  # fmt: skip


def _measure_kills(folder: Path, kills: int) -> bool:
    killed, whole, total = folder / "killed", folder / "whole", 40 * kills
    for each in (killed, whole):
        datasets.create(each, datasets.DataSetDescription("set"))
    command = [sys.executable, "-m", "tests.workshop.jobs.simple_maker", str(killed), str(total)]
    _kill_again_and_again(command, killed, kills, 60)
    make_all(killed, total)
    make_all(whole, total)
    return _are_equal(killed, whole)


def _measure_wake_kills(folder: Path, kills: int) -> bool:
    killed, whole, data = folder / "wake-killed", folder / "wake-whole", folder / "data"
    program = [sys.executable, "-m", "wyoming_kokoro", "wake"]
    common = ["--engine", "tone", "--data-dir", str(data)]
    for each in (killed, whole):
        counts = ["--samples", str(8 * kills), "--near", str(8 * kills), "--presets", "clean,esp32_living_room"]
        subprocess.run([*program, "plan", "hey katya", str(each), *counts, *common], check=True, cwd=TOP)
    _kill_again_and_again([*program, "make", str(killed), "--workers", "2", *common], killed, kills, 30)
    for each in (killed, whole):
        subprocess.run([*program, "make", str(each), "--workers", "2", *common], check=True, cwd=TOP)
    return _are_equal(killed, whole)


def _kill_again_and_again(command: list[str], data_set: Path, kills: int, most: int) -> None:
    """Start a program, and kill it with its processes after up to so many more sounds."""
    chance = random.Random(1)  # noqa: S311 -- a choice of moments
    landed = 0
    for _ in range(kills):
        child = subprocess.Popen(command, cwd=TOP, start_new_session=True, stderr=subprocess.DEVNULL)
        limit = _sounds(data_set) + chance.randrange(0, most)
        while child.poll() is None and _sounds(data_set) < limit:
            time.sleep(chance.uniform(0, 0.02))
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGKILL)
        landed += child.wait() < 0
    print(f"{landed} of {kills} kills while it worked; {_sounds(data_set)} sounds were there after them", flush=True)


def _are_equal(killed: Path, whole: Path) -> bool:
    with datasets.opened(killed) as one, datasets.opened(whole) as other:
        rows = list(one.catalogue.select())
        same_rows = rows == list(other.catalogue.select())
        problems = list(datasets.check(one, repair=False))
    same_sounds = _contents(killed) == _contents(whole)
    print(f"{len(rows)} rows equal: {same_rows}; sounds equal byte by byte: {same_sounds}; problems: {len(problems)}")
    return bool(rows) and same_rows and same_sounds and not problems


def _sounds(folder: Path) -> int:
    return sum(1 for _ in folder.glob("sounds/*/*.wav"))


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("sounds/*/*")}


def _report(what: str, seconds: float) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{what}: {seconds:.1f} s; {memory:.0f} MB at most so far", flush=True)


if __name__ == "__main__":
    sys.exit(main())
