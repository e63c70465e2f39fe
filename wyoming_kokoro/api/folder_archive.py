"""A folder as one tar archive, made while it is sent: the memory does not grow with it."""

import asyncio
import tarfile
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

CHUNK = 256 * 1024
_END = b"\0" * 2 * tarfile.BLOCKSIZE


async def archive(folder: Path) -> AsyncGenerator[bytes, None]:
    """Yield the archive; raises OSError where a file is changed or removed meanwhile."""
    blocks = _blocks(folder)
    while chunk := await asyncio.to_thread(_joined, blocks):
        yield chunk


def _joined(blocks: Iterator[bytes]) -> bytes:
    """Return the next blocks, some together, because small files have small ones; nothing at the end."""
    found, size = list[bytes](), 0
    while size < CHUNK and (block := next(blocks, b"")):
        found.append(block)
        size += len(block)
    return b"".join(found)


def _blocks(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield from _member(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    yield _END


def _member(path: Path, name: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        status = path.stat()
        member.size, member.mtime = status.st_size, int(status.st_mtime)
        yield member.tobuf(tarfile.PAX_FORMAT)
        left = member.size
        while left:
            content = file.read(min(CHUNK, left))
            if not content:
                raise OSError(f"{path.name} has become shorter while it was read.")
            left -= len(content)
            yield content
    if rest := member.size % tarfile.BLOCKSIZE:
        yield b"\0" * (tarfile.BLOCKSIZE - rest)
