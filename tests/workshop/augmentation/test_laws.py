"""What holds for augmentation: distances, places, lengths, levels, and that equal seeds give equal sounds."""

import numpy as np
import pytest

from wyoming_kokoro.audio.formats.round_trip import TRIP_CODECS, round_trip
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation import (
    NOISES,
    STEPS,
    DrawnStep,
    apply_steps,
    augment_sound,
    find_preset,
    preset_files,
)
from wyoming_kokoro.workshop.augmentation.levels import active_level, active_part, power
from wyoming_kokoro.workshop.augmentation.mixing import LEAST_SHARE, mixed
from wyoming_kokoro.workshop.augmentation.noises import make_noise, noise_names
from wyoming_kokoro.workshop.augmentation.rooms import CROSSOVER, in_room, room_response
from wyoming_kokoro.workshop.augmentation.spectrum import band, filtered
from wyoming_kokoro.workshop.augmentation.talkers import talkers

RATE = 16_000


def speech(seconds: float = 1.0, rate: int = RATE, level: float = 0.1) -> Samples:
    """Return something like speech, between pauses."""
    samples = talkers(np.random.default_rng(5), round(seconds * rate), rate, 1) * np.float32(level)
    edge = round(0.15 * rate)
    samples[:edge] = samples[-edge:] = 0
    return samples


def step(name: str, seed: int = 1, **values: float | str) -> DrawnStep:
    """Return a step with its usual values but these."""
    definition = STEPS.get(name)
    assert definition is not None
    return DrawnStep(name, {each.name: each.default for each in definition.parameters} | values, seed)


def moved(before: Samples, after: Samples) -> int:
    """Return by how many samples a sound has moved."""
    size = 1 << (2 * len(before)).bit_length()
    matches = np.fft.irfft(np.fft.rfft(after, size) * np.conj(np.fft.rfft(before, size)), size)
    place = int(np.argmax(matches))
    return place - size if place > size // 2 else place


def reverberation(response: Samples, rate: int) -> float:
    """Return the time of reverberation by the slope of the energy that is still to come, from -5 to -25 decibels."""
    left = np.cumsum((response.astype(np.float64) ** 2)[::-1])[::-1]
    levels = 10 * np.log10(left / left[0] + 1e-12)
    first, last = int(np.argmax(levels < -5)), int(np.argmax(levels < -25))
    slope = np.polyfit(np.arange(first, last) / rate, levels[first:last], 1)[0]
    return float(-60 / slope)


@pytest.mark.parametrize("name", NOISES.names)
def test_a_noise_is_as_far_from_the_speech_as_asked_for(name: str) -> None:
    samples = speech()
    active = active_part(samples, RATE)
    for seed, snr in enumerate((-5.0, 6.5, 20.0)):
        noise = make_noise(name, np.random.default_rng(seed), len(samples), RATE)
        added = mixed(samples, noise, RATE, snr) - samples
        found = 10 * np.log10(power(samples, active) / power(added, active))
        assert found == pytest.approx(snr, abs=0.5), "a noise that is heard under the speech is at its distance"


def test_a_noise_in_the_pauses_alone_is_not_made_louder_without_limit() -> None:
    samples, noise = speech(), np.zeros(RATE, np.float32)
    noise[:1000] = 1.0
    added = mixed(samples, noise, RATE, 10.0) - samples
    ratio = power(samples, active_part(samples, RATE)) / power(added, np.ones(RATE, np.bool_))
    assert 10 * np.log10(ratio) == pytest.approx(10 + 10 * np.log10(LEAST_SHARE), abs=0.1)


@pytest.mark.parametrize("name", noise_names())
def test_a_noise_is_finite_as_long_as_asked_for_and_another_one_for_each_seed(name: str) -> None:
    for rate in (RATE,) if name not in NOISES.names else (8_000, 24_000):
        first, again, other = (make_noise(name, np.random.default_rng(seed), 3_001, rate) for seed in (1, 1, 2))
        assert len(first) == 3_001 and np.isfinite(first).all() and first.dtype == np.float32
        assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize("rt60", [0.2, 0.4, 0.7, 1.0])
