"""Our server as it is, with ONNX Runtime watched: how long it computes, and in which operators.

watched.py serve ...    with WATCHED_FOLDER naming where to write: runs.json after each run, profiles at the end
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

FOLDER = Path(os.environ["WATCHED_FOLDER"])
PROFILED = bool(os.environ.get("WATCHED_PROFILES"))
TOTAL = {"runs": 0, "wall": 0.0, "cpu": 0.0}
_lock = threading.Lock()
_sessions: "weakref.WeakSet[Any]" = weakref.WeakSet()


class Watched(onnxruntime.InferenceSession):
    """A session that counts: the processor time is all there is where it has one thread, which is the caller's."""

    def __init__(self, path_or_bytes: object, sess_options: Any = None, **rest: Any) -> None:  # noqa: ANN401
        options = sess_options or onnxruntime.SessionOptions()
        if PROFILED:
            options.enable_profiling = True
            options.profile_file_prefix = str(FOLDER / "profile")
        super().__init__(path_or_bytes, options, **rest)
        _sessions.add(self)

    def run(self, *arguments: Any, **rest: Any) -> Any:  # noqa: ANN401
        """Run, and write down how long everything has taken so far."""
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
    onnxruntime.InferenceSession = Watched
    if PROFILED:
        atexit.register(_end_profiles)
    sys.exit(main(sys.argv[1:]))
