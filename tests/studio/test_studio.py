"""What is asked for is heard."""

import asyncio
import pickle
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace

import numpy as np
import pytest

from wyoming_kokoro import metrics
from wyoming_kokoro.audio.effects import LEAD
from wyoming_kokoro.engines import Engine, ToneEngine
from wyoming_kokoro.engines.tone import fundamental, note
from wyoming_kokoro.errors import BadRequest, InternalError, Unavailable
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.scheduler import Listener
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import (
    RATE,
    Audio,
    Clip,
    Delivery,
    EffectRequest,
    Ending,
    Line,
    Mark,
    Markup,
    Pause,
    Phrase,
    PhraseAudio,
    Piece,
    Treatment,
    Utterance,
)
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio import studio as studio_module
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.prepare import prepare
from wyoming_kokoro.studio.roles import SingleRole
from wyoming_kokoro.studio.script import BEGINNING
from wyoming_kokoro.text import Locale, Sentence

STORY = "The lights are on. Outside it is raining, and the windows are closed. Good night!"


async def _spoken(
    studio: Studio, text: str, delivery: Delivery | None = None, volume: float | None = None, markup: Markup = "plain"
) -> Audio:
    utterance = Utterance(text, delivery or Delivery(), markup, Treatment(volume))
    blocks = [block async for block in studio.speak(utterance)]
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


async def _spoken_by(engine: Engine, loaded: LoadedSettings, text: str) -> Audio:
    """What a text sounds like with an engine."""
    studio = await Studio.open(loaded, engine=engine)
    try:
        return await _spoken(studio, text)
    finally:
        await studio.close()


async def test_every_written_word_has_its_time_in_order(studio: Studio) -> None:
    audio = await _spoken(studio, STORY)
    assert [STORY[word.start : word.end] for word in audio.words] == [word.strip(".,!") for word in STORY.split()]
    ends = 0
    for word in audio.words:
        assert ends <= word.start_sample < word.end_sample <= len(audio.samples)
        ends = word.end_sample


async def test_text_that_arrives_in_pieces_sounds_like_the_whole_text(studio: Studio) -> None:
    async def letters() -> AsyncIterator[str]:
        for letter in STORY:
            yield letter

    pieces = [block.samples async for block in studio.speak(Utterance(""), letters())]
    whole = await _spoken(studio, STORY)
    assert abs(sum(map(len, pieces)) - len(whole.samples)) <= 0.02 * len(whole.samples)


