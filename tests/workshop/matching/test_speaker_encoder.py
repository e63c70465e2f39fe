"""The speaker encoder's graph, against its layers written out in NumPy, with random weights of its shapes."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.workshop.matching.encoder_weights import Tensors, random_weights, write_encoder
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, SpeakerEncoder

Floats = NDArray[np.float32]


def sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)


def written_out(frames: Floats, weights: Tensors) -> Floats:
    """Return the direction of one window by PyTorch's description of its LSTM."""
    for layer in range(3):
        state = memory = np.zeros(256, np.float32)
        states = []
        for frame in frames:
            driven = weights[f"lstm.weight_ih_l{layer}"] @ frame + weights[f"lstm.bias_ih_l{layer}"]
            driven = driven + weights[f"lstm.weight_hh_l{layer}"] @ state + weights[f"lstm.bias_hh_l{layer}"]
            enter, forget, new, leave = np.split(driven, 4)
            memory = sigmoid(forget) * memory + sigmoid(enter) * np.tanh(new)
            state = sigmoid(leave) * np.tanh(memory)
            states.append(state)
        frames = np.stack(states)
    direction = np.maximum(weights["linear.weight"] @ frames[-1] + weights["linear.bias"], 0)
    return np.asarray(direction / np.linalg.norm(direction), np.float32)


def test_the_graph_does_what_the_layers_do(tmp_path: Path, rng: np.random.Generator) -> None:
    weights = random_weights()
    encoder = SpeakerEncoder(write_encoder(tmp_path / "encoder.pt", weights))
    sound = (0.1 * rng.standard_normal(int(1.59 * SPEECH_RATE))).astype(np.float32)
    (found,) = encoder.embed_windows(sound)
    expected = written_out(encoder._mel(sound)[:160], weights)
    assert np.abs(found - expected).max() < 1e-5
    assert np.linalg.norm(encoder.embed(sound)) == pytest.approx(1)


def test_longer_sound_has_more_windows_and_short_sound_one(tmp_path: Path, rng: np.random.Generator) -> None:
    encoder = SpeakerEncoder(write_encoder(tmp_path / "encoder.pt"))
    sound = (0.1 * rng.standard_normal(6 * SPEECH_RATE)).astype(np.float32)
    assert len(encoder.embed_windows(sound)) == 6
    assert len(encoder.embed_windows(sound[:8000])) == 1
    assert np.isfinite(encoder.embed(np.zeros(8000, np.float32))).all()


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoder.pt"
    for content in (b"", b"\x80\x02K\x01.", b"text" * 100):
        path.write_bytes(content)
        with pytest.raises(Unavailable):
            SpeakerEncoder(path)
    write_encoder(path, {"linear.weight": np.zeros((2, 2), np.float32)})
    with pytest.raises(Unavailable):
        SpeakerEncoder(path)
