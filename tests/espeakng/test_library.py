"""The eSpeak NG library: the same words sound the same, and nothing people write can hurt it."""

from itertools import product

import espeakng_loader
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.espeakng import FASTEST, SLOWEST, EspeakNg, VoiceVariant

TEXT = "The living room lights are on. Is it twenty one degrees? Yes!"
MAN = VoiceVariant(82, 118)
WOMAN = VoiceVariant(190, 270, 1.1)


@pytest.fixture(scope="module")
def espeak() -> EspeakNg:
    return EspeakNg.open()


def test_opening_espeak_twice_returns_the_same_object(espeak: EspeakNg) -> None:
    assert EspeakNg.open() is espeak


def test_earlier_texts_do_not_change_the_sound_of_the_next_text(espeak: EspeakNg) -> None:
    voices = list(product(("en-US", "de", "cmn", "da", "vi", "mi", "uk"), (MAN, WOMAN)))
    texts = [TEXT, "Привет 25", "你好"]
    first = {(text, voice): espeak.speak(text, *voice).samples for text, voice in product(texts, voices)}
    for text, voice in reversed(list(first)):
        assert np.array_equal(espeak.speak(text, *voice).samples, first[text, voice])


def test_samples_stay_below_full_scale(espeak: EspeakNg) -> None:
    for language, character in product(("en-US", "uk", "haw", "mi", "de"), (MAN, WOMAN, VoiceVariant(235, 330, 1.15))):
        assert np.abs(espeak.speak(TEXT, language, character).samples.astype(int)).max() < 32_000


@pytest.mark.parametrize("speed", [0.5, 1.5])
def test_the_speed_divides_the_length(espeak: EspeakNg, speed: float) -> None:
    usual, other = (len(espeak.speak(TEXT, "en-US", MAN, speed=each).samples) for each in (1.0, speed))
    assert other * speed == pytest.approx(usual, rel=0.15)


def test_a_speed_out_of_range_becomes_the_nearest_possible_speed(espeak: EspeakNg) -> None:
    for speed, nearest in ((0.1, SLOWEST), (9.0, FASTEST)):
        far, near = (espeak.speak("Hello there", "en-US", MAN, speed=each).samples for each in (speed, nearest))
        assert np.array_equal(far, near)


def test_a_speed_does_not_affect_the_next_text(espeak: EspeakNg) -> None:
    before = espeak.speak(TEXT, "en-US", MAN).samples
    espeak.speak(TEXT, "en-US", MAN, speed=2.0, semitones=5.0)
    assert np.array_equal(espeak.speak(TEXT, "en-US", MAN).samples, before)


def test_word_events_are_in_order_and_have_positions_in_the_text(espeak: EspeakNg) -> None:
    text = "Lights are on  near two kitchens"
    spoken = espeak.speak(text, "en-US", MAN)
    assert [text[word.start : word.start + word.length] for word in spoken.words] == text.split()
    begins = [word.sample for word in spoken.words]
    assert begins == sorted(begins) and begins[0] >= 0 and begins[-1] < len(spoken.samples)


def test_words_after_a_very_long_word_have_the_right_position(espeak: EspeakNg) -> None:
    text = "x" * 150 + " lamp"
    spoken = espeak.speak(text, "en-US", MAN)
    last = spoken.words[-1]
    assert text[last.start : last.start + last.length] == "lamp"
    assert last.sample < len(spoken.samples)


def test_phonemes_have_tie_bars_and_words_are_separated_by_spaces(espeak: EspeakNg) -> None:
    assert espeak.phonemes("Joy page", "en-US") == "d͡ʒˈɔ͡ɪ pˈe͡ɪd͡ʒ"
    assert espeak.phonemes("Guten Tag.  Ja!", "de") == "ɡˈuːtən tˈɑːk jˈɑː"


def test_words_of_another_language_have_no_language_flags(espeak: EspeakNg) -> None:
    assert "(" not in espeak.phonemes("hello world", "ja") + espeak.phonemes("Привет", "de")


