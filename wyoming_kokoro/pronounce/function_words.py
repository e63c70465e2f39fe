"""The function words of English whose sound depends on their neighbours, as misaki pronounces them."""

import re
from collections.abc import Callable
from typing import NamedTuple

_VERSUS = re.compile(r"vs\.?", re.IGNORECASE)


Tag = Callable[[], str]
"""Returns a word's part of speech, a Penn tag; called only where it matters, because tagging takes time."""


class FollowingSound(NamedTuple):
    """What follows a word, as far as it matters to the word's sound."""

    vowel: bool | None = None
    """Whether a vowel comes next; None at the end of a phrase."""
    to: bool = False
    """Whether the next word is "to"."""
    nothing: bool = False
    """Whether no more words come, only marks."""


class WordInContext(NamedTuple):
    """A word with its part of speech and what follows it."""

    word: str
    tag: Tag
    after: FollowingSound
    british: bool


LETTERS = "letters"
"""The word is spelled letter by letter, as AM and AN are where they are names."""


def function_word(place: WordInContext) -> str | None:
    """The sound of a function word in its context, or LETTERS; None for every other word."""
    rule = _RULES.get(place.word.lower())
    return rule(place) if rule else None


def depends_on_context(word: str) -> bool:
    """Whether the neighbours of a lower-case word may change its sound."""
    return word in _RULES or _VERSUS.fullmatch(word) is not None


def is_to(word: str, tag: Tag) -> bool:
    """Whether this is the word "to", and not the capital letters of a name."""
    return word in {"to", "To"} or (word == "TO" and tag() in {"TO", "IN"})


def is_versus(word: str, tag: Tag) -> bool:
    """Whether this is short for "versus"."""
    return _VERSUS.fullmatch(word) is not None and tag() == "IN"


def _a(place: WordInContext) -> str | None:
    """An article has a word after it; the last word is the letter, also where its tag says otherwise."""
    return "ɐ" if not place.after.nothing and place.tag() == "DT" else "ˈA"


def _am(place: WordInContext) -> str | None:
    if place.tag().startswith("NN"):
        return LETTERS
    if place.word == "am" and place.after.vowel is not None:
        return "ɐm"
    return "am" if place.british else "æm"


def _an(place: WordInContext) -> str | None:
    return LETTERS if place.word == "AN" and place.tag().startswith("NN") else "ɐn"


def _i(place: WordInContext) -> str | None:
    return "ˌI" if place.word == "I" and place.tag() == "PRP" else None


def _by(place: WordInContext) -> str | None:
    return "bˈI" if place.tag().startswith("RB") else None


def _to(place: WordInContext) -> str | None:
    if not is_to(place.word, place.tag):
        return None
    if place.after.vowel is None:
        return "tuː" if place.british else "tu"
    return "tʊ" if place.after.vowel else "tə"


def _in(place: WordInContext) -> str | None:
    if place.word == "IN" and place.tag() == "NNP":
        return None
    return "ˈɪn" if place.after.vowel is None or place.tag() != "IN" else "ɪn"


def _the(place: WordInContext) -> str | None:
    if place.word == "THE" and place.tag() != "DT":
        return None
    return "ði" if place.after.vowel else "ðə"


def _used(place: WordInContext) -> str | None:
    u = "ˈuː" if place.british else "ˈu"
    return f"j{u}st" if place.tag() in {"VBD", "JJ"} and place.after.to else f"j{u}zd"


_RULES: dict[str, Callable[[WordInContext], str | None]] = {
    "a": _a,
    "am": _am,
    "an": _an,
    "i": _i,
    "by": _by,
    "to": _to,
    "in": _in,
    "the": _the,
    "used": _used,
}
