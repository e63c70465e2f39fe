"""The sounds of the library: the same each time, as loud as they say, cheap, different from one another."""

import time
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.audio.sounds import SOUNDS, SoundDefinition, SoundLibrary, sound_files
from wyoming_kokoro.audio.sounds import files as files_module
from wyoming_kokoro.audio.sounds.files import SEAM_SECONDS, read_sound
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import RATE, Samples

ENDLESS = [sound for sound in SOUNDS if sound.seconds is None]
every_sound = pytest.mark.parametrize("sound", list(SOUNDS), ids=lambda sound: sound.name)
every_endless = pytest.mark.parametrize("sound", ENDLESS, ids=lambda sound: sound.name)

LOUDNESS_TOLERANCE = 2.5
"""Decibels by which half a minute of wind or waves may differ from a whole one with other numbers."""


def test_there_are_at_least_twelve_backgrounds() -> None:
    assert len(ENDLESS) >= 12


@every_sound
@pytest.mark.parametrize("size", [37, 480, 5000])
def test_a_sound_is_the_same_in_blocks_of_any_size(sound: SoundDefinition, size: int) -> None:
    whole, stream = sound.open(3).take(3 * size + 1000), sound.open(3)
    parts = np.concatenate([*(stream.take(size) for _ in range(3)), stream.take(1000)])
    assert np.array_equal(whole, parts)
    assert whole.dtype == np.float32 and np.isfinite(whole).all()


