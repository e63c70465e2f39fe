"""What `models`, `voices` and `students` share: downloading, verifying, importing and removing files."""

import asyncio
import json
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from wyoming_kokoro.downloads import Disk, Downloads, FileLibrary, FileState, megabytes, reporter
from wyoming_kokoro.errors import BadRequest, SpeechError
from wyoming_kokoro.settings import LoadedSettings

DONE, FAILED = 0, 1


def store_of(loaded: LoadedSettings) -> Downloads:
    """Return the downloads of these settings."""
    return Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)


def show(states: Sequence[FileState], *, as_json: bool, notes: dict[str, str]) -> int:
    """Print the state of files, one on each line, with the notes on some of them."""
    if as_json:
        print(json.dumps([asdict(state) for state in states], indent=2))
        return DONE
    show_lines(states, notes)
    return DONE


def show_lines(states: Sequence[FileState], notes: dict[str, str]) -> None:
    """Print the state of files for people."""
    width = max((len(state.name) for state in states), default=0)
    for state in states:
        size = megabytes(state.size) if state.size else ""
        remarks = ", ".join(filter(None, (_state_text(state), notes.get(state.name))))
        print(f"{state.name:<{width}}  {size:>7}  {remarks}")


def fetch(library: FileLibrary, names: Iterable[str]) -> int:
    """Download the files that are missing; one that fails does not stop the others."""
    return asyncio.run(_fetch(library, names))


def verify(library: FileLibrary, names: Sequence[str]) -> int:
    """Read the named files, or all that are here, and print whether they are intact."""
    here = [state.name for state in library.states() if state.state in {"present", "damaged"}]
    states = []
    for name in names or here:
        state = library.verify(name)
        states.append(state)
        print(f"{name}: {_verdict(state)}")
    if not states:
        print(f"There are no {library.kind.noun}s yet.")
    return DONE if all(state.state == "present" for state in states) else FAILED


def import_file(library: FileLibrary, name: str, blocks: Iterable[bytes]) -> int:
    """Copy a file of the user's into the library."""
    library.import_file(name, blocks)
    print(f"{name}: imported, SHA-256 {library.digest(name)}")
    return DONE


def blocks_of(path: Path, disk: Disk) -> Iterator[bytes]:
    """Yield the content of a file, block by block."""
    try:
        with disk.reading(path) as file:
            while block := disk.read(file):
                yield block
    except OSError as error:
        raise cannot_read(path, error) from error


def prune(library: FileLibrary, keep: Container[str] | None, *, dry_run: bool) -> int:
    """Remove files that are not needed any more, and print their names."""
    removed = library.prune(keep, dry_run=dry_run)
    for state in removed:
        print(f"{state.name}: {'would be removed' if dry_run else 'removed'}, because it {state.why}")
    freed = megabytes(sum(state.have for state in removed))
    print(f"{freed} {'would be' if dry_run else 'are'} free again." if removed else "There is nothing to remove.")
    return DONE


def cannot_read(path: Path, error: OSError) -> BadRequest:
    """Return the error for a file of the user's; it may show the path, which the user has typed."""
    return BadRequest(f"{path} cannot be read: {error.strerror or error}.")


async def _fetch(library: FileLibrary, names: Iterable[str]) -> int:
    failed = False
    report = reporter(sys.stderr)
    for name in names:
        try:
            path = await library.download(name, report)
        except SpeechError as error:
            failed = True
            print(error.message, file=sys.stderr)
        else:
            print(path)
    return FAILED if failed else DONE


def _state_text(state: FileState) -> str:
    match state.state:
        case "present":
            return "present" if state.known else "present, your own file"
        case "damaged":
            return f"damaged: it {state.why}"
        case "partial":
            return f"incomplete, {megabytes(state.have)} are here"
        case "fetching":
            return f"being downloaded, {megabytes(state.have)} are here"
        case "missing":
            return "not downloaded"


def _verdict(state: FileState) -> str:
    if state.state == "damaged":
        return f"damaged: it {state.why}"
    if state.state != "present":
        return "not here"
    return "intact" if state.known else "your own file, not a published one"
