"""Sends two hundred files that are no good recordings to the decoder of recordings, and shows what became of them.

    script/bench hostile_recordings

Truncated, damaged and empty files, large ones, videos, playlists, archives that unpack to much more, other types,
192 kHz in eight channels, and samples that are no numbers. Each must be refused in one sentence, or be decoded to a
minute of finite samples at most; in bounded time and memory, with no file left behind.
"""

import io
import os
import resource
import tempfile
import time
import wave
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.matching.decode_process import decode_apart
from wyoming_kokoro.workshop.matching.recording_checks import MAX_SECONDS

COUNT = 200


def hostile_files(count: int = COUNT) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents, the same in every run."""
    random = np.random.default_rng(5)
    opus = (voices_folder() / "samples/af_heart.opus").read_bytes()
    fixed = list(_fixed(opus))
    yield from fixed[:count]
    for number in range(count - len(fixed)):
        source = opus if number % 2 else _wav(48_000, 1, 96_000)
        if number % 3 == 0:
            yield f"truncated {number}", source[: int(random.integers(len(source)))]
        elif number % 3 == 1:
            broken = bytearray(source)
            for place in random.integers(0, len(broken), 40):
                broken[place] = random.integers(256)
            yield f"damaged {number}", bytes(broken)
        else:
            yield f"noise {number}", random.bytes(int(random.integers(1, 60_000)))


def _fixed(opus: bytes) -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "one byte", b"R"
    yield "a header alone", _wav(48_000, 1, 0)
    yield "a header that promises more", b"RIFF\xff\xff\xff\xffWAVE" + _wav(48_000, 1, 100)[12:]
    yield "192 kHz, eight channels", _wav(192_000, 8, 192_000 * 3)
    yield "too many bytes", bytes(10_000_001)
    yield "two minutes", _wav(8_000, 1, 8_000 * 120)
    yield "no numbers", _float_wav(np.full(48_000, np.nan, np.float32))
    yield "a rate of 1", _wav(1, 1, 100)
    yield "a video without sound", _video()
    yield "an archive that unpacks to much more", _bomb()
    yield "a playlist", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    yield "a list of files", b"ffconcat version 1.0\nfile /etc/hostname\n"
    yield "a page", b"<!doctype html><title>no sound</title>"
    yield "a description of a stream", b"v=0\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n"
    yield "a program", b"\x7fELF" + bytes(5000)
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(5000)
    yield "two recordings", opus + opus


def _wav(rate: int, channels: int, frames: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * channels * frames))
    return buffer.getvalue()


def _float_wav(samples: np.ndarray) -> bytes:
    form = b"\x03\x00\x01\x00" + (48_000).to_bytes(4, "little") + (192_000).to_bytes(4, "little") + b"\x04\x00\x20\x00"
    content = samples.astype("<f4").tobytes()
    parts = b"fmt " + len(form).to_bytes(4, "little") + form + b"data" + len(content).to_bytes(4, "little") + content
    return b"RIFF" + (4 + len(parts)).to_bytes(4, "little") + b"WAVE" + parts


def _video() -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sound.wav", bytes(50_000_000))
    return buffer.getvalue()


def main() -> None:
    """Decode each, and print the figures."""
    answers: Counter[str] = Counter()
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder  # of the processes that decode
        for name, content in hostile_files():
            begun = time.monotonic()
            answers[answer_for(name, content)] += 1
            seconds.append(time.monotonic() - begun)
        left = len(list(Path(folder).iterdir()))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    for answer, count in answers.most_common():
        print(f"{count:4}  {answer}")
    print(f"longest {max(seconds):.1f} s, mean {np.mean(seconds):.1f} s; most memory of a process {memory} MB")
    print(f"files left in the temporary folder: {left}")


def answer_for(name: str, content: bytes) -> str:
    """Return the refusal, or that it was decoded; anything else is an error of the program."""
    try:
        samples, rate = decode_apart(content)
    except BadRequest as refused:
        return refused.message
    if not (np.isfinite(samples).all() and 0 < len(samples) <= MAX_SECONDS * rate):
        raise AssertionError(name)
    return "decoded"


if __name__ == "__main__":
    main()
