"""16-bit PCM: rounded to the nearest, cut off at full scale."""

import numpy as np

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.speech import NOTHING


def numbers(*samples: float) -> list[int]:
    return [int(number) for number in np.frombuffer(pcm16(np.array(samples, np.float32)), "<i2")]


def test_samples_are_rounded_to_the_nearest_number() -> None:
    assert numbers(0, 1 / 32767, 1.4 / 32767, 1.6 / 32767, -1.6 / 32767) == [0, 1, 1, 2, -2]


def test_full_scale_is_symmetric() -> None:
    assert numbers(1, -1) == [32767, -32767]


def test_samples_out_of_range_are_clipped_and_do_not_wrap_around() -> None:
    assert numbers(1.01, -7, 1e30) == [32767, -32767, 32767]


def test_samples_are_little_endian() -> None:
    assert pcm16(np.array([256 / 32767], np.float32)) == b"\x00\x01"


def test_no_samples_give_no_bytes() -> None:
    assert pcm16(NOTHING) == b""
