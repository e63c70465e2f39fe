"""Plants faults into speech and counts how many `wyoming-kokoro judge` finds: words, cuts, noise, homographs, pairs.

    script/real-kokoro
    pip install -r tests/model/recogniser.txt
    script/bench planted FOLDER --real .real-kokoro

The judge was built with the first and second part of each table of sentences; the third measures it: --part third.

Three steps, of which each does only what is not done yet: `make` speaks the clips and keeps them in FOLDER, `judge`
judges them, `table` prints what was found. --write-table writes which homographs are told apart into the package.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.hearing.speakers import INT8, data_folder
from benchmarks.planting.making import ALL, PARTS, UNTOUCHED, fault_clips, homograph_clips, make, pair_clips
from benchmarks.planting.pairs import judge_pairs, pair_lines
from benchmarks.planting.readings import SUSPECT, WRONG, Reading, judge_readings, reading_lines, readings, table_lines
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.judging import (
    JudgeOptions,
    QualityChoice,
    ResultsFile,
    Run,
    Scan,
    find_takes,
    find_thresholds,
    plan_judges,
    run_report,
)
from wyoming_kokoro.workshop.judging.figures import JudgedTake
from wyoming_kokoro.workshop.judging.homograph_table import TABLE

TOP = Path(__file__).resolve().parents[1]
STEPS = ("make", "judge", "table")
SETS = ("faults", "homographs", "pairs")
LIMITS = find_thresholds("balanced")
POLL_SECONDS = 0.5


def main() -> int:
    """Run the steps."""
    arguments = _parser().parse_args()
    steps = arguments.steps or STEPS
    folder: Path = arguments.folder
    if "make" in steps:
        asyncio.run(_make(folder, arguments))
    with ResultsFile(folder / "results.sqlite") as results:
        if "judge" in steps:
            _judge(folder, results, arguments)
        if "table" in steps:
            print("\n".join(_tables(folder, results, arguments)))
        if arguments.write_table:
            TABLE.write_text("\n".join(table_lines(readings(folder / "homographs"))) + "\n", encoding="utf-8")
    return 0


async def _make(folder: Path, arguments: argparse.Namespace) -> None:
    data = data_folder(folder / "data", arguments.real, arguments.real)
    settings = {
        "engine.name": "kokoro",
        "engine.model": INT8,
        "engine.threads": arguments.threads,
        "cache.precompute": False,
        "downloads.enabled": False,
    }
    studio = await Studio.open(load(Paths(data, data), settings, {}))
    try:
        while studio.status().standing_in or studio.improving:  # noqa: ASYNC110 -- a studio has no event for it
            await asyncio.sleep(POLL_SECONDS)
        voices = (arguments.voices,) if arguments.voices else ()
        clips = {
            "faults": fault_clips(arguments.part, *voices),
            "homographs": homograph_clips(arguments.part, *voices),
            "pairs": pair_clips(arguments.part, *voices),
        }
        for name in arguments.sets:
            await make(folder / name, clips[name], studio, _show)
    finally:
        await studio.close()
    print(file=sys.stderr)


def _judge(folder: Path, results: ResultsFile, arguments: argparse.Namespace) -> None:
    options = JudgeOptions(whisper_model=arguments.whisper or "", threads=arguments.threads, timeout=300.0)
    for name in arguments.sets:
        words = () if name == "pairs" else ("whisper",)
        names = ("signal", *words, "hama", "pocketsphinx")
        plan = plan_judges(options, LIMITS, names=names, quality_choice=QualityChoice.parse("none"))
        if name == "homographs":
            judge_readings(folder / name, plan, _show)
            continue
        takes = find_takes(folder / name, "en-US")
        outcome = Scan(results, plan, _show).run(Run(name, "scan", time.time(), None, {}), takes)
        print("\n".join(("", *outcome.unreadable, *outcome.notes)), file=sys.stderr)
        if name == "pairs":
            judge_pairs(folder / name, results, plan, _show)


def _tables(folder: Path, results: ResultsFile, arguments: argparse.Namespace) -> Iterator[str]:
    if "faults" in arguments.sets:
        yield from _fault_table(_takes(results, "faults"), readings(folder / "homographs"))
    if "homographs" in arguments.sets:
        yield from reading_lines(readings(folder / "homographs"))
    if "pairs" in arguments.sets:
        yield from pair_lines(folder / "pairs")


def _takes(results: ResultsFile, run: str) -> list[JudgedTake]:
    return list(run_report(results, run, LIMITS).takes) if results.run(run) else []


def _fault_table(takes: Sequence[JudgedTake], spoken: Sequence[Reading]) -> Iterator[str]:
    """Yield how many faults of each kind were found, and the false alarms on what is untouched."""
    yield "| planted | clips | found | of them by the right name |"
    yield "|---|---|---|---|"
    planted = 0
    found = 0
    for kind, names in EXPECTED.items():
        clips = [take for take in takes if take.facts.kind == kind]
        faulty = [take for take in clips if take.is_faulty]
        named = [take for take in faulty if names & {each.kind for each in take.found if each.severity == "fault"}]
        planted += len(clips)
        found += len(faulty)
        yield f"| {kind} | {len(clips)} | {len(faulty)} | {len(named)} |"
    wrong = [each for each in spoken if each.kind == WRONG][:WRONG_READINGS]
    suspect = sum(each.verdict == SUSPECT for each in wrong)
    planted, found = planted + len(wrong), found + suspect
    yield f"| wrong homograph | {len(wrong)} | {suspect} | {suspect} |"
    untouched = [take for take in takes if take.facts.kind == UNTOUCHED]
    alarms = [take for take in untouched if take.is_faulty]
    yield f"| all | {planted} | {found} ({_percent(found, planted)}) | |"
    yield f"| untouched | {len(untouched)} | {len(alarms)} ({_percent(len(alarms), len(untouched))}) | |"
    for take in alarms:
        yield f"  false alarm {take.facts.key}: {take.facts.text} {' '.join(each.message for each in take.found)}"
    for take in takes:
        if take.facts.kind != UNTOUCHED and not take.is_faulty:
            yield f"  not found {take.facts.key}: {' '.join(each.message for each in take.found)}"


WRONG_READINGS = 40
"""How many homographs count among the planted faults: as many as of every other kind."""
EXPECTED = {
    "swapped": {"word", "homograph"},
    "dropped": {"word", "missing"},
    "doubled": {"word", "repeated"},
    "cut": {"cut_end", "word", "missing"},
    "silence": {"gap", "pause"},
    "clipping": {"clipping"},
    "noise": {"noise"},
}
"""What each planted fault should be called."""


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _show(doing: str) -> None:
    print(f"\r{doing}\x1b[K", end="", file=sys.stderr, flush=True)


Report = Callable[[str], None]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench planted", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the clips and results are kept")
    parser.add_argument("steps", nargs="*", help="make, judge, table; all of them without this", metavar="STEP")
    parser.add_argument("--real", type=Path, default=TOP / ".real-kokoro", help="the files of script/real-kokoro")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="only these")
    parser.add_argument("--part", choices=(*PARTS, ALL), default=ALL, help="which part of each table")
    parser.add_argument("--voices", nargs="+", help="other voices than the usual ones")
    parser.add_argument("--threads", type=int, default=0, help="threads for speaking and for each judge")
    parser.add_argument("--whisper", help="a folder with another Whisper model than the packages bring")
    parser.add_argument("--write-table", action="store_true", help="write the table of homographs into the package")
    return parser


if __name__ == "__main__":
    sys.exit(main())
