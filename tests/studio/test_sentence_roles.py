"""A sentence may be spoken in several deliveries: it is read as one, made in one call, and each word has its own."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import numpy as np
import pytest

from wyoming_kokoro.cache import key_of
from wyoming_kokoro.engines import ToneEngine
from wyoming_kokoro.engines.tone import NOTE
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE, Audio, Delivery, DeliveryChange, Line, Phrase, Piece, Samples, Utterance, Voice
from wyoming_kokoro.studio import Studio

SLOW = "It is <prosody rate='50%'>very</prosody> cold."
MANY = (
    "The <prosody rate='70%'>light</prosody> in the kitchen <prosody rate='80%' volume='50'>as you know</prosody> "
    "is <prosody volume='25'>still on</prosody>. <prosody rate='130%'>Good</prosody> night!"
)


@pytest.fixture
def phrases(monkeypatch: pytest.MonkeyPatch) -> list[Phrase]:
    """The phrases that the tone engine makes in this test."""
    made: list[Phrase] = []
    render = ToneEngine.render

    def recording(engine: ToneEngine, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        made.append(phrase)
        return render(engine, phrase, again=again)

    monkeypatch.setattr(ToneEngine, "render", recording)
    return made


async def _blocks(studio: Studio, text: str, size: int | None = None) -> list[Audio]:
    async def pieces() -> AsyncIterator[str]:
        for at in range(0, len(text), size or 1):
            yield text[at : at + (size or 1)]

    if size is None:
        return [block async for block in studio.speak(Utterance(text, markup="ssml"))]
    return [block async for block in studio.speak(Utterance("", markup="ssml"), pieces())]


async def _samples(studio: Studio, text: str, size: int | None = None) -> Samples:
    return np.concatenate([block.samples for block in await _blocks(studio, text, size)])


async def test_a_change_of_delivery_inside_a_sentence_is_one_call(studio: Studio, phrases: list[Phrase]) -> None:
    await _samples(studio, SLOW)
    (phrase,) = phrases
    assert phrase.delivery.speed == 1.0
    (change,) = phrase.changes
    assert phrase.phonemes[change.start : change.end] == " vˈɛɹi" and change.delivery.speed == 0.5


async def test_only_the_words_that_are_slower_are_longer(studio: Studio) -> None:
    plain = [word for block in await _blocks(studio, "It is very cold.") for word in block.words]
    marked = [word for block in await _blocks(studio, SLOW) for word in block.words]
    lengths = [[word.end_sample - word.start_sample for word in words] for words in (plain, marked)]
    assert lengths[1] == pytest.approx([lengths[0][0], lengths[0][1], lengths[0][2] + 5 * NOTE, lengths[0][3]], abs=4)
    assert [(word.spoken, word.phonemes) for word in marked] == [(word.spoken, word.phonemes) for word in plain]


@pytest.mark.parametrize("size", [1, 3, 7, 50])
async def test_samples_do_not_depend_on_how_the_text_arrives(loaded: LoadedSettings, size: int) -> None:
    for text in (SLOW, MANY):
        sounds: list[Samples] = []
        for pieces in (None, size):
            studio = await Studio.open(loaded)  # with an empty cache
            sounds.append(await _samples(studio, text, pieces))
            await studio.close()
        assert np.array_equal(sounds[0], sounds[1])


async def test_what_one_rule_reads_has_the_delivery_of_most_of_it(studio: Studio, phrases: list[Phrase]) -> None:
    await _samples(studio, "It costs $<prosody rate='50%'>500</prosody> now.")
    (phrase,) = phrases
    assert "fˈIv hˈʌndɹəd dˈɑləɹz" in phrase.phonemes
    (change,) = phrase.changes
    assert phrase.phonemes[change.start : change.end].strip() == "fˈIv hˈʌndɹəd dˈɑləɹz"


async def test_a_homograph_is_read_by_the_whole_sentence(studio: Studio, phrases: list[Phrase]) -> None:
    await _samples(studio, "They <prosody rate='50%'>live</prosody> here.")
    await _samples(studio, "They live here.")
    assert phrases[0].phonemes == phrases[1].phonemes


async def test_equal_deliveries_with_other_names_are_no_change(studio: Studio, phrases: list[Phrase]) -> None:
    await _samples(studio, "It is <prosody rate='100%' pitch='0st'>very</prosody> cold.")
    assert phrases[0].changes == () == phrases[0].volumes


async def test_a_volume_changes_without_a_click_and_needs_no_other_sound(studio: Studio, phrases: list[Phrase]) -> None:
    text = "It is <prosody volume='50'>very very very</prosody> cold."
    plain, marked = await _samples(studio, "It is very very very cold."), await _samples(studio, text)
    (phrase,) = phrases  # the second is in the cache
    assert phrase.changes == ()
    places = np.flatnonzero(np.abs(plain) > 0.02)
    factors = marked[places] / plain[places]
    assert factors.max() == pytest.approx(1, abs=0.001) and factors.min() == pytest.approx(0.5, abs=0.001)
    steps = np.abs(np.diff(factors)) / np.diff(places)
    assert 0 < steps.max() < 1.1 * 0.5 / (RATE / 100)


async def test_silence_is_silent_and_the_rest_is_heard(studio: Studio) -> None:
    marked = await _samples(studio, "It is <prosody volume='0'>very very very</prosody> cold.")
    plain = await _samples(studio, "It is very very very cold.")
    assert len(marked) == len(plain)
    quiet = np.flatnonzero((marked == 0) & (np.abs(plain) > 0.02))
    assert 0.4 < len(quiet) / RATE < 0.9 and np.abs(marked[-RATE // 2 :]).max() == np.abs(plain[-RATE // 2 :]).max()


class _NoChanges(ToneEngine):
    """Hums, and cannot change the delivery inside a phrase, stress or whisper."""

    capabilities = replace(
        ToneEngine.capabilities, changes=False, emphasis=False, range=False, contour=False, effects=frozenset()
    )


async def test_an_engine_without_changes_speaks_the_same_words_in_several_calls(
    loaded: LoadedSettings, phrases: list[Phrase], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await _spoken_words(loaded, MANY)
    whole_phonemes = " ".join(phrase.phonemes for phrase in phrases)
    phrases.clear()
    monkeypatch.setattr(ToneEngine, "capabilities", _NoChanges.capabilities)
    assert await _spoken_words(loaded, MANY) == whole
    assert " ".join(phrase.phonemes for phrase in phrases) == whole_phonemes
    assert len(phrases) == 8 and not any(phrase.changes or phrase.volumes for phrase in phrases)


async def test_an_engine_that_cannot_stress_or_whisper_speaks_higher_slower_or_softer(
    loaded: LoadedSettings, phrases: list[Phrase], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ToneEngine, "capabilities", _NoChanges.capabilities)
    studio = await Studio.open(loaded)
    whisper, strong = Delivery(effect="whisper", range=2.0), Delivery(emphasis=2.0)
    cues = (Line("It is "), Line("very", delivery=strong), Line(" cold. "), Line("Hush.", delivery=whisper))
    async for _ in studio.speak(Utterance("", cues=cues)):
        pass
    await studio.close()
    it_is, very, cold, hush = phrases
    assert it_is.delivery == cold.delivery == hush.delivery
    assert very.delivery.emphasis is None and 1.5 < (very.delivery.pitch or 0) < 2.5
    assert 0.8 < (very.delivery.speed or 0) < 0.9
    assert (very.treatment.volume or 0) / (cold.treatment.volume or 0) == pytest.approx(10 ** (2 / 20))
    assert (hush.treatment.volume or 0) / (cold.treatment.volume or 0) == pytest.approx(0.5)


async def _spoken_words(loaded: LoadedSettings, text: str) -> list[str]:
    studio = await Studio.open(loaded)
    words = [word.spoken for block in await _blocks(studio, text) for word in block.words]
    await studio.close()
    return words


async def test_parts_of_a_sentence_know_the_deliveries_of_all_of_it(
    loaded: LoadedSettings, phrases: list[Phrase], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = replace(ToneEngine.capabilities, context=True)
    monkeypatch.setattr(ToneEngine, "capabilities", context)
    text = (
        "When the sun goes down, the <prosody rate='80%'>lights in the garden</prosody> go on by themselves, and if "
        "nobody is at home at that time, the blinds are <prosody pitch='+2st'>closed</prosody> with a little delay."
    )
    await _samples(await Studio.open(loaded), text)
    assert len(phrases) > 1 and len({phrase.sentence for phrase in phrases}) == 1
    assert len({phrase.changes for phrase in phrases}) == 1
    first = phrases[0]
    changed = [first.sentence[change.start : change.end].strip() for change in first.changes]
    assert len(changed) == 2 and changed[1].startswith("klˈOzd")
    assert [delivery for phrase in phrases for delivery in phrase.deliveries if delivery.pitch == 2.0]


async def test_the_rest_of_a_sentence_knows_the_deliveries_of_the_clause_before(
    loaded: LoadedSettings, phrases: list[Phrase], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ToneEngine, "capabilities", replace(ToneEngine.capabilities, context=True))

    async def arriving() -> AsyncIterator[str]:
        yield "When the <prosody rate='50%'>sun</prosody> goes down, the lights "
        yield "go on by <prosody pitch='3st'>themselves</prosody>."

    studio = await Studio.open(loaded)
    async for _ in studio.speak(Utterance("", markup="ssml"), arriving()):
        pass
    clause, *rest = phrases
    assert clause.before == "" and clause.phonemes.endswith("dˌWn,")
    for phrase in rest:
        assert phrase.before.startswith(clause.phonemes)
        slow, high = phrase.changes
        assert phrase.sentence[slow.start : slow.end].strip() == "sˈʌn" and slow.delivery.speed == 0.5
        assert phrase.sentence[high.start : high.end].strip() == "ðəmsˈɛlvz." and high.delivery.pitch == 3.0


async def test_another_voice_inside_a_sentence_is_another_call(studio: Studio, phrases: list[Phrase]) -> None:
    await _samples(studio, "He said <voice name='bm_george'>hello</voice> to me.")
    assert [phrase.voice.name for phrase in phrases] == ["af_heart", "bm_george", "af_heart"]


def test_plain_phrases_have_the_keys_that_they_had() -> None:
    phrase = Phrase("abc", "abc", Voice("af_heart", "en-US", "female", "Heart"), Delivery(speed=1.0), "en-US")
    digest = "881a87236afd3fddd8551ca8773a6cf53a6ade32029b2023a4fc219266579f65"
    assert key_of("tone-1", phrase).hex() == digest
    changed = replace(phrase, changes=(DeliveryChange(0, 1, Delivery(speed=2.0)),))
    assert key_of("tone-1", changed) != key_of("tone-1", phrase)
