"""The tuner's voice, refined by blends that are spoken, with random weights: it ends, and reports by another ear."""

from pathlib import Path

import numpy as np
import pytest

from tests.workshop.matching.encoder_weights import write_encoder
from training.tuner_reference import ABOUT, random_tensors, write_tensors
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.downloads import COLUMNS, ROWS, Downloads, Style
from wyoming_kokoro.settings import DownloadSettings
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.matching.blend_search import KnownVoices
from wyoming_kokoro.workshop.matching.known_voices import style_of
from wyoming_kokoro.workshop.matching.match_recording import Recording, _Match
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.speaker import LISTEN_SENTENCE, SEARCH_SENTENCE
from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, SpeakerEncoder
from wyoming_kokoro.workshop.matching.tuner import Tuner

ROUNDS = 4
NAMES = ("af_heart", "af_bella", "bm_george")


class SimulatedSpeaker:
    """Says a sentence as a shipped sample, faster by the first number of a voice."""

    def __init__(self, sample: np.ndarray) -> None:
        self._sample = sample
        self.said: list[str] = []

    def speak(self, style: Style, phonemes: str) -> np.ndarray:
        self.said.append(phonemes)
        speed = 1 + 0.2 * float(np.tanh(style[0, 0]))
        places = np.arange(0, len(self._sample) - 1, speed)
        sound: np.ndarray = np.interp(places, np.arange(len(self._sample)), self._sample).astype(np.float32)
        return sound


@pytest.fixture
def store(tmp_path: Path, rng: np.random.Generator) -> Downloads:
    """A data folder with voices of random numbers."""
    (tmp_path / "voices").mkdir()
    for name in NAMES:
        content = rng.standard_normal((ROWS, COLUMNS)).astype("<f4").tobytes()
        (tmp_path / f"voices/{name}_own.bin").write_bytes(content)
    return Downloads(tmp_path, DownloadSettings(enabled=False))


def test_a_refinement_speaks_as_often_as_asked_for_and_no_more(
    tmp_path: Path, store: Downloads, rng: np.random.Generator
) -> None:
    write_tensors(tmp_path / "tuner", random_tensors(), ABOUT)
    tuner, encoder = Tuner(tmp_path / "tuner"), SpeakerEncoder(write_encoder(tmp_path / "encoder"))
    samples, rate = decode((voices_folder() / "samples/af_sky.opus").read_bytes())
    windows = encoder.embed_windows(to_rate(samples, rate, SPEECH_RATE))
    names = [f"{name}_own" for name in NAMES]
    directions = rng.random((len(names), windows.shape[1])).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    means = np.stack([store.style(name).mean(axis=0) for name in names])
    speaker = SimulatedSpeaker(to_rate(samples, rate, RATE))
    reports: list[str] = []
    match = _Match(
        Recording(samples, rate, "ab" * 32, windows, ()),
        tuner,
        encoder,
        KnownVoices(names, means, directions),
        store,
        speaker,  # type: ignore[arg-type]  # it speaks without a model
        reports.append,
    )
    matched = match.run(ROUNDS)
    assert speaker.said == [SEARCH_SENTENCE] * (1 + ROUNDS) + [LISTEN_SENTENCE] * 2
    assert reports[:ROUNDS] == [f"blend {number} of {ROUNDS} is heard" for number in range(1, ROUNDS + 1)]
    assert matched.method == "tuner and search" and matched.likeness.measure == "the tuner's encoder"
    assert set(matched.mixed_from) <= {*names, "tuned"} and sum(matched.mixed_from.values()) == pytest.approx(
        1, abs=1e-3
    )
    tuned = tuner.tune(samples, rate).style
    assert matched.style == pytest.approx(style_of(store, matched.mixed_from, {"tuned": tuned}), abs=1e-6)
