"""Lets models judge how we sound, beside the plain graph, kokoro-onnx and eSpeak NG: words, quality, level, rhythm.

    script/real-kokoro
    python3 -m venv JUDGES && JUDGES/bin/pip install -r benchmarks/hearing/judges.txt
    script/bench ear FOLDER --judges JUDGES/bin/python [--models FOLDER_WITH_real-full.onnx] [--page]

Three steps, of which each does only what is not done yet: `make` speaks texts and keeps the sounds in FOLDER, `judge`
judges them in the judges' environment, `table` prints the tables; --page writes them into docs/sound.md.
--again NAME makes the sounds of a configuration anew, after a change of the program.
"""

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.hearing.making import make
from benchmarks.hearing.results import Results
from benchmarks.hearing.speakers import CONFIGURATIONS, data_folder
from benchmarks.hearing.texts import SETS

TOP = Path(__file__).resolve().parents[1]
STEPS = ("make", "judge", "table")
PAGE = TOP / "docs/sound.md"
BEGIN, END = "<!-- begin: script/bench ear -->", "<!-- end: script/bench ear -->"


def main() -> int:
    """Run the steps."""
    arguments = _parser().parse_args()
    folder: Path = arguments.folder
    steps = arguments.steps or STEPS
    if "make" in steps:
        for name in arguments.again:
            for kept in arguments.sets:
                shutil.rmtree(folder / name / kept, ignore_errors=True)
        data = data_folder(folder / "data", arguments.real, arguments.models)
        asyncio.run(make(folder, data, arguments.only, arguments.sets, arguments.limit))
    if "judge" in steps:
        command = [arguments.judges, str(TOP / "benchmarks/hearing/judges.py"), str(folder)]
        if arguments.whisper:
            command += ["--whisper", str(arguments.whisper)]
        if subprocess.run(command, check=False).returncode:
            return 1
    if "table" in steps:
        results = Results(folder)
        tables = results.page()
        print(tables)
        if arguments.misheard:
            print("\n".join(results.misheard()))
        if arguments.page:
            _write(tables)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench ear", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [each.name for each in CONFIGURATIONS]
    parser.add_argument("folder", type=Path, help="where the sounds are kept")
    parser.add_argument("steps", nargs="*", help="make, judge, table; all of them without this", metavar="STEP")
    parser.add_argument("--real", type=Path, default=TOP / ".real-kokoro", help="the files of script/real-kokoro")
    parser.add_argument("--models", type=Path, default=TOP / ".real-kokoro", help="a folder with real-full.onnx")
    parser.add_argument("--judges", default=sys.executable, help="the Python of the judges' environment")
    parser.add_argument("--whisper", type=Path, help="a folder with another Whisper model than the packages bring")
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="only these configurations")
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS), help="only these sets of texts")
    parser.add_argument("--limit", type=int, help="every so many texts of a set, so that at most this many are spoken")
    parser.add_argument("--again", nargs="+", choices=names, default=[], help="make the sounds of these anew")
    parser.add_argument("--misheard", action="store_true", help="also print what was misheard")
    parser.add_argument("--page", action="store_true", help="write the tables into docs/sound.md")
    return parser


def _write(tables: str) -> None:
    """Replace the generated part of the page."""
    page = PAGE.read_text("utf-8")
    part = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    PAGE.write_text(part.sub(lambda _: f"{BEGIN}\n\n{tables}\n{END}", page), encoding="utf-8")
    print(f"{PAGE.relative_to(TOP)} written")


if __name__ == "__main__":
    sys.exit(main())
