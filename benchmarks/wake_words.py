"""Measures wake words: a long plan, memory while many samples are made, and how fast real Kokoro makes them.

    script/bench wake_words [--lines 100000] [--tones 5000] [--samples 200 --data-dir FOLDER --download-dir FOLDER]

The plan is for English with all voices, blends and variants. Tones are made by processes with the tone engine, so that
many samples pass in a short time; the memory of this process and of all others is shown several times. Samples are made
with Kokoro, if a model is in the data folder or the download folder, by as many processes as there are cores.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.workshop import datasets, jobs
from wyoming_kokoro.workshop.wake import WakeWishes, plan_wake_word, read_wake_phrase
from wyoming_kokoro.workshop.wake.lever_space import steps_of

MOST_SECONDS, MOST_MEGABYTES = 10.0, 200.0
"""Of the processor, and of memory: a plan of a hundred thousand lines takes no more."""
LEAST_A_MINUTE = 100.0
"""Samples of a second that two quiet cores make."""
SHOWN = 10
"""How often the memory is shown."""
MEGABYTE = 2**20


def main() -> int:
    """Print what was measured; 1 if something is worse than it may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--tones", type=int, default=5_000)
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--data-dir", default=None)
    parser.add_argument("--download-dir", default=None)
    asked = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        tones = load(Paths(Path(folder), Path(folder)), {"engine.name": "tone"}, {})
        if asked.lines:
            good &= _measure_plan(Path(folder) / "plan", asked.lines, tones)
        if asked.tones:
            _measure_making(Path(folder) / "tones", asked.tones, asked.workers, tones)
        if asked.samples:
            kokoro = load(Paths.find(asked.data_dir, asked.download_dir), {"engine.name": "kokoro"}, {})
            rate = _measure_making(Path(folder) / "kokoro", asked.samples, asked.workers, kokoro)
            good &= rate >= LEAST_A_MINUTE
    return 0 if good else 1


def _wishes(samples: int, negatives: int) -> WakeWishes:
    speeds, pitches = steps_of("0.75..1.3", 0.05, 0.5, 2, "speeds"), steps_of("-2..2", 1, -6, 6, "pitch")
    return WakeWishes(
        "hey katya", "en-US", samples=samples, negatives=negatives, blends=200, speeds=speeds, pitches=pitches
    )


def _measure_plan(folder: Path, lines: int, loaded: LoadedSettings) -> bool:
    wishes, reader = _wishes(lines // 2, lines - lines // 2), jobs.TextReader(loaded)
    begun = time.process_time()
    plan = plan_wake_word(read_wake_phrase(wishes, reader), wishes, reader, jobs.WorkerFacts("kokoro"))
    read = time.process_time() - begun
    begun = time.process_time()
    facts = jobs.write_plan(folder, "wake", plan.lines())
    written = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    print(f"phrase, near phrases and voices: {read:.1f} s; {plan.possible:,} samples are possible")
    print(f"plan of {facts.total:,} lines written: {written:.1f} s; {memory:.0f} MB at most", flush=True)
    return read + written <= MOST_SECONDS and memory <= MOST_MEGABYTES


def _measure_making(folder: Path, samples: int, count: int, loaded: LoadedSettings) -> float:
    """Return how many samples are made in a minute."""
    wishes, reader = _wishes(samples, 0), jobs.TextReader(loaded)
    datasets.create(folder, datasets.DataSetDescription("set"))
    phrase = read_wake_phrase(wishes, reader)
    with datasets.writing(folder) as data_set, jobs.LineWorkers(loaded, count) as workers:
        plan = plan_wake_word(phrase, wishes, reader, workers.facts)
        facts = jobs.write_plan(data_set.plans_folder, "wake", plan.lines())
        made, begun = Counter[str](), time.monotonic()

        def report(_: str) -> None:
            made["samples"] += 1
            if made["samples"] % max(samples // SHOWN, 1) == 0:
                rate = 60 * made["samples"] / (time.monotonic() - begun)
                print(f"{made['samples']:,} made, {rate:.0f} a minute, {_memory():.0f} MB in all processes", flush=True)

        outcome = jobs.make(data_set, facts, workers, report, lambda: False)
        rate = 60 * outcome.made / (time.monotonic() - begun)
    length = outcome.seconds / max(outcome.made, 1)
    what = f"{rate:.0f} samples of {length:.2f} s a minute with {count} processes; {outcome.failed} failed"
    print(f"{loaded.settings.engine.name}: {what}", flush=True)
    return rate


def _memory() -> float:
    """Return the memory of this process and those it has started."""
    own = os.getpid()
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if own in (parent, int(folder.name)):
                total += int((folder / "statm").read_text().split()[1]) * resource.getpagesize()
        except (OSError, ValueError, IndexError):
            continue  # it has ended meanwhile
    return total / MEGABYTE


if __name__ == "__main__":
    sys.exit(main())
