"""Sums up the time that ONNX Runtime spends in each operator."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import onnxruntime

from benchmarks.systems.server import PUBLISHED_VOICE
from benchmarks.systems.texts import Text

MIN_SHARE = 0.01
"""Smaller shares are shown as one."""


def of_plain(models: Path, text: Text, model: str = "model.onnx") -> Counter[str]:
    """Return microseconds by operator, of the exported graph on one thread."""
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_profiling = True
        options.profile_file_prefix = f"{folder}/profile"
        session = onnxruntime.InferenceSession(str(models / model), options, providers=["CPUExecutionProvider"])
        style = np.fromfile(models / "voices" / f"{PUBLISHED_VOICE}.bin", "<f4").reshape(510, 256)
        tokens = np.array([[0, *text.tokens, 0]], np.int64)
        name = session.get_inputs()[0].name
        for _ in range(3):
            session.run(None, {name: tokens, "style": style[[tokens.size - 3]], "speed": np.ones(1, np.float32)})
        return _times(Path(session.end_profiling()))


def of_server(folder: Path) -> Counter[str]:
    """Return microseconds by operator, of all sessions of a server that has ended."""
    return sum((_times(path) for path in folder.glob("profile*.json")), Counter())


def shares(times: Mapping[str, int]) -> Iterable[tuple[str, float]]:
    """Yield the share of each operator, the largest first, and that of all small ones together."""
    whole = sum(times.values())
    ranked = (
        sorted(((microseconds / whole, name) for name, microseconds in times.items()), reverse=True) if whole else []
    )
    yield from ((name, share) for share, name in ranked if share >= MIN_SHARE)
    yield "all others", sum(share for share, _ in ranked if share < MIN_SHARE)


def _times(profile: Path) -> Counter[str]:
    times: Counter[str] = Counter()
    for event in json.loads(profile.read_text("utf-8")):
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            times[event["args"]["op_name"]] += event["dur"]
    return times