@every_endless
def test_the_seed_decides_how_it_sounds(sound: SoundDefinition) -> None:
    one, same, other = (sound.open(seed).take(RATE * 4) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@every_sound
def test_a_sound_is_as_loud_as_its_definition_says(sound: SoundDefinition) -> None:
    seconds = sound.seconds or 30.0
    measured = [loudness(sound.open(seed).take(round(seconds * RATE))) or 0.0 for seed in (7, 8)]
    assert abs(sum(measured) / 2 - sound.loudness) < LOUDNESS_TOLERANCE


@every_endless
def test_a_background_goes_on(sound: SoundDefinition) -> None:
    stream = sound.open(5)
    halves = [stream.take(15 * RATE) for _ in range(2)]
    levels = [20 * np.log10(np.std(half)) for half in halves]
    assert abs(levels[0] - levels[1]) < 9
    assert np.std(np.concatenate(halves)) > 0


@pytest.mark.slow
@every_endless
def test_a_background_takes_one_percent_of_a_core(sound: SoundDefinition) -> None:
    stream = sound.open(0)
    best = min(_processor_seconds(stream.take, 10 * RATE) for _ in range(3))
    assert best / 10 < 0.02  # twice what is measured alone: other programs share the caches


def _processor_seconds(take: object, count: int) -> float:
    began = time.thread_time()
    take(count)  # type: ignore[operator]
    return time.thread_time() - began


def test_sounds_can_be_told_apart_by_what_is_measured() -> None:
    """Pieces of a sound are nearest to the other pieces of the same one, by spectrum and by how their level changes."""
    pieces = {sound.name: [_features(sound.open(seed).take(16 * RATE)) for seed in range(4)] for sound in ENDLESS}
    scale = np.array([each for of_sound in pieces.values() for each in of_sound]).std(axis=0)
    wrong = [(name, left) for name in pieces for left in range(4) if _nearest(pieces, scale, name, left) != name]
    assert len(wrong) <= 0.05 * 4 * len(pieces), wrong


def _nearest(pieces: dict[str, list[np.ndarray]], scale: np.ndarray, name: str, left: int) -> str:
    """Return the sound whose other pieces one is most like."""
    others = {
        each: np.mean([row for at, row in enumerate(rows) if (each, at) != (name, left)], axis=0)
        for each, rows in pieces.items()
    }
    return min(others, key=lambda each: float(np.sum(((pieces[name][left] - others[each]) / scale) ** 2)))


def _features(samples: Samples) -> np.ndarray:
    """Measure the level of each octave compared with the whole, and how much and how fast the level changes."""
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    edges = 40 * 2.0 ** np.arange(0, 9)
    bands = [spectrum[(frequencies >= a) & (frequencies < 2 * a)].sum() for a in edges]
    octaves = 10 * np.log10(np.array(bands) / spectrum.sum() + 1e-7)
    envelope = np.sqrt(np.mean(samples[: len(samples) // 240 * 240].reshape(-1, 240) ** 2, axis=1)) + 1e-6
    decibels = 20 * np.log10(envelope)
    crest = 20 * np.log10(np.abs(samples).max() / samples.std())
    return np.array([*octaves, decibels.std() * 2, np.abs(np.diff(decibels)).mean() * 5, crest])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sounds").mkdir()
    return tmp_path / "sounds"


def _write(path: Path, samples: Samples, kind: str = "wav") -> None:
    encoder = FORMATS[kind].open(RATE)
    path.write_bytes(encoder.feed(samples) + encoder.finish())


def _tone(seconds: float, frequency: float = 300.0) -> Samples:
    tone: Samples = (0.3 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)
    return tone


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "opus"])
def test_a_file_in_the_folder_is_a_sound(folder: Path, kind: str) -> None:
    suffix = FORMATS[kind].suffix
    _write(folder / f"My_Kettle.{suffix}", _tone(2.0), kind)
    library = SoundLibrary(SOUNDS, folder)
    assert "my-kettle" in library.names
    sound = library.find("My Kettle")
    assert sound.kind == "file"
    assert sound.seconds == pytest.approx(2.0, abs=0.12)
    assert sound.loudness == pytest.approx(loudness(_tone(2.0)) or 0, abs=0.7)
    middle = sound.once()[RATE // 2 : RATE]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(300, abs=4)


def test_a_users_file_replaces_a_sound_that_is_made(folder: Path) -> None:
    _write(folder / "rain.wav", _tone(1.0))
    library = SoundLibrary(SOUNDS, folder)
    assert library.find("rain").kind == "file"
    assert library.names.count("rain") == 1


def test_a_file_is_repeated_without_a_seam(folder: Path, rng: np.random.Generator) -> None:
    noise = np.cumsum(rng.standard_normal(6 * RATE))
    noise -= np.convolve(noise, np.ones(2400) / 2400, "same")
    _write(folder / "noise.wav", (0.2 * noise / np.abs(noise).max()).astype(np.float32))
    sound = SoundLibrary(SOUNDS, folder).find("noise")
    repeated = sound.open().take(20 * RATE)
    steps = np.abs(np.diff(repeated))
    length = 6 * RATE - min(round(SEAM_SECONDS * RATE), 6 * RATE // 10)
    for seam in (length, 2 * length, 3 * length):
        assert steps[seam - 200 : seam + 200].max() <= steps.max() * 1.01
        assert steps[seam - 2 : seam + 2].max() < 5 * steps.mean()
    levels = [np.std(repeated[at : at + 2400]) for at in range(0, len(repeated) - 2400, 2400)]
    seams = [np.std(repeated[seam : seam + 14_400]) for seam in (length, 2 * length)]
    assert all(0.5 * np.mean(levels) < level < 2 * np.mean(levels) for level in seams)


def test_a_damaged_file_is_refused_with_a_reason(folder: Path) -> None:
    (folder / "broken.mp3").write_bytes(b"this is no sound" * 100)
    (folder / "empty.wav").write_bytes(b"")
    library = SoundLibrary(SOUNDS, folder)
    for name in ("broken", "empty"):
        with pytest.raises(BadRequest) as caught:
            library.find(name)
        assert caught.value.code == "sound_damaged"


def test_files_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(folder / "long.flac", _tone(5.0), "flac")
    monkeypatch.setattr(files_module, "MAX_SECONDS", 2.0)
    assert len(read_sound(folder / "long.flac").samples) == 2 * RATE
    monkeypatch.setattr(files_module, "MAX_BYTES", 100)
    with pytest.raises(BadRequest):
        read_sound(folder / "long.flac")


@pytest.mark.parametrize(
    "name",
    [
        "https://example.com/rain.mp3",
        "file:///etc/passwd",
        "//host/share.wav",
        "data:audio/wav;base64,AAAA",
        "RTSP://x",
    ],
)
def test_addresses_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(BadRequest) as caught:
        SoundLibrary(SOUNDS, folder).find(name)
    assert caught.value.code == "sound_refused"


@pytest.mark.parametrize("name", ["../token", "/etc/passwd", "nothing", "", "sounds/rain"])
def test_nothing_outside_the_folder_can_be_named(folder: Path, name: str) -> None:
    _write(folder.parent / "token.wav", _tone(1.0))
    with pytest.raises(BadRequest) as caught:
        SoundLibrary(SOUNDS, folder).find(name)
    assert caught.value.code == "sound_not_found"


def test_links_out_of_the_folder_are_no_sounds(folder: Path) -> None:
    _write(folder.parent / "secret.wav", _tone(1.0))
    (folder / "link.wav").symlink_to(folder.parent / "secret.wav")
    assert not SoundLibrary(SOUNDS, folder).has("link")


def test_a_changed_folder_has_another_state(folder: Path) -> None:
    before = sound_files(folder)
    _write(folder / "one.wav", _tone(1.0))
    assert sound_files(folder) != before
    assert sound_files(folder / "missing") == ()
