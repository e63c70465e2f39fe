"""Decodes a recording in a process of its own: python -m wyoming_kokoro.workshop.matching.decode_process < FILE.

A recording comes from anywhere, and decoders are large programs: so they run where they can use little memory and
time, write no files, and end with their process.
"""

import os
import resource
import subprocess
import sys

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.voices.consent import MAX_UPLOAD
from wyoming_kokoro.workshop.matching.recording_checks import MAX_SECONDS

Floats = NDArray[np.float32]

MAX_MEMORY = 1_500_000_000
"""Bytes of address space; decoders and numbers have a third of it before they begin."""
MAX_PROCESSOR_SECONDS = 20
MAX_WAIT_SECONDS = 60.0
"""On a machine that is busy."""
REFUSED = 3
"""The exit code for a sound that is refused; why is the only line that is written."""


def decode_apart(content: bytes) -> tuple[Floats, int]:
    """Return the samples of a recording, as one channel, and their rate; BadRequest where that is not possible."""
    if len(content) > MAX_UPLOAD:
        raise BadRequest(f"The recording is larger than {MAX_UPLOAD} bytes.", code="body_too_large", about="file")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", __name__]
    try:
        ended = subprocess.run(  # noqa: S603 -- our own program
            command, input=content, capture_output=True, timeout=MAX_WAIT_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise _undecodable("takes too long to decode") from None
    except OSError as error:
        raise Unavailable(f"Recordings cannot be decoded: {error.strerror}.") from error
    if ended.returncode == REFUSED:
        raise BadRequest(ended.stderr.decode(errors="replace").strip()[-300:], code="bad_file", about="file")
    if ended.returncode or len(ended.stdout) <= _HEADER:
        raise _undecodable("cannot be decoded within the memory and time that it may use")
    rate = int.from_bytes(ended.stdout[:_HEADER], "little")
    return np.frombuffer(ended.stdout[_HEADER:], np.float32).copy(), rate


def main() -> int:
    """Decode standard input, and write the rate and the samples."""
    _limit()
    try:
        samples, rate = decode(sys.stdin.buffer.read(MAX_UPLOAD + 1))
        if len(samples) > MAX_SECONDS * rate:
            raise BadRequest(f"The recording is longer than {MAX_SECONDS:.0f} seconds.")
    except SpeechError as error:
        return _refused(error.message)
    except MemoryError:
        return _refused("The recording needs too much memory.")
    clean = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0).clip(-1, 1).astype(np.float32)
    sys.stdout.buffer.write(rate.to_bytes(_HEADER, "little") + clean.tobytes())
    return 0


_HEADER = 4


def _limit() -> None:
    """Let this process use no more than it needs."""
    for kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def _refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return REFUSED


def _undecodable(why: str) -> BadRequest:
    return BadRequest(f"The recording {why}.", code="bad_file", about="file")


if __name__ == "__main__":
    sys.exit(main())
