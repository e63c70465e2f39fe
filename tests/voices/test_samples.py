"""Every published voice has a sample that is small, short, equally loud, and labelled as synthetic."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.voices import Catalogue, sample_file
from wyoming_kokoro.voices.samples import SampleTexts

MAX_BYTES = 30_000
MAX_TOTAL_BYTES = 1_600_000
MIN_SECONDS, MAX_SECONDS = 4.0, 9.0
LEVEL_TOLERANCE = 2.0
"""Decibels: a sentence is not as loud as the ones by which its voice was measured."""
LEVEL = Settings().speech.loudness
MIXTURE = "af"
"""A mixture of two voices, whose file is in no package."""

NAMES = [voice.name for voice in Catalogue.load(voices_folder()).listed() if voice.name != MIXTURE]
COMPARED = ("ours", "espeak", "kokoro-onnx")


def decoded(path: Path) -> tuple[np.ndarray, dict[str, str]]:
    """The samples at our rate, and the tags."""
    with av.open(str(path)) as container:
        (stream,) = container.streams.audio
        tags = {**container.metadata, **stream.metadata}
        resampler = av.AudioResampler("flt", "mono", RATE)
        frames = [resampled for frame in container.decode(stream) for resampled in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]), {key.lower(): tags[key] for key in tags}


@pytest.mark.parametrize("name", NAMES)
def test_every_published_voice_has_a_sample_that_is_labelled_as_synthetic(name: str) -> None:
    path = sample_file(name)
    assert path.stat().st_size <= MAX_BYTES
    samples, tags = decoded(path)
    assert MIN_SECONDS <= len(samples) / RATE <= MAX_SECONDS
    level = loudness(samples)
    assert level is not None and abs(level - LEVEL) <= LEVEL_TOLERANCE
    assert tags["title"].startswith(f"{name}: ") and tags["artist"] == "wyoming_kokoro (synthetic speech)"
    assert tags["comment"] == "Synthetic speech, made with Kokoro-82M"


@pytest.mark.parametrize("system", COMPARED)
def test_systems_are_compared_equally_loud_and_labelled_as_synthetic(system: str) -> None:
    samples, tags = decoded(sample_file(f"compare-{system}"))
    level = loudness(samples)
    assert level is not None and abs(level - LEVEL) <= LEVEL_TOLERANCE
    assert "synthetic" in tags["artist"] and tags["comment"].startswith("Synthetic speech")


def test_all_samples_are_small_and_of_a_known_voice() -> None:
    files = list((voices_folder() / "samples").glob("*.opus"))
    assert sum(file.stat().st_size for file in files) <= MAX_TOTAL_BYTES
    assert {file.stem for file in files} == {*NAMES, *(f"compare-{system}" for system in COMPARED)}


def test_there_is_a_sentence_for_every_language_and_it_has_a_number() -> None:
    entries = json.loads((voices_folder() / "catalogue.json").read_text("utf-8"))["voices"]
    texts = SampleTexts.load()
    assert set(texts.by_language) == {entry["language"] for entry in entries}
    assert all(any(letter.isdigit() for letter in text) for text in (*texts.by_language.values(), texts.comparison))


def test_a_blend_and_a_voice_with_another_speed_have_no_sample() -> None:
    catalogue = Catalogue.load(voices_folder(), saved={"evening": "af_heart*0.5+am_adam*0.5"})
    assert catalogue.find("heart").has_sample and catalogue.find("alloy").has_sample
    for name in ("af_heart@0.9", "af_heart+am_adam", "evening", MIXTURE):
        assert not catalogue.find(name).has_sample