def test_languages_have_different_phonemes(espeak: EspeakNg) -> None:
    assert espeak.phonemes("hello", "en-US") != espeak.phonemes("hello", "de")
    assert espeak.phonemes("bath", "en-GB") != espeak.phonemes("bath", "en-US")


@pytest.mark.parametrize("markup", ["[[h@l'oU]]", "<b>x</b>", "<break time='9s'/>", "a\x01+50S b", "\x01100P"])
def test_markup_in_a_text_is_not_interpreted(espeak: EspeakNg, markup: str) -> None:
    before = espeak.speak(TEXT, "en-US", MAN).samples
    assert len(espeak.speak(markup, "en-US", MAN).samples) < 10 * espeak.rate
    assert espeak.phonemes(markup, "en-US")
    assert np.array_equal(espeak.speak(TEXT, "en-US", MAN).samples, before)


@pytest.mark.parametrize("nothing", ["", "   ", "\0", "\ud800", "\x01\x02", "\n\t"])
def test_a_text_without_words_gives_no_samples(espeak: EspeakNg, nothing: str) -> None:
    assert espeak.phonemes(nothing, "en-US") == ""
    assert len(espeak.speak(nothing, "en-US", MAN).samples) == 0


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(["en-US", "en-GB", "fr-FR", "ja", "cmn", "hi", "de"]))
def test_any_text_is_spoken(text: str, language: str) -> None:
    espeak = EspeakNg.open()
    espeak.phonemes(text, language)
    spoken = espeak.speak(text, language, WOMAN)
    assert all(0 <= word.start < len(text) and word.sample <= len(spoken.samples) for word in spoken.words)


PATTERNS = ("a.", ".a", "é.", "я.", "..a", "A.", "𐐀.", "a'", "1,", "a-", "你", "नि.", "ー", "🙂", "x")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en-US", "de", "hi", "ja"])
def test_very_long_words_do_not_crash_the_process(language: str) -> None:
    espeak = EspeakNg()
    running = espeak.pid
    for text in (pattern * 200 for pattern in PATTERNS):
        espeak.phonemes(text, language)
        espeak.speak(text[:200], language, MAN)
    assert running is not None and espeak.pid == running
    espeak.close()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-US", "en-US"), ("en_us", "en-US"), ("en", "en-GB"), ("en-AU", "en-GB"), ("de-AT", "de"), ("zh-CN", "cmn"),
        ("fr", "fr-FR"), ("pt-PT", "pt"), ("pt-BR", "pt-BR"), ("no", "nb"), ("iw", "he"), ("vi-VN", "vi"),
    ],
)  # fmt: skip
def test_a_tag_finds_its_language(espeak: EspeakNg, tag: str, expected: str) -> None:
    language = espeak.language(tag)
    assert language is not None and language.tag == expected


@pytest.mark.parametrize("unknown", ["xx", "", "-", "not a tag"])
def test_an_unknown_language_is_refused(espeak: EspeakNg, unknown: str) -> None:
    assert espeak.language(unknown) is None
    with pytest.raises(BadRequest):
        espeak.phonemes("hello", unknown)
    with pytest.raises(BadRequest):
        espeak.speak("hello", unknown, MAN)


def test_every_language_speaks(espeak: EspeakNg) -> None:
    assert len(espeak.languages()) > 100
    for language in espeak.languages():
        assert language.name
        assert len(espeak.speak("25 а क あ 你", language.tag, MAN).samples) > 1000


def test_a_higher_pitch_changes_sound_and_hardly_length(espeak: EspeakNg) -> None:
    usual, higher = (espeak.speak(TEXT, "en-US", WOMAN, semitones=by).samples for by in (0.0, 4.0))
    assert not np.array_equal(usual, higher)
    assert len(higher) == pytest.approx(len(usual), rel=0.02)


def test_a_missing_library_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere/libespeak-ng.so")
    with pytest.raises(Unavailable):
        EspeakNg()


def test_missing_data_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise RuntimeError

    monkeypatch.setattr(espeakng_loader, "get_data_path", nowhere)
    with pytest.raises(Unavailable):
        EspeakNg()
