"""Packing the lexicons: one child process at a time for any number of threads."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from wyoming_kokoro.pronounce.lexicon_packer import LexiconPacker


def test_concurrent_threads_start_one_child_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    class Child:
        def __init__(self, *_: object, **__: object) -> None:
            time.sleep(0.02)  # while which others ask
            started.append(self)

        def poll(self) -> None:
            """Still at work."""

    monkeypatch.setattr(subprocess, "Popen", Child)
    packing = LexiconPacker(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(packing.lexicon, ["us", "gb"] * 50))
    assert found == [None] * 100
    assert len(started) == 1


def test_a_child_process_that_cannot_start_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    packing = LexiconPacker(tmp_path)
    assert packing.lexicon("us") is packing.lexicon("us") is None
    packing.wait()
    assert packing.missing == "misaki's lexicons could not be packed: Python cannot be started (Permission denied)"
