"""Every text that a rule's pattern matches has the rule's required characters: this is proved from the pattern."""

import re
import string
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from wyoming_kokoro.text import LANGUAGES, Locale, rules_of
from wyoming_kokoro.text.reading import _claims as claims
from wyoming_kokoro.text.rule import CLAIMED, NOT_ASCII, Rule, RuleIndex, hints, rule

RULES = list({rule.name: rule for tag in LANGUAGES for rule in rules_of(Locale(tag))}.values())
KINDS = {
    # Digits of other scripts are replaced before any rule is tried, or count as not ASCII.
    codes.CATEGORY_DIGIT: string.digits,
    codes.CATEGORY_SPACE: string.whitespace,
}


def needed(tree: Any, required: frozenset[str], *, any_case: bool) -> bool:  # noqa: ANN401 - trees have no type
    """Tell whether everything that a part of a pattern matches has one of these characters, in it or next to it."""
    return any(_needed(code, value, required, any_case=any_case) for code, value in tree)


def _needed(code: Any, value: Any, required: frozenset[str], *, any_case: bool) -> bool:  # noqa: ANN401 - as above
    if code in {codes.LITERAL, codes.IN}:
        items = [(code, value)] if code is codes.LITERAL else value
        return all(_within(_signs(item), required, any_case=any_case) for item in items)
    if code is codes.SUBPATTERN:
        _, added, removed, inside = value
        any_case = (any_case or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
        return needed(inside, required, any_case=any_case)
    return any(
        all(needed(part, required, any_case=any_case) for part in alternatives) for alternatives in _inside(code, value)
    )


def _inside(code: Any, value: Any) -> list[list[Any]]:  # noqa: ANN401 - as above
    """Return the alternatives inside a part of a pattern of which one must match."""
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
        return [[value[2]]] if value[0] > 0 else []
    if code is codes.GROUPREF_EXISTS:
        return [[value[1], value[2] or []]]
    if code in {codes.BRANCH, codes.ASSERT}:
        return [value[1] if code is codes.BRANCH else [value[1]]]
    return [[value]] if code is codes.ATOMIC_GROUP else []


def _signs(item: Any) -> Iterable[str] | None:  # noqa: ANN401 - as above
    """Return the characters of a part of a class; None if they cannot be listed."""
    code, value = item
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.RANGE:
        return map(chr, range(value[0], value[1] + 1))
    return KINDS.get(value)


def _within(signs: Iterable[str] | None, required: frozenset[str], *, any_case: bool) -> bool:
    if signs is None:
        return False
    forms = {form for sign in signs for form in ((sign, sign.lower(), sign.upper()) if any_case else (sign,))}
    return all(form in required or (NOT_ASCII in required and not form.isascii()) for form in forms)


@pytest.mark.parametrize("tested", [rule for rule in RULES if rule.required], ids=lambda tested: tested.name)
def test_every_text_that_the_pattern_matches_has_the_cues(tested: Rule) -> None:
    tree, any_case = parser.parse(tested.source, tested.flags), bool(tested.flags & re.IGNORECASE)
    assert [sorted(required) for required in tested.required if not needed(tree, required, any_case=any_case)] == []


@pytest.mark.parametrize(
    ("pattern", "required", "proved"),
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
def test_required_characters_are_proved(pattern: str, required: str, *, proved: bool) -> None:
    assert needed(parser.parse(pattern, 0), frozenset(required), any_case=False) is proved


def test_the_hints_of_a_text_depend_on_its_characters() -> None:
    @rule("ab", needs=("aX", "bY"), says={})
    def both(_match: re.Match[str], _locale: Locale) -> str:
        return ""

    @rule("é", needs=NOT_ASCII, says={})
    def beyond(_match: re.Match[str], _locale: Locale) -> str:
        return ""

    assert [not both.required_hints & ~hints(text) for text in ("a", "b", "ab", "XY", "")] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert [not beyond.required_hints & ~hints(text) for text in ("a", "ä", "a日", "")] == [False, True, True, False]


def test_a_claim_of_an_earlier_rule_is_a_hint_for_later_rules() -> None:
    @rule("x+", needs="x", says={})
    def first(_match: re.Match[str], _locale: Locale) -> str:
        return "ex"

    @rule(f"(?<={CLAIMED})!", needs=(CLAIMED, "!"), says={})
    def later(_match: re.Match[str], _locale: Locale) -> str:
        return "then"

    spans = {
        text: [claim.spoken for claim, _ in claims(text, RuleIndex([first, later]), Locale())[0]]
        for text in ("xx!", "!")
    }
    assert spans == {"xx!": ["ex", "then"], "!": []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_candidates_are_the_rules_whose_cues_a_text_has_in_their_order(language: str) -> None:
    rules = rules_of(Locale(language))
    ordered = RuleIndex(rules)
    for text in ("", "a", "5", "1. a", "5 km", "$1.50", "Hello, world!", "日本", string.printable):
        given = hints(text)
        assert list(ordered.candidates(given)) == [
            tried for tried in rules if tried.required_hints & given == tried.required_hints
        ], text
