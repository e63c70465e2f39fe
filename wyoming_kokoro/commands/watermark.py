"""`watermark`: tell whether sound files are marked as made by a machine."""

import argparse
import json
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.audio.formats.decoding import MAX_BYTES, decode
from wyoming_kokoro.audio.watermark import PUBLIC_KEY, Detection, detect
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

MARKED, NOT_MARKED, UNREADABLE = 0, 1, 3
"""Exit codes: all files are marked, some are not, some cannot be read."""
MEGABYTE = 1_000_000


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "watermark", "tell whether sounds are marked as made by a machine", look)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="WAV, FLAC, MP3, Opus and others")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")
    parser.add_argument("--key", default=PUBLIC_KEY, help="another key than the public one, to see what chance finds")
    parser.add_argument(
        "--memory", type=int, default=None, metavar="MEGABYTES", help="fail rather than use more memory"
    )


def look(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Look for the mark in every file."""
    del loaded
    if parsed.memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (parsed.memory * MEGABYTE, parsed.memory * MEGABYTE))
    code, rows = MARKED, []
    for path in parsed.files:
        try:
            found = _detect(path, parsed.key)
        except BadRequest as error:
            print(f"{path}: {error.message}", file=sys.stderr)
            code = UNREADABLE
            continue
        if not found.is_marked:
            code = code or NOT_MARKED
        if parsed.json:
            rows.append({"file": str(path), **as_json(found)})
        else:
            print(f"{path}: {in_words(found)}")
    if parsed.json:
        print(json.dumps(rows, indent=2))
    return code


def as_json(found: Detection) -> dict[str, object]:
    """Return what was found, for programs."""
    payload = found.payload
    return {
        "marked": found.is_marked,
        "score": round(found.score, 2),
        "threshold": round(found.threshold, 2),
        "false_alarm": float(f"{found.chance:.2g}"),
        "spans": [list(span) for span in found.spans],
        "speed": round(found.speed, 3),
        "kind": None if payload is None else payload.kind.label,
        "version": None if payload is None else payload.version,
        "free_bits": None if payload is None else payload.free,
    }


def in_words(found: Detection) -> str:
    """Return what was found, as a line."""
    score = f"score {found.score:.1f}, threshold {found.threshold:.1f}"
    if not found.is_marked:
        return f"no mark found ({score})"
    spans = ", ".join(f"{start:.1f}-{end:.1f} s" for start, end in found.spans)
    kind = f", voice: {found.payload.kind.label}" if found.payload else ""
    speed = f", played at {found.speed:.2f} of its speed" if found.speed != 1 else ""
    return f"marked ({score}, by chance in {found.chance:.0e} of files){kind}{speed}: {spans}"


def _detect(path: Path, key: str) -> Detection:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        samples, rate = decode(content)
        del content
        return detect(samples, rate, key)
    except OSError as error:
        raise BadRequest(f"It cannot be read: {error.strerror}.", code="bad_file") from error
    except MemoryError as error:
        raise BadRequest("It takes more memory than is allowed.", code="bad_file") from error