class _Pausing(ToneEngine):
    """Hums too, and makes the pause before the rest of a sentence."""

    identity = "pausing"
    capabilities = replace(ToneEngine.capabilities, context=True)

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        silence = np.zeros(RATE // 3 if phrase.starts_with_pause else 0, np.float32)
        for piece in super().render(phrase, again=again):
            first, *others = piece.lengths or ()
            yield Piece(np.concatenate((silence, piece.samples)), (len(silence) + first, *others))
            silence = silence[:0]


@pytest.mark.parametrize(("engine", "pause"), [(_Pausing, 1 / 3), (ToneEngine, 0.2)])
async def test_the_pause_before_the_rest_of_a_sentence_is_the_engines_where_it_makes_one(
    loaded: LoadedSettings, engine: type[ToneEngine], pause: float
) -> None:
    async def clauses() -> AsyncIterator[str]:
        yield "When the sun goes down, "
        await asyncio.sleep(0)
        yield "the lights are on. "

    speech = replace(loaded.settings.speech, clause_pause=0.2)
    studio = await Studio.open(replace(loaded, settings=replace(loaded.settings, speech=speech)), engine=engine())
    try:
        blocks = [block async for block in studio.speak(Utterance(""), clauses())]
    finally:
        await studio.close()
    assert [word.spoken for block in blocks for word in block.words][4:6] == ["down", "the"]
    loud = np.flatnonzero(np.abs(np.concatenate([block.samples for block in blocks])) > QUIET)
    assert np.diff(loud).max() / RATE == pytest.approx(pause, abs=LEAD / RATE)


@pytest.mark.parametrize("text", ["", " ", ".", "...", "\N{GRINNING FACE}", "?!", "\n\n"])
async def test_a_text_without_words_is_a_short_silence(studio: Studio, text: str) -> None:
    audio = await _spoken(studio, text)
    assert 0 < len(audio.samples) <= RATE and not audio.samples.any() and not audio.words


async def test_a_higher_speed_is_shorter_and_the_volume_is_a_factor(studio: Studio) -> None:
    plain = await _spoken(studio, STORY)
    fast = await _spoken(studio, STORY, Delivery(speed=2.0))
    soft = await _spoken(studio, STORY, volume=0.5)
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
async def test_a_phrase_without_sound_is_rendered_again_and_then_an_error(
    studio: Studio, loaded: LoadedSettings, pieces: tuple[Piece]
) -> None:
    sound = await _spoken(studio, "But true!...")
    mended = await _spoken_by(_Faulty(*pieces, mends=True), loaded, "But true!...")
    assert np.array_equal(mended.samples, sound.samples)
    with pytest.raises(InternalError) as broken:
        await _spoken_by(_Faulty(*pieces, mends=False), loaded, "But true!...")
    assert broken.value.code == "no_sound" and "true" not in broken.value.message


async def test_an_unknown_voice_is_a_bad_request(studio: Studio) -> None:
    with pytest.raises(BadRequest) as refused:
        await _spoken(studio, STORY, Delivery(voice="af_hart"))
    assert refused.value.about == "voice" and "af_heart" in refused.value.message


async def test_an_utterance_keeps_the_settings_it_started_with(studio: Studio, loaded: LoadedSettings) -> None:
    whole = await _spoken(studio, STORY)
    faster = replace(loaded.settings, speech=replace(loaded.settings.speech, speed=2.0))
    async with aclosing(studio.speak(Utterance(STORY))) as sound:
        blocks = [(await anext(sound)).samples]
        await studio.follow(replace(loaded, settings=faster))
        blocks += [block.samples async for block in sound]
    assert np.array_equal(np.concatenate(blocks), whole.samples)
    assert len((await _spoken(studio, STORY)).samples) < 0.6 * len(whole.samples)


async def test_parallel_utterances_sound_the_same_as_single_ones(studio: Studio) -> None:
    texts = [f"This is sentence number {number}, and no other. Good bye!" for number in range(16)]
    alone = [(await _spoken(studio, text)).samples for text in texts]
    together = await asyncio.gather(*(_spoken(studio, text) for text in texts))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one, other.samples)


async def test_a_client_that_disconnects_frees_its_place_in_the_queue(studio: Studio) -> None:
    for _ in range(100):
        async with aclosing(studio.speak(Utterance(STORY))) as sound:
            await anext(sound)
    assert len((await _spoken(studio, STORY)).samples)


async def test_a_closed_studio_refuses_requests(studio: Studio) -> None:
    await studio.close()
    with pytest.raises(Unavailable) as refused:
        await _spoken(studio, STORY)
    assert refused.value.code == "stopping"


async def test_a_voice_file_added_to_the_folder_becomes_a_voice(
    loaded: LoadedSettings, monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator
) -> None:
    monkeypatch.setattr(studio_module, "LOOK_SECONDS", 0.01)
    studio = await Studio.open(loaded)
    folder = loaded.sources.paths.voices
    folder.mkdir(parents=True)
    (folder / "bm_uncle.bin").write_bytes(rng.normal(size=(510, 256)).astype("<f4").tobytes())
    async with asyncio.timeout(20):
        while "bm_uncle" not in {voice.name for voice in studio.config.voices.listed()}:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert len((await _spoken(studio, STORY, Delivery(voice="bm_uncle"))).samples)
    await studio.close()


