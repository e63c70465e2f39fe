"""Shows the figures of several systems from interleaved rounds, as medians and as ratios to each other."""

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

SHOWN_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "asimddp", "i8mm")


@dataclass
class Series:
    """The values of one figure, for each system and round."""

    figure: str
    unit: str
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Add the value of a round."""
        self.values.setdefault(name, []).append(value)

    def ratio(self, name: str, other: str) -> float | None:
        """Return the median of the ratios of two systems within each round."""
        pairs = list(zip(self.values.get(name, ()), self.values.get(other, ()), strict=False))
        ratios = [mine / theirs for mine, theirs in pairs if theirs]
        return statistics.median(ratios) if ratios else None

    def lines(self, others: Sequence[str]) -> Iterable[str]:
        """Yield a table in Markdown."""
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
    """Return lines that describe the machine and how busy it is, to be printed before and after."""
    host = Host.here()
    flags = [flag for flag in SHOWN_FLAGS if flag in host.flags]
    runtime = version("onnxruntime")
    return [
        f"{processor()}, {host.cores} cores, {host.memory / 1e9:.1f} GB; {' '.join(flags) or 'no flags that matter'}",
        f"Python {platform.python_version()}, ONNX Runtime {runtime}, wyoming_kokoro at {commit()}",
        f"load average {' '.join(f'{each:.1f}' for each in os.getloadavg())}",
    ]


def processor() -> str:
    """Return the name of the processor."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def commit() -> str:
    """Return the version of the program."""
    here = Path(__file__).parent
    described = subprocess.run(
        ["git", "-C", here, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "an unknown version"


def save(path: Path, series: Iterable[Series], machine_lines: Sequence[str]) -> None:
    """Write everything that was measured."""
    figures = [{"figure": each.figure, "unit": each.unit, "values": each.values} for each in series]
    path.write_text(json.dumps({"machine": machine_lines, "figures": figures}, indent=1) + "\n", encoding="utf-8")


def _spread(values: Sequence[float]) -> str:
    return f"{_number(min(values))} to {_number(max(values))}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 or value == 0 else f"{value:.3f}"  # noqa: PLR2004
