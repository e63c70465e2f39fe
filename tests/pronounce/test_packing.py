"""Packing the lexicons: one child at a time, however many threads ask."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from wyoming_kokoro.pronounce.packing import Packing


def test_threads_that_ask_at_once_start_one_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    class Child:
        def __init__(self, *_: object, **__: object) -> None:
            time.sleep(0.02)  # while which others ask
            started.append(self)

        def poll(self) -> None:
            """Still at work."""

    monkeypatch.setattr(subprocess, "Popen", Child)
    packing = Packing(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(packing.lexicon, ["us", "gb"] * 50))
    assert found == [None] * 100
    assert len(started) == 1
