"""A text is read as a kind of thing: every kind's own examples, and the same in other languages."""

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, language_facts
from wyoming_kokoro.text.say_as import SAY_AS, read_as
from wyoming_kokoro.text.say_as.kind import SayAs

ENGLISH = Locale("en-US")


@pytest.mark.parametrize(
    ("kind", "text", "written_format", "spoken"),
    [
        pytest.param(kind, text, written_format, spoken, id=f"{kind.name}-{text}-{written_format}")
        for kind in SAY_AS
        for (text, written_format), spoken in kind.says.items()
    ],
)
def test_examples_are_read_as_the_kind_says(kind: SayAs, text: str, written_format: str, spoken: str) -> None:
    for name in kind.names:
        assert read_as(text, name, written_format, ENGLISH) == spoken


@pytest.mark.parametrize(
    ("kind", "text"),
    [pytest.param(kind, text, id=f"{kind.name}-{text}") for kind in SAY_AS for text in kind.leaves],
)
def test_other_texts_are_not_of_this_kind(kind: SayAs, text: str) -> None:
    assert read_as(text, kind.name, "", ENGLISH) is None


def test_a_kind_that_is_not_known_is_none() -> None:
    assert read_as("1", "colour", "", ENGLISH) is None


@pytest.mark.parametrize(
    ("language", "text", "kind", "written_format", "spoken"),
    [
        ("de-DE", "2013", "cardinal", "", "zweitausend dreizehn"),
        ("de-DE", "1.234,5", "cardinal", "", "eintausend zweihundert vierunddreißig Komma fünf"),
        ("de-DE", "3", "ordinal", "", "dritter"),
        ("de-DE", "31.12.2024", "date", "dmy", "einunddreißigster Dezember zweitausend vierundzwanzig"),
        ("de-DE", "14:30", "time", "hms24", "vierzehn Uhr dreißig"),
        ("fr-FR", "3", "ordinal", "", "troisième"),
        ("fr-FR", "31/12", "date", "dm", "trente et un décembre"),
        ("fr-FR", "0612345678", "telephone", "", "zéro six, un deux, trois quatre, cinq six, sept huit"),
        ("es-ES", "5 EUR", "currency", "", "cinco euros"),
        ("it-IT", "3/4", "fraction", "", "tre quarti"),
        ("pt-BR", "3/2024", "date", "my", "março dois mil e vinte e quatro"),
        ("ja-JP", "12/31", "date", "md", "十二月三十一日"),
        ("zh-CN", "3", "ordinal", "", "第三"),
        ("hi-IN", "1", "ordinal", "", "पहला"),
        ("en-GB", "112", "cardinal", "", "one hundred and twelve"),
    ],
)
def test_other_languages(language: str, text: str, kind: str, written_format: str, spoken: str) -> None:
    assert read_as(text, kind, written_format, Locale(language)) == spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_with_rules_reads_numbers_dates_and_times(language: str) -> None:
    facts = language_facts(language)
    assert facts is not None
    for text, kind, written_format in (
        ("42", "cardinal", ""),
        ("7", "ordinal", ""),
        ("2024-12-31", "date", "ymd"),
        ("31.12.", "date", "dm"),
        ("12", "date", "m"),
        ("14:30", "time", "hms24"),
        ("1:25:30", "duration", "hms"),
        ("ab1", "characters", ""),
        ("0123456", "telephone", ""),
    ):
        spoken = read_as(text, kind, written_format, Locale(facts.tag))
        assert spoken and not any(character.isdecimal() for character in spoken), (text, kind)


def test_a_language_without_rules_leaves_numbers_to_espeak() -> None:
    assert read_as("1234", "cardinal", "", Locale("nl-NL")) == "1234"
    assert read_as("2024-12-31", "date", "ymd", Locale("nl-NL")) is None