async def test_a_damaged_voice_file_is_a_problem_until_the_file_is_deleted(
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


async def test_a_voice_of_the_user_that_holds_no_numbers_is_a_problem_before_it_is_used(
    studio: Studio, loaded: LoadedSettings
) -> None:
    folder = loaded.sources.paths.downloads / "voices"
    folder.mkdir()
    (folder / "my_voice.bin").write_bytes(np.full((510, 256), np.nan, "<f4").tobytes())
    await studio.follow(loaded)
    assert studio.status().problems == ("The voice my_voice is damaged: it holds values that are not numbers.",)
    assert "my_voice" not in {voice.name for voice in studio.voices.listed()}


async def test_words_are_counted_by_the_source_of_their_pronunciation(studio: Studio) -> None:
    before = metrics.WORDS.counts()
    await _spoken(studio, "I read the news on TSLA, hmm.")
    grown = {source: count - before[source] for source, count in metrics.WORDS.counts().items()}
    assert grown["homograph"] == 1 and grown["letters"] >= 1 and grown["other"] == 0
    assert sum(grown.values()) == 7


async def test_the_status_lists_the_pronouncers(studio: Studio) -> None:
    asked = studio.status().pronouncers
    assert asked[0] == "our own words and homographs"
    assert any(each.startswith("eSpeak NG 1.") for each in asked)


async def test_memory_is_freed_after_the_last_utterance(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(studio_module, "give_back_memory", lambda: given_back.append(studio.status().working == 0))
    await asyncio.gather(_spoken(studio, STORY), _spoken(studio, "Good morning."))
    assert given_back and all(given_back)


TWO_VOICES = (
    "Good morning. <voice name='bm_george'>I am <prosody rate='50%' volume='25'>very slow</prosody> today.</voice> "
    "Indeed."
)


async def test_voice_speed_and_volume_can_change_inside_an_utterance(studio: Studio) -> None:
    audio = await _spoken(studio, TWO_VOICES, markup="ssml")
    words = {TWO_VOICES[word.start : word.end]: word for word in audio.words}
    assert list(words) == ["Good", "morning", "I", "am", "very", "slow", "today", "Indeed"]
    starts = [word.start_sample for word in audio.words]
    assert starts == sorted(starts) and audio.words[-1].end_sample <= len(audio.samples)

    def lowest(name: str) -> float:
        """The fundamental of the voice that hums a word: its lowest phoneme's, without that phoneme's interval."""
        word = words[name]
        per_phoneme = (word.end_sample - word.start_sample) // len(word.phonemes)
        middle = audio.samples[word.start_sample :][:per_phoneme][per_phoneme // 4 : -per_phoneme // 4]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 16))
        return float(np.argmax(spectrum)) * RATE / (1 << 16) / 2 ** (note(word.phonemes[0]) / 12)

    def length(name: str) -> float:
        return (words[name].end_sample - words[name].start_sample) / len(words[name].phonemes)

    def level(name: str) -> float:
        return float(np.abs(audio.samples[words[name].start_sample : words[name].end_sample]).max())

    heart, george = (fundamental(studio.voices.find(name)) for name in ("af_heart", "bm_george"))
    assert lowest("morning") == pytest.approx(heart, rel=0.03)
    assert lowest("today") == pytest.approx(george, rel=0.03)
    assert length("very") == pytest.approx(2 * length("morning"), rel=0.1)
    assert level("slow") == pytest.approx(level("today") / 4, rel=0.05)


async def test_markup_inside_a_sentence_makes_no_pause(studio: Studio) -> None:
    plain = await _spoken(studio, "It is very cold.")
    marked = await _spoken(studio, "It is <prosody volume='50'>very</prosody> cold.", markup="ssml")
    assert len(marked.samples) == pytest.approx(len(plain.samples), abs=0.2 * RATE)


async def test_a_missing_voice_in_markup_keeps_the_previous_voice(studio: Studio) -> None:
    odd = await _spoken(studio, "One. <voice name='nobody_here'>Two.</voice>", markup="ssml")
    assert [word.spoken for word in odd.words] == ["One", "Two"]


async def test_ssml_that_arrives_in_pieces_sounds_like_the_whole_document(studio: Studio) -> None:
    async def pieces() -> AsyncIterator[str]:
        for at in range(0, len(TWO_VOICES), 3):
            yield TWO_VOICES[at : at + 3]

    whole = await _spoken(studio, TWO_VOICES, markup="ssml")
    blocks = [block async for block in studio.speak(Utterance("", markup="ssml"), pieces())]
    assert [word.spoken for block in blocks for word in block.words] == [word.spoken for word in whole.words]
    assert sum(len(block.samples) for block in blocks) == pytest.approx(len(whole.samples), rel=0.02)


async def test_an_utterance_may_have_its_own_cues(studio: Studio) -> None:
    beep = Clip(np.full(RATE // 10, 0.2, np.float32))
    cues = (Line("Hello."), Pause(1.0), beep, Mark("end", 0))
    blocks = [block async for block in studio.speak(Utterance("", cues=cues))]
    samples = np.concatenate([block.samples for block in blocks])
    assert np.isclose(samples, 0.2, atol=1e-6).sum() >= RATE // 10 - 10
    assert [mark.name for block in blocks for mark in block.marks] == ["end"]


async def test_a_clip_counts_as_sound_in_the_playback_buffer(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered: list[float] = []
    deliver = Listener.deliver

    def count(listener: Listener, length: float) -> None:
        delivered.append(length)
        deliver(listener, length)

    monkeypatch.setattr(Listener, "deliver", count)
    cues = (Clip(np.full(2 * RATE, 0.2, np.float32)), Line("Hello."))
    blocks = [block async for block in studio.speak(Utterance("", cues=cues))]
    assert sum(delivered) == pytest.approx(sum(len(block.samples) for block in blocks) / RATE, abs=0.1)
    assert len((await _spoken(studio, STORY)).samples)  # its place was given back


async def test_a_language_that_no_voice_speaks_is_read_by_the_same_voice(studio: Studio) -> None:
    odd = await _spoken(studio, "One. <lang xml:lang='tlh'>Two.</lang>", markup="ssml")
    assert [word.spoken for word in odd.words] == ["One", "Two"]


async def test_ssml_is_explained_as_it_is_spoken(studio: Studio) -> None:
    explanation = await studio.explain(Utterance(TWO_VOICES + "<shout>!</shout>", markup="auto"))
    assert "prosody" in explanation.spoken  # plain text: it does not begin as SSML does
    explanation = await studio.explain(Utterance(f"<speak>{TWO_VOICES}<shout/></speak>", markup="auto"))
    assert explanation.spoken == "Good morning. I am very slow today. Indeed."
    assert {part.written: part.voice for part in explanation.parts if part.written in {"Good", "slow"}} == {
        "Good": "af_heart",
        "slow": "bm_george",
    }
    assert [TWO_VOICES[note.position - 7 :] for note in explanation.notes] == [""]
    text = "One. <voice name='nobody_here'>Two.</voice>"
    explanation = await studio.explain(Utterance(text, markup="ssml"))
    assert [text[note.position :].startswith("Two") for note in explanation.notes] == [True]


@pytest.mark.parametrize(
    "travels",
    [
        Utterance("Hello.", Delivery("af_heart"), "ssml", Treatment(0.5, (EffectRequest("time_stretch", 2.0),))),
        Line("Hello.", positions=(1, 2)),
        Pause(1.0),
        Clip(np.ones(3, np.float32)),
        Mark("here", 3),
    ],
    ids=lambda travels: type(travels).__name__,
)
def test_utterances_and_cues_can_be_pickled(travels: object) -> None:
    copy = pickle.loads(pickle.dumps(travels))  # noqa: S301 -- our own
    assert repr(copy) == repr(travels)


async def test_scripts_phrases_pieces_and_audio_can_be_pickled(studio: Studio) -> None:
    passage = Passage(
        Sentence(0, "It is 5 p.m. now.", Ending.SENTENCE), SingleRole.for_reading(Locale()).of(Delivery(), Treatment())
    )
    config = studio.config
    (script,) = await asyncio.to_thread(prepare, [passage], Locale(), config.pronunciation)
    voice = studio.voices.find("af_heart")
    (phrase,) = script.phrases(
        BEGINNING, script.end, voice=voice, delivery=Delivery(), treatment=Treatment(), max_phonemes=510
    )
    (piece, *_) = ToneEngine().render(phrase)
    audio = await _spoken(studio, "Hello.")
    for travels in (script, phrase, piece, audio, PhraseAudio(piece.samples, piece.lengths)):
        assert repr(pickle.loads(pickle.dumps(travels))) == repr(travels)  # noqa: S301 -- our own
