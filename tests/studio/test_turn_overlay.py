"""What is placed over the end of what was said: added to it, however the samples are cut."""

import numpy as np
import pytest

from wyoming_kokoro.speech import RATE, Samples
from wyoming_kokoro.studio.turn_overlay import MAX_HELD, TurnOverlay


def _overlaid(sizes: int, *, back: int = 300, hold: int = 400) -> Samples:
    first, second = np.ones(1000, np.float32), np.full(500, 2, np.float32)
    overlay, ready = TurnOverlay(), list[Samples]()
    for samples, keep in ((first, hold), (second, 0)):
        if samples is second:
            overlay.move_to(overlay.end - back)
        for at in range(0, len(samples), sizes):
            piece = samples[at : at + sizes]
            ready.append(overlay.feed(piece, overlay.position + len(piece) - keep))
    ready.append(overlay.flush())
    return np.concatenate(ready)


@pytest.mark.parametrize("size", [1, 7, 333, 1000])
def test_samples_are_added_where_they_overlap(size: int) -> None:
    expected = np.concatenate((np.ones(700), np.full(300, 3), np.full(200, 2)))
    assert np.array_equal(_overlaid(size), expected)


def test_one_that_is_shorter_than_the_overlap_lets_the_rest_go_on() -> None:
    overlay = TurnOverlay()
    parts = [overlay.feed(np.ones(1000, np.float32), 0)]
    overlay.move_to(200)
    parts += [overlay.feed(np.ones(300, np.float32), 10_000), overlay.flush()]
    sound = np.concatenate(parts)
    assert len(sound) == 1000
    assert (sound[200:500] == 2).all() and (sound[:200] == 1).all() and (sound[500:] == 1).all()


def test_nothing_is_moved_before_what_was_returned() -> None:
    overlay = TurnOverlay()
    overlay.feed(np.ones(1000, np.float32), 900)
    overlay.move_to(0)
    assert overlay.position == 900


def test_without_overlaps_nothing_is_copied_or_held() -> None:
    overlay, samples = TurnOverlay(), np.ones(100, np.float32)
    assert overlay.feed(samples, 100) is samples
    assert len(overlay.flush()) == 0


def test_what_is_held_is_bounded() -> None:
    overlay = TurnOverlay()
    returned = sum(len(overlay.feed(np.ones(10 * RATE, np.float32), 0)) for _ in range(10))
    assert returned == 100 * RATE - MAX_HELD
