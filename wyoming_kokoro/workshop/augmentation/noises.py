"""Noises of homes, cars and streets, made of random numbers: each is another one every time, and none is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.sounds import SOUNDS
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.augmentation.spectrum import Shape, band, filtered, shaped_noise, unit
from wyoming_kokoro.workshop.augmentation.talkers import music, talkers

STILL = np.float32(0.6)
"""What is heard between single sounds, compared with them: a noise is also there while no plate falls."""

MakeNoise = Callable[[np.random.Generator, int, int], Samples]
"""Makes so many samples at a rate, at any level; the same for equal random numbers."""


@dataclass(frozen=True, slots=True)
class NoiseDefinition:
    """An entry in the list of noises. Its function and its line in the list are all that a noise needs."""

    name: str
    meaning: str
    make: MakeNoise


def _plain(shape: Shape, random: np.random.Generator, count: int, rate: int) -> Samples:
    return shaped_noise(random, count, rate, shape)


def _tones(random: np.random.Generator, count: int, rate: int, base: float, levels: tuple[float, ...]) -> Samples:
    """Return a steady tone with overtones at levels in decibels."""
    phase = np.arange(count, dtype=np.float32) * np.float32(2 * np.pi * base / rate) + np.float32(random.uniform(0, 6))
    tone = np.zeros(count, np.float32)
    for number, level in enumerate(levels, 1):
        if base * number < rate / 2:
            tone += np.float32(10 ** (level / 20)) * np.sin(np.float32(number) * phase)
    return unit(tone)


def _swell(random: np.random.Generator, count: int, rate: int, seconds: float, low: float) -> Samples:
    """Return a curve between `low` and 1 that goes to another value every so many seconds."""
    places = np.arange(int(count / (seconds * rate)) + 3) * seconds * rate
    start = float(random.uniform(0, seconds * rate))
    values = random.uniform(low, 1, len(places))
    return np.asarray(np.interp(np.arange(count) + start, places, values), np.float32)


def _events(
    random: np.random.Generator, count: int, rate: int, per_second: float, make: Callable[[], Samples]
) -> Samples:
    """Return short sounds at random places."""
    sound = np.zeros(count, np.float32)
    for _ in range(int(random.poisson(per_second * count / rate))):
        event = make()
        start = int(random.integers(-len(event) // 2, count))
        part = event[max(-start, 0) : count - start]
        sound[max(start, 0) : max(start, 0) + len(part)] += part * np.float32(random.uniform(0.3, 1))
    return sound


def _ring(rate: int, tones: NDArray[np.float64], decay: float, seconds: float) -> Samples:
    """Return tones in hertz that fade together."""
    time = np.arange(round(seconds * rate), dtype=np.float32) / np.float32(rate)
    waves = np.sin(np.float32(2 * np.pi) * tones[:, None].astype(np.float32) * time).sum(axis=0, dtype=np.float32)
    sound: Samples = waves * np.exp(-time / np.float32(decay))
    return sound


def fan(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a fan: air, and the tone of its blades."""
    air = shaped_noise(random, count, rate, band(80, 4000, -3.5))
    return air + np.float32(0.15) * _tones(random, count, rate, float(random.uniform(70, 130)), (0, -8, -12, -20))


