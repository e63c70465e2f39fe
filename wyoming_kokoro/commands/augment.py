"""`augment`: copies of sounds as a device in a home would hear them: rooms, noises, microphones, codecs."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import augmentation

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

DONE, FAILED = 0, 1


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands, "augment", "copies of sounds as a device in a home hears them: rooms, noises, codecs", augment
    )
    parser.add_argument("sounds", nargs="*", type=Path, metavar="SOUND", help="WAV, FLAC, MP3, Opus and others")
    parser.add_argument("--preset", metavar="NAMES", help="a preset, or several in a row: conference_room+telephone")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("augmented"), metavar="FOLDER", help="where the copies are written"
    )
    parser.add_argument("--copies", type=int, default=1, metavar="NUMBER", help="copies of each sound, all different")
    parser.add_argument("--seed", type=int, default=0, metavar="NUMBER", help="another one gives other copies")
    parser.add_argument(
        "--rate", type=int, metavar="HERTZ", help="the rate of the copies; without it that of the sound"
    )
    parser.add_argument("--noise", type=Path, metavar="FOLDER", help="your own recordings of noise, used half the time")
    parser.add_argument("--rooms", type=Path, metavar="FOLDER", help="responses of real rooms, used half the time")
    parser.add_argument("--replace", action="store_true", help="replace files that are there, with another content")
    parser.add_argument("--presets", action="store_true", help="list the presets, and the steps they are made of")
    parser.add_argument("--show", metavar="NAME", help="print a preset, to change it: --show NAME > mine.toml")
    parser.add_argument("--json", action="store_true", help="print everything as JSON, for programs")


def augment(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write the copies, or show the presets."""
    folder = loaded.sources.paths.presets
    if parsed.show is not None:
        return _show(parsed.show, folder)
    if parsed.presets:
        return _list(folder, as_json=parsed.json)
    if not parsed.sounds or parsed.preset is None:
        raise BadRequest("Name sounds, and a preset for them: --preset NAME; --presets lists them.")
    if parsed.rate is not None and not augmentation.MIN_RATE <= parsed.rate <= augmentation.MAX_RATE:
        raise BadRequest(f"The rate can be {augmentation.MIN_RATE} to {augmentation.MAX_RATE}.")
    plan = augmentation.AugmentPlan(
        augmentation.find_preset(parsed.preset, folder),
        parsed.copies,
        parsed.seed,
        parsed.rate,
        augmentation.Recordings.find(parsed.noise, parsed.rooms),
        parsed.replace,
    )
    return _write(parsed, plan)


def _write(parsed: argparse.Namespace, plan: augmentation.AugmentPlan) -> int:
    progress = Progress("augment", every=1.0)
    copies: list[augmentation.AugmentedFile] = []
    problems: list[augmentation.AugmentedFile] = []
    total = len(parsed.sounds) * parsed.copies
    for made in augmentation.augment_files(parsed.sounds, parsed.output, plan):
        (copies if made.target is not None else problems).append(made)
        progress(f"{len(copies)} of {total} written")
    progress.end()
    for made in problems:
        print(made.problem, file=sys.stderr)
    if parsed.json:
        print(
            json.dumps([each.as_json(plan.preset.name) for each in (*copies, *problems)], ensure_ascii=False, indent=2)
        )
    elif copies:
        seconds = sum(each.seconds for each in copies)
        print(f"{len(copies)} sound{'s' * (len(copies) != 1)}, {seconds:.1f} seconds, in {parsed.output}")
    return DONE if copies else FAILED


def _show(name: str, folder: Path) -> int:
    augmentation.find_preset(name, folder)
    print(
        *(augmentation.preset_files(folder)[part.strip()].read_text("utf-8") for part in name.split("+")),
        sep="\n",
        end="",
    )
    return DONE


def _list(folder: Path, *, as_json: bool) -> int:
    presets = dict(augmentation.preset_lines(folder))
    if as_json:
        steps = {step.name: {each.name: each.meaning for each in step.parameters} for step in augmentation.STEPS}
        print(json.dumps({"presets": presets, "steps": steps}, ensure_ascii=False, indent=2))
        return DONE
    width = max(map(len, presets))
    for name, meaning in presets.items():
        print(f"{name:<{width}}  {meaning}")
    print()
    for step in augmentation.STEPS:
        print(f"step {step.name}: {step.meaning}")
        for each in step.parameters:
            limits = ", ".join(each.choices) if each.choices else f"{each.low:g} to {each.high:g}"
            print(f"  {each.name:<12} {each.meaning} ({limits})")
    return DONE
