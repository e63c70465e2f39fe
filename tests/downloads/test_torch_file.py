"""Files of PyTorch: both formats are read, voices of every release among them, and nothing in them is run."""

import io
import os
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.downloads.torch_files import archive, legacy
from wyoming_kokoro.downloads import VOICE_BYTES, BadVoice, Disk, voice_in_torch_file, voices_in
from wyoming_kokoro.downloads.torch_file import BadTorchFile, read_torch_file

FORMATS = pytest.mark.parametrize("written", [archive, legacy])
Written = Callable[[Any], bytes]


@FORMATS
def test_tensors_are_read(tmp_path: Path, rng: np.random.Generator, written: Written) -> None:
    path = tmp_path / "weights.pt"
    content = {
        "model_state": {
            "weight": rng.standard_normal((3, 4)).astype(np.float32),
            "half": rng.standard_normal(5).astype(np.float16),
            "count": np.array([7], np.int64),
        },
        "step": 3,
    }
    path.write_bytes(written(content))
    found = read_torch_file(path)
    assert found["step"] == 3
    for name, values in content["model_state"].items():  # type: ignore[attr-defined]
        np.testing.assert_array_equal(found["model_state"][name], values)


@FORMATS
@pytest.mark.parametrize("rows", [510, 511])
def test_a_voice_of_any_release_is_read(tmp_path: Path, rng: np.random.Generator, written: Written, rows: int) -> None:
    """Kokoro 0.19 has a row before the first: that for one phoneme is the second there, and the first in ours."""
    voice = rng.standard_normal((rows, 1, 256)).astype(np.float32)
    path = tmp_path / "df_victoria.pt"
    path.write_bytes(written(voice))
    assert voice_in_torch_file(path) == voice[rows - 510 :].tobytes()


@pytest.mark.parametrize("rows", [510, 511])
def test_an_archive_of_any_release_is_read(tmp_path: Path, rng: np.random.Generator, rows: int) -> None:
    voices = {name: rng.standard_normal((rows, 1, 256)).astype(np.float32) for name in ("zf_001", "af_maple")}
    path = tmp_path / "voices.bin"
    with path.open("wb") as file:
        np.savez(file, **voices)  # type: ignore[arg-type] # its stubs have only an argument of its own
    found = dict(voices_in(path, Disk()))
    assert found == {name: voice[rows - 510 :].tobytes() for name, voice in voices.items()}


@FORMATS
def test_something_else_is_no_voice(tmp_path: Path, rng: np.random.Generator, written: Written) -> None:
    path = tmp_path / "voice.pt"
    for wrong in (
        {"voice": np.zeros((510, 1, 256), np.float32)},
        np.zeros((509, 1, 256), np.float32),
        np.zeros((510, 2, 128), np.float32),
        np.full((510, 1, 256), np.nan, np.float32),
        rng.standard_normal(510 * 256).astype(np.float32),
        "text",
    ):
        path.write_bytes(written(wrong))
        with pytest.raises(BadVoice):
            voice_in_torch_file(path)


class Hostile:
    """Unpickled without care, it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what is called when it is unpickled."""
        return os.mkdir, (str(self.path),)


def test_what_is_in_a_file_is_never_run(tmp_path: Path) -> None:
    target, path = tmp_path / "made", tmp_path / "voice.pt"
    hostile = pickle.dumps(Hostile(target), 2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("voice/data.pkl", hostile)
    for content in (hostile, packed.getvalue(), pickle.dumps(1) * 3 + hostile):
        path.write_bytes(content)
        with pytest.raises(BadTorchFile, match="something other than tensors"):
            read_torch_file(path)
    assert not target.exists()


@FORMATS
def test_a_damaged_file_is_refused(tmp_path: Path, rng: np.random.Generator, written: Written) -> None:
    content = written(rng.standard_normal((510, 1, 256)).astype(np.float32))
    path = tmp_path / "voice.pt"
    for size in (0, 1, 10, 100, 200, 1000, VOICE_BYTES // 2, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.raises((BadTorchFile, BadVoice)):
            voice_in_torch_file(path)
    for _ in range(100):
        broken = bytearray(content)
        for place in rng.integers(0, 400, 6):
            broken[place] = rng.integers(256)
        path.write_bytes(bytes(broken))
        with suppress(BadVoice):
            assert len(voice_in_torch_file(path)) == VOICE_BYTES


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "voice.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("voice/data.pkl", b"\x80\x02.")
        file.writestr("voice/data/0", bytes(200_000_000))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(BadTorchFile, match="larger"):
        read_torch_file(path)