def hum(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make the hum of the mains, at 50 or 60 hertz."""
    return _tones(random, count, rate, float(random.choice((50.0, 60.0))), (0, -3, -9, -8, -18, -14))


def hood(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a cooker hood: wide noise, and the hum of its motor."""
    air = shaped_noise(random, count, rate, band(60, 7000, -3))
    return air + np.float32(0.3) * _tones(random, count, rate, float(random.uniform(98, 122)), (0, -4, -10, -14))


def water(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a running tap, stronger and weaker."""
    stream = shaped_noise(random, count, rate, band(600, 9000, -2)) * _swell(random, count, rate, 0.3, 0.4)
    return unit(stream) + np.float32(0.4) * shaped_noise(random, count, rate, band(150, 900))


def dishes(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make plates and cutlery in a kitchen that is never quite still."""

    def clink() -> Samples:
        tones = np.array((1900.0, 3300.0, 5100.0)) * random.uniform(0.6, 1.3)
        return _ring(rate, tones, float(random.uniform(0.01, 0.06)), 0.25)

    clinks = _events(random, count, rate, 3.0, clink)
    return unit(clinks) + STILL * shaped_noise(random, count, rate, band(60, 2000, -4))


def clock(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a clock that ticks in a still room."""
    tick = _ring(rate, np.array((2300.0, 3700.0)), 0.004, 0.04)
    sound = np.zeros(count, np.float32)
    for start in range(int(random.integers(0, rate // 2)), count, rate // 2):
        part = tick[: count - start]
        sound[start : start + len(part)] += part
    return unit(sound) + STILL * shaped_noise(random, count, rate, band(50, 1200, -5))


def engine(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make the inside of a car: its motor, which changes its speed, and the road."""
    base = float(random.uniform(25, 60)) * (0.9 + 0.2 * _swell(random, count, rate, 1.0, 0.0))
    turns = np.cumsum(base.astype(np.float64) / rate) % 1
    motor = filtered((2 * turns - 1).astype(np.float32), rate, band(30, 400))
    return unit(motor) * np.float32(0.6) + shaped_noise(random, count, rate, band(25, 3000, -6))


def wind(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make wind in a microphone: deep, in gusts."""
    gusts = shaped_noise(random, count, rate, band(15, 500, -6)) * _swell(random, count, rate, 0.4, 0.1)
    return unit(gusts) + np.float32(0.1) * shaped_noise(random, count, rate, band(300, 5000, -3))


def traffic(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a street: tyres and motors that come and go."""
    near = shaped_noise(random, count, rate, band(200, 2500, -3)) * _swell(random, count, rate, 1.5, 0.1)
    return unit(near) * np.float32(0.7) + shaped_noise(random, count, rate, band(30, 600, -4))


def birds(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make birds in a garden."""

    def call() -> Samples:
        length = round(random.uniform(0.06, 0.2) * rate)
        sweep = np.linspace(random.uniform(2200, 4500), random.uniform(2200, 4500), length, dtype=np.float32)
        wave = np.sin(np.cumsum(sweep, dtype=np.float64) * (2 * np.pi / rate))
        return (wave * np.hanning(length)).astype(np.float32)

    calls = _events(random, count, rate, 4.0, call)
    return unit(calls) + STILL * shaped_noise(random, count, rate, band(80, 3000, -5))


def kettle(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a kettle that grows louder until it boils."""
    boiling = shaped_noise(random, count, rate, band(200, 5000, -2))
    rising = np.linspace(random.uniform(0.2, 0.8), 1, count, dtype=np.float32)
    return boiling * rising + np.float32(0.2) * shaped_noise(random, count, rate, band(60, 400)) * rising


def babble(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make people who talk at once, without a word that could be understood."""
    return talkers(random, count, rate, 3)


def television(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a television set: somebody talks over music, through loudspeakers."""
    sound = talkers(random, count, rate, 1) + np.float32(0.5) * music(random, count, rate)
    return filtered(sound, rate, band(150, 9000))


def radio(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a small radio: talk and music through a small loudspeaker."""
    sound = talkers(random, count, rate, 1) + np.float32(0.8) * music(random, count, rate)
    return filtered(sound, rate, band(350, 4500, 0, 3))


def playback(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make the music that the device itself plays."""
    return filtered(music(random, count, rate), rate, band(120, 10_000))


def projector(random: np.random.Generator, count: int, rate: int) -> Samples:
    """Make a projector: a fast fan and a high tone."""
    air = shaped_noise(random, count, rate, band(200, 5000, -2))
    return air + np.float32(0.1) * _tones(random, count, rate, float(random.uniform(380, 520)), (0, -6, -9))


NOISES: Registry[NoiseDefinition] = Registry(
    NoiseDefinition("white", "Equally strong at all frequencies.", partial(_plain, band(20, 0))),
    NoiseDefinition("pink", "Equally strong in each octave.", partial(_plain, band(20, 0, -3.01))),
    NoiseDefinition("brown", "Weaker by six decibels in each octave.", partial(_plain, band(20, 0, -6.02))),
    NoiseDefinition("air", "Moving air: a ventilation, a still room.", partial(_plain, band(60, 2000, -4))),
    NoiseDefinition("hum", "The hum of the mains.", hum),
    NoiseDefinition("fan", "A fan.", fan),
    NoiseDefinition("hood", "A cooker hood.", hood),
    NoiseDefinition("water", "A running tap.", water),
    NoiseDefinition("dishes", "Plates and cutlery.", dishes),
    NoiseDefinition("kettle", "A kettle that is about to boil.", kettle),
    NoiseDefinition("clock", "A clock in a still room.", clock),
    NoiseDefinition("babble", "Three people who talk at once.", babble),
    NoiseDefinition("television", "Talk over music, from a television set.", television),
    NoiseDefinition("radio", "A small radio.", radio),
    NoiseDefinition("playback", "Music that the device itself plays.", playback),
    NoiseDefinition("projector", "A projector.", projector),
    NoiseDefinition("engine", "The inside of a car.", engine),
    NoiseDefinition("traffic", "A street.", traffic),
    NoiseDefinition("wind", "Wind in the microphone.", wind),
    NoiseDefinition("birds", "Birds in a garden.", birds),
)
"""Every noise. To add one, write its function and its line here."""


def noise_names() -> tuple[str, ...]:
    """Return every name of a noise: those here, and the endless sounds of the library."""
    endless = tuple(each.name for each in SOUNDS if each.seconds is None and each.name not in NOISES.names)
    return (*NOISES.names, *endless)


def make_noise(name: str, random: np.random.Generator, count: int, rate: int) -> Samples:
    """Return noise of a name, at an effective value of 1."""
    definition = NOISES.get(name)
    if definition is not None:
        return unit(definition.make(random, count, rate))
    sound = SOUNDS.get(name)
    if sound is None:
        raise KeyError(name)
    stream = sound.open(int(random.integers(2**31)))
    return unit(resample(stream.take(-(-count * RATE // rate) + 1), RATE, rate)[:count])
