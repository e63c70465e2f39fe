"""What holds in every language: the text is covered, it may arrive in any pieces, every symbol is known, it takes time
in proportion to its length.
"""

import re
import time
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.text import LANGUAGES, Locale, Sentence, SentenceSplitter, language_facts, read, rules_of
from wyoming_kokoro.text.languages import COMMON_RULES
from wyoming_kokoro.text.scripts import is_ideographic
from wyoming_kokoro.text.tables import table

PRONUNCIATION = Pronunciation(EspeakNg.open())

NUMBERS = (
    *(
        "1",
        "2",
        "7",
        "12",
        "21",
        "101",
        "2013",
        "05",
        "1,000",
        "1.000",
        "1 000",
        "3.5",
        "3,5",
        "1/2",
        "2 1/2",
        "½",
        "5½",
    ),
    *("1.000.000", "12/18/2013", "3.5.24", "2024-05-31T15:04", "5:30", "17:15:26", "9:00-12:00", "14h30", "2.15.1"),
    *(
        "٣",
        "४५",
        "１２",
        "①",
        "二〇",
        "³",
        "⁻²",
        "9" * 40,
        "0",
        "00",
        "-3",
        "+34 912",
        "10-15",
        "5~10",
        "24/7",
        "1º",
        "3.",
    ),
)
SIGNS = (
    *("$", "€", "R$", "₹", "¥", "%", "°", "°C", "km", "km/h", "m²", "kg", " h", "Uhr", "pm", "a.m.", "k", "M", "Mio."),
    *(
        " ",
        " ",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "-",
        "–",
        "~",
        "〜",
        "+",
        "=",
        "×",
        "x",
        "/",
        ":",
        "：",
        ".",
        ",",
        "'",
        '"',
    ),
    *("(", ")", "[", "](", "**", "`", "```", "#", "@", "&", "|", "> ", "- ", "_", "^", "\\", "<b>", "\x1a", "\ud800"),
    *("。", "！", "？", "।", "॥", "、", "「", "」", "…", "!", "?", "...", "¿", "«", "»", "\u200d", "\u00ad", "\ufeff"),
)
FOREIGN = (
    "ok",
    "Wi-Fi",
    "iPhone 15",
    "www.a.com",
    "a@b.de",
    "привет",
    "γειά",
    "शब्द",
    "かな",
    "漢字",
    "한국",
    "שלום",
    "🎉",
)


@cache
def vocabulary(language: str) -> tuple[str, ...]:
    """Words and signs from the examples of a language's own rules, with and without a blank after them."""
    rules = [rule for rule in rules_of(Locale(language)) if language == "en" or rule not in COMMON_RULES]
    texts = (text for rule in rules for text in (*rule.says, *rule.leaves))
    words = sorted({word for text in texts for word in re.findall(r"[^\s\d]+", text)})
    return tuple(word + end for word in words for end in ("", " "))


def pieces(language: str) -> st.SearchStrategy[list[str]]:
    """Numbers, signs and words of a language, and words of others, in any order."""
    own = st.sampled_from(vocabulary(language))
    return st.lists(st.one_of(st.sampled_from((*NUMBERS, *SIGNS, *FOREIGN)), own), max_size=16)


def texts(language: str) -> st.SearchStrategy[str]:
    """Anything at all, or such pieces."""
    return st.one_of(st.text(max_size=40), pieces(language).map("".join))


EACH = pytest.mark.parametrize("language", LANGUAGES)


@EACH
@given(st.data())
@settings(deadline=None, max_examples=120)
def test_spans_are_in_order_and_cover_all_but_blanks(language: str, data: st.DataObject) -> None:
    text = data.draw(texts(language))
    at = 0
    for span in read(text, Locale(language)):
        assert at <= span.start < span.end <= len(text)
        assert not text[at : span.start].strip()
        assert span.spoken == " ".join(span.spoken.split())
        at = span.end
    assert not text[at:].strip()


