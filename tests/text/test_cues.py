"""A rule's cues are in every text its shape fits: proved from the shape itself, so that no rule is spared wrongly."""

import re
import string
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, rules_of
from wyoming_kokoro.text.reading import _claims as claims
from wyoming_kokoro.text.rule import NOT_ASCII, TAKEN, Rule, RuleIndex, hints, rule

RULES = list({each.name: each for tag in LANGUAGES for each in rules_of(Locale(tag))}.values())
KINDS = {
    # Digits of other scripts have been made plain before any rule looks, or are told by a character beyond ASCII.
    codes.CATEGORY_DIGIT: string.digits,
    codes.CATEGORY_SPACE: string.whitespace,
}


def needed(tree: Any, cue: frozenset[str], *, any_case: bool) -> bool:  # noqa: ANN401 - the parser's trees have no type
    """Whether whatever this part of a shape fits has one of these characters, in it or beside it."""
    return any(_needed(code, value, cue, any_case=any_case) for code, value in tree)


def _needed(code: Any, value: Any, cue: frozenset[str], *, any_case: bool) -> bool:  # noqa: ANN401 - as above
    if code in {codes.LITERAL, codes.IN}:
        items = [(code, value)] if code is codes.LITERAL else value
        return all(_within(_signs(item), cue, any_case=any_case) for item in items)
    if code is codes.SUBPATTERN:
        _, added, removed, inside = value
        any_case = (any_case or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
        return needed(inside, cue, any_case=any_case)
    return any(
        all(needed(each, cue, any_case=any_case) for each in alternatives) for alternatives in _inside(code, value)
    )


def _inside(code: Any, value: Any) -> list[list[Any]]:  # noqa: ANN401 - as above
    """What the parts of a shape hold that must fit: one of these alternatives."""
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
        return [[value[2]]] if value[0] > 0 else []
    if code is codes.GROUPREF_EXISTS:
        return [[value[1], value[2] or []]]
    if code in {codes.BRANCH, codes.ASSERT}:
        return [value[1] if code is codes.BRANCH else [value[1]]]
    return [[value]] if code is codes.ATOMIC_GROUP else []


def _signs(item: Any) -> Iterable[str] | None:  # noqa: ANN401 - as above
    """The characters of a part of a class; None where there is no end of them."""
    code, value = item
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.RANGE:
        return map(chr, range(value[0], value[1] + 1))
    return KINDS.get(value)


def _within(signs: Iterable[str] | None, cue: frozenset[str], *, any_case: bool) -> bool:
    if signs is None:
        return False
    forms = {form for sign in signs for form in ((sign, sign.lower(), sign.upper()) if any_case else (sign,))}
    return all(form in cue or (NOT_ASCII in cue and not form.isascii()) for form in forms)


@pytest.mark.parametrize("each", [each for each in RULES if each.cues], ids=lambda each: each.name)
def test_a_cue_is_in_every_text_the_shape_fits(each: Rule) -> None:
    tree, any_case = parser.parse(each.source, each.flags), bool(each.flags & re.IGNORECASE)
    assert [sorted(cue) for cue in each.cues if not needed(tree, cue, any_case=any_case)] == []


@pytest.mark.parametrize(
    ("shape", "cue", "holds"),
    [
        ("a|b", "ab", True),
        ("a|b", "a", False),
        ("a?b", "a", False),
        ("(?<=[0-9])x*", "0123456789", True),
        ("(?<![0-9])x", "0123456789", False),
        (r"\d++[ ]?(?>(?:km)*)", "0123456789", True),
        (r"(x)?(?(1)a|b)", "ab", True),
        (r"[^a]", "abc", False),
        ("(?i:a)", "a", False),
        ("(?i:a)", "aA", True),
        ("\U0001f600", NOT_ASCII, True),
    ],
)
def test_cues_are_proved(shape: str, cue: str, *, holds: bool) -> None:
    assert needed(parser.parse(shape, 0), frozenset(cue), any_case=False) is holds


def test_a_text_hints_at_the_cues_it_has_a_character_of() -> None:
    @rule("ab", cue=("aX", "bY"), says={})
    def both(_match: re.Match[str], _locale: Locale) -> str:
        return ""

    @rule("é", cue=NOT_ASCII, says={})
    def beyond(_match: re.Match[str], _locale: Locale) -> str:
        return ""

    assert [not both.needs & ~hints(text) for text in ("a", "b", "ab", "XY", "")] == [False, False, True, True, False]
    assert [not beyond.needs & ~hints(text) for text in ("a", "ä", "a日", "")] == [False, True, True, False]


def test_what_earlier_rules_claim_is_a_hint_to_later_ones() -> None:
    @rule("x+", cue="x", says={})
    def first(_match: re.Match[str], _locale: Locale) -> str:
        return "ex"

    @rule(f"(?<={TAKEN})!", cue=(TAKEN, "!"), says={})
    def later(_match: re.Match[str], _locale: Locale) -> str:
        return "then"

    spans = {
        text: [part.spoken for part, _ in claims(text, RuleIndex([first, later]), Locale())[0]] for text in ("xx!", "!")
    }
    assert spans == {"xx!": ["ex", "then"], "!": []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_that_may_fit_are_those_whose_cues_are_there_in_their_order(language: str) -> None:
    rules = rules_of(Locale(language))
    ordered = RuleIndex(rules)
    for text in ("", "a", "5", "1. a", "5 km", "$1.50", "Hello, world!", "日本", string.printable):
        there = hints(text)
        assert list(ordered.candidates(there)) == [each for each in rules if each.needs & there == each.needs], text
