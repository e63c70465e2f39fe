"""What `models` and `voices` have in common: fetching files, checking them, taking the user's own, tidying up."""

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
    """The store where these settings have it."""
    return Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)


def show(states: Sequence[FileState], *, as_json: bool, notes: dict[str, str]) -> int:
    """Print how files are, a line each, with a note beside some."""
    if as_json:
        print(json.dumps([asdict(state) for state in states], indent=2))
        return DONE
    wide = max((len(state.name) for state in states), default=0)
    for state in states:
        size = megabytes(state.size) if state.size else ""
        words = ", ".join(filter(None, (_words(state), notes.get(state.name))))
        print(f"{state.name:<{wide}}  {size:>7}  {words}")
    return DONE


def fetch(library: FileLibrary, names: Iterable[str]) -> int:
    """Fetch what is not here; one that cannot be had does not stop the others."""
    return asyncio.run(_fetch(library, names))


def verify(library: FileLibrary, names: Sequence[str]) -> int:
    """Read files from end to end and say how each is: the named ones, or all that are here."""
    here = [state.name for state in library.states() if state.state in {"present", "damaged"}]
    states = []
    for name in names or here:
        state = library.verify(name)
        states.append(state)
        print(f"{name}: {_verdict(state)}")
    if not states:
        print(f"There are no {library.kind.noun}s yet.")
    return DONE if all(state.state == "present" for state in states) else FAILED


def take_in(library: FileLibrary, name: str, blocks: Iterable[bytes]) -> int:
    """Put a file of the user's on a library."""
    library.import_file(name, blocks)
    print(f"{name}: taken, SHA-256 {library.digest(name)}")
    return DONE


def blocks_of(path: Path, disk: Disk) -> Iterator[bytes]:
    """What a file holds, piece by piece."""
    try:
        with disk.reading(path) as file:
            while block := disk.read(file):
                yield block
    except OSError as error:
        raise cannot_read(path, error) from error


def prune(library: FileLibrary, keep: Container[str] | None, *, dry_run: bool) -> int:
    """Remove what is of no use, and say so."""
    removed = library.prune(keep, dry_run=dry_run)
    for state in removed:
        print(f"{state.name}: {'would be removed' if dry_run else 'removed'}, because it {state.why}")
    freed = megabytes(sum(state.have for state in removed))
    print(f"{freed} {'would be' if dry_run else 'are'} free again." if removed else "There is nothing to remove.")
    return DONE


def cannot_read(path: Path, error: OSError) -> BadRequest:
    """The user's own file, which cannot be read: they named it, so they may see its path."""
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


def _words(state: FileState) -> str:
    match state.state:
        case "present":
            return "here" if state.known else "here, your own"
        case "damaged":
            return f"damaged: it {state.why}"
        case "partial":
            return f"begun, {megabytes(state.have)} are here"
        case "fetching":
            return f"on its way, {megabytes(state.have)} are here"
        case "missing":
            return "not here"


def _verdict(state: FileState) -> str:
    if state.state == "damaged":
        return f"damaged: it {state.why}"
    if state.state != "present":
        return "not here"
    return "as it was published" if state.known else "your own, in no list"
