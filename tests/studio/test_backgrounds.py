"""Backgrounds in an utterance: under all of it, or under a part, never in the cache."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import (
    RATE,
    Audio,
    Background,
    BackgroundEnd,
    BackgroundStart,
    Cue,
    Line,
    NamedSound,
    Pause,
    Utterance,
)
from wyoming_kokoro.studio import Studio

STORY = "The lights are on. Outside it is raining, and the windows are closed."


async def _spoken(studio: Studio, utterance: Utterance) -> Audio:
    blocks = [block async for block in studio.speak(utterance)]
    words = tuple(word for block in blocks for word in block.words)
    return Audio(np.concatenate([block.samples for block in blocks]), words)


async def _cues(studio: Studio, *cues: Cue) -> Audio:
    return await _spoken(studio, Utterance("", cues=cues))


async def test_a_background_is_heard_before_between_and_after_the_words(studio: Studio) -> None:
    plain = await _spoken(studio, Utterance(STORY))
    background = Background("fan", level=-10, lead=0.5, tail=1.0, fade_in=0.1, fade_out=0.2)
    mixed = await _spoken(studio, Utterance(STORY, background=background))
    lead = round(0.5 * RATE)
    assert len(mixed.samples) == len(plain.samples) + lead + RATE
    assert [word.start_sample - lead for word in mixed.words] == [word.start_sample for word in plain.words]
    under = mixed.samples[lead:-RATE] - plain.samples
    for part in (mixed.samples[RATE // 8 : lead], under[:RATE], under[-RATE:], mixed.samples[-RATE : -RATE // 2]):
        assert np.std(part) > QUIET
    assert np.std(mixed.samples[-100:]) < QUIET


async def test_what_is_added_is_as_loud_as_asked(studio: Studio) -> None:
    text = STORY * 6
    plain = await _spoken(studio, Utterance(text))
    mixed = await _spoken(studio, Utterance(text, background=Background("fan", -20, 0, 0, lead=0, tail=0)))
    under = loudness(mixed.samples - plain.samples) or 0.0
    assert under - studio.settings.speech.loudness == pytest.approx(-20, abs=1)


async def test_a_softer_utterance_has_a_softer_background(studio: Studio) -> None:
    text = Utterance(STORY, background=Background("fan", lead=1.0))
    loud = await _spoken(studio, text)
    soft = await _spoken(studio, replace(text, treatment=replace(text.treatment, volume=0.5)))
    before = slice(RATE // 2, RATE)
    assert np.std(loud.samples[before]) == pytest.approx(2 * np.std(soft.samples[before]), rel=0.01)


async def test_the_same_text_without_a_background_is_the_same_afterwards(studio: Studio) -> None:
    before = await _spoken(studio, Utterance(STORY))
    hits = studio.cache_counts()
    await _spoken(studio, Utterance(STORY, background=Background("rain", -6)))
    after = await _spoken(studio, Utterance(STORY))
    assert np.array_equal(before.samples, after.samples)
    assert studio.cache_counts().entries == hits.entries  # a background makes no entry of its own


async def test_a_background_is_under_a_part_of_the_text(studio: Studio) -> None:
    start = BackgroundStart(Background("fan", -10, 0, 0.1))
    plain = await _cues(studio, Line("One two three. "), Line("Four five six. ", 15), Line("Seven eight nine.", 30))
    mixed = await _cues(
        studio, Line("One two three. "), start, Line("Four five six. ", 15), BackgroundEnd(),
        Line("Seven eight nine.", 30),
    )  # fmt: skip
    assert len(mixed.samples) == len(plain.samples)
    added = np.abs(mixed.samples - plain.samples)
    third, fourth, last = (plain.words[number] for number in (2, 3, 6))
    assert not added[: third.end_sample].any()
    assert added[fourth.start_sample : fourth.end_sample].max() > QUIET
    assert not added[last.start_sample :].any()


@pytest.mark.parametrize("inside", [(), (Pause(1.5),)])
async def test_pauses_are_covered(studio: Studio, inside: Sequence[Cue]) -> None:
    mixed = await _cues(studio, BackgroundStart(Background("fan", -10)), Line("One. "), *inside, Line("Two.", 5))
    first, second = mixed.words
    pause = mixed.samples[first.end_sample + 1300 : second.start_sample - 600]
    pieces = [np.std(pause[at : at + 1200]) for at in range(0, len(pause) - 1200, 1200)]
    assert min(pieces) > QUIET


async def test_an_end_at_the_end_of_the_text_keeps_the_tail(studio: Studio) -> None:
    start = BackgroundStart(Background("fan", tail=1.0))
    ended, open_ended = [await _cues(studio, start, Line("One two."), *end) for end in ((BackgroundEnd(),), ())]
    assert np.array_equal(ended.samples, open_ended.samples)


async def test_a_sound_that_is_not_there_is_left_out_of_markup(studio: Studio) -> None:
    plain = await _cues(studio, Line("One two."))
    mixed = await _cues(studio, BackgroundStart(Background("nowhere")), Line("One two."), NamedSound("https://x/y.mp3"))
    assert np.array_equal(plain.samples, mixed.samples)


async def test_a_request_for_a_sound_that_is_not_there_is_refused(studio: Studio) -> None:
    with pytest.raises(BadRequest) as caught:
        await _spoken(studio, Utterance("One.", background=Background("nowhere")))
    assert caught.value.code == "sound_not_found"


async def test_a_sound_is_played_between_words(studio: Studio) -> None:
    without = await _cues(studio, Line("One. "), Line("Two.", 5))
    played = await _cues(studio, Line("One. "), NamedSound("chime"), Line("Two.", 5))
    assert len(played.samples) > len(without.samples) + RATE
    assert [word.spoken for word in played.words] == ["One", "Two"]
    chime = played.samples[played.words[0].end_sample + 2400 : played.words[1].start_sample - 2400]
    spectrum = np.abs(np.fft.rfft(chime))
    assert np.argmax(spectrum) * RATE / len(chime) == pytest.approx(523.3, abs=3) or np.argmax(spectrum) * RATE / len(
        chime
    ) == pytest.approx(659.3, abs=3)


async def test_the_words_for_a_missing_sound_are_spoken(studio: Studio) -> None:
    spoken = await _cues(studio, NamedSound("nowhere", otherwise=(Line("A bell rings."),)))
    assert [word.spoken for word in spoken.words] == ["A", "bell", "rings"]


async def test_a_file_that_appears_in_the_folder_can_be_used(studio: Studio, loaded: LoadedSettings) -> None:
    folder = loaded.sources.paths.sounds
    folder.mkdir()
    (folder / "broken.wav").write_bytes(b"nothing")
    await studio.follow(loaded)
    assert "broken" in studio.config.sounds.names
    with pytest.raises(BadRequest) as caught:
        await _spoken(studio, Utterance("One.", background=Background("broken")))
    assert caught.value.code == "sound_damaged"
