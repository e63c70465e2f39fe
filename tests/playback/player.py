"""A player for tests: reads a WAV file from its standard input and writes down when it began and ended."""

import os
import sys
import time
from pathlib import Path

log, pace = sys.argv[1], float(sys.argv[2])
"""The file to write to, and seconds of playing for each second of sound; 0 plays at once."""

first = sys.stdin.buffer.read(44)
began = time.monotonic()
size = 0
while piece := sys.stdin.buffer.read(4_096):
    if size == 0:
        with Path(f"{log}.first").open("a", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
    size += len(piece)
    time.sleep(max(began + size / 48_000 * pace - time.monotonic(), 0))
with Path(log).open("a", encoding="ascii") as file:
    file.write(f"{began} {time.monotonic()} {size}\n")
