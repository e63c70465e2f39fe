"""Fixtures of the download tests: a source, and folders to download into."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from tests.downloads.origin import QUICK, Origin, voice_bytes
from wyoming_kokoro.downloads import Disk, Downloads
from wyoming_kokoro.settings import DownloadSettings


@pytest.fixture
async def origin(rng: np.random.Generator) -> AsyncIterator[Origin]:
    """A source with a model and two voices."""
    origin = Origin()
    origin.files = {
        "onnx/model_small.onnx": rng.bytes(3_000_000),
        "voices/af_one.bin": voice_bytes(rng),
        "voices/bm_two.bin": voice_bytes(rng),
    }
    await origin.start()
    yield origin
    await origin.stop()


@pytest.fixture
def make_store(tmp_path: Path, origin: Origin) -> Callable[..., Downloads]:
    """A store that fetches from the source."""

    def make(downloads: DownloadSettings = QUICK, disk: Disk | None = None, *, sizes: bool = True) -> Downloads:
        return Downloads(tmp_path / "data", downloads, files=origin.published(sizes=sizes), disk=disk)

    return make
