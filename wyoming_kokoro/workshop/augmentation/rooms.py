"""Rooms: the first echoes by image sources, the later ones as noise that decays; or a recorded response."""

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.levels import active_level, at_level
from wyoming_kokoro.workshop.augmentation.recordings import SHARE
from wyoming_kokoro.workshop.augmentation.spectrum import convolved, fast_size, frequencies
from wyoming_kokoro.workshop.augmentation.step import StepContext, StepDefinition, StepParameter

SPEED_OF_SOUND = 343.0
EARLY_IMAGES = 200
"""Echoes that are computed one by one; in a living room they arrive within 40 ms. Later ones are too many to be told
apart, and noise of their density sounds the same."""
CROSSOVER = 2000.0
HIGH_SHARE = 0.7
"""How long the sound above the crossover lasts compared with that below: air and soft things swallow it first."""
IN_PHASE = 6
"""Echoes that are in phase with the direct sound, of one wall each. Those of several walls are scattered: if all were
in phase, low sounds would add up to more than in any room."""
UNEVEN = 0.01
"""By how much walls differ from the straight ones of the computation: without it, echoes of a box ring."""
_TAPS = np.arange(-3, 5)
"""Samples around its place by which an echo between two samples is written."""
_PLACES = 64
"""Random places that are tried for a source at a distance before it is put on the diagonal."""
_DIAGONAL = 0.9
_EDGE = 0.05


def room_response(
    size: tuple[float, float, float], distance: float, rt60: float, rate: int, random: np.random.Generator
) -> tuple[Samples, Samples]:
    """Return how a room answers below and above the crossover, from the direct sound on, which has the value 1.

    `rt60` is the time in which the sound below the crossover falls by 60 decibels. An echo falls with the length of its
    way, so that the decay is exponential in a room of any shape, and echoes and noise meet at the same level.
    """
    length = max(round(min(rt60, 1.5) * rate), len(_TAPS))
    volume = size[0] * size[1] * size[2]
    reach = (EARLY_IMAGES * volume * 3 / (4 * np.pi)) ** (1 / 3)
    ways = _ways(np.array(size), distance, reach, random)
    direct = float(ways.min())
    ways = np.where(ways > direct, np.maximum(ways * (1 + UNEVEN * random.standard_normal(len(ways))), direct), ways)
    meeting = min(round((reach - direct) / SPEED_OF_SOUND * rate), length) if reach > direct else 0
    delays = (ways - direct) * (rate / SPEED_OF_SOUND)
    near = (delays < meeting) | (ways == direct)
    delays, strengths = delays[near], direct / ways[near]
    later = delays > np.sort(delays)[min(IN_PHASE, len(delays) - 1)]
    strengths = np.where(later & (random.random(len(delays)) < 0.5), -strengths, strengths)  # noqa: PLR2004 -- half of them
    tail = random.standard_normal(length, np.float32)
    tail *= np.float32(direct * np.sqrt(4 * np.pi * SPEED_OF_SOUND / (volume * rate)))
    tail[:meeting] = 0
    parts = []
    for seconds in (rt60, rt60 * HIGH_SHARE):
        fall = -3 * np.log(10) / (seconds * rate)
        part = _written(delays, strengths * np.exp(fall * delays), length)
        parts.append(part + tail * np.exp(np.float32(fall) * np.arange(length, dtype=np.float32)))
    return parts[0], parts[1]


def in_room(samples: Samples, rate: int, low: Samples, high: Samples) -> Samples:
    """Return a sound as it is heard in a room with these two responses."""
    size = fast_size(len(samples) + len(low))
    share = _share_of_low(size, rate)
    response = np.fft.rfft(high, size)
    response += share * (np.fft.rfft(low, size) - response)
    heard = np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)]
    return np.asarray(heard, np.float32)


def _share_of_low(size: int, rate: int) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + (frequencies(size, rate) / np.float32(CROSSOVER)) ** 4), np.float32)


