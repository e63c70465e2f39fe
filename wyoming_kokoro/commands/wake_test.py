"""`wake test`: let detectors hear a data set."""

import argparse
import json
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
CLEAN = "clean"


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser."""
    parser = add_command(verbs, "test", "let detectors hear a data set", test, nested=True)
    add_name(parser)
    parser.add_argument(
        "--detector", action="append", required=True, metavar="NAME",
        help="okay_nabu, open:alexa, micro:alexa; or a file: .tflite, .onnx, microWakeWord's .json, .npz of teach",
    )  # fmt: skip
    parser.add_argument(
        "--preset", default=CLEAN, metavar="NAMES", help="of augmentation, separated by commas; or clean: as they are"
    )
    parser.add_argument(
        "--threshold", type=float, default=None, metavar="NUMBER", help="in place of the detector's own"
    )
    parser.add_argument("--split", choices=datasets.SPLITS, default="", help="only the samples of this part")
    parser.add_argument("--limit", type=int, default=0, metavar="NUMBER", help="of the samples of each role")
    parser.add_argument("--json", action="store_true", default=False, help="print everything as JSON, for programs")


def test(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Let every detector hear the samples in every condition, and print what it hears."""
    if parsed.threshold is not None and not 0 <= parsed.threshold <= 1:
        raise BadRequest("A threshold is a number from 0 to 1.")
    detectors = [each for name in parsed.detector for each in wake.find_detectors(name, loaded.sources.paths.detectors)]
    presets = wake.find_presets(parsed.preset, loaded.sources.paths.presets)
    progress = Progress("test", every=1.0)
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        samples = wake.samples_to_hear(data_set, parsed.split, parsed.limit)
        reports = [
            wake.run_detector(data_set, samples, detector, preset, parsed.threshold, progress)
            for detector in dict.fromkeys(detectors)
            for preset in presets
        ]
    progress.end()
    if parsed.json:
        print(json.dumps([each.as_json() for each in reports], ensure_ascii=False, indent=2))
        return DONE
    print(*wake.detection_table(reports), sep="\n")
    for report in reports:
        lines = list(report.lines())
        if lines:
            print("", f"{report.detector}, {report.preset or CLEAN}:", *lines, sep="\n")
    for notice in dict.fromkeys(report.notice for report in reports if report.notice):
        print("", notice, sep="\n")
    return DONE
