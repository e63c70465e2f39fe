"""`dataset`: make, fill, check, split and keep data sets of sounds."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import dataset_export, dataset_reading, dataset_speak
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.dataset_folder import add_name, folder_of
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import datasets, exports, wake

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

DONE, FAILED = 0, 1
MOST_SHOWN = 20
"""Samples or problems that are printed one by one."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "dataset", "make, fill, check, split and keep data sets of sounds", show_all)
    parser.add_argument("--json", action="store_true", help="print everything as JSON, for programs")
    actions = parser.add_subparsers(metavar="ACTION")
    _add_create(actions)
    _add_reading(actions)
    dataset_reading.add_actions(actions)
    dataset_speak.add_actions(actions)
    _add_filling(actions)
    _add_changing(actions)
    dataset_export.add_actions(actions)


def create(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Make an empty data set."""
    folder = folder_of(parsed.name, loaded)
    language = parsed.language or loaded.settings.speech.language
    datasets.create(
        folder,
        datasets.DataSetDescription(folder.name, parsed.purpose, language, parsed.licence, parsed.seed),
    )
    return _told(parsed, {"folder": str(folder)}, f"{folder} is ready.")


def show_all(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """List the data sets of the data folder, or of another one."""
    where = getattr(parsed, "folder", None) or loaded.sources.paths.datasets
    rows, lines = list[dict[str, object]](), list[str]()
    for folder in datasets.find_data_sets(where):
        with datasets.opened(folder) as data_set:
            found, jobs = datasets.statistics(data_set), datasets.jobs_of(data_set)
            about = asdict(data_set.description)
        rows.append({**about, **found.as_json(), "folder": folder.name, "jobs": [asdict(job) for job in jobs]})
        lines.append(next(found.lines()))
    return _told(parsed, rows, *(lines or [f"There are no data sets in {where}; `dataset create NAME` makes one."]))


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Show a data set, or samples of it."""
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        if parsed.where:
            where, values = datasets.conditions_of(parsed.where)
            samples = list(data_set.catalogue.select(where, values, f"id LIMIT {parsed.limit}"))
            rows = [{**asdict(each), "file": str(data_set.sounds.path(each.digest))} for each in samples]
            lines = [
                f"{each.id}  {each.state:<8} {each.role:<8} {each.split:<10} {each.voice:<12} {each.text}"
                for each in samples
            ]
            return _told(parsed, rows, *(lines or ["No sample is like that."]))
        facts = asdict(data_set.description)
        versions = [asdict(version) for version in datasets.all_versions(data_set)]
        jobs = data_set.catalogue.file.execute(
            "SELECT kind, total, made, failed, state FROM job ORDER BY at"
        ).fetchall()
        lines = [f"{name:<9} {value}" for name, value in facts.items()]
        lines += [
            f"version   {each['name']}: {each['samples']} samples, {each['at']} {each['about']}" for each in versions
        ]
        lines += [
            f"job       {kind}: {made} of {total} made, {failed} failed, {state}"
            for kind, total, made, failed, state in jobs
        ]
        return _told(parsed, {**facts, "versions": versions, "jobs": jobs}, *lines)


def show_statistics(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print what is in a data set."""
    with datasets.opened(folder_of(parsed.name, loaded)) as data_set:
        found = datasets.statistics(data_set)
        alike = wake.diversity_of(data_set)
    content = found.as_json() | ({"diversity": [each.as_json() for each in alike]} if alike else {})
    return _told(parsed, content, *found.lines(), *(f"  {each}" for each in alike))


def check(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Check a data set, and repair it if that is asked for."""
    folder = folder_of(parsed.name, loaded)
    if parsed.form:
        inputs = exports.TrainingInputs(parsed.vocabulary, parsed.pretrained)
        problems = list(exports.check_export(folder, parsed.form, inputs))
    else:
        progress = Progress("check", every=1.0)
        with datasets.writing(folder) if parsed.repair else datasets.opened(folder) as data_set:
            problems = list(datasets.check(data_set, repair=parsed.repair, report=progress))
        progress.end()
    lines = [
        f"{'advice' if each.is_advice else each.kind}: {each.what}{' Repaired.' * each.repaired}" for each in problems
    ]
    if len(lines) > MOST_SHOWN:
        lines = [*lines[:MOST_SHOWN], f"and {len(problems) - MOST_SHOWN} more; --json has all."]
    bad = [each for each in problems if not each.repaired and not each.is_advice]
    end = (
        f"{len(bad)} problem{'s' * (len(bad) != 1)} left."
        if bad
        else (f"It is ready for {parsed.form}." if parsed.form else "The data set is whole.")
    )
    _told(parsed, [each.as_json() for each in problems], *lines, end)
    return FAILED if bad else DONE


def add_sounds(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Add recordings of a folder."""
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        language = parsed.language or data_set.description.language
        like = datasets.SampleRow(
            "", role=parsed.role, split=parsed.split, text=parsed.text, language=language, provider=parsed.provider,
            voice=parsed.speaker, trainable=not parsed.not_trainable,
        )  # fmt: skip
        files = datasets.find_recordings(parsed.folder, language)
        progress = Progress("add", every=1.0)
        added = []
        for each in datasets.add_recordings(data_set, files, like, parsed.folder):
            added.append(each)
            progress(f"{len(added)} of {len(files)}")
        progress.end()
    good = sum(each.sample is not None and not each.problem for each in added)
    problems = [each.problem for each in added if each.problem]
    for problem in problems[:MOST_SHOWN]:
        print(problem, file=sys.stderr)
    _told(parsed, {"added": good, "problems": problems}, f"{good} of {len(added)} sounds were added.")
    return DONE if good or all("already" in problem for problem in problems) else FAILED


def merge(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Copy the samples of data sets into another one, which is made if it is missing."""
    target = folder_of(parsed.output, loaded)
    sources = [folder_of(name, loaded) for name in parsed.names]
    if any(source.resolve() == target.resolve() for source in sources):
        raise BadRequest("A data set cannot be merged into itself; -o names another one.")
    for source in sources:
        datasets.DataSetDescription.read(source)
    if not target.exists():
        first = datasets.DataSetDescription.read(sources[0])
        licences = sorted({datasets.DataSetDescription.read(source).licence for source in sources})
        datasets.create(
            target,
            datasets.DataSetDescription(target.name, first.purpose, first.language, " AND ".join(licences), first.seed),
        )
    counts: Counter[str] = Counter()
    conflicts: list[str] = []
    with datasets.writing(target) as whole:
        for source in sources:
            with datasets.opened(source) as part:
                for sample, what in datasets.merge(part, whole):
                    counts[what] += 1
                    if what in ("conflict", "lost"):
                        conflicts.append(f"{source.name}: {sample.id} is {what}.")
    for line in conflicts[:MOST_SHOWN]:
        print(line, file=sys.stderr)
    told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "nothing"
    return _told(parsed, {**counts, "conflicts": conflicts}, f"{target}: {told}")


def split(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Split a data set by voice."""
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        seed = data_set.description.seed if parsed.seed is None else parsed.seed
        parts = datasets.split(data_set, datasets.parse_shares(parsed.shares), seed)
        found = datasets.statistics(data_set)
    tallies = found.kinds["split"]
    lines = [f"{part:<11} {tallies[part].samples:>8} samples" for part in datasets.SPLITS if part in tallies]
    empty = [part for part in datasets.SPLITS if part not in tallies]
    if empty:
        lines.append(f"There are too few voices for {' and '.join(empty)}.")
    return _told(parsed, {"voices": parts, "samples": {part: tally.samples for part, tally in tallies.items()}}, *lines)


def make_version(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Keep what is in a data set now under a name."""
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        facts = datasets.make_version(data_set, parsed.version or "", parsed.about)
    return _told(parsed, asdict(facts), f"The version {facts.name} has {facts.samples} samples.")


def restore(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Make a data set what it was in a version."""
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        there, lost = datasets.restore(data_set, parsed.version)
    told = f"{there} samples are there as in {parsed.version}." + (f" {lost} are lost." if lost else "")
    _told(parsed, {"samples": there, "lost": lost}, told)
    return FAILED if lost else DONE


def remove(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Remove samples."""
    with datasets.writing(folder_of(parsed.name, loaded)) as data_set:
        gone, aside = datasets.remove(data_set, parsed.where, parsed.reason)
    told = f"{gone} samples are removed." + (f" {aside} are set aside, because a version has them." if aside else "")
    return _told(parsed, {"removed": gone, "set_aside": aside}, told)


def _told(parsed: argparse.Namespace, content: object, *lines: str) -> int:
    """Print a result for programs or for people."""
    if parsed.json:
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        print(*lines, sep="\n")
    return DONE


def _action(
    actions: "Subparsers", name: str, meaning: str, command: Callable[[argparse.Namespace, LoadedSettings], int]
) -> argparse.ArgumentParser:
    parser = add_command(actions, name, meaning, command, nested=True)
    parser.add_argument("--json", action="store_true", help="print everything as JSON, for programs")
    return parser


def _add_create(actions: "Subparsers") -> None:
    parser = _action(actions, "create", "make an empty data set", create)
    add_name(parser)
    parser.add_argument("--purpose", default="", metavar="TEXT", help="what it is for: a wake word, a voice")
    parser.add_argument("--language", default="", metavar="TAG", help="its language: en-US")
    parser.add_argument("--licence", default=datasets.OWN_LICENCE, help="of its sounds: Apache-2.0 unless given")
    parser.add_argument("--seed", type=int, default=0, metavar="NUMBER", help="what chance in it depends on")


def _add_reading(actions: "Subparsers") -> None:
    parser = _action(actions, "list", "list the data sets", show_all)
    parser.add_argument("folder", nargs="?", default=None, type=Path, metavar="FOLDER", help="where they are")
    parser = _action(actions, "show", "show a data set, or samples of it", show)
    add_name(parser)
    parser.add_argument("--where", nargs="+", default=[], metavar="NAME=VALUE", help="show samples: voice=af_heart")
    parser.add_argument(
        "--limit", type=int, default=MOST_SHOWN, metavar="NUMBER", help="of the samples: 20 unless given"
    )
    add_name(_action(actions, "stats", "count what is in a data set", show_statistics))
    parser = _action(actions, "check", "check that a data set is whole", check)
    add_name(parser)
    parser.add_argument("--repair", action="store_true", default=False, help="repair what can be; nothing is deleted")
    parser.add_argument(
        "--for", dest="form", default="", metavar="FORM", help="check a folder that was exported instead: f5tts"
    )
    parser.add_argument(
        "--vocabulary", type=Path, default=None, metavar="FILE", help="vocab.txt of the model that is trained on"
    )
    parser.add_argument(
        "--pretrained", type=Path, default=None, metavar="FILE", help="the model with which a training begins"
    )


def _add_filling(actions: "Subparsers") -> None:
    parser = _action(actions, "add", "add recordings of a folder", add_sounds)
    add_name(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="sounds, with name.txt beside name.wav or without")
    parser.add_argument("--role", choices=datasets.ROLES, default="speech", help="what they are for")
    parser.add_argument("--text", default="", help="what is said, where no file has it")
    parser.add_argument("--speaker", default="", metavar="NAME", help="who speaks: a split keeps them together")
    parser.add_argument("--provider", default="recording", metavar="NAME", help="where they come from")
    parser.add_argument("--language", default="", metavar="TAG", help="the language, where no file has it")
    parser.add_argument("--not-trainable", action="store_true", default=False, help="no model may be trained with them")
    parser.add_argument("--split", choices=("", *datasets.SPLITS), default="", help="the part they belong to")
    parser = _action(actions, "merge", "copy data sets into another one; the same sample in both is one", merge)
    parser.add_argument("names", nargs="+", metavar="NAME", help="data sets")
    parser.add_argument("-o", "--output", required=True, metavar="NAME", help="the data set to fill")


def _add_changing(actions: "Subparsers") -> None:
    parser = _action(actions, "split", "split by voice into train, validation and test", split)
    add_name(parser)
    parser.add_argument("--shares", default="80,10,10", metavar="NUMBERS", help="of the three parts: 80,10,10")
    parser.add_argument("--seed", type=int, default=None, metavar="NUMBER", help="in place of the data set's own")
    parser = _action(actions, "version", "keep what is in a data set now under a name", make_version)
    add_name(parser)
    parser.add_argument("version", nargs="?", default=None, metavar="VERSION", help="its name: v1, v2... unless given")
    parser.add_argument("--about", default="", metavar="TEXT", help="what it is")
    parser = _action(actions, "restore", "make a data set what it was in a version", restore)
    add_name(parser)
    parser.add_argument("version", metavar="VERSION", help="the name of the version")
    parser = _action(actions, "remove", "remove samples; those of a version are set aside", remove)
    add_name(parser)
    parser.add_argument("where", nargs="+", metavar="NAME=VALUE", help="which: voice=af_heart, state=failed")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why")
