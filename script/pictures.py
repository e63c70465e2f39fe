"""Makes the add-on's PNGs from their SVG sources; each PNG carries the digest of the SVG it was made from."""

import hashlib
import struct
import subprocess
import sys
import zlib
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / "addon"

PICTURES = ("icon", "logo")

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"Source"
"""Of the chunk with the digest."""

_HEADER_END = len(SIGNATURE) + 25
"""Where the header chunk ends and the next chunk begins."""


def main() -> int:
    """Make all pictures."""
    for name in PICTURES:
        source = ADDON / f"{name}.svg"
        drawn = subprocess.run(["rsvg-convert", str(source)], capture_output=True, check=True).stdout
        source.with_suffix(".png").write_bytes(marked(drawn, digest(source)))
        print(f"addon/{name}.png written")
    return 0


def digest(source: Path) -> bytes:
    """Return the digest that identifies a drawing."""
    return hashlib.sha256(source.read_bytes()).hexdigest().encode()


def marked(picture: bytes, mark: bytes) -> bytes:
    """Return the PNG with a text chunk after its header."""
    body = b"tEXt" + KEYWORD + b"\0" + mark
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:_HEADER_END] + chunk + picture[_HEADER_END:]


def mark_of(picture: bytes) -> bytes | None:
    """Return the digest in a PNG, if there is one."""
    length, kind = struct.unpack(">I4s", picture[_HEADER_END : _HEADER_END + 8])
    keyword, _, mark = picture[_HEADER_END + 8 : _HEADER_END + 8 + length].partition(b"\0")
    return bytes(mark) if (kind, keyword) == (b"tEXt", KEYWORD) else None


def size_of(picture: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


if __name__ == "__main__":
    sys.exit(main())
