"""`wake teach`: teach a small detector with a data set, to see what the data are worth."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, wake

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

DONE = 0
SUFFIX = ".npz"
MOST_LINES = 12


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser."""
    parser = add_command(verbs, "teach", "teach a small detector with a data set, and test it", teach, nested=True)
    add_name(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the detector: NAME.npz")
    parser.add_argument("--seed", type=int, default=None, metavar="NUMBER", help="in place of the data set's own")
    parser.add_argument("--json", action="store_true", default=False, help="print everything as JSON, for programs")


def teach(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Teach a head, write it, and print what it makes of voices it has not heard."""
    if parsed.output.suffix != SUFFIX:
        raise BadRequest(f"The file is to end in {SUFFIX}, as `wake test --detector` knows it by that.")
    progress = Progress("teach", every=1.0)
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        seed = data_set.description.seed if parsed.seed is None else parsed.seed
        result = wake.teach(data_set, seed, progress)
    progress.end()
    result.head.write(parsed.output)
    if parsed.json:
        parts = [each.as_json() for each in result.parts]
        print(json.dumps({"threshold": round(result.head.threshold, 4), "parts": parts}, ensure_ascii=False, indent=2))
        return DONE
    print(f"{parsed.output} wakes above {result.head.threshold:.3g}.")
    for part in result.parts:
        print(f"{part.name:<10}  heard {part.heard}, wakes at {part.false_accepts} of the others", end="")
        print(f" and {part.minimal_pairs} of the minimal pairs" if part.minimal_pairs.samples else "")
    test = result.parts[-1]
    for voice in [each for each in test.voices if each.woke < each.samples][:MOST_LINES]:
        print(f"  voice {voice.name}: {voice.woke} of {voice.samples} heard")
    for text in test.texts[:MOST_LINES]:
        print(f"  woke at {text.name!r}: {text.woke} of {text.samples}")
    return DONE
