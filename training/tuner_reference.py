"""Runs the published program inno-kokoro 0.2.0 with random weights, and writes what our own tuner is compared with.

    PYTHON -m training.tuner_reference tests/workshop/data/tuner_reference.json SOUNDS

PYTHON has torch 2.13, scipy, soundfile, safetensors, praat-parselmouth and inno-kokoro (which itself asks for kokoro
and huggingface_hub; both can be left out with `pip install --no-deps`). The weights are random numbers with the shapes
of the published ones, made in the same way by the test, so no file of weights is kept.
"""

import argparse
import json
import sys
import tempfile
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VOICES = Path(__file__).parent.parent / "voices"
RECORDINGS = (("af_heart", 24_000), ("am_michael", 16_000), ("bf_emma", 44_100))
"""Recorded samples that are shipped, and the rate at which each is given to the tuner."""
ABOUT = {
    "version": "0.2.0",
    "blend_names": "a,b,c,d,e",
    "blend_gate": "4.0",
    "blend_scale": "2.0,1.0,0.8",
    "grade_pen": "0.5",
    "tilt_mean": "-8.0",
    "tilt_sd": "1.5",
}
STATS = ((12.0, 2.0, 4.0), (14.0, 3.0, 4.5), (3.0, 2.5, 4.2), (1.0, 1.5, 5.0), (13.0, 4.0, 3.5))
ROWS_KEPT = (0, 100, 509)

Tensors = dict[str, NDArray[Any]]


def random_tensors() -> Tensors:
    """Return weights with the names and shapes of the published ones."""
    made = _Random(np.random.default_rng(7))
    made.block_of_convolution("enc.backbone.conv1", "enc.backbone.bn1", 1, 32, 3)
    width = 32
    for layer, (blocks, wide) in enumerate(zip((3, 4, 6, 3), (32, 64, 128, 256), strict=True), 1):
        for block in range(blocks):
            name = f"enc.backbone.layer{layer}.{block}"
            made.block_of_convolution(f"{name}.conv1", f"{name}.bn1", width, wide, 3)
            made.block_of_convolution(f"{name}.conv2", f"{name}.bn2", wide, wide, 3)
            if block == 0 and layer > 1:
                made.block_of_convolution(f"{name}.shortcut.0", f"{name}.shortcut.1", width, wide, 1)
            width = wide
    for name, inputs, outputs in (
        ("enc.backbone.seg_1", 5120, 256),
        ("enc.proj.0", 256, 1024),
        ("enc.proj.2", 1024, 512),
        ("heads.style.0", 512, 512),
        ("heads.style.2", 512, 256),
    ):
        made.linear(name, inputs, outputs)
    made.add("heads.tilt.weight", (256, 1), 0.1)
    made.add("blend.rows", (len(STATS), 510, 128), 0.3)
    made.add("head.W", (3, 128), 0.1)
    fixed = {
        "blend.stats": np.array(STATS, np.float32),
        "blend.grades": np.array([4.0, 1.0, 3.0, 2.0, 1.3], np.float32),
        "head.mu": np.array([8.0, 3.0], np.float32),
        "head.sd": np.array([5.0, 1.0], np.float32),
    }
    return {**made.tensors, **fixed}


class _Random:
    """Random numbers of the size that keeps the sound's spread from layer to layer."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self.tensors: Tensors = {}

    def add(self, name: str, shape: tuple[int, ...], scale: float, kind: type[np.floating[Any]] = np.float32) -> None:
        self.tensors[name] = (self._random.standard_normal(shape) * scale).astype(kind)

    def linear(self, name: str, inputs: int, outputs: int) -> None:
        self.add(f"{name}.weight", (outputs, inputs), inputs**-0.5)
        self.add(f"{name}.bias", (outputs,), 0.1)

    def block_of_convolution(self, name: str, norm: str, inputs: int, outputs: int, size: int) -> None:
        self.add(f"{name}.weight", (outputs, inputs, size, size), (2 / (inputs * size * size)) ** 0.5, np.float16)
        for part, low, high in (
            ("weight", 0.5, 0.7),
            ("bias", -0.1, 0.1),
            ("running_mean", -0.1, 0.1),
            ("running_var", 0.8, 1.2),
        ):
            self.tensors[f"{norm}.{part}"] = self._random.uniform(low, high, outputs).astype(np.float16)
        self.tensors[f"{norm}.num_batches_tracked"] = np.array(1, np.int64)


def write_tensors(path: Path, tensors: Mapping[str, NDArray[Any]], about: Mapping[str, str]) -> None:
    """Write a file of tensors (safetensors)."""
    kinds = {"float16": "F16", "float32": "F32", "int64": "I64"}
    header: dict[str, object] = {"__metadata__": dict(about)}
    at = 0
    for name, values in tensors.items():
        offsets = [at, at + values.nbytes]
        header[name] = {"dtype": kinds[str(values.dtype)], "shape": list(values.shape), "data_offsets": offsets}
        at += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    parts = (
        len(text).to_bytes(8, "little"),
        text,
        *(np.ascontiguousarray(each).tobytes() for each in tensors.values()),
    )
    path.write_bytes(b"".join(parts))


def main() -> None:
    """Run the published program and write what it returns."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("sounds", type=Path, help="a folder with NAME.npy, the samples at the rates above")
    parsed = parser.parse_args()
    sys.modules.setdefault("huggingface_hub", types.ModuleType("huggingface_hub"))
    import torch  # noqa: PLC0415 -- only here
    from inno_kokoro import enroll, prosody  # type: ignore[import-not-found] # noqa: PLC0415 -- the same

    enroll._check_update = lambda _: None  # noqa: SLF001 -- it would ask for a newer version
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        write_tensors(path, random_tensors(), ABOUT)
        tuner = enroll.Tuner(str(path))
    found = {}
    for name, rate in RECORDINGS:
        sound = torch.from_numpy(np.load(parsed.sounds / f"{name}.npy"))
        pack, weights = enroll.enroll(sound, rate, tuner)
        highest = prosody.ceiling(sound, rate)
        direction = enroll._speaker_embedding(sound, rate, tuner)[0]  # noqa: SLF001 -- what is compared
        found[name] = {
            "ceiling": highest,
            "pitch_and_range": prosody.stats(sound, rate, highest)[:2],
            "fine_pitch_and_range": prosody.head_stats(sound, rate, fmax=highest),
            "syllable_rate": prosody.rate(sound, rate),
            "spectral_slope": prosody.tilt(sound, rate),
            "weights": weights,
            "direction": [round(float(each), 7) for each in direction],
            "rows": [[round(float(each), 6) for each in pack[row, 0]] for row in ROWS_KEPT],
        }
    parsed.output.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
