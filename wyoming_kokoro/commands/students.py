"""`students`: list, download, verify and import students of Kokoro, small models of one voice each."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import STUDENT_SUFFIX

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

_NAME_HELP = "the voice that a student speaks"


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "students", "list, download and import small models of one voice each", show)
    parser.set_defaults(json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    list_action = add_command(actions, "list", "list the students and the state of their files", show, nested=True)
    list_action.add_argument("--json", action="store_true", help="as JSON, for programs")
    fetch_action = add_command(
        actions, "fetch", "download the named students, or every published one", fetch, nested=True
    )
    fetch_action.add_argument("names", nargs="*", default=[], metavar="NAME", help=_NAME_HELP)
    verify_action = add_command(
        actions, "verify", "read the named students, or all, and check them", verify, nested=True
    )
    verify_action.add_argument("names", nargs="*", default=[], metavar="NAME", help=_NAME_HELP)
    import_action = add_command(
        actions, "import", "copy the file of a student into the folder", import_student, nested=True
    )
    import_action.add_argument("file", type=Path, metavar="FILE", help="the path of the file")
    import_action.add_argument(
        "--as", dest="name", required=True, metavar="NAME", help="the voice that it speaks, such as if_sara"
    )


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print every published student, and the user's own."""
    states = files.store_of(loaded).students.states()
    notes = {state.name: f"speaks as {state.name}{STUDENT_SUFFIX}" for state in states if state.state == "present"}
    return files.show(states, as_json=parsed.json, notes=notes)


def fetch(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Download students."""
    library = files.store_of(loaded).students
    return files.fetch(library, parsed.names or [file.name for file in library.published])


def verify(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Check students."""
    return files.verify(files.store_of(loaded).students, parsed.names)


def import_student(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Import a student."""
    store = files.store_of(loaded)
    return files.import_file(store.students, parsed.name, files.blocks_of(parsed.file, store.disk))
