"""What `wake teach` learns, and is tested with: voices that it has not heard. And the file it writes."""

from pathlib import Path

import numpy as np
import pytest

from tests.workshop.wake.wake_sets import filled_set, other, samples_of_parts, wake, with_embedding
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.wake.detectors import find_detectors
from wyoming_kokoro.workshop.wake.listening import listen
from wyoming_kokoro.workshop.wake.listening_stream import placed
from wyoming_kokoro.workshop.wake.sounds_apart import minimal_pairs
from wyoming_kokoro.workshop.wake.speech_embedding import SIZE, WINDOW, windows_of
from wyoming_kokoro.workshop.wake.taught_head import HeadLayers, TaughtHead
from wyoming_kokoro.workshop.wake.teaching import best_threshold, learned


def windows(random: np.random.Generator, count: int, middle: float) -> np.ndarray:
    return random.normal(0, 1, (count, WINDOW, SIZE)).astype(np.float32) + np.float32(middle)


def test_two_kinds_of_windows_are_told_apart_also_where_one_is_rare() -> None:
    random = np.random.default_rng(1)
    head = TaughtHead("x", learned(windows(random, 60, 0.1), windows(random, 900, -0.1), 5), 0.5)
    scores = [head.scores(windows(random, 200, middle)) for middle in (0.1, -0.1, 0.1, -0.1)]
    threshold = best_threshold(scores[0].tolist(), scores[1].tolist())
    assert float(np.mean(scores[2] > threshold)) > 0.9 and float(np.mean(scores[3] > threshold)) < 0.02


def test_the_same_seed_learns_the_same_and_another_one_does_not() -> None:
    def learn(seed: int) -> list[list[float]]:
        random = np.random.default_rng(1)
        layers = learned(windows(random, 40, 0.1), windows(random, 80, -0.1), seed)
        return [layer.ravel().tolist() for layer in layers]

    assert learn(1) == learn(1) != learn(2)


@pytest.mark.parametrize(
    ("wake_scores", "other_scores", "low", "high"),
    [
        ([0.9] * 10, [0.1] * 10, 0.4, 0.6),  # halfway
        ([0.6] * 10, [0.1] * 199 + [0.99], 0.1, 0.6),  # one in two hundred may wake it
        ([0.5] * 10, [0.1] * 9 + [0.8], 0.79, 0.81),  # above the others even where wake words are missed
    ],
)
def test_a_threshold_is_above_the_others(
    wake_scores: list[float], other_scores: list[float], low: float, high: float
) -> None:
    assert low < best_threshold(wake_scores, other_scores) < high


def test_a_head_is_read_as_it_was_written_and_written_the_same_each_time(tmp_path: Path) -> None:
    head = TaughtHead("hey kátya", HeadLayers.drawn(np.random.default_rng(1)), 0.7)
    head.layers.bias[:] = -1.5
    head.write(tmp_path / "a.npz")
    read = TaughtHead.read(tmp_path / "a.npz")
    assert all(np.array_equal(one, other) for one, other in zip(read.layers, head.layers, strict=True))
    assert (read.phrase, read.threshold) == ("hey kátya", 0.7)
    read.write(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_another_shape_is_refused(tmp_path: Path) -> None:
    layers = HeadLayers.zero()._replace(hidden=np.zeros((4, SIZE), np.float32))
    TaughtHead("x", layers, 0.5).write(tmp_path / "a.npz")
    with pytest.raises(BadRequest, match="teach it again"):
        TaughtHead.read(tmp_path / "a.npz")


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", version=1, phrase="x", weights=np.zeros((WINDOW, SIZE)), bias=0.0, threshold=0.5)
    with pytest.raises(BadRequest, match="teach it again"):
        TaughtHead.read(tmp_path / "a.npz")


def test_what_differs_in_one_sound_is_a_minimal_pair() -> None:
    said = {
        "wake": ("wake", "ˌOkˈA nˈɑbu"), "british": ("wake", "ˌQkˈA nˈɑːbuː"), "replaced": ("near", "ˌOkˈA mˈɑbu"),
        "added": ("near", "ɹOkˈA nˈɑbu"), "left out": ("part", "kˈA nˈɑbu"), "twice": ("near", "ˌOkˈA mˈɑdu"),
        "within": ("near", "dɪkˈA nˈɑbu tˈu"), "other": ("filler", "tˈɜn ɔn ðə lˈIt"), "noise": ("noise", ""),
    }  # fmt: skip
    rows = [SampleRow(name, role=role, phonemes=phonemes) for name, (role, phonemes) in said.items()]
    assert minimal_pairs(rows) == {"replaced", "added", "left out", "within"}


def test_a_window_has_the_last_embeddings_and_zeros_before_them() -> None:
    vectors = np.arange(1, 4, dtype=np.float32)[:, None] * np.ones(SIZE, np.float32)
    seen = windows_of(vectors)
    assert seen.shape == (3, WINDOW, SIZE)
    assert seen[2, :, 0].tolist() == [0.0] * (WINDOW - 3) + [1.0, 2.0, 3.0]


def test_too_little_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = filled_set(tmp_path / "set", [wake(1), other(2)])
    assert main(["wake", "teach", str(folder), "-o", str(tmp_path / "head.npz")]) == 1
    told = capsys.readouterr().err
    assert "0 wake words" in told and "20 of each" in told and "dataset split" in told


@with_embedding
def test_a_taught_head_hears_voices_it_does_not_know_and_is_a_detector(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = filled_set(tmp_path / "set", [*samples_of_parts(), other(400, split="test")])
    path = tmp_path / "head.npz"
    assert main(["wake", "teach", str(folder), "-o", str(path)]) == 0
    told = capsys.readouterr().out
    assert "test        heard 5 of 5 (100.0 %), wakes at 0 of 5 (0.0 %) of the others and" in told
    assert "of 1 (" in told and "of the minimal pairs" in told
    (asked,) = find_detectors(str(path))
    found = listen(asked, [placed(*wake(500)), placed(*other(501))], None, lambda _: None)
    assert found.heard[0].score > found.use.threshold > found.heard[1].score
    assert found.use.threshold == TaughtHead.read(path).threshold
