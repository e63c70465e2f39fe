"""What is asked for is heard."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import numpy as np
import pytest

from wyoming_kokoro import metrics
from wyoming_kokoro.engines import Engine, ToneEngine
from wyoming_kokoro.errors import BadRequest, InternalError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE, Audio, Delivery, Phrase, Piece, Utterance, Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio import studio as studio_module

STORY = "The lights are on. Outside it is raining, and the windows are closed. Good night!"


async def _spoken(studio: Studio, text: str, delivery: Delivery | None = None) -> Audio:
    blocks = [block async for block in studio.speak(Utterance(text, delivery or Delivery()))]
    return Audio(np.concatenate([block.samples for block in blocks]), tuple(w for block in blocks for w in block.words))


class _Faulty(ToneEngine):
    """Fails in a way of its own before it hums."""

    def __init__(self, *pieces: Piece, mends: bool) -> None:
        super().__init__()
        self.identity = f"faulty-{id(self)}"
        self._pieces = pieces
        self._mends = mends

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        if again and self._mends:
            yield from super().render(phrase)
        else:
            yield from self._pieces


def _with(studio: Studio, engine: Engine) -> Studio:
    """The same studio with another engine at its desk."""

    async def engine_for(voice: Voice) -> tuple[Engine, str]:  # noqa: ARG001 -- whoever is asked for
        return engine, "the test says so"

    studio._desk.engine_for = engine_for  # type: ignore[method-assign]
    return studio


async def test_every_written_word_has_its_time_in_order(studio: Studio) -> None:
    audio = await _spoken(studio, STORY)
    assert [STORY[word.start : word.end] for word in audio.words] == [word.strip(".,!") for word in STORY.split()]
    ends = 0
    for word in audio.words:
        assert ends <= word.start_sample < word.end_sample <= len(audio.samples)
        ends = word.end_sample


async def test_text_that_arrives_in_pieces_sounds_as_it_does_whole(studio: Studio) -> None:
    async def letters() -> AsyncIterator[str]:
        for letter in STORY:
            yield letter

    whole = await _spoken(studio, "")
    pieces = [block.samples async for block in studio.speak(Utterance(""), letters())]
    whole = await _spoken(studio, STORY)
    assert abs(sum(map(len, pieces)) - len(whole.samples)) <= 0.02 * len(whole.samples)


@pytest.mark.parametrize("text", ["", " ", ".", "...", "\N{GRINNING FACE}", "?!", "\n\n"])
async def test_nothing_to_say_is_a_short_silence(studio: Studio, text: str) -> None:
    audio = await _spoken(studio, text)
    assert 0 < len(audio.samples) <= RATE and not audio.samples.any() and not audio.words


async def test_a_faster_pace_is_shorter_and_a_volume_is_a_factor(studio: Studio) -> None:
    plain = await _spoken(studio, STORY)
    fast = await _spoken(studio, STORY, Delivery(speed=2.0))
    soft = await _spoken(studio, STORY, Delivery(volume=0.5))
    assert len(fast.samples) == pytest.approx(len(plain.samples) / 2, rel=0.05)
    assert np.abs(soft.samples).max() == pytest.approx(np.abs(plain.samples).max() / 2, rel=0.01)


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (Piece(np.zeros(0, np.float32)),),
        (Piece(np.zeros(RATE, np.float32)),),
        (Piece(np.full(RATE, np.nan, np.float32)),),
        (Piece(np.full(RATE, np.inf, np.float32)),),
    ],
    ids=["none", "empty", "silent", "not a number", "infinite"],
)
async def test_a_phrase_without_sound_is_tried_again_and_then_an_error(studio: Studio, pieces: tuple[Piece]) -> None:
    sound = await _spoken(studio, "But true!...")
    mended = await _spoken(_with(studio, _Faulty(*pieces, mends=True)), "But true!...")
    assert np.array_equal(mended.samples, sound.samples)
    with pytest.raises(InternalError) as broken:
        await _spoken(_with(studio, _Faulty(*pieces, mends=False)), "But true!...")
    assert broken.value.code == "no_sound" and "true" not in broken.value.message


async def test_an_unknown_voice_is_the_callers_mistake(studio: Studio) -> None:
    with pytest.raises(BadRequest) as refused:
        await _spoken(studio, STORY, Delivery(voice="af_hart"))
    assert refused.value.about == "voice" and "af_heart" in refused.value.message


async def test_an_utterance_keeps_the_equipment_it_began_with(studio: Studio) -> None:
    whole = await _spoken(studio, STORY)
    async with aclosing(studio.speak(Utterance(STORY))) as studio_module:
        blocks = [(await anext(studio_module)).samples]
        _with(studio, _Faulty(mends=False))
        blocks += [block.samples async for block in studio_module]
    assert np.array_equal(np.concatenate(blocks), whole.samples)


async def test_listeners_at_once_hear_what_they_hear_alone(studio: Studio) -> None:
    texts = [f"This is sentence number {number}, and no other. Good bye!" for number in range(16)]
    alone = [(await _spoken(studio, text)).samples for text in texts]
    together = await asyncio.gather(*(_spoken(studio, text) for text in texts))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one, other.samples)


async def test_leaving_gives_the_place_back(studio: Studio) -> None:
    for _ in range(100):
        async with aclosing(studio.speak(Utterance(STORY))) as studio_module:
            await anext(studio_module)
    assert len((await _spoken(studio, STORY)).samples)


async def test_a_stopped_studio_refuses(studio: Studio) -> None:
    await studio.close()
    with pytest.raises(Unavailable) as refused:
        await _spoken(studio, STORY)
    assert refused.value.code == "stopping"


async def test_a_voice_file_put_into_the_folder_is_a_voice_soon(
    loaded: LoadedSettings, monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator
) -> None:
    monkeypatch.setattr(studio_module, "LOOK_SECONDS", 0.01)
    studio = await Studio.open(loaded)
    folder = loaded.sources.paths.voices
    folder.mkdir(parents=True)
    (folder / "bm_uncle.bin").write_bytes(rng.normal(size=(510, 256)).astype("<f4").tobytes())
    async with asyncio.timeout(20):
        while "bm_uncle" not in {voice.name for voice in studio.equipment.voices.listed()}:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert len((await _spoken(studio, STORY, Delivery(voice="bm_uncle"))).samples)
    await studio.close()


async def test_a_damaged_voice_file_is_named_and_no_longer_when_it_is_gone(
    studio: Studio, loaded: LoadedSettings, caplog: pytest.LogCaptureFixture
) -> None:
    folder = loaded.sources.paths.downloads / "voices"
    folder.mkdir()
    (folder / "my_voice.bin").write_bytes(b"short")
    for _ in range(2):
        await studio.follow(loaded)
        assert studio.status().problems == ("The voice my_voice is damaged: it has only 5 bytes.",)
    assert caplog.text.count("The voice my_voice is damaged") == 1
    (folder / "my_voice.bin").unlink()
    await studio.follow(loaded)
    assert studio.status().problems == ()


async def test_words_are_counted_by_where_their_sound_is_from(studio: Studio) -> None:
    before = metrics.WORDS.counts()
    await _spoken(studio, "I read the news on TSLA, hmm.")
    grown = {source: count - before[source] for source, count in metrics.WORDS.counts().items()}
    assert grown["homograph"] == 1 and grown["letters"] >= 1 and grown["other"] == 0
    assert sum(grown.values()) == 7


async def test_the_state_names_who_says_how_words_sound(studio: Studio) -> None:
    asked = studio.status().pronouncers
    assert asked[0] == "our own words and homographs"
    assert any(each.startswith("eSpeak NG 1.") for each in asked)


async def test_memory_is_given_back_when_nobody_is_spoken_to_any_more(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(studio_module, "give_back_memory", lambda: given_back.append(studio._turns.idle))
    await asyncio.gather(_spoken(studio, STORY), _spoken(studio, "Good morning."))
    assert given_back and all(given_back)
