"""Counts how many of thirty very short texts in six voices Whisper recognises, beside the plain graph and kokoro-onnx.

    script/real-kokoro
    script/bench short_phrases FOLDER [--judges JUDGES/bin/python] [--whisper FOLDER_WITH_A_MODEL]

FOLDER keeps the sounds, so that they can be listened to and are made only once; `script/bench ear` uses the same one.
kokoro-onnx speaks if it is installed. JUDGES is the environment of benchmarks/hearing/judges.txt. Whisper gets each
sound with a quarter of a second of silence on both sides. A text is recognised if every word is, and nothing else is
heard; words that sound the same count as the same. --again makes our program's sounds anew, after a change.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.hearing.making import make
from benchmarks.hearing.results import errors
from benchmarks.hearing.sounds import Sound, SoundFolder
from benchmarks.hearing.speakers import CONFIGURATIONS, data_folder
from benchmarks.hearing.texts import SHORT_VOICES, short
from wyoming_kokoro.speech import RATE

TOP = Path(__file__).resolve().parents[1]
OURS = "exact-int8"
COMPARED = ("plain-int8", "kokoro-onnx")
"""What is there besides our program, with the same model file."""
PACKAGES = {"kokoro-onnx": "kokoro_onnx"}
"""What a configuration imports that is not among our requirements."""


def main() -> int:
    """Speak, judge, and print the table."""
    arguments = _parser().parse_args()
    folder: Path = arguments.folder
    names = [name for name in arguments.only if name not in PACKAGES or find_spec(PACKAGES[name])]
    if arguments.again:
        shutil.rmtree(folder / OURS / "short", ignore_errors=True)
    asyncio.run(make(folder, data_folder(folder / "data", arguments.real, arguments.real), names, ["short"]))
    for name in names:
        if not _judge(folder / name / "short", arguments.judges, arguments.whisper):
            return 1
    print("\n".join(table(folder)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench short_phrases", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the sounds are kept")
    parser.add_argument("--real", type=Path, default=TOP / ".real-kokoro", help="the files of script/real-kokoro")
    parser.add_argument("--judges", default=sys.executable, help="the Python of the judges' environment")
    parser.add_argument("--whisper", type=Path, help="a folder with another Whisper model than the packages bring")
    parser.add_argument("--only", nargs="+", choices=(OURS, *COMPARED), default=[OURS, *COMPARED])
    parser.add_argument("--again", action="store_true", help="make our program's sounds anew")
    return parser


def _judge(folder: Path, python: str, whisper: Path | None) -> bool:
    """Have a folder judged; returns whether that was possible."""
    command = [python, str(TOP / "benchmarks/hearing/judges.py"), str(folder), "--words"]
    if whisper:
        command += ["--whisper", str(whisper)]
    return subprocess.run(command, check=False).returncode == 0


def table(folder: Path) -> Iterator[str]:
    """Yield the lines of the table: the share recognised by voice, and below it what was misheard."""
    yield f"| | sounds | {' | '.join(SHORT_VOICES)} | all | median length |"
    yield f"|{'---|' * (len(SHORT_VOICES) + 4)}"
    misheard = []
    for configuration in CONFIGURATIONS:
        sounds = list(_judged(SoundFolder(folder / configuration.name / "short")))
        if sounds:
            shares = [_recognised([each for each in sounds if each.facts["voice"] == voice]) for voice in SHORT_VOICES]
            length = median(len(each.samples) / RATE for each in sounds)
            cells = (configuration.title, str(len(sounds)), *shares, _recognised(sounds), f"{length:.2f} s")
            yield f"| {' | '.join(cells)} |"
            misheard += [
                f"{configuration.name} {each.facts['voice']}: {each.facts['text']} > {each.judgement['heard'] or '-'}"
                for each in sounds
                if errors(each).wrong
            ]
    yield ""
    yield from misheard


def _judged(kept: SoundFolder) -> Iterator[Sound]:
    return (sound for item in short() if (sound := kept.read(item)) is not None and sound.judgement)


def _recognised(sounds: Sequence[Sound]) -> str:
    right = sum(not errors(each).wrong for each in sounds)
    return f"{right / len(sounds):.0%} ({right} of {len(sounds)})" if sounds else "-"


if __name__ == "__main__":
    sys.exit(main())
