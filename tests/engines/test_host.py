"""What this machine has to compute with, within the limits of its container."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from wyoming_kokoro.engines.host import Host, give_back_memory

X86 = "processor : 0\nflags\t\t: fpu avx2 avx512_vnni\n"
ARM = "processor : 0\nFeatures : fp asimd asimddp\n"


def test_this_machine_has_cores_and_memory() -> None:
    here = Host.here()
    assert here.cores >= 1 and here.memory > 0 and here.machine


def _host(folder: Path, **files: str) -> Host:
    """The machine that files with these names and contents describe."""
    for name, content in files.items():
        (folder / name.replace("_", ".", 1)).write_text(content)
    return Host.read(folder, folder)


@pytest.mark.parametrize(("limit", "cores"), [("max 100000", 8), ("200000 100000\n", 2), ("50000 100000", 1), ("", 8)])
def test_a_containers_share_of_the_processor_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, cores: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    assert _host(tmp_path, cpu_max=limit).cores == cores


def test_without_affinity_all_cores_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert _host(tmp_path).cores == 3


@pytest.mark.parametrize(
    ("total", "limit", "memory"),
    [("MemTotal: 2048 kB", "max", 2 << 20), ("MemTotal: 2048 kB", "1048576", 1 << 20), ("", "", 0), ("", "5", 5)],
)
def test_a_containers_share_of_the_memory_counts(tmp_path: Path, total: str, limit: str, memory: int) -> None:
    assert _host(tmp_path, meminfo=f"MemFree: 1 kB\n{total}\n", memory_max=limit).memory == memory


@pytest.mark.parametrize(
    ("cpuinfo", "multiplies"), [(X86, True), (ARM, True), ("flags : fpu avx2\n", False), ("", False)]
)
def test_processors_that_multiply_bytes_are_known(tmp_path: Path, cpuinfo: str, *, multiplies: bool) -> None:
    assert _host(tmp_path, cpuinfo=cpuinfo).multiplies_bytes is multiplies


def test_a_file_that_is_not_text_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_bytes(b"flags : \xff\xfe")
    assert Host.read(tmp_path, tmp_path).flags == frozenset()


@pytest.mark.parametrize("library", ["malloc_trim", "another"])
def test_memory_is_returned_to_the_system_if_the_c_library_can(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    calls: list[int] = []
    monkeypatch.setattr("ctypes.CDLL", lambda _: SimpleNamespace(**{library: calls.append}))
    give_back_memory()
    assert calls == [0] * (library == "malloc_trim")
