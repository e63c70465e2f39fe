"""Every reading covers the text, follows the locale, and takes time in proportion to the text."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Span
from wyoming_kokoro.text import LANGUAGES, Locale, page, read, rules_of
from wyoming_kokoro.text.common.words import MARKS

AMERICAN = Locale("en-US")
BRITISH = Locale("en-GB")
THOUSANDS = Locale("en-US", years="thousands")


def spoken_text(written: str, locale: Locale = AMERICAN) -> str:
    return " ".join(span.spoken for span in read(written, locale) if span.spoken)


def words(written: str, locale: Locale = AMERICAN) -> str:
    return " ".join(word for word in spoken_text(written, locale).split() if word not in MARKS)


REQUESTED = [
    ("~$568.91", "about five hundred sixty eight dollars and ninety one cents"),
    ("$5,681.52", "five thousand six hundred eighty one dollars and fifty two cents"),
    ("$44,305,150,000.00 USD", "forty four billion three hundred five million one hundred fifty thousand U S dollars"),
    ("~$55.75/mo", "about fifty five dollars and seventy five cents per month"),
    ("12/18/2013", "December eighteenth two thousand thirteen"),
    ("05/06/19", "May sixth two thousand nineteen"),
    ("2023-05-12", "May twelfth two thousand twenty three"),
    ("November 21, 2025", "November twenty first two thousand twenty five"),
    ("https://www.google.com", "W W W dot google dot com"),
    ("https://www.somesite.com/somepage", "W W W dot some site dot com forward slash some page"),
    ("TSLA", "T S L A"),
    ("acquisition", "acquisition"),
    ("wasn't", "wasn't"),
    ("wasn\N{RIGHT SINGLE QUOTATION MARK}t", "wasn't"),
    ("Hmm", "hmm"),
    ("Elon", "Elon"),
    ("Joy", "Joy"),
    ("joy", "joy"),
]
CONTEXTS = [
    ("{}", "{}"),
    ("It was {}.", "It was {}"),
    ("({})", "{}"),
    ("**{}**", "{}"),
    ("- {}\n- last", "{} last"),
    ("# {}\nNext", "{} Next"),
    ("\N{LEFT DOUBLE QUOTATION MARK}{}\N{RIGHT DOUBLE QUOTATION MARK} he said", "{} he said"),
    ("{}, then {}", "{} then {}"),
    ("Was it {}?", "Was it {}"),
    ("| {} | b |", "{} b"),
]


@pytest.mark.parametrize(("around", "context"), CONTEXTS, ids=[around for around, _ in CONTEXTS])
@pytest.mark.parametrize(("written", "spoken"), REQUESTED, ids=[written for written, _ in REQUESTED])
def test_requested_readings_are_the_same_in_every_context(written: str, spoken: str, around: str, context: str) -> None:
    text = around.replace("{}", written)
    assert words(text, THOUSANDS) == context.replace("{}", spoken)


def test_both_words_of_but_true_are_spoken() -> None:
    assert spoken_text("But true!... Really.") == "But true ! … Really ."


def test_years_are_read_as_the_locale_says() -> None:
    assert words("12/18/2013") == "December eighteenth twenty thirteen"
    assert words("12/18/2013", THOUSANDS) == "December eighteenth two thousand thirteen"


@pytest.mark.parametrize(
    "name", ["somebridge", "theweatherpage", "ourdailynews", "smarthomebridge", "bridge", "kitchenlight"]
)
def test_names_of_sites_are_split_without_losing_a_letter(name: str) -> None:
    spoken = words(f"https://www.{name}.com")
    assert spoken.removeprefix("W W W dot ").removesuffix(" dot com").replace(" ", "") == name
    assert "bidge" not in spoken


def test_a_bridge_is_not_split() -> None:
    assert words("www.somebridge.com") == "W W W dot some bridge dot com"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("05/06/19", "the fifth of June twenty nineteen"),
        ("12/18/2013", "the eighteenth of December twenty thirteen"),
        ("£1,105", "one thousand one hundred and five pounds"),
        ("5 km", "five kilometres"),
        ("2 l", "two litres"),
        ("1001", "one thousand and one"),
        ("May 6, 2001", "May the sixth two thousand and one"),
        ("4th of May", "the fourth of May"),
    ],
)
def test_british_readings(written: str, spoken: str) -> None:
    assert words(written, BRITISH) == spoken


def test_the_order_of_day_and_month_can_be_set() -> None:
    assert words("05/06/2019", Locale("en-US", day_first=True)) == "the fifth of June twenty nineteen"
    assert words("05/06/2019", Locale("en-GB", day_first=False)) == "May sixth twenty nineteen"


def test_emoji_are_named_if_the_locale_says_so() -> None:
    assert spoken_text("Done 🎉", Locale(emoji=True)) == "Done party popper"
    assert spoken_text("Done 🎉") == "Done"


def test_code_is_read_if_the_locale_says_so() -> None:
    text = "Try:\n```\nprint it\n```"
    assert words(text) == "Try"
    assert words(text, Locale(code=True)) == "Try print it"


def test_phonemes_that_the_writer_gives_are_in_the_span() -> None:
    spans = read("Say [Joy](/ʤˈY/) now", AMERICAN)
    assert spans[1] == Span(4, 16, "Joy", "markdown.phonemes", phonemes="ʤˈY")


def test_words_of_another_script_are_marked_with_their_language() -> None:
    spans = read("She said привет and 你好 to me", AMERICAN)
    assert [(span.spoken, span.language) for span in spans if span.language] == [("привет", "ru-RU"), ("你好", "zh-CN")]
    assert {span.language for span in read("これは hello です", AMERICAN)} == {"ja-JP", None}


def test_languages_without_rules_keep_their_numbers() -> None:
    assert spoken_text("Dat is 21,5 graden.", Locale("qq-QQ")) == "Dat is 21 , 5 graden ."


def test_latin_words_in_another_script_are_english() -> None:
    spans = read("打开 Wi-Fi 吧", Locale("ja-JP"))
    assert ("Wi-Fi", "en-US") in {(span.spoken, span.language) for span in spans}


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_a_text_of_blanks_has_no_words(text: str) -> None:
    assert read(text, AMERICAN) == ()


SIGNS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                *(
                    "1",
                    "12",
                    "2013",
                    "05",
                    "1,000",
                    "3.5",
                    "1/2",
                    "12/18/2013",
                    "5:30",
                    "pm",
                    "a.m.",
                    "St.",
                    "Dr.",
                    "$",
                    "€",
                ),
                *(
                    "km",
                    "°C",
                    "%",
                    "#",
                    "*",
                    "**",
                    "_",
                    "`",
                    "```",
                    "[",
                    "](",
                    ")",
                    "(",
                    "|",
                    ">",
                    "- ",
                    "\n",
                    " ",
                    " ",
                ),
                *(
                    "http://",
                    "www.",
                    "a.b",
                    "@",
                    "x",
                    "=",
                    "+",
                    "-",
                    "–",
                    "—",
                    "…",
                    "'",
                    "’",
                    '"',
                    "A",
                    "TSLA",
                    "Hmm",
                    "II",
                ),
                *(
                    "é",
                    "e\u0301",
                    "字",
                    "か",
                    "привет",
                    "🎉",
                    "👨\u200d👩",
                    "½",
                    "²",
                    "\u200b",
                    "\x1a",
                    "\ufeff",
                    "\u00ad",
                    "٣",
                ),
                *(
                    "Room ",
                    "Jan ",
                    "Mon-",
                    "the ",
                    "90s",
                    "th",
                    "nd",
                    "&",
                    "&amp;",
                    "<b>",
                    "<!--",
                    "\\",
                    "/",
                    "~",
                    "^",
                    "\ud800",
                ),
            ]
        ),
        max_size=25,
    ).map("".join),
)


@given(SIGNS, st.sampled_from([Locale(tag) for tag in ("en-US", "en-GB", "qq-QQ", "ja-JP", *LANGUAGES)]))
@settings(deadline=None, max_examples=600)
def test_spans_are_in_order_and_cover_all_but_blanks(text: str, locale: Locale) -> None:
    at = 0
    for span in read(text, locale):
        assert at <= span.start < span.end <= len(text)
        assert not text[at : span.start].strip()
        assert span.spoken == " ".join(span.spoken.split())
        at = span.end
    assert not text[at:].strip()


HOSTILE = [
    *(
        "a",
        "1",
        "(",
        "[",
        "![",
        "](",
        "*",
        "_",
        "`",
        "~",
        "|",
        "<",
        "<a ",
        "<!--",
        "&",
        "#",
        "/",
        "\\",
        "-",
        "@",
        "a@",
        ".",
        "a.",
    ),
    *(
        "A.",
        "a_",
        "1,",
        "1.",
        "1/",
        "1-",
        "1:",
        "1 ",
        "$1",
        "1 1/2 ",
        "1h",
        "5 pm ",
        "jan 1 ",
        "http://",
        "www.a",
        "C:\\",
        "'",
    ),
    *(
        '"',
        "1'",
        '1"',
        "é",
        "字",
        "ж",
        "🎉",
        "\u200d",
        "I",
        "hm",
        "Mon-",
        "St. ",
        "a.m. ",
        "=",
        "x^",
        "AA:",
        "1st",
        "\n",
        "- ",
        "| a ",
    ),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_take_time_in_proportion_to_their_length(unit: str) -> None:
    """A pattern that backtracks would need hours for these."""
    text = unit * (5_000 // len(unit)) + "!"
    assert read(text, AMERICAN)[-1].end == len(text)


def test_the_page_of_rules_names_every_rule() -> None:
    text = page()
    assert all(f"**{rule.name}**" in text for language in LANGUAGES for rule in rules_of(Locale(language)))


def test_a_title_before_a_claimed_word_is_a_title() -> None:
    name = Span(4, 11, "Siobhan", "own")
    spans = read("Dr. Siobhan is here.", Locale("en-US"), (name,))
    assert " ".join(span.spoken for span in spans) == "doctor Siobhan is here ."
    spans = read("12 Elm Dr. Siobhan", Locale("en-US"), (Span(11, 18, "Siobhan", "own"),))
    assert "doctor" not in " ".join(span.spoken for span in spans)


def test_a_locale_pickles_with_its_dictionary() -> None:
    pronunciation = Pronunciation(None)
    locale = Locale("en-GB", dictionary=pronunciation.dictionary("en-GB"))
    copy = pickle.loads(pickle.dumps(locale))  # noqa: S301 - our own
    assert copy.dictionary is not None
    for word in ("hmm", "bidge"):
        assert copy.is_in_dictionary(word) is locale.is_in_dictionary(word) is (word == "hmm")
    assert read("It is 3 p.m.", copy) == read("It is 3 p.m.", locale)
