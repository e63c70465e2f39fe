"""The user's words are found in written and in spoken text."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.patterns import WINDOW, compile_pattern
from wyoming_kokoro.pronounce.user_words import parse
from wyoming_kokoro.speech import Span, Word

OWN = """\
wasn't = WUH-zunt
Elon Musk = EE-lon MUSK
TSLA = "tesla"
[en-GB] scone = SKON
[case] US = "the States"
St. = "street"
the dash = DASH
[pattern] \\bHA(?= (?:add-on|server)) = "Home Assistant"
[pattern] (\\d{1,3})k\\b = "\\1 thousand"
[pattern] zzz+ = ZIZ
[de] Joy = JAW
"""


@pytest.fixture(scope="module")
def with_user_words() -> Pronunciation:
    return Pronunciation(EspeakNg.open(), user_words=parse(OWN).entries)


def spoken_claims(pronunciation: Pronunciation, text: str, language: str = "en-US") -> list[tuple[str, str]]:
    """What is claimed of a text, and what is spoken for it."""
    claims = pronunciation.claims(text, language)
    assert all(claim.rule == "own" for claim in claims)
    return [(text[claim.start : claim.end], claim.phonemes or claim.spoken) for claim in claims]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("It wasn't me.", [("wasn't", "wˈʌzənt")]),
        ("WASN'T it?", [("WASN'T", "wˈʌzənt")]),
        ("(TSLA), “TSLA”: **TSLA**!", [("TSLA", "tesla")] * 3),
        ("TSLA's price", [("TSLA's", "tesla's")]),
        ("Elon Musk's car, Elon Musk.", [("Elon Musk's", "ˈilɑn mˈʌsks"), ("Elon Musk", "ˈilɑn mˈʌsk")]),
        ("Elon and Musk", []),
        ("Elon, Musk", []),
        ("TSLA.com TSLA/AAPL TSLAx", []),
        ("US and us", [("US", "the States")]),
        ("Main St. is long", [("St.", "street")]),
        ("the HA server, the HA! HAx server", [("HA", "Home Assistant")]),
        ("50k or 5000k or a50k", [("50k", "50 thousand")]),
        ("a scone and joy", []),
        ("zzzz", [("zzzz", "zˈɪz")]),
        ("", []),
        ("   ", []),
    ],
)
def test_user_words_claim_written_text(
    with_user_words: Pronunciation, text: str, claimed: list[tuple[str, str]]
) -> None:
    assert spoken_claims(with_user_words, text) == claimed


def test_an_entry_applies_to_its_language(with_user_words: Pronunciation) -> None:
    assert spoken_claims(with_user_words, "a scone", "en-GB") == [("scone", "skˈɒn")]
    assert spoken_claims(with_user_words, "a scone", "en_GB") == [("scone", "skˈɒn")]
    assert spoken_claims(with_user_words, "Joy", "de-AT") == [("Joy", "ʤˈɔ")]
    assert spoken_claims(with_user_words, "Joy", "en-US") == []


def words(pronunciation: Pronunciation, spoken: Sequence[str], language: str = "en-US") -> list[Word]:
    spans = [Span(place * 10, place * 10 + 9, each, "word") for place, each in enumerate(spoken)]
    return list(pronunciation.words(spans, language))


def test_user_words_have_priority_in_spoken_text(with_user_words: Pronunciation) -> None:
    found = words(with_user_words, ["Elon", "Musk", ",", "wasn't", "TSLA's", "fine"])
    assert [(word.spoken, word.phonemes, word.source, word.span) for word in found[:4]] == [
        ("Elon", "ˈilɑn", "user", 0),
        ("Musk", "mˈʌsk", "user", 1),
        (",", ",", "mark", 2),
        ("wasn't", "wˈʌzənt", "user", 3),
    ]
    assert [(word.spoken, word.span) for word in found[4:]] == [("tesla's", 4), ("fine", 5)]


def test_a_user_phrase_becomes_one_word(with_user_words: Pronunciation) -> None:
    found = words(with_user_words, ["on", "the", "dash", "now"])
    assert [(word.spoken, word.phonemes, word.span) for word in found[1:2]] == [("the dash", "dˈæʃ", 1)]
    assert len(found) == 3


def test_phrases_do_not_reach_over_marks(with_user_words: Pronunciation) -> None:
    assert all(word.source != "user" for word in words(with_user_words, ["Elon", ",", "Musk"]))


def test_user_words_change_the_identity_of_the_pronunciation() -> None:
    plain, other = Pronunciation(None), Pronunciation(None, user_words=parse("joy = JAW").entries)
    assert plain.identity != other.identity


def test_a_pattern_finds_every_word_of_a_long_text() -> None:
    text = "word " * (WINDOW * 3)
    assert len(list(compile_pattern("word", case=False).find(text))) == WINDOW * 3


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="TSLA Elon Muskwat'\n.,(*)\"0k5", max_size=80))
def test_claims_are_inside_the_text_and_do_not_overlap(text: str) -> None:
    claims = Pronunciation(None, user_words=parse(OWN).entries).claims(text, "en-US")
    assert all(0 <= claim.start < claim.end <= len(text) for claim in claims)
    assert all(first.end <= second.start for first, second in pairwise(claims))
