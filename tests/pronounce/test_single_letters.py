"""Single capitals that a rule reads are letters, not words."""

from tests.conftest import LEXICON_FOLDER
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Span


def test_a_single_a_from_a_rule_is_a_letter_and_not_an_article() -> None:
    spans = (
        Span(0, 4, "T S L A", "initials.capitals"),
        Span(5, 8, "has", "word"),
        Span(9, 10, "a", "word"),
        Span(11, 15, "plan", "word"),
    )
    ticker, _, article, _ = Pronunciation(None, LEXICON_FOLDER).words(spans, "en-US")
    assert ticker.phonemes.endswith("A") and ticker.source == "letters"
    assert article.phonemes == "ɐ"
