"""How soon `say` is heard through a running server, from the start of the process to the first bytes at the player.

It starts a server with the tone engine, so that the time is that of the command, the server and the way between them.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = "The washing machine has finished, and the door is open."

PLAYER = "head -c 45 >/dev/null; date +%s.%N >>{log}; cat >/dev/null"
"""Writes down when the first sample after the header arrives."""

LIMIT = 0.15


def main() -> int:
    """Measure, and fail if half of the times are above the limit."""
    arguments = argparse.ArgumentParser(prog="script/bench say", description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    times = arguments.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        environment = {**os.environ, "WYOMING_KOKORO_DATA_DIR": folder, "XDG_RUNTIME_DIR": folder}
        server = _serve(data, environment)
        try:
            seconds = [_first_sound(data, environment) for _ in range(times + 2)][2:]  # the first ones warm up
        finally:
            server.terminate()
            server.wait()
    median = statistics.median(seconds)
    print(f"first sound: median {median:.3f} s, best {min(seconds):.3f} s, worst {max(seconds):.3f} s ({times} times)")
    return 0 if median <= LIMIT else 1


def _serve(data: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    words = ["--engine", "tone", "--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", "0"]
    server = subprocess.Popen(
        [sys.executable, "-m", "wyoming_kokoro", *words, "--no-zeroconf"], env=environment, stderr=subprocess.DEVNULL
    )
    while not (data / "server").exists():
        time.sleep(0.1)
    return server


def _first_sound(data: Path, environment: dict[str, str]) -> float:
    log = data / "heard"
    player = f"sh -c '{PLAYER.format(log=log)}'"
    began = time.time()
    command = Path(sys.executable).with_name("wyoming-kokoro")
    subprocess.run([command, "say", TEXT, "--player", player], env=environment, check=True)
    return float(log.read_text(encoding="ascii").split()[-1]) - began


if __name__ == "__main__":
    sys.exit(main())
