"""Places for a pause in a sentence without marks."""

import pytest

from wyoming_kokoro.text import LANGUAGES, break_words
from wyoming_kokoro.text.tables import table


def _with_breaks(text: str, language: str = "en") -> str:
    places = [at for at, _ in break_words(language).places(text)]
    begins = [0, *places]
    return "| ".join(text[begin:end] for begin, end in zip(begins, [*places, len(text)], strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "The lights shine | in the kitchen | and in the hall",
        "It stopped working | because of the rain",
        "I closed the window | that you opened | with the handle",
        "Set it | to 21 degrees | at noon",
        # never after what holds the next word
        "This is the in house version",
        "Turn on the lights",
        "He is in the house",
        "You have to go to bed",
        # never in a number, a range, or a name
        "It takes from 5 to 10 minutes",
        "It costs two hundred and fifty euros",
        "It is a quarter past five and twenty to six",
        "Ask Smith and Sons | about it",
        # never beside a mark, in brackets or in code
        "The lights, and the heating",
        "The door (open at night",
        "Say `look at it` now | with care",
        # nor at an end
        "What is it for",
        "and then",
        "",
    ],
)
def test_a_pause_is_before_a_word_that_begins_a_clause_or_phrase(text: str) -> None:
    assert _with_breaks(text.replace("| ", "")) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "La luz de la cocina funciona | y la puerta se abre | con la llave"),
        ("fr", "La porte du garage reste ouverte | parce que le moteur chauffe | dans le garage"),
        ("it", "La luce della cucina funziona | ma la porta resta aperta"),
        ("pt", "A luz da cozinha funciona | mas a porta abre | com a chave"),
        ("hi", "आज मौसम अच्छा है | और कल बारिश होगी"),
        ("de", "Das Licht leuchtet | und die Tür bleibt heute Nacht | mit dem Riegel verschlossen"),
        ("qq", "Het licht gaat aan en de deur gaat open"),
    ],
)
def test_each_language_has_words_of_its_own(language: str, text: str) -> None:
    assert _with_breaks(text.replace("| ", ""), language) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_have_known_kinds(language: str) -> None:
    assert {row[0] for row in table(language, "phrase_breaks.tsv")} <= {"clause", "phrase", "holding", "number"}
