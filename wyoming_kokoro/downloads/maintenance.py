"""Taking the user's own files in, and removing what is of no use any more."""

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
"""A part that nobody continued for so long is removed."""


def take_in(files: FileStates, disk: Disk, name: str, blocks: Iterable[bytes]) -> None:
    """Put what these blocks hold under a name, in one move, if it is right."""
    if not files.kind.shape.fullmatch(name):
        raise BadRequest(f"{name!r} cannot be the name of a {files.kind.noun}.", code="bad_name")
    disk.make_folder(files.folder)
    part = PartialFile.open(files.place(name), disk)
    if part is None:
        raise Unavailable(f"{name} is being fetched right now.", code="busy")
    try:
        part.restart()
        for block in blocks:
            part.add(block)
            if part.size > files.kind.largest:
                raise _refused(files, name, f"is larger than any {files.kind.noun}")
        _judge(files, disk, name, part)
        part.finish(files.place(name))
        files.digests.remember(files.place(name), part.digest())
    finally:
        part.close(discard=True)


def prune(files: FileStates, disk: Disk, keep: Container[str] | None, *, rehearse: bool) -> tuple[FileState, ...]:
    """Remove parts that are of no use, damaged files and, if it is said what to keep, other published files."""
    removed = list(_damaged_and_unused(files, keep))
    for state in removed:
        if not rehearse:
            disk.remove(files.place(state.name))
            log.info("Removed the %s %s: it %s", files.kind.noun, state.name, state.why)
    return (*removed, *stale_parts(files, disk, rehearse=rehearse))


def stale_parts(files: FileStates, disk: Disk, *, rehearse: bool = False) -> Iterator[FileState]:
    """Remove parts that nobody has continued for long, or that are of no published file; gives each."""
    for part_name in disk.names(files.folder):
        name = part_name.removesuffix(SUFFIX).removesuffix(files.kind.suffix)
        if not part_name.endswith(SUFFIX) or not files.kind.shape.fullmatch(name):
            continue
        stamp = disk.stamp(files.folder / part_name)
        known = files.known.get(name)
        if stamp is None or (known and time.time() - stamp.modified / 1e9 < STALE_SECONDS):
            continue
        part = PartialFile.open(files.place(name), disk)
        if part is None:
            continue
        part.close(discard=not rehearse)
        why = f"was left unfinished at {megabytes(stamp.size)}"
        log.info("Part of the %s %s %s%s", files.kind.noun, name, why, "" if rehearse else ": removed")
        yield FileState(name, "partial", known.size if known else None, stamp.size, known=known is not None, why=why)


def _judge(files: FileStates, disk: Disk, name: str, part: PartialFile) -> None:
    if part.size < files.kind.smallest:
        raise _refused(files, name, f"has only {part.size:,} bytes")
    if flaw := files.kind.flaw(part.path, disk):
        raise _refused(files, name, flaw)
    known = files.known.get(name)
    if known and part.digest() != known.sha256:
        raise _refused(files, name, "does not hold what was published under this name; give it another")


def _refused(files: FileStates, name: str, why: str) -> BadRequest:
    return BadRequest(f"{name} is not taken: the {files.kind.noun} {why}.", code="bad_file")


def _damaged_and_unused(files: FileStates, keep: Container[str] | None) -> Iterator[FileState]:
    for name in files.known:
        state = files.read(name)
        if state.state == "damaged":
            yield state
        elif state.state == "present" and keep is not None and name not in keep:
            yield FileState(name, "present", state.size, state.have, known=True, checked=True, why="is not in use")
