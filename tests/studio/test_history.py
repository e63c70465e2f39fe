"""The last hours by the minute."""

from contextlib import aclosing

from wyoming_kokoro.speech import Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.history import MAX_VALUES, MINUTE, MINUTES, History


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 600.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_has_its_own_figures_and_the_next_minute_starts_empty() -> None:
    clock = Clock()
    hours = History(clock)
    hours.utterance_ended(0.2, 0.5)
    hours.utterance_ended(0.01, None)
    hours.utterance_ended(None, None)
    clock.now += MINUTE - 1
    hours.note_load(2, 3, 1_000)
    hours.note_load(1, 0, 2_000)
    clock.now += 1
    hours.note_listeners(1)
    first, second = hours.minutes
    assert (first.moment, first.utterances, first.listeners, first.queue, first.memory_bytes) == (600, 3, 2, 3, 2_000)
    assert (list(first.first_sound), list(first.first_sound_from_cache), list(first.rtf)) == ([0.2], [0.01], [0.5])
    assert (second.moment, second.utterances, second.listeners, second.memory_bytes) == (660, 0, 1, None)


def test_minutes_older_than_the_last_hours_are_removed() -> None:
    clock = Clock()
    hours = History(clock)
    for _ in range(MINUTES + 5):
        hours.note_listeners(1)
        clock.now += MINUTE
    assert len(hours.minutes) == MINUTES - 1  # the one that began just as many minutes ago is over
    clock.now += MINUTES * MINUTE
    assert hours.minutes == ()


def test_the_number_of_values_of_a_minute_is_limited() -> None:
    hours = History(Clock())
    for number in range(MAX_VALUES + 10):
        hours.utterance_ended(float(number), 1.0)
    (minute,) = hours.minutes
    assert (
        minute.utterances == MAX_VALUES + 10 and len(minute.first_sound) == MAX_VALUES and minute.first_sound[0] == 10
    )


def test_a_clock_that_is_set_back_loses_nothing() -> None:
    clock = Clock()
    hours = History(clock)
    hours.utterance_ended(0.1, 0.1)
    clock.now -= 3_600
    hours.utterance_ended(0.2, 0.2)
    (minute,) = hours.minutes
    assert minute.utterances == 2


async def test_utterances_of_the_studio_are_in_the_history(studio: Studio) -> None:
    for _ in range(2):
        async with aclosing(studio.speak(Utterance("The lights are on."), interface="http")) as blocks:
            async for _ in blocks:
                pass
    minutes = studio.history()
    assert sum(each.utterances for each in minutes) == 2 and max(each.listeners for each in minutes) == 1
    assert sum(len(each.first_sound) for each in minutes) == sum(len(each.first_sound_from_cache) for each in minutes)
