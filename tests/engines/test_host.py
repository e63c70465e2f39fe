"""What this machine has to compute with, less what a container keeps from us."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from wyoming_kokoro.engines import host
from wyoming_kokoro.engines.host import Host, give_back_memory

X86 = "processor : 0\nflags\t\t: fpu avx2 avx512_vnni\n"
ARM = "processor : 0\nFeatures : fp asimd asimddp\n"


def test_this_machine_has_cores_and_memory() -> None:
    here = Host.here()
    assert here.cores >= 1 and here.memory > 0 and here.machine


@pytest.mark.parametrize(("quota", "cores"), [("max 100000", 8), ("200000 100000\n", 2), ("50000 100000", 1), ("", 8)])
def test_a_containers_share_of_the_processor_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, cores: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    (tmp_path / "cpu.max").write_text(quota)
    assert host._cores(tmp_path / "cpu.max") == cores


def test_without_affinity_all_cores_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert host._cores(tmp_path / "missing") == 3


@pytest.mark.parametrize(
    ("total", "quota", "memory"),
    [("MemTotal: 2048 kB", "max", 2 << 20), ("MemTotal: 2048 kB", "1048576", 1 << 20), ("", "", 0), ("", "5", 5)],
)
def test_a_containers_share_of_the_memory_counts(tmp_path: Path, total: str, quota: str, memory: int) -> None:
    (tmp_path / "meminfo").write_text(f"MemFree: 1 kB\n{total}\n")
    (tmp_path / "memory.max").write_text(quota)
    assert host._memory(tmp_path / "meminfo", tmp_path / "memory.max") == memory


@pytest.mark.parametrize(
    ("facts", "multiplies"), [(X86, True), (ARM, True), ("flags : fpu avx2\n", False), ("", False)]
)
def test_processors_that_multiply_bytes_are_known(tmp_path: Path, facts: str, *, multiplies: bool) -> None:
    (tmp_path / "cpuinfo").write_text(facts)
    flags = host._flags(tmp_path / "cpuinfo")
    assert Host("any", 1, 0, flags).multiplies_bytes is multiplies


def test_facts_that_are_not_text_are_no_facts(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_bytes(b"flags : \xff\xfe")
    assert host._flags(tmp_path / "cpuinfo") == frozenset()


@pytest.mark.parametrize("library", ["malloc_trim", "another"])
def test_memory_is_given_back_where_the_library_can(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    asked: list[int] = []
    monkeypatch.setattr("ctypes.CDLL", lambda _: SimpleNamespace(**{library: asked.append}))
    give_back_memory()
    assert asked == [0] * (library == "malloc_trim")
