"""What effects do to sound, as laws; those that all effects share are tried on every entry of their list."""

import numpy as np
import pytest

from wyoming_kokoro.audio.effects import EFFECTS, Effect, EffectDefinition, phrase_effects, utterance_effects
from wyoming_kokoro.audio.effects.brightness import BRIGHTNESS
from wyoming_kokoro.audio.effects.limiter import CEILING, DELAY, RELEASE, Limiter
from wyoming_kokoro.audio.effects.pitch_shift import PitchShift
from wyoming_kokoro.audio.effects.time_stretch import TimeStretch
from wyoming_kokoro.audio.effects.trim_silence import FADE, LEAD, TAIL, TrimSilence
from wyoming_kokoro.audio.effects.vocal_tract import VOCAL_TRACT
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import NOTHING, RATE, EffectRequest, Samples, Treatment

CASES = [(definition, amount) for definition in EFFECTS for amount in definition.examples]
every_effect = pytest.mark.parametrize(
    ("definition", "amount"), CASES, ids=[f"{definition.name} {amount}" for definition, amount in CASES]
)


def _with_effect(effect: Effect, samples: Samples, size: int | None = None) -> Samples:
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
def test_block_size_does_not_matter(definition: EffectDefinition, amount: float, size: int) -> None:
    length = 0.15 if size == 1 else 0.6
    samples = np.concatenate((_silence(0.1), _voice(length, level=0.9), _silence(0.2)))
    whole, cut = (_with_effect(definition.create(amount), samples, each) for each in (None, size))
    assert np.allclose(whole, cut, atol=1e-6)


@every_effect
def test_silence_stays_silent_and_empty_audio_stays_empty(definition: EffectDefinition, amount: float) -> None:
    if not definition.makes_sound_from_silence:
        assert not _with_effect(definition.create(amount), _silence(1)).any()
    assert len(_with_effect(definition.create(amount), NOTHING)) == 0