@pytest.mark.parametrize("size", [(5.0, 4.0, 2.6), (9.0, 6.0, 3.0), (2.4, 1.4, 1.2)])
def test_a_room_sounds_on_for_as_long_as_asked_for(size: tuple[float, float, float], rt60: float) -> None:
    found = []
    for seed in range(4):
        low, _ = room_response(size, 1.0, rt60, RATE, np.random.default_rng(seed))
        below = filtered(np.pad(low, 500), RATE, band(0, CROSSOVER))[500 : 500 + len(low)]
        found.append(reverberation(below, RATE))
    assert all(each == pytest.approx(rt60, rel=0.15) for each in found)


def test_high_sounds_die_away_sooner() -> None:
    low, high = room_response((5, 4, 2.6), 2.0, 0.6, RATE, np.random.default_rng(1))
    assert reverberation(high, RATE) < 0.8 * reverberation(low, RATE)


@pytest.mark.parametrize("distance", [0.3, 1.5, 4.0, 50.0])
def test_the_direct_sound_is_first_and_has_the_value_one(distance: float) -> None:
    low, high = room_response((5, 4, 2.6), distance, 0.4, RATE, np.random.default_rng(2))
    assert low[0] == pytest.approx(1, abs=0.05) and high[0] == pytest.approx(1, abs=0.05)
    click = np.zeros(RATE, np.float32)
    click[4_000] = 1
    heard = in_room(click, RATE, low, high)
    assert np.abs(heard[:3_990]).max() < 0.02, "nothing is heard before the click"


def test_farther_away_there_is_more_of_the_room() -> None:
    shares = []
    for distance in (0.5, 1.5, 3.0):
        low, _ = room_response((5, 4, 2.6), distance, 0.4, RATE, np.random.default_rng(3))
        shares.append(float((low[80:] ** 2).sum() / (low[:80] ** 2).sum()))
    assert shares[0] < shares[1] < shares[2]


@pytest.mark.parametrize("rate", [RATE, 24_000])
@pytest.mark.parametrize("name", ["ground", "microphone", "telephone", "level"])
def test_a_step_keeps_the_length_and_the_places_of_words(name: str, rate: int) -> None:
    samples = speech(rate=rate)
    drawn = step(name, high_pass=150.0) if name == "microphone" else step(name)
    changed = apply_steps(samples, rate, [drawn])
    assert len(changed) == len(samples) and abs(moved(samples, changed)) <= rate // 1000


@pytest.mark.parametrize("codec", sorted(TRIP_CODECS))
def test_a_codec_keeps_the_length_and_the_places_of_words(codec: str) -> None:
    for rate in (RATE, 24_000):
        samples = speech(rate=rate)
        changed = round_trip(samples, rate, codec)
        assert len(changed) == len(samples) and abs(moved(samples, changed)) <= rate // 1000
        assert np.corrcoef(samples, changed)[0, 1] > 0.75


def test_lost_packets_are_heard_and_the_rest_stays_in_its_place() -> None:
    samples = speech(2.0)
    whole = apply_steps(samples, RATE, [step("codec", kind="g722")])
    some = apply_steps(samples, RATE, [step("codec", kind="g722", loss=10.0)])
    assert len(some) == len(whole) and not np.array_equal(some, whole)
    frames = np.abs(some - whole).reshape(-1, 320).max(axis=1)
    assert 0.02 < np.mean(frames > 0.02) < 0.4
    assert abs(moved(whole, some)) <= 16


@pytest.mark.parametrize("name", ["room", "ground"])
def test_a_place_leaves_the_loudness_as_it_was(name: str) -> None:
    samples = speech()
    before, after = active_level(samples, RATE), active_level(apply_steps(samples, RATE, [step(name)]), RATE)
    assert before is not None and after == pytest.approx(before, abs=0.5)


