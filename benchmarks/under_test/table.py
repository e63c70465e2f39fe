"""Figures of several systems from interleaved rounds, as medians and as ratios to the others."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from wyoming_kokoro.engines.host import Host

TOLD_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "asimddp", "i8mm")


@dataclass
class Series:
    """One figure: for each system what each round gave."""

    figure: str
    unit: str
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """One more round's."""
        self.values.setdefault(name, []).append(value)

    def ratio(self, name: str, other: str) -> float | None:
        """The median of what each round's value is to the other's of the same round."""
        pairs = list(zip(self.values.get(name, ()), self.values.get(other, ()), strict=False))
        ratios = [mine / theirs for mine, theirs in pairs if theirs]
        return statistics.median(ratios) if ratios else None

    def lines(self, others: Sequence[str]) -> Iterable[str]:
        """As a table in Markdown."""
        others = [each for each in others if each in self.values]
        yield f"**{self.figure}**, {self.unit}"
        yield ""
        yield "| system | median | least to most | " + "".join(f"x {other} | " for other in others)
        yield "|---|---|---|" + "---|" * len(others)
        for name, values in self.values.items():
            ratios = (self.ratio(name, other) for other in others)
            shown = "".join(f"{'' if ratio is None else f'{ratio:.2f}'} | " for ratio in ratios)
            yield f"| {name} | {_number(statistics.median(values))} | {_spread(values)} | {shown}".rstrip()
        yield ""


def machine() -> list[str]:
    """What was measured on, and how busy it was: lines to print before and after."""
    host = Host.here()
    flags = [flag for flag in TOLD_FLAGS if flag in host.flags]
    runtime = version("onnxruntime")
    return [
        f"{processor()}, {host.cores} cores, {host.memory / 1e9:.1f} GB; {' '.join(flags) or 'no flags that matter'}",
        f"Python {platform.python_version()}, ONNX Runtime {runtime}, wyoming_kokoro at {commit()}",
        f"load average {' '.join(f'{each:.1f}' for each in os.getloadavg())}",
    ]


def processor() -> str:
    """The processor's name."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def commit() -> str:
    """Which state of the program this is."""
    here = Path(__file__).parent
    told = subprocess.run(
        ["git", "-C", here, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "an unknown state"


def keep(path: Path, series: Iterable[Series], told: Sequence[str]) -> None:
    """Write everything that was measured."""
    found = [{"figure": each.figure, "unit": each.unit, "values": each.values} for each in series]
    path.write_text(json.dumps({"machine": told, "figures": found}, indent=1) + "\n", encoding="utf-8")


def _spread(values: Sequence[float]) -> str:
    return f"{_number(min(values))} to {_number(max(values))}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 or value == 0 else f"{value:.3f}"  # noqa: PLR2004
