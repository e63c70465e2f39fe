"""Measures what detectors hear of real Kokoro: three wake words in all English voices, near phrases, and a taught head.

    script/bench wake_detectors FOLDER --data-dir DATA [--make] [--workers 2] [--wake 1000] [--near 2000]

With --make the data sets are spoken first, or gone on with: three of them by `dataset speak`, and one by `wake plan`
and `wake make`, for `wake teach`. It needs the packages pyopen-wakeword, pymicro-wakeword and livekit-wakeword; the
models of the first two are for tests only. It ends with 1 if a figure is missed that docs/workshop.md promises.
"""

import argparse
import json
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from wyoming_kokoro.cli import main as command

PHRASES = {
    "okay_nabu": ("Okay Nabu", 0.85, ("okay nabil", "okay nubu", "okay mabu")),
    "hey_jarvis": ("Hey Jarvis", 0.95, ("hey garvis", "hey jarvin", "hey darvis")),
    "alexa": ("Alexa", 0.95, ("alexia", "alecta", "aleksi")),
}
"""What is said, the share that is to be heard, and minimal pairs, which detectors confuse."""
NEAR = {
    "okay_nabu": ("Okay now", "Okay Google", "Okay noble", "Hey Nabu", "Okay Nancy", "Okay Bamboo", "Today Nabu"),
    "hey_jarvis": ("Hey Charles", "Hey Travis", "Hey harvest", "Hey service", "Hey Google", "Okay Jarvis"),
    "alexa": ("Alex", "Lexus", "Alexis", "Election", "A lecture", "Relax", "Alaska"),
}
ORDINARY = ("Turn on the light", "What is the time", "Good morning everybody")
NEAR_ACCEPTED = 0.05
NEAR_VOICES = "af_heart,am_puck,bf_emma,bm_george"
SPEEDS = "0.85,1,1.2"
TAUGHT_HEARD, TAUGHT_ACCEPTED = 0.95, 0.005


def main() -> int:
    """Print what was measured; 1 if a promised figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the data sets are, or are made")
    parser.add_argument("--data-dir", type=Path, required=True, help="with Kokoro's files")
    parser.add_argument("--make", action="store_true", help="speak what is not there")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--wake", type=int, default=1_000)
    parser.add_argument("--near", type=int, default=2_000)
    parser.add_argument("--phrases", default=",".join(PHRASES), help="of the three, separated by commas")
    parser.add_argument("--presets", default="clean", help="of augmentation, in which the detectors hear too")
    asked = parser.parse_args()
    phrases = [name for name in asked.phrases.split(",") if name]
    if asked.make:
        for name in phrases:
            _speak(asked, name)
        if asked.wake:
            _plan(asked)
    missed = [problem for name in phrases for problem in _measure(asked, name)]
    if asked.wake:
        missed += _teach(asked)
    for problem in missed:
        print(f"MISSED: {problem}")
    return bool(missed)


def _speak(asked: argparse.Namespace, name: str) -> None:
    """Speak a phrase in all English voices, and what is nearly it in some."""
    folder = asked.folder / name
    phrase, _, pairs = PHRASES[name]
    if not folder.exists():
        _run("dataset", "create", folder, "--purpose", f"The wake word {phrase}", "--data-dir", asked.data_dir)
    english = sorted(path.stem for path in (asked.data_dir / "voices").glob("[ab][fm]_*.bin"))
    near = (*NEAR[name], *ORDINARY, *pairs)
    for texts, role, voices, speeds in (
        ((phrase,), "wake", ",".join(english), SPEEDS),
        (near, "near", NEAR_VOICES, "1"),
    ):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write("\n".join(texts))
            file.flush()
            _run(
                "dataset", "speak", folder, "--texts", file.name, "--role", role, "--voices", voices,
                "--speeds", speeds, "--rate", 16_000, "--engine", "kokoro",
                "--workers", asked.workers, "--data-dir", asked.data_dir,
            )  # fmt: skip


def _plan(asked: argparse.Namespace) -> None:
    folder = asked.folder / "taught"
    if not folder.exists():
        _run(
            "wake", "plan", "okay nabu", folder, "--samples", asked.wake, "--near", asked.near, "--blends", 0,
            "--shares", "70,15,15", "--engine", "kokoro", "--data-dir", asked.data_dir,
        )  # fmt: skip
    _run("wake", "make", folder, "--workers", asked.workers, "--engine", "kokoro", "--data-dir", asked.data_dir)


def _measure(asked: argparse.Namespace, name: str) -> list[str]:
    """Print what each detector hears; return what was promised of openWakeWord and missed."""
    missed = []
    phrase, wanted, pairs = PHRASES[name]
    for found in _json("wake", "test", asked.folder / name, "--detector", name, "--preset", asked.presets):
        groups = {"US": [0, 0], "GB": [0, 0]}
        for each in found["by_voice"]:
            group = groups["GB" if each["name"].startswith("b") else "US"]
            group[0] += each["woke"]
            group[1] += each["samples"]
        rows = [each for each in found["by_text"] if each["name"].lower() not in pairs]
        others = [sum(each["woke"] for each in rows), sum(each["samples"] for each in rows)]
        paired = [each for each in found["by_text"] if each["name"].lower() in pairs]
        shown = ", ".join(f"{label} {woke} of {count}" for label, (woke, count) in groups.items())
        print(f"{phrase}, {found['detector']}, {found['preset']}: heard {shown}; near {others[0]} of {others[1]}; "
              f"minimal pairs {sum(each['woke'] for each in paired)} of {sum(each['samples'] for each in paired)}; "
              f"delay {found['delay']} s")  # fmt: skip
        for each in (*found["by_speed"], *(row for row in found["by_text"] if row["woke"])):
            print(f"    {each['name']}: {each['woke']} of {each['samples']}")
        if found["detector"].startswith("open:") and found["preset"] == "clean":
            short = [label for label, (woke, count) in groups.items() if count and woke < wanted * count]
            missed += [f"{phrase} is heard in less than {100 * wanted:.0f} % of {label}." for label in short]
            if others[1] and others[0] > NEAR_ACCEPTED * others[1]:
                missed.append(f"{phrase} is heard in more than {100 * NEAR_ACCEPTED:.0f} % of near phrases.")
    return missed


def _teach(asked: argparse.Namespace) -> list[str]:
    """Teach a head, print what it makes of voices that it does not know, and return what was missed."""
    found = _json("wake", "teach", asked.folder / "taught", "-o", asked.folder / "taught.npz")
    for part in found["parts"]:
        print(f"taught, {part['part']}: heard {part['heard']}, wakes at {part['false_accepts']}")
        for each in part["texts"]:
            print(f"    {each['name']}: {each['woke']} of {each['samples']}")
    test = found["parts"][-1]
    missed = []
    if test["heard"]["share"] < TAUGHT_HEARD:
        missed.append("The taught head hears too few wake words of voices that it does not know.")
    if test["false_accepts"]["share"] > TAUGHT_ACCEPTED:
        missed.append("The taught head wakes at too many near phrases.")
    return missed


def _json(*arguments: object) -> Any:  # noqa: ANN401 -- what the command prints
    output = StringIO()
    with redirect_stdout(output):
        _run(*arguments, "--json")
    return json.loads(output.getvalue())


def _run(*arguments: object) -> None:
    if command([str(each) for each in arguments]):
        sys.exit(f"{' '.join(map(str, arguments[:3]))} failed.")


if __name__ == "__main__":
    sys.exit(main())
