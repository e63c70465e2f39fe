"""Single capitals that a rule says are letters, not words."""

from wyoming_kokoro.pronounce.line import parts
from wyoming_kokoro.speech import Span


def test_the_a_of_a_ticker_is_a_letter_and_no_article() -> None:
    ticker, article = Span(0, 4, "T S L A", "initials.capitals"), Span(5, 6, "A", "word")
    tags = [(part.said, part.tag) for part in parts([ticker, article], "en-US")]
    assert tags == [("T", "NNP"), ("S", "NNP"), ("L", "NNP"), ("A", "NNP"), ("A", None)]
