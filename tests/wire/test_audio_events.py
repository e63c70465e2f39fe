"""Audio events: every sample once, whole samples, small chunks first, correct timestamps."""

import json
from itertools import pairwise

import numpy as np
import pytest

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.speech import NOTHING, RATE, Samples
from wyoming_kokoro.wire.audio_events import START, STOPPED, AudioEvents


def parts(frame: bytes) -> tuple[str, dict[str, int], bytes]:
    """The type, the data and the payload of a packed event."""
    line, _, rest = frame.partition(b"\n")
    header = json.loads(line)
    length = header.get("data_length", 0)
    assert len(rest) == length + header.get("payload_length", 0)
    return header["type"], json.loads(rest[:length] or b"{}"), rest[length:]


@pytest.fixture
def noise(rng: np.random.Generator) -> Samples:
    return rng.uniform(-1, 1, RATE + 17).astype(np.float32)


@pytest.mark.parametrize("size", [1, 479, 960, 5_000, 24_017])
def test_every_sample_is_sent_once_and_in_order(noise: Samples, size: int) -> None:
    noise = noise[: 2_000 * size]
    chunks = AudioEvents()
    frames = [
        parts(frame) for start in range(0, len(noise), size) for frame in chunks.feed(noise[start : start + size])
    ]
    assert b"".join(payload for _, _, payload in frames) == pcm16(noise)
    assert {kind for kind, _, _ in frames} == {"audio-chunk"}
    sent = 0
    for _, data, payload in frames:
        assert data == {"rate": 24_000, "width": 2, "channels": 1, "timestamp": sent * 1000 // RATE}
        assert len(payload) % 2 == 0
        sent += len(payload) // 2
    assert parts(chunks.finish()) == ("audio-stop", {"timestamp": len(noise) * 1000 // RATE}, b"")


def test_chunks_begin_small_and_grow(noise: Samples) -> None:
    sizes = [len(parts(frame)[2]) // 2 * 1000 // RATE for frame in AudioEvents().feed(noise)]
    assert sizes[:6] == [40, 40, 80, 160, 200, 200]
    assert all(earlier <= later for earlier, later in pairwise(sizes[:-1]))


def test_no_samples_give_no_chunk() -> None:
    chunks = AudioEvents()
    assert not list(chunks.feed(NOTHING))
    assert parts(chunks.finish()) == ("audio-stop", {"timestamp": 0}, b"")


def test_the_audio_start_event_has_the_audio_format() -> None:
    assert parts(START) == ("audio-start", {"rate": 24_000, "width": 2, "channels": 1, "timestamp": 0}, b"")
    assert parts(STOPPED) == ("synthesize-stopped", {}, b"")
