"""Parts of a text that are heard at once, or last as long as asked for: what is heard, and when."""

import numpy as np
import pytest

from tests.studio.test_ssml_conformance import NAMESPACES, Heard, heard, quiet_studio
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import NOTHING, RATE, Audio, PartsStart, Utterance, WordTime
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.held_parts import MAX_HELD, HeldParts

__all__ = ["quiet_studio"]

SENTENCE = "The kettle is open."


async def _heard(studio: Studio, text: str) -> Heard:
    return await heard(studio, f"<speak {NAMESPACES}>{text}</speak>")


def _block(size: int, level: float = 0.25, *words: tuple[int, int]) -> Audio:
    times = tuple(WordTime(0, 1, "word", start, end, "wɜd") for start, end in words)
    return Audio(np.full(size, level, np.float32), times)


def test_parts_at_once_are_added() -> None:
    parts = HeldParts(1000, PartsStart(at_once=True))
    parts.add(_block(300))
    assert parts.length == 300
    parts.next_part(0.01)
    assert parts.length == 240
    parts.add(_block(160))
    mixed = parts.audio().samples
    assert len(mixed) == 400
    assert mixed[::100].tolist() == [0.25, 0.25, 0.25, 0.25] and mixed[290] == 0.5
    assert parts.audio().samples.size == 0


def test_words_are_where_their_sound_is_after_it_became_longer() -> None:
    parts = HeldParts(1000, PartsStart(seconds=1.0))
    parts.add(_block(16_000, 0.25, (1000, 5000), (9000, 17_000)))
    longer = parts.audio()
    assert len(longer.samples) == RATE
    assert [(word.start_sample, word.end_sample) for word in longer.words] == [(1000, 7000), (13_000, 25_000)]


@pytest.mark.parametrize(("seconds", "size"), [(0.1, 8000), (100.0, 32_000), (0.5, 12_000)])
def test_nothing_is_more_than_twice_as_fast_or_as_slow(seconds: float, size: int) -> None:
    parts = HeldParts(0, PartsStart(seconds=seconds))
    parts.add(_block(16_000))
    assert len(parts.audio().samples) == size


def test_not_more_than_five_minutes_are_held_back() -> None:
    parts = HeldParts(0, PartsStart(seconds=1.0))
    held = []
    for size in (MAX_HELD - 1, 1):
        parts.add(_block(size))
        held.append(parts.holds)
    assert held == [True, False]
    assert len(parts.audio().samples) == MAX_HELD


def test_parts_without_sound_are_nothing() -> None:
    assert HeldParts(0, PartsStart(seconds=1.0)).audio().samples.size == NOTHING.size


@pytest.mark.parametrize("seconds", [0.6, 1.0, 1.7])
async def test_content_lasts_as_long_as_asked_for(quiet_studio: Studio, seconds: float) -> None:
    """The pauses around it stay, and what follows is moved."""
    plain = await _heard(quiet_studio, f"One.<break time='1s'/>{SENTENCE}<break time='1s'/> Two.")
    text = f"One.<break time='1s'/><prosody duration='{seconds}s'>{SENTENCE}</prosody><break time='1s'/> Two."
    now = await _heard(quiet_studio, text)
    content = now.word("Two").start_sample - now.word("The").start_sample - RATE
    assert content / RATE == pytest.approx(seconds, abs=0.1)  # without the silence around it
    assert now.gap("One", "The") == pytest.approx(plain.gap("One", "The"), abs=0.05)
    last = now.word("Two")
    sound = np.flatnonzero(np.abs(now.samples) > QUIET)
    assert abs(int(sound[-1]) - last.end_sample) < RATE // 100
    assert len(now.samples) - len(plain.samples) == now.word("Two").end_sample - plain.word("Two").end_sample


async def test_all_of_a_text_lasts_as_long_as_asked_for(quiet_studio: Studio) -> None:
    now = await _heard(quiet_studio, f"<mstts:audioduration value='4s'/>{SENTENCE} {SENTENCE} {SENTENCE}")
    assert len(now.samples) == 4 * RATE
    assert now.said == " ".join(["The kettle is open"] * 3)


async def test_a_part_begins_with_the_first_one_and_what_follows_after_both(quiet_studio: Studio) -> None:
    alone = await _heard(quiet_studio, SENTENCE)
    text = f"<par><media>{SENTENCE}</media><media begin='0.5s'>Seven lamps.</media></par> Two."
    now = await _heard(quiet_studio, text)
    assert now.word("Seven").start_sample - now.word("The").start_sample == pytest.approx(RATE / 2, abs=2)
    assert now.word("Two").start_sample > max(now.word("lamps").end_sample, now.word("open").end_sample)
    size = now.word("Seven").start_sample - RATE // 50
    assert np.array_equal(now.samples[:size], alone.samples[:size])


async def test_a_row_inside_parts_at_once_is_one_part(quiet_studio: Studio) -> None:
    row = "<seq><media>One.</media><media begin='1s'>Two.</media></seq>"
    now = await _heard(quiet_studio, f"<par><media>Three.</media>{row}</par>")
    assert now.gap("One", "Two") == pytest.approx(1.0, abs=0.08)


async def test_a_sound_may_be_heard_with_words(quiet_studio: Studio) -> None:
    plain = await _heard(quiet_studio, SENTENCE)
    text = f"<par><media>{SENTENCE}</media><media soundLevel='-6dB'><audio src='rain'/></media></par>"
    now = await _heard(quiet_studio, text)
    assert len(now.samples) > len(plain.samples) and now.word("open").end_sample == plain.word("open").end_sample
    size = len(plain.samples)
    assert np.abs(now.samples[:size] - plain.samples).max() > QUIET


async def test_parts_inside_others_and_without_an_end_lose_no_word(quiet_studio: Studio) -> None:
    for text in (
        f"<prosody duration='3s'>{SENTENCE}<par><media>One.</media><media>Two.</media></par></prosody> Three.",
        f"<par><media>{SENTENCE}</media><media>One. Two.",
        f"<prosody duration='2s'><say-as interpret-as='date'>1 May</say-as> <prosody duration='1s'>{SENTENCE}",
    ):
        now = await _heard(quiet_studio, text)
        assert "The kettle is open" in now.said
        assert all(word.end_sample <= len(now.samples) for word in now.words)


async def test_marks_and_pieces_are_the_same_however_the_text_arrives(quiet_studio: Studio) -> None:
    text = (
        f"<speak><prosody duration='2s'>{SENTENCE}<mark name='a'/> Two.</prosody><mark name='b'/>"
        "<par><media>One.</media><media>Five.</media></par></speak>"
    )
    whole = await heard(quiet_studio, text)

    async def pieces() -> object:
        for at in range(0, len(text), 7):
            yield text[at : at + 7]

    blocks = [block async for block in quiet_studio.speak(Utterance("", markup="ssml"), pieces())]  # type: ignore[arg-type]
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), whole.samples)
    assert [mark.name for mark in whole.marks] == ["a", "b"]


def test_delays_count_as_held_back_too() -> None:
    parts = HeldParts(0, PartsStart(at_once=True))
    for _ in range(100):
        parts.next_part(10.0)
    assert parts.full and sum(len(block) for part in parts._parts for block in part) == MAX_HELD
