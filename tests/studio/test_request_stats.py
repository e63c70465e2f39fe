"""What was said lately, in figures."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.metrics import REGISTRY, UTTERANCES, UTTERANCES_FAILED
from wyoming_kokoro.speech import RATE, Delivery, Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.request_stats import REMEMBERED, Interface, RequestLog, RequestStats

STORY = "The lights are on. Outside it is raining, and the windows are closed. Good night!"


async def _speak(
    studio: Studio, text: str = STORY, interface: Interface = "http", voice: str | None = None
) -> tuple[RequestStats, int]:
    """The entry of an utterance, and how many samples it had."""
    samples = 0
    async with aclosing(studio.speak(Utterance(text, Delivery(voice)), interface=interface)) as blocks:
        async for block in blocks:
            samples += len(block.samples)
    return studio.recent_requests()[-1], samples


async def test_a_spoken_request_has_an_entry_with_its_figures(studio: Studio) -> None:
    entry, samples = await _speak(studio, voice="nova")
    assert (entry.interface, entry.voice, entry.outcome, entry.characters) == ("http", "af_nova", "said", len(STORY))
    assert entry.seconds == pytest.approx(samples / RATE)
    assert entry.waited is not None and entry.first_sound is not None and 0 <= entry.waited < entry.first_sound
    assert entry.rtf is not None and entry.rtf > 0 and entry.from_cache == 0


async def test_cached_sound_is_not_part_of_the_real_time_factor(studio: Studio) -> None:
    await _speak(studio)
    entry, _ = await _speak(studio)
    assert entry.rtf is None and entry.from_cache == 1
    partly, _ = await _speak(studio, "The lights are on. This is new.")
    assert 0 < partly.from_cache < 1 and partly.rtf is not None


async def test_the_entry_of_a_client_that_disconnects_says_so(studio: Studio) -> None:
    async with aclosing(studio.speak(Utterance(STORY), interface="wyoming")) as blocks:
        await anext(blocks)
        assert studio.listeners == 1
    assert studio.listeners == 0
    assert studio.recent_requests()[-1].outcome == "left"


async def test_the_entry_of_a_failed_request_has_the_error_code(studio: Studio) -> None:
    before = UTTERANCES_FAILED.counts()["wyoming"]
    with pytest.raises(BadRequest):
        await _speak(studio, interface="wyoming", voice="nobody")
    assert studio.recent_requests()[-1].outcome == "voice_not_found"
    assert UTTERANCES_FAILED.counts()["wyoming"] == before + 1


def metric_count(metric: str, server: str) -> float:
    """How many values a metric has counted for a server."""
    return REGISTRY.get_sample_value(f"kokoro_{metric}_count", {"server": server}) or 0


async def test_each_server_has_its_own_counters(studio: Studio) -> None:
    utterances, first_sounds = UTTERANCES.counts(), metric_count("first_sound_seconds", "wyoming")
    await _speak(studio, interface="wyoming")
    assert UTTERANCES.counts()["wyoming"] == utterances["wyoming"] + 1
    assert UTTERANCES.counts()["http"] == utterances["http"]
    assert metric_count("first_sound_seconds", "wyoming") == first_sounds + 1
    assert metric_count("queue_wait_seconds", "wyoming") > 0


async def test_the_time_starts_when_the_first_text_arrives(studio: Studio) -> None:
    async def arriving() -> AsyncIterator[str]:
        entry.append(studio.listeners)
        yield STORY

    entry: list[int] = []
    async with aclosing(studio.speak(Utterance(""), arriving(), interface="wyoming")) as blocks:
        async for _ in blocks:
            pass
    found = studio.recent_requests()[-1]
    assert entry == [1] and found.characters == 0 and found.first_sound is not None and found.outcome == "said"


def test_the_number_of_entries_is_limited() -> None:
    log = RequestLog()
    for _ in range(REMEMBERED + 3):
        with log.open("other", Utterance("")):
            pass
    assert len(log.recent) == REMEMBERED


def test_the_entry_of_an_internal_error_says_broken() -> None:
    log = RequestLog()
    with pytest.raises(ZeroDivisionError), log.open("other", Utterance("")):
        raise ZeroDivisionError
    assert log.recent[-1].outcome == "broken"
