"""What holds in every language: the text is covered, it may arrive in any pieces, every symbol is known, it takes time
in proportion to its length.
"""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.alphabet import SYMBOLS
from wyoming_kokoro.text import LANGUAGES, Locale, Sentence, SentenceSplitter, read
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
WORDS = {
    "en": ("Room ", "May ", "the ", "USB", "Dr.", "I", "St.", "e.g."),
    "es": ("el ", "de ", "mayo", "millones", "horas", "siglo ", "XIX", "Felipe ", "Sr.", "n.º", "vol. ", "º", "ñ"),
    "fr": ("le ", "d'", "l'", "mai", "millions", "heures", "XXe ", "siècle", "Louis ", "Mme", "n°", "1er", "chap. "),
    "it": ("il ", "l'", "dell'", "maggio", "milioni", "ore", "secolo ", "Luigi ", "sig.", "n. ", "cap. ", "1 ora"),
    "pt": ("o ", "de ", "maio", "milhões", "horas", "século ", "Pedro ", "Sr.", "nº", "cap. ", "ª", "ã"),
    "de": ("am ", "der ", "Mai", "Millionen", "Uhr", "Jahr ", "Ludwig ", "Dr.", "Nr.", "z. B. ", "Hauptstr.", "90er"),
    "hi": ("में", " बजे", "ला", "वीं", "सन ", "डॉ.", "लाख", "रोड", "सेक्टर ", "फ़ोन ", "ई. पू.", "रु. ", "किमी"),
    "ja": ("年", "月", "日", "時", "分", "第", "つ", "(水)", "〜", "万", "円", "番号は", "R7.", "√", "カフェ", "に"),
    "zh": ("年", "月", "号", "点", "第", "个", "两", "万", "亿", "元", "密码是", "室", "以", "版本", "百分之", "到"),
}
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


def pieces(language: str) -> st.SearchStrategy[list[str]]:
    """What is written in a language, and what may stand between, in any order."""
    return st.lists(st.sampled_from((*NUMBERS, *SIGNS, *WORDS[language], *WORDS[language], *FOREIGN)), max_size=16)


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
def test_how_the_text_arrives_does_not_matter(language: str, data: st.DataObject) -> None:
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
def test_every_symbol_that_leaves_is_in_the_vocabulary(language: str, data: st.DataObject) -> None:
    text = data.draw(texts(language))
    words = PRONUNCIATION.words(read(text, Locale(language)), language)
    assert all(SYMBOLS.issuperset(word.phonemes) for word in words)


def cuts(language: str, parts: list[str]) -> list[Sentence]:
    splitter = SentenceSplitter(Locale(language))
    found = [cut for part in parts for cut in splitter.feed(part)]
    return found + splitter.finish()


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("ja", ["今日は晴れです。", "明日は雨かな？", "「はい！」と言った。", "それでは…また。"]),
        ("ja", ["気温は21.5度です。", "Wi-Fiを切った。"]),
        ("zh", ["今天是晴天。", "明天下雨吗？", "“好！”", "第3.5节很难。"]),
        ("hi", ["यह ठीक है।", "क्या बजा है?", "डॉ. रेखा आईं।", "अब 3.5 बजे हैं॥"]),
        ("es", ["¿Qué hora es?", "Son las 3 p. m. en Madrid.", "El Sr. Paz y la Dra. Sol salieron.", "¡Vamos!"]),
        ("fr", ["Il est 9 h.", "M. Petit et Mme Roux sont là.", "Voir p. 45, etc. pour finir.", "Oui !"]),
        ("it", ["Sono le 9.30.", "Il sig. Neri e la prof.ssa Riva arrivano.", "Vedi pag. 3.", "Va bene?"]),
        ("pt", ["São 9h.", "O Sr. Silva e a Dra. Reis chegaram.", "Veja a pág. 3.", "Tudo bem?"]),
        ("de", ["Am 3. Mai kommt Dr. Groß.", "Das ist z. B. gut.", "Er wohnt im 2. Stock.", "Es sind 3.", "Gut!"]),
        ("de", ["Am Montag, 5. Juni, geht es los.", "Ludwig kam um 7.", "Dann ging er."]),
    ],
)
def test_sentences_end_where_a_reader_of_the_language_ends_them(language: str, sentences: list[str]) -> None:
    gap = "" if language in {"ja", "zh"} else " "
    text = gap.join(sentences)
    assert [cut.text for cut in cuts(language, [text])] == sentences
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


@pytest.mark.slow
@EACH
def test_the_cost_grows_with_the_length_and_not_with_its_square(language: str) -> None:
    locale = Locale(language)
    units = (*HOSTILE, *WORDS[language])
    read("1 a", locale)
    # One measurement proves nothing on a busy machine: what seems slow is measured again, longer, four times.
    suspects = [unit for unit in units if proportion(lambda text: read(text, locale), unit, 250, 8) > 24]
    worse = [unit for unit in suspects if all(_is_square(locale, unit) for _ in range(4))]
    assert worse == []


def _is_square(locale: Locale, unit: str) -> bool:
    """Eight times the text costs about eight times as much; if it went by the square it would be sixty four times."""
    return proportion(lambda text: read(text, locale), unit, 2000, 8) > 24


def test_every_language_has_its_tables_and_cases() -> None:
    assert set(WORDS) == set(LANGUAGES)
    assert all(table(language, "stops.tsv") for language in LANGUAGES)
