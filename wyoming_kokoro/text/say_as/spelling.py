"""What is spelled: characters, telephone numbers."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.say_as.kind import by_rules, say_as
from wyoming_kokoro.text.say_as.numbers import digits_of
from wyoming_kokoro.text.tables import table

MAX_SPELLED: Final = 200
"""Characters that are spelled: more are no word or code."""


@say_as(
    "characters",
    "spell-out",
    "spell",
    "verbatim",
    "letters",
    says={
        ("can", ""): "C A N",
        ("Q3-b", ""): "Q three dash B",
        ("a@b", ""): "A at sign B",
        ("NATO", ""): "N A T O",
    },
    leaves=("",),
)
def characters(text: str, _format: str, locale: Locale) -> str | None:
    """Letters, digits and signs one by one."""
    if not text or len(text) > MAX_SPELLED:
        return None
    spoken = (_character(character, locale) for character in unicodedata.normalize("NFC", text))
    return " ".join(filter(None, spoken)) or None


@say_as(
    "telephone",
    "phone",
    says={
        ("2122241555", ""): "two one two, two two four, one five five five",
        ("+1 (212) 224-1555", ""): "plus one, two one two, two two four, one five five five",
        ("2025551234 ext 5", ""): "two zero two, five five five, one two three four, extension five",
        ("911", ""): "nine one one",
    },
    leaves=("call me", ""),
)
def telephone(text: str, _format: str, locale: Locale) -> str | None:
    """A telephone number in groups of digits; without groups, those that are usual."""
    if not re.search(r"\d", text) or re.search(
        r"[^\W\d]", re.sub(r"(?i)\b(?:ext?\.?|extension|x)(?=[\s\d])", "", text)
    ):
        return None
    groups = re.findall(r"\+|\d+|(?:ext?\b|extension|x(?=[\s\d]))", text, re.IGNORECASE)
    parts: list[str] = []
    for group in groups:
        if group == "+":
            parts.append(by_rules("+", locale) or "plus")
        elif not group.isdecimal():
            parts.append("extension" if locale.base == "en" else group)
        else:
            parts += [digits_of(each, locale) for each in _usual_groups(group, locale)]
    return re.sub(r"(\+|plus|extension), ", r"\1 ", ", ".join(parts))


def _usual_groups(digits: str, locale: Locale) -> list[str]:
    """Return long rows of digits in groups."""
    if len(digits) <= 4:
        return [digits]
    if locale.base == "en" and len(digits) in (10, 11):
        at = len(digits) - 10
        return [part for part in (digits[:at], digits[at : at + 3], digits[at + 3 : at + 6], digits[at + 6 :]) if part]
    size = 2 if locale.base == "fr" else 3
    first = len(digits) % size
    groups = [digits[at : at + size] for at in range(first, len(digits), size)]
    return [digits[:first], *groups] if first > 1 or not groups else [digits[:first] + groups[0], *groups[1:]]


def _character(character: str, locale: Locale) -> str:
    if character.isdecimal():
        return digits_of(str(unicodedata.decimal(character)), locale)
    if character.isalpha():
        return character.upper() if len(character.upper()) == 1 else character
    if character.isspace():
        return ""
    return _signs(locale.base).get(character) or by_rules(character, locale)


@cache
def _signs(language: str) -> Mapping[str, str]:
    """Return the names of signs in a language."""
    rows = [row for name in ("symbols.tsv", "addresses.tsv", "lone_signs.tsv") for row in table(language, name)]
    return {row[0]: row[1] for row in rows if len(row) > 1 and len(row[0]) == 1}