def _ways(size: NDArray[np.float64], distance: float, reach: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the lengths of the ways from all images of the source within reach, the direct one first."""
    microphone, source = _positions(size, distance, random)
    squares = []
    for axis in range(3):
        turns = int(np.ceil(reach / (2 * size[axis]))) + 1
        shifts = 2 * size[axis] * np.arange(-turns, turns + 1)
        images = np.concatenate((shifts + source[axis], shifts - source[axis]))
        squares.append((images - microphone[axis]) ** 2)
    all_squares = squares[0][:, None, None] + squares[1][None, :, None] + squares[2][None, None, :]
    own = float(((microphone - source) ** 2).sum())
    return np.sqrt(np.concatenate(([own], all_squares[(all_squares < reach**2) & (all_squares > own * (1 + 1e-9))])))


def _positions(
    size: NDArray[np.float64], distance: float, random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places of a microphone and a source at a distance inside a room."""
    microphones = size * random.uniform(2 * _EDGE, 1 - 2 * _EDGE, (_PLACES, 3))
    angles = random.uniform(0, 2 * np.pi, _PLACES)
    heights = random.uniform(-0.3, 0.3, _PLACES)
    flat = np.sqrt(1 - heights**2)
    directions = np.stack((flat * np.cos(angles), flat * np.sin(angles), heights), axis=1)
    sources = microphones + distance * directions
    inside = np.all((sources > _EDGE * size) & (sources < (1 - _EDGE) * size), axis=1)
    if inside.any():
        chosen = int(np.argmax(inside))
        return microphones[chosen], sources[chosen]
    diagonal = size / np.linalg.norm(size)
    corner = size * _EDGE
    return corner, corner + diagonal * min(distance, _DIAGONAL * float(np.linalg.norm(size)))


def _written(delays: NDArray[np.float64], strengths: NDArray[np.float64], length: int) -> Samples:
    """Return a response with echoes at these places, which may lie between two samples."""
    whole = np.floor(delays).astype(np.int64)
    offsets = _TAPS[None, :] - (delays - whole)[:, None]
    window = 0.5 + 0.5 * np.cos(np.pi * np.clip(offsets / (len(_TAPS) / 2), -1, 1))
    places = whole[:, None] + _TAPS[None, :]
    inside = (places >= 0) & (places < length)
    weights = strengths[:, None] * np.sinc(offsets) * window
    response: Samples = np.bincount(places[inside], weights[inside], length).astype(np.float32)
    return response


def _room(samples: Samples, context: StepContext) -> Samples:
    level = active_level(samples, context.rate)
    if context.recordings.rooms and context.random.random() < SHARE:
        response, _ = context.recordings.room(context.random, context.rate)
        return at_level(convolved(samples, response), context.rate, level)
    size = context.number("length"), context.number("width"), context.number("height")
    low, high = room_response(size, context.number("distance"), context.number("rt60"), context.rate, context.random)
    return at_level(in_room(samples, context.rate, low, high), context.rate, level)


def _ground(samples: Samples, context: StepContext) -> Samples:
    """Add one echo, from the ground, and nothing else: the open air."""
    distance, height = context.number("distance"), context.number("height")
    way = float(np.hypot(distance, 2 * height))
    delay = (way - distance) / SPEED_OF_SOUND * context.rate
    strength = np.array([1.0, distance / way * context.number("strength")])
    response = _written(np.array([0.0, delay]), strength, int(delay) + len(_TAPS) + 1)
    level = active_level(samples, context.rate)
    return at_level(convolved(samples, response), context.rate, level)


ROOM = StepDefinition(
    "room",
    "A closed room: echoes of its walls, at the same loudness.",
    (
        StepParameter("length", "meters", 0.5, 50, 5),
        StepParameter("width", "meters", 0.5, 50, 4),
        StepParameter("height", "meters", 0.5, 20, 2.6),
        StepParameter("distance", "meters from the speaker to the microphone", 0.1, 20, 2),
        StepParameter("rt60", "seconds in which echoes fall by 60 decibels", 0.03, 3, 0.4),
    ),
    _room,
)

GROUND = StepDefinition(
    "ground",
    "The open air: one echo, from the ground.",
    (
        StepParameter("distance", "meters from the speaker to the microphone", 0.1, 50, 2),
        StepParameter("height", "meters of both above the ground", 0.1, 5, 1.4),
        StepParameter("strength", "what the ground returns, 1 is all", 0, 1, 0.5),
    ),
    _ground,
)
