"""Measures audio formats: encoder time, how much sound the first bytes need, and how soon the HTTP API sends them."""

import argparse
import http.client
import json
import statistics
import struct
import time
from itertools import pairwise

import numpy as np

from benchmarks.systems.server import running
from wyoming_kokoro.audio.formats import FORMATS, Format
from wyoming_kokoro.speech import RATE, Samples

SECONDS = 30
SLICE = RATE // 10
"""Samples at a time."""
FIRST_BYTES = 600
"""About as many as a player needs to begin."""

TEXT = "Number {number}: the kettle is on, and the tea will be ready in a minute. Would you like some milk with it?"


def speechlike() -> Samples:
    """Return noise with the loudness of syllables: encoders work about as hard on it as on speech."""
    chance = np.random.default_rng(20_260_101)
    noise = np.convolve(chance.standard_normal(SECONDS * RATE), np.ones(8) / 8, "same")
    syllables = 0.5 + 0.5 * np.sin(2 * np.pi * 4 * np.arange(SECONDS * RATE) / RATE)
    return (0.2 * noise * syllables).astype(np.float32)


def encode(form: Format, samples: Samples) -> tuple[float, float, bytes]:
    """Return the seconds of work, the seconds of sound before the first bytes, and all bytes."""
    began = time.process_time()
    encoder = form.open(RATE)
    packed, needed = b"", 0.0
    for start in range(0, len(samples), SLICE):
        packed += encoder.feed(samples[start : start + SLICE])
        if len(packed) < FIRST_BYTES:
            needed = (start + SLICE) / RATE
    packed += encoder.finish()
    return time.process_time() - began, needed, packed


def longest_page(ogg: bytes) -> float:
    """Return the seconds of sound in the longest page of an Ogg stream."""
    positions, at = [], 0
    while (at := ogg.find(b"OggS", at)) >= 0:
        positions.append(struct.unpack_from("<q", ogg, at + 6)[0])
        at += 27
    steps = [after - before for before, after in pairwise(positions) if after > before >= 0]
    return max(steps, default=0) / 48_000


def first_bytes(port: int, form: str, number: int) -> tuple[float, float]:
    """Return the milliseconds to the first and to the last byte of a response."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"input": TEXT.format(number=number), "response_format": form})
    began = time.perf_counter()
    connection.request("POST", "/v1/audio/speech", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read(1)
    first = time.perf_counter() - began
    answer.read()
    last = time.perf_counter() - began
    connection.close()
    return first * 1000, last * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    samples = speechlike()
    FORMATS["mp3"].open(RATE)  # loads the library
    print(f"{SECONDS} s of sound, {SLICE / RATE} s at a time")
    for name, form in FORMATS.items():
        seconds, needed, packed = encode(form, samples)
        page = f", pages of {longest_page(packed):.2f} s at most" if name == "opus" else ""
        print(
            f"{name:6} {seconds * 1000:5.0f} ms ({seconds / SECONDS:.2%} of real time), {len(packed) // 1024:5} KiB, "
            f"{FIRST_BYTES} bytes after {needed + SLICE / RATE:.1f} s of sound{page}"
        )
    print(f"through the HTTP API, {arguments.engine}, median of {arguments.runs} requests one after the other")
    with running("--engine", arguments.engine) as server:
        numbers = iter(range(10**9))
        for name in FORMATS:
            first_bytes(server.http_port, name, next(numbers))
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in FORMATS}
        for _ in range(arguments.runs):
            for name in FORMATS:
                times[name].append(first_bytes(server.http_port, name, next(numbers)))
    plain = statistics.median(first for first, _ in times["pcm"])
    for name, measured in times.items():
        first, last = (statistics.median(column) for column in zip(*measured, strict=True))
        print(f"{name:6} first byte {first:6.1f} ms ({first - plain:+.1f} ms beside pcm), all {last:6.1f} ms")


if __name__ == "__main__":
    main()