@every_effect
def test_the_result_is_finite_and_in_range_after_the_limiter(
    definition: EffectDefinition, amount: float, rng: np.random.Generator
) -> None:
    for samples in (rng.uniform(-1, 1, RATE).astype(np.float32), np.ones(RATE // 2, np.float32)):
        result = _with_effect(definition.create(amount), samples)
        assert np.isfinite(result).all() and result.dtype == np.float32
        assert np.abs(_with_effect(utterance_effects(EFFECTS), result)).max(initial=0) <= 1


@every_effect
def test_positions_grow_and_stay_within_the_result(definition: EffectDefinition, amount: float) -> None:
    effect = definition.create(amount)
    samples = np.concatenate((_silence(0.1), _voice(0.6), _silence(0.2)))
    result = _with_effect(effect, samples)
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    positions = [effect.position(int(at)) for at in loud[:: len(loud) // 20]]
    assert positions == sorted(positions) and positions[0] >= 0 and positions[-1] <= len(result)


@every_effect
def test_every_effect_describes_its_amount_and_has_a_neutral_amount(
    definition: EffectDefinition, amount: float
) -> None:
    assert definition.meaning.endswith(".") and definition.examples
    unchanged = _with_effect(definition.create(definition.neutral), _voice(level=0.1))
    assert definition.always or len(unchanged) == RATE, amount


def test_a_treatment_applies_its_effects_in_the_order_of_the_list_and_no_others() -> None:
    sound = np.concatenate((_silence(0.3), _voice(), _silence(0.3)))
    asked = Treatment(0.5, (EffectRequest("time_stretch", 2.0), EffectRequest("pitch_shift", 0.0)))
    expected = _with_effect(TrimSilence(), _with_effect(TimeStretch(2.0), sound)) * np.float32(0.5)
    assert np.array_equal(_with_effect(phrase_effects(EFFECTS, asked), sound), expected)
    assert np.array_equal(_with_effect(phrase_effects(EFFECTS, Treatment()), sound), _with_effect(TrimSilence(), sound))
    assert np.array_equal(_with_effect(phrase_effects(EFFECTS, Treatment(), trim=False), sound), sound)


def test_an_effect_of_another_package_needs_one_definition() -> None:
    class Inverted:
        def feed(self, samples: Samples) -> Samples:
            return -samples

        def finish(self) -> Samples:
            return NOTHING

        def position(self, sample: int) -> int:
            return sample

    effects = Registry(*EFFECTS)
    effects.register(
        EffectDefinition("invert", "Any amount inverts.", lambda _: Inverted(), neutral=0.0, examples=(1.0,)),
        before="limiter",
    )
    asked = Treatment(effects=(EffectRequest("invert", 1.0),))
    assert np.array_equal(_with_effect(phrase_effects(effects, asked, trim=False), _voice()), -_voice())
    with pytest.raises(ValueError, match="invert"):
        effects.register(EffectDefinition("invert", "Twice.", lambda _: Inverted(), neutral=0.0, examples=(1.0,)))


def test_trimming_keeps_the_sound_and_a_short_fixed_silence() -> None:
    voice = _voice()
    samples = np.concatenate((_silence(0.7), voice, _silence(0.9)))
    edges = TrimSilence()
    result = _with_effect(edges, samples, 1000)
    dropped = -edges.position(0)
    assert dropped == np.flatnonzero(np.abs(samples) > QUIET)[0] - LEAD
    assert len(result) == pytest.approx(LEAD + len(voice) + TAIL, abs=50)
    kept = samples[dropped : dropped + LEAD + len(voice) - 100]
    assert np.array_equal(result[FADE : len(kept)], kept[FADE:])


def test_a_pause_inside_a_phrase_is_kept() -> None:
    samples = np.concatenate((_voice(), _silence(0.5), _voice()))
    assert len(_with_effect(TrimSilence(), samples, 777)) >= len(samples)


@pytest.mark.parametrize("cut", [0.1234, 0.3333, 0.5])
def test_a_phrase_cut_inside_a_sound_fades_in_and_out(cut: float) -> None:
    voice = _voice()[round(cut * 1000) : round(cut * RATE)]
    result = _with_effect(TrimSilence(), voice, 100)
    assert result[0] == 0 and result[-1] == 0
    assert np.abs(np.diff(result)).max() <= np.abs(np.diff(voice)).max() * 1.05


def test_the_limiter_leaves_quiet_samples_unchanged() -> None:
    voice = _voice(level=0.2)
    assert np.array_equal(_with_effect(Limiter(), voice, 999), voice)


def test_the_limiter_lowers_a_peak_to_the_ceiling_and_leaves_distant_samples_unchanged() -> None:
    voice = _voice(level=0.2)
    loud = voice.copy()
    loud[12_000] = 4.0
    result = _with_effect(Limiter(), loud, 333)
    assert len(result) == len(loud)
    assert np.abs(result).max() <= CEILING * 1.0001 and result[12_000] == pytest.approx(CEILING, rel=1e-3)
    released = round(20 * np.log10(4.0 / CEILING) / RELEASE * RATE)
    far = np.r_[0 : 12_000 - DELAY, 12_000 + released + DELAY : len(voice)]
    assert np.array_equal(result[far], voice[far])
    assert np.abs(np.diff(result[11_000:11_990])).max() <= np.abs(np.diff(voice)).max()
    assert np.all(np.abs(result[12_000 + DELAY :]) <= np.abs(voice[12_000 + DELAY :]))


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.9, 1.0, 1.3, 2.0, 4.0])
@pytest.mark.parametrize("pitch", [80.0, 220.0])
def test_time_stretch_changes_the_length_and_not_the_pitch(speed: float, pitch: float) -> None:
    voice = _voice(2.0, pitch)
    result = _with_effect(TimeStretch(speed), voice, 4321)
    assert len(result) == round(len(voice) / speed)
    middle = result[len(result) // 4 : -len(result) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 8 * len(middle)))
    assert np.argmax(spectrum) * RATE / (8 * len(middle)) == pytest.approx(pitch, rel=0.02)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(voice**2)), rel=0.1)


@pytest.mark.parametrize("semitones", [-12, -3.5, 0.5, 7, 12])
def test_a_pitch_changes_the_pitch_and_not_the_length(semitones: float) -> None:
    voice = _voice(2.0, 150)
    result = _with_effect(PitchShift(semitones), voice, 4321)
    assert len(result) == pytest.approx(len(voice), abs=2)
    middle = result[len(result) // 4 : -len(result) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 8 * len(middle)))
    assert np.argmax(spectrum) * RATE / (8 * len(middle)) == pytest.approx(150 * 2 ** (semitones / 12), rel=0.02)


def test_time_stretch_at_speed_1_changes_nothing_audible() -> None:
    voice = _voice()
    result = _with_effect(TimeStretch(1.0), voice)
    assert np.allclose(result[:-1000], voice[:-1000], atol=1e-4)


@pytest.mark.parametrize("length", [0.8, 1.1, 1.25])
def test_a_longer_vocal_tract_makes_everything_lower_and_longer(length: float) -> None:
    """So the engine speaks higher and faster by as much: what remains is lower resonances."""
    seconds = np.arange(RATE) / RATE
    sound = (0.5 * np.sin(2 * np.pi * 1000 * seconds)).astype(np.float32)
    effect = VOCAL_TRACT.create(length)
    result = np.concatenate((effect.feed(sound), effect.finish()))
    assert len(result) == pytest.approx(RATE * length, abs=2)
    middle = result[RATE // 4 : RATE // 4 + 8192] * np.hanning(8192)
    highest = np.argmax(np.abs(np.fft.rfft(middle, 1 << 17))) * RATE / (1 << 17)
    assert highest == pytest.approx(1000 / length, rel=0.002)


@pytest.mark.parametrize("tilt", [-3.0, -1.0, 2.0, 3.0])
def test_brightness_turns_the_spectrum_by_decibels_an_octave(tilt: float, rng: np.random.Generator) -> None:
    """Each octave of noise from 300 to 4,800 hertz is louder by as much than the one below."""
    noise = rng.normal(0, 0.1, 4 * RATE).astype(np.float32)
    changed = _with_effect(BRIGHTNESS.create(tilt), noise)
    assert len(changed) == len(noise)
    frequencies = np.fft.rfftfreq(len(noise), 1 / RATE)
    gains = 20 * np.log10(np.abs(np.fft.rfft(changed)) / np.abs(np.fft.rfft(noise)))
    levels = [np.median(gains[np.abs(frequencies - centre) < 10]) for centre in (300, 600, 1200, 2400, 4800)]
    assert np.diff(levels) == pytest.approx(tilt, abs=0.1)
