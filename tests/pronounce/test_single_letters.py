"""Single capitals that a rule reads are letters, not words."""

from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Span


def test_a_single_a_from_a_rule_is_a_letter_and_not_an_article() -> None:
    spans = (
        Span(0, 4, "T S L A", "initials.capitals"),
        Span(5, 8, "has", "word"),
        Span(9, 10, "a", "word"),
        Span(11, 15, "plan", "word"),
    )
    ticker, _, article, _ = Pronunciation(None).words(spans, "en-US")
    assert ticker.phonemes.endswith("A") and ticker.source == "letters"
    assert article.phonemes == "ɐ"


def test_an_a_after_which_no_word_comes_is_the_letter() -> None:
    pronunciation = Pronunciation(None)

    def phonemes(*texts: str) -> list[str]:
        spans, start = [], 0
        for text in texts:
            spans.append(Span(start, start + len(text), text, "word"))
            start += len(text) + 1
        return [word.phonemes for word in pronunciation.words(spans, "en-US")]

    assert phonemes("A") == ["ˈA"]
    assert phonemes("A", ".") == phonemes("a", ".") == ["ˈA", "."]
    assert phonemes("A", "lamp", ".")[0] == "ɐ"
    assert phonemes("a", ",", "lamp")[0] == "ɐ"
