"""Runs our server, and measures how long ONNX Runtime computes, and in which operators.

timed_server.py serve ...    with TIMINGS_FOLDER naming where to write: runs.json after each run, profiles at the end
"""

import atexit
import json
import os
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import onnxruntime

from wyoming_kokoro.cli import main

FOLDER = Path(os.environ["TIMINGS_FOLDER"])
PROFILED = bool(os.environ.get("TIMINGS_PROFILES"))
TOTAL = {"runs": 0, "wall": 0.0, "cpu": 0.0}
_lock = threading.Lock()
_sessions: "weakref.WeakSet[Any]" = weakref.WeakSet()


class TimedSession(onnxruntime.InferenceSession):
    """A session that measures its runs; the processor time is complete if it has one thread, which is the caller's."""

    def __init__(self, path_or_bytes: object, sess_options: Any = None, **rest: Any) -> None:  # noqa: ANN401
        options = sess_options or onnxruntime.SessionOptions()
        if PROFILED:
            options.enable_profiling = True
            options.profile_file_prefix = str(FOLDER / "profile")
        super().__init__(path_or_bytes, options, **rest)
        _sessions.add(self)

    def run(self, *arguments: Any, **rest: Any) -> Any:  # noqa: ANN401
        """Run, and write how long all runs have taken so far."""
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return super().run(*arguments, **rest)
        finally:
            with _lock:
                TOTAL["runs"] += 1
                TOTAL["wall"] += time.perf_counter() - wall
                TOTAL["cpu"] += time.thread_time() - cpu
                part = FOLDER / "runs.new"
                part.write_text(json.dumps(TOTAL), encoding="utf-8")
                part.replace(FOLDER / "runs.json")


def _end_profiles() -> None:
    for session in list(_sessions):
        session.end_profiling()


if __name__ == "__main__":
    onnxruntime.InferenceSession = TimedSession
    if PROFILED:
        atexit.register(_end_profiles)
    sys.exit(main(sys.argv[1:]))
