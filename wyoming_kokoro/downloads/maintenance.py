"""Imports the user's own files, and removes files that are not needed any more."""

import logging
import time
from collections.abc import Container, Iterable, Iterator

from wyoming_kokoro.downloads.disk import Disk
from wyoming_kokoro.downloads.file_states import FileState, FileStates
from wyoming_kokoro.downloads.partial_file import SUFFIX, PartialFile
from wyoming_kokoro.downloads.progress import megabytes
from wyoming_kokoro.errors import BadRequest, Unavailable

log = logging.getLogger(__name__)

STALE_SECONDS = 14 * 24 * 3600
"""A partial file that was not continued for so long is removed."""


def import_file(files: FileStates, disk: Disk, name: str, blocks: Iterable[bytes]) -> None:
    """Write the blocks into a file with this name, in one move, if they are a file of this kind."""
    if not files.kind.name_pattern.fullmatch(name):
        raise BadRequest(f"{name!r} cannot be the name of a {files.kind.noun}.", code="bad_name")
    disk.make_folder(files.folder)
    part = PartialFile.open(files.path(name), disk)
    if part is None:
        raise Unavailable(f"{name} is being downloaded right now.", code="busy")
    try:
        part.restart()
        for block in blocks:
            part.add(block)
            if part.size > files.kind.max_bytes:
                raise _rejected(files, name, f"is larger than any {files.kind.noun}")
        _check(files, disk, name, part)
        part.finish(files.path(name))
        files.digests.remember(files.path(name), part.digest())
    finally:
        part.close(discard=True)


def prune(files: FileStates, disk: Disk, keep: Container[str] | None, *, dry_run: bool) -> tuple[FileState, ...]:
    """Remove stale partial files, damaged files and, if `keep` is given, all other published files."""
    removed = list(_damaged_and_unused(files, keep))
    for state in removed:
        if not dry_run:
            disk.remove(files.path(state.name))
            log.info("Removed the %s %s: it %s", files.kind.noun, state.name, state.why)
    return (*removed, *stale_parts(files, disk, dry_run=dry_run))


def stale_parts(files: FileStates, disk: Disk, *, dry_run: bool = False) -> Iterator[FileState]:
    """Remove partial files that were not continued for long, or belong to no published file; yields each."""
    for part_name in disk.names(files.folder):
        name = part_name.removesuffix(SUFFIX).removesuffix(files.kind.suffix)
        if not part_name.endswith(SUFFIX) or not files.kind.name_pattern.fullmatch(name):
            continue
        stamp = disk.stamp(files.folder / part_name)
        published = files.published.get(name)
        if stamp is None or (published and time.time() - stamp.modified / 1e9 < STALE_SECONDS):
            continue
        part = PartialFile.open(files.path(name), disk)
        if part is None:
            continue
        part.close(discard=not dry_run)
        why = f"was left unfinished at {megabytes(stamp.size)}"
        log.info("The partial %s %s %s%s", files.kind.noun, name, why, "" if dry_run else ": removed")
        size = published.size if published else None
        yield FileState(name, "partial", size, stamp.size, known=published is not None, why=why)


def _check(files: FileStates, disk: Disk, name: str, part: PartialFile) -> None:
    if part.size < files.kind.min_bytes:
        raise _rejected(files, name, f"has only {part.size:,} bytes")
    if problem := files.kind.problem_of(part.path, disk):
        raise _rejected(files, name, problem)
    published = files.published.get(name)
    if published and part.digest() != published.sha256:
        raise _rejected(files, name, "is not what was published under this name; give it another name")


def _rejected(files: FileStates, name: str, why: str) -> BadRequest:
    return BadRequest(f"{name} is not imported: the {files.kind.noun} {why}.", code="bad_file")


def _damaged_and_unused(files: FileStates, keep: Container[str] | None) -> Iterator[FileState]:
    for name in files.published:
        state = files.check(name)
        if state.state == "damaged":
            yield state
        elif state.state == "present" and keep is not None and name not in keep:
            yield FileState(name, "present", state.size, state.have, known=True, checked=True, why="is not in use")
