"""What effects do to sound, as laws."""

from collections.abc import Callable

import numpy as np
import pytest

from wyoming_kokoro.audio.effects import Effect, Limiter, PitchShift, TimeStretch, TrimSilence
from wyoming_kokoro.audio.effects.limiter import AHEAD, CEILING
from wyoming_kokoro.audio.effects.trim_silence import FADE, LEAD, QUIET, TAIL
from wyoming_kokoro.speech import NOTHING, RATE, Samples

EFFECTS: dict[str, Callable[[], Effect]] = {
    "edges": TrimSilence,
    "limiter": Limiter,
    "slower": lambda: TimeStretch(0.5),
    "faster": lambda: TimeStretch(1.7),
    "higher": lambda: PitchShift(5),
    "lower": lambda: PitchShift(-7),
}
every_effect = pytest.mark.parametrize("make", EFFECTS.values(), ids=EFFECTS)


def _fed(effect: Effect, samples: Samples, size: int | None = None) -> Samples:
    size = size or max(len(samples), 1)
    blocks = [effect.feed(samples[at : at + size]) for at in range(0, len(samples), size)]
    return np.concatenate([*blocks, effect.finish()])


def _voice(seconds: float = 1.0, pitch: float = 120.0, level: float = 0.3) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    harmonics = [np.sin(2 * np.pi * pitch * number * at) / number for number in range(1, 8)]
    sound: Samples = (level * np.sum(harmonics, axis=0)).astype(np.float32)
    return sound


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


@every_effect
@pytest.mark.parametrize("size", [1, 7, 480, 5000])
def test_block_size_does_not_matter(make: Callable[[], Effect], size: int) -> None:
    length = 0.15 if size == 1 else 0.6
    samples = np.concatenate((_silence(0.1), _voice(length, level=0.9), _silence(0.2)))
    assert np.allclose(_fed(make(), samples), _fed(make(), samples, size), atol=1e-6)


@every_effect
def test_silence_stays_silence_and_nothing_stays_nothing(make: Callable[[], Effect]) -> None:
    assert not _fed(make(), _silence(1)).any()
    assert len(_fed(make(), NOTHING)) == 0


@every_effect
def test_the_result_is_finite_and_not_louder(make: Callable[[], Effect], rng: np.random.Generator) -> None:
    noise = rng.uniform(-1, 1, RATE).astype(np.float32)
    result = _fed(make(), noise)
    assert np.isfinite(result).all() and np.sqrt(np.mean(result**2)) <= np.sqrt(np.mean(noise**2)) * 1.05


def test_a_phrase_keeps_its_sound_and_a_known_little_silence() -> None:
    voice = _voice()
    samples = np.concatenate((_silence(0.7), voice, _silence(0.9)))
    edges = TrimSilence()
    result = _fed(edges, samples, 1000)
    assert edges.dropped == np.flatnonzero(np.abs(samples) > QUIET)[0] - LEAD
    assert len(result) == pytest.approx(LEAD + len(voice) + TAIL, abs=50)
    kept = samples[edges.dropped : edges.dropped + LEAD + len(voice) - 100]
    assert np.array_equal(result[FADE : len(kept)], kept[FADE:])


def test_a_pause_inside_a_phrase_is_kept() -> None:
    samples = np.concatenate((_voice(), _silence(0.5), _voice()))
    assert len(_fed(TrimSilence(), samples, 777)) >= len(samples)


@pytest.mark.parametrize("cut", [0.1234, 0.3333, 0.5])
def test_a_phrase_cut_in_the_middle_of_a_sound_begins_and_ends_at_nothing(cut: float) -> None:
    voice = _voice()[round(cut * 1000) : round(cut * RATE)]
    result = _fed(TrimSilence(), voice, 100)
    assert result[0] == 0 and result[-1] == 0
    assert np.abs(np.diff(result)).max() <= np.abs(np.diff(voice)).max() * 1.05


def test_what_stays_below_the_ceiling_passes_unchanged() -> None:
    voice = _voice(level=0.2)
    assert np.array_equal(_fed(Limiter(), voice, 999), voice)


def test_what_is_too_loud_comes_out_at_the_ceiling_and_its_surroundings_unchanged() -> None:
    voice = _voice(level=0.2)
    loud = voice.copy()
    loud[12_000] = 4.0
    result = _fed(Limiter(), loud, 333)
    assert len(result) == len(loud)
    assert np.abs(result).max() <= CEILING * 1.0001 and result[12_000] == pytest.approx(CEILING, rel=1e-3)
    far = np.r_[0 : 12_000 - AHEAD - 1, 12_000 + AHEAD + 1 : len(voice)]
    assert np.array_equal(result[far], voice[far])
    assert np.abs(np.diff(result[11_000:11_990])).max() <= np.abs(np.diff(voice)).max()


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.9, 1.0, 1.3, 2.0, 4.0])
@pytest.mark.parametrize("pitch", [80.0, 220.0])
def test_a_pace_changes_the_length_and_not_the_pitch(speed: float, pitch: float) -> None:
    voice = _voice(2.0, pitch)
    result = _fed(TimeStretch(speed), voice, 4321)
    assert len(result) == round(len(voice) / speed)
    middle = result[len(result) // 4 : -len(result) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 8 * len(middle)))
    assert np.argmax(spectrum) * RATE / (8 * len(middle)) == pytest.approx(pitch, rel=0.02)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(voice**2)), rel=0.1)


@pytest.mark.parametrize("semitones", [-12, -3.5, 0.5, 7, 12])
def test_a_pitch_changes_the_pitch_and_not_the_length(semitones: float) -> None:
    voice = _voice(2.0, 150)
    result = _fed(PitchShift(semitones), voice, 4321)
    assert len(result) == pytest.approx(len(voice), abs=2)
    middle = result[len(result) // 4 : -len(result) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 8 * len(middle)))
    assert np.argmax(spectrum) * RATE / (8 * len(middle)) == pytest.approx(150 * 2 ** (semitones / 12), rel=0.02)


def test_the_pace_of_the_voice_itself_changes_nothing_that_can_be_heard() -> None:
    voice = _voice()
    result = _fed(TimeStretch(1.0), voice)
    assert np.allclose(result[:-1000], voice[:-1000], atol=1e-4)