@pytest.mark.parametrize("level", [-60.0, -30.0, -20.0])
def test_a_level_is_as_asked_for(level: float) -> None:
    assert active_level(apply_steps(speech(), RATE, [step("level", level=level)]), RATE) == pytest.approx(
        level, abs=0.1
    )


def test_a_microphone_adds_its_noise_and_clips() -> None:
    silence = np.zeros(RATE, np.float32)
    hiss = apply_steps(silence, RATE, [step("microphone", self_noise=-62.0, offset=0.01)])
    assert 20 * np.log10(hiss.std()) == pytest.approx(-62, abs=0.5) and hiss.mean() == pytest.approx(0.01, abs=1e-3)
    loud = apply_steps(speech(level=0.2), RATE, [step("microphone", drive=30.0)])
    assert np.mean(np.abs(loud) > 0.99) > 0.05 and np.abs(loud).max() <= 1


def test_an_automatic_gain_turns_soft_speech_up_within_its_limit() -> None:
    samples = speech(level=0.01)
    up = apply_steps(samples, RATE, [step("microphone", agc=12.0)])
    before, after = active_level(samples, RATE), active_level(up, RATE)
    assert before is not None and after is not None and before + 4 < after <= before + 12.1


def test_a_telephone_has_nothing_high() -> None:
    noise = make_noise("white", np.random.default_rng(1), 2 * RATE, RATE) * np.float32(0.05)
    heard = apply_steps(noise, RATE, [step("telephone")])
    high = np.fft.rfftfreq(len(noise), 1 / RATE) > 3400
    before, after = (np.abs(np.fft.rfft(each)[high]) ** 2 for each in (noise, heard))
    middle = (np.fft.rfftfreq(len(noise), 1 / RATE) > 500) & (np.fft.rfftfreq(len(noise), 1 / RATE) < 2500)
    kept = (np.abs(np.fft.rfft(heard)[middle]) ** 2).sum() / (np.abs(np.fft.rfft(noise)[middle]) ** 2).sum()
    assert 10 * np.log10(before.sum() * kept / after.sum()) > 20, "seen with the noise in which its band ends"
    far = np.fft.rfftfreq(len(noise), 1 / RATE) > 4000
    weaker = (np.abs(np.fft.rfft(noise)[far]) ** 2).sum() * kept / (np.abs(np.fft.rfft(heard)[far]) ** 2).sum()
    assert 10 * np.log10(weaker) > 30


@pytest.mark.parametrize("name", list(preset_files()))
def test_a_preset_gives_the_same_bytes_for_a_seed_and_stays_within_full_scale(name: str) -> None:
    samples, preset = speech(), find_preset(name)
    first, again, other = (augment_sound(samples, RATE, preset, seed) for seed in ("a", "a", "b"))
    assert first.samples.tobytes() == again.samples.tobytes() and first.steps == again.steps
    assert first.samples.tobytes() != other.samples.tobytes() or name == "telephone"
    assert len(first.samples) == len(samples) and np.abs(first.samples).max() <= 1 and first.samples.dtype == np.float32
    assert apply_steps(samples, RATE, first.steps).tobytes() == first.samples.tobytes(), "what was drawn remakes it"


def test_silence_and_single_samples_pass_every_preset() -> None:
    for name in preset_files():
        for samples in (np.zeros(RATE // 4, np.float32), np.full(1, 0.1, np.float32)):
            assert np.isfinite(augment_sound(samples, RATE, find_preset(name), "1").samples).all()


def test_what_is_no_sound_is_refused() -> None:
    for samples in (np.zeros(0, np.float32), np.array([np.nan], np.float32)):
        with pytest.raises(BadRequest, match="empty"):
            augment_sound(samples, RATE, find_preset("telephone"), "1")
