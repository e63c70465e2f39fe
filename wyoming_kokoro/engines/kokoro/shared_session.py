"""A graph that several threads may run at once, with as many threads as are free."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import onnxruntime


class SharedSession:
    """Opens a session on all threads for a single user, and another one on one thread for further users."""

    def __init__(self, open_session: Callable[[int], onnxruntime.InferenceSession], threads: int) -> None:
        """Take what opens a session with a number of threads, and the number of all threads."""
        self._open_session = open_session
        self._threads = threads
        self._lock = threading.Lock()
        self._sessions: dict[int, onnxruntime.InferenceSession] = {}
        self._users = 0

    def preload(self) -> None:
        """Open the session that the first phrase is rendered with."""
        with self._lock:
            self._session(self._threads)

    @contextmanager
    def acquire(self) -> Iterator[onnxruntime.InferenceSession]:
        """Yield the session that suits the number of users."""
        with self._lock:
            session = self._session(1 if self._users else self._threads)
            self._users += 1
        try:
            yield session
        finally:
            with self._lock:
                self._users -= 1

    def _session(self, threads: int) -> onnxruntime.InferenceSession:
        if threads not in self._sessions:
            self._sessions[threads] = self._open_session(threads)
        return self._sessions[threads]
