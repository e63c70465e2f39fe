"""`wake project`: write, show and run a file that holds all of a wake word's project."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.wake import VERBS
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import exports
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.wake import WakeProject, default_project, read_project
from wyoming_kokoro.workshop.wake.project_keys import FILE, KEYS, Value

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

Step = tuple[str, ...]
"""The words of a command."""

ASKED = ("wake.language", "wake.samples", "voices.names", "voices.blends", "sounds.presets", "export.forms")
"""The keys that the wizard asks for, after the phrase."""
PASSED_ON = ("data_dir", "download_dir", "voice", "engine", "model")
"""Arguments of this command that every step has, too."""


def add_verb(verbs: "Subparsers") -> None:
    """Add the verb to the parser, with its own actions."""

    def explain(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
        """Print what can be asked for."""
        del parsed, loaded
        parser.print_help()
        return 0

    parser = add_command(verbs, "project", "keep a whole project in one file, and run it", explain, nested=True)
    actions = parser.add_subparsers(metavar="ACTION")
    for name, meaning, command in (
        ("init", "write a project file, after some questions", init),
        ("show", "show what a project file says, and the commands that it stands for", show),
        ("run", "plan, make, check, test and export, or go on with that", run),
    ):
        action = add_command(actions, name, meaning, command, nested=True)
        action.add_argument("file", nargs="?", type=Path, default=Path(FILE), metavar="FILE", help=f"{FILE} if absent")
        if name == "init":
            action.add_argument("--phrase", default="", metavar="TEXT", help="the wake word, in place of the question")
            action.add_argument("--yes", action="store_true", default=False, help="ask nothing; take the defaults")


def init(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Write a project file; BadRequest where there is one."""
    path: Path = parsed.file
    if path.exists():
        raise BadRequest(f"{path} is there already, and is left as it is.")
    if parsed.yes and not parsed.phrase.strip():
        raise BadRequest("--yes asks nothing, so --phrase has to say the wake word.")
    phrase = parsed.phrase.strip() or _answer("Wake word", "hey katya")
    changes: dict[str, Value] = {"wake.language": loaded.settings.speech.language}
    for key in () if parsed.yes else KEYS:
        place = f"{key.section}.{key.name}"
        if place in ASKED:
            default = changes.get(place, key.default)
            changes[place] = _asked(key.meaning, default)
    if isinstance(changes.get("wake.samples"), int):
        changes["wake.near"] = changes["wake.samples"]
    project = default_project(phrase, **changes)
    with disk_errors(f"{path} cannot be written"):
        replace_file(path, project.toml().encode(), mode=READABLE_BY_ALL)
    print(f"{path} is written; `wyoming-kokoro wake project run {path}` does all of it.")
    return 0


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print a project with all its values, and the commands that it stands for."""
    project = _read(parsed, loaded)
    print(project.toml())
    for step in _steps(project):
        print("#", _told(step))
    return 0


def run(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Do all steps, one after the other; what is there already is not made again."""
    project = _read(parsed, loaded)
    steps = list(_steps(project))
    main = import_module("wyoming_kokoro.cli").main  # which imports the commands
    common = [
        word
        for name in PASSED_ON
        if (value := getattr(parsed, name, None)) is not None
        for word in (f"--{name.replace('_', '-')}", str(value))
    ]
    for number, step in enumerate(steps, 1):
        print(f"{number} of {len(steps)}: {_told(step)}", file=sys.stderr, flush=True)
        code: int = main([*step[:2], *common, *step[2:]])
        if code:
            again = f"`wyoming-kokoro wake project run {parsed.file}` goes on here."
            print(f"Step {number} of {len(steps)} did not end well; {again}", file=sys.stderr)
            return code
    return 0


def _read(parsed: argparse.Namespace, loaded: LoadedSettings) -> WakeProject:
    project = read_project(parsed.file, loaded.settings.providers.servers)
    for note in project.notes:
        print(note, file=sys.stderr)
    if len(project.texts("wake", "phrases")) > 1 and project.texts("wake", "say"):
        raise BadRequest(f"{parsed.file}: [wake] say can be used with one phrase only.")
    for form in project.texts("export", "forms"):
        if exports.EXPORTS.get(form) is None:
            raise BadRequest(
                f"{parsed.file}: [export] forms has {form!r}; there are: {', '.join(exports.EXPORTS.names)}."
            )
    return project


def _steps(project: WakeProject) -> Iterator[Step]:
    """Yield the commands of a project, in order."""
    phrases = project.texts("wake", "phrases")
    for phrase in phrases:
        name = project.text("project", "name")
        if len(phrases) > 1:
            name = f"{name}_{re.sub(r'[^a-z0-9]+', '_', phrase.lower()).strip('_')}"
        yield ("wake", "plan", *_plan_arguments(project), "--", phrase, name)
        workers = f"--workers={project.number('project', 'workers')}"
        yield ("wake", "make", workers, "--", name)
        if project.is_on("check", "enabled") and "check" in VERBS:
            gates = project.text("check", "gates")
            yield ("wake", "check", *((f"--with={gates}",) if gates else ()), "--", name)
        detectors = project.texts("test", "detectors")
        if detectors and "test" in VERBS:
            yield ("wake", "test", *(f"--detector={each}" for each in detectors), "--", name)
        for form in project.texts("export", "forms"):
            target = Path(project.text("export", "folder")) / f"{name}-{form}"
            link = ("--link",) if project.is_on("export", "link") else ()
            yield ("dataset", "export", f"--to={form}", f"--output={target}", "--replace", *link, "--", name)


def _plan_arguments(project: WakeProject) -> Iterator[str]:
    for argument, section, name in (
        ("language", "wake", "language"), ("voices", "voices", "names"), ("speeds", "voices", "speeds"),
        ("pitch", "voices", "pitch"), ("holdout", "voices", "holdout"), ("presets", "sounds", "presets"),
        ("shares", "sounds", "shares"),
    ):  # fmt: skip
        if text := project.text(section, name):
            yield f"--{argument}={text}"
    for argument, section in (("samples", "wake"), ("near", "wake"), ("blends", "voices"), ("seed", "project")):
        yield f"--{argument}={project.number(section, argument)}"
    yield f"--workers={project.number('project', 'workers')}"
    if not project.is_on("wake", "variants"):
        yield "--no-variants"
    for name, share in project.shares().items():
        yield from (f"--provider={name}", f"--share={share:g}")
    if said := project.texts("wake", "say"):
        yield from ("--say", *said)


def _asked(meaning: str, default: Value) -> Value:
    """Return what somebody answers, in the form of the default."""
    shown = ",".join(default) if isinstance(default, list) else str(default)
    while True:
        answer = _answer(meaning.rstrip("."), shown)
        if isinstance(default, list):
            return [part.strip() for part in answer.split(",") if part.strip()]
        if not isinstance(default, int):
            return answer
        if answer.replace("_", "").isdigit():
            return int(answer)
        print("A number is needed.", file=sys.stderr)


def _answer(question: str, default: str) -> str:
    try:
        return input(f"{question} [{default}]: ").strip() or default
    except EOFError:
        raise BadRequest("Nobody answers; --yes takes the defaults.") from None


def _told(step: Sequence[str]) -> str:
    """Return a command as it is typed."""
    return " ".join(["wyoming-kokoro", *(f'"{word}"' if " " in word else word for word in step)])