@EACH
@given(st.data())
@settings(deadline=None, max_examples=60)
def test_text_in_pieces_gives_the_same_sentences(language: str, data: st.DataObject) -> None:
    parts = data.draw(pieces(language))
    text = "".join(parts)
    whole = cuts(language, [text])
    assert cuts(language, parts) == whole
    assert cuts(language, list(text)) == whole
    at = 0
    for cut in whole:
        assert text.startswith(cut.text, cut.start) and not text[at : cut.start].strip()
        at = cut.start + len(cut.text)
    assert not text[at:].strip()


@EACH
@given(st.data())
@settings(deadline=None, max_examples=25)
def test_every_symbol_is_in_the_vocabulary(language: str, data: st.DataObject) -> None:
    text = data.draw(texts(language))
    words = PRONUNCIATION.words(read(text, Locale(language)), language)
    assert all(SYMBOLS.issuperset(word.phonemes) for word in words)


def cuts(language: str, parts: list[str]) -> list[Sentence]:
    splitter = SentenceSplitter(Locale(language))
    found = [cut for part in parts for cut in splitter.feed(part)]
    return found + splitter.finish()


@pytest.mark.parametrize(
    ("language", "sentences"),
    [(language, sentences) for language in LANGUAGES for sentences in table(language, "sentences.tsv")],
)
def test_sentences_end_where_a_reader_of_the_language_ends_them(language: str, sentences: tuple[str, ...]) -> None:
    text = ("" if is_ideographic(sentences[0][0]) else " ").join(sentences)
    assert [cut.text for cut in cuts(language, [text])] == list(sentences)
    assert cuts(language, list(text)) == cuts(language, [text])


HOSTILE = (
    *(
        "1",
        "1 ",
        "1.",
        "1,",
        "1/",
        "1-",
        "1:",
        "1 1/2 ",
        "1 000 ",
        "-1",
        "+1 ",
        "$1",
        "1€ ",
        "1 km ",
        "1x",
        "1º",
        "½",
        "१",
    ),
    *(
        "a",
        "a.",
        "a'1",
        "a-",
        "A1",
        "I ",
        "@a",
        "#A",
        "a@",
        "www.a",
        "http://a",
        "(",
        "[",
        "*",
        "`",
        "| a ",
        "\n",
        "1〜",
    ),
    *(
        "字",
        "字a",
        "か字1",
        "अ1",
        "अ ",
        "ж字",
        "Ω",
        "1月",
        "(月",
        "1荷√",
        "第1",
        "。",
        "।",
        "🎉",
        "é",
        "x²",
        "1 de ",
        "IV ",
    ),
)


def proportion(work: Callable[[str], object], unit: str, small: int, times: int) -> float:
    """How much longer the work takes on a text so many times as long, in processor time of this thread."""

    def took(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length] + "!"
        begun = time.thread_time()
        work(text)
        return max(time.thread_time() - begun, 0.0005)

    return took(small * times) / took(small)


WORDS_TRIED = 16
"""Words of each language whose repetition is timed."""


@pytest.mark.slow
@EACH
def test_the_time_grows_linearly_with_the_length(language: str) -> None:
    locale = Locale(language)
    words = vocabulary(language)
    units = (*HOSTILE, *words[:: len(words) // WORDS_TRIED + 1])
    read("1 a", locale)
    # One measurement proves nothing on a busy machine: what seems slow is measured again, longer, four times.
    suspects = [unit for unit in units if proportion(lambda text: read(text, locale), unit, 250, 8) > 24]
    worse = [unit for unit in suspects if all(_is_square(locale, unit) for _ in range(4))]
    assert worse == []


def _is_square(locale: Locale, unit: str) -> bool:
    """Eight times the text costs about eight times as much; if it went by the square it would be sixty four times."""
    return proportion(lambda text: read(text, locale), unit, 2000, 8) > 24


@EACH
def test_a_language_has_its_facts_and_tables(language: str) -> None:
    facts = language_facts(language)
    assert facts is not None and facts.name and facts.tag.startswith(f"{language}-")
    assert table(language, "stops.tsv") and table(language, "sentences.tsv")
