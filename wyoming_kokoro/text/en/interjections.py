"""Interjections (Hmm, uh-huh, Shh) and words with repeated letters (sooo)."""

import re
from typing import Final

from wyoming_kokoro.text.en.compounds import is_word
from wyoming_kokoro.text.en.vocabulary import readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import LETTERS, rule

_DRAWN_OUT: Final = r"[a-z]{1,4}(?:(?P<many>[a-z])(?P=many)+)[a-z]{0,4}"
_HESITATION: Final = r"[um]h?-?[uhm]+h*"
_LAUGHTER: Final = r"(?:(?:ha){2,6}h?|(?:he){2,6}|(?:hi){2,4})"


@rule(
    rf"""(?<![\w'-])(?P<it>(?:[hmsznbgprkt]{{2,12}}|{_DRAWN_OUT}|m+-?hm+|{_HESITATION}
        |nuh-uh|uh-oh|ta-?da|{_LAUGHTER}|woo-?hoo|yoo-hoo|ah+a|ahem))(?![\w'-]|\.\w)""",
    needs=LETTERS,
    any_case=True,
    says={
        "Hmm, let me see": "hmm , let me see",
        "Hmmmm.": "hmm .",
        "uh-huh": "uh-huh",
        "Shhhh!": "shh !",
        "mm-hmm": "mm-hmm",
        "sooo good": "so good",
        "Ahhh": "ah",
    },
    leaves=("book", "the", "seen", "MS", "PST", "TSP", "mm"),
)
def sound(match: re.Match[str], locale: Locale) -> str | None:
    """An interjection or a lengthened word, however many letters it repeats."""
    written = match["it"]
    small = written.lower()
    if written.isupper() and len(written) > 1 and not _is_drawn(small):
        return None
    known = readings("interjections.tsv").get(small)
    if known is not None:
        return known if small not in _WORDS else None
    if not _is_drawn(small):
        return None if is_word(small, locale) else readings("interjections.tsv").get(_DOUBLE.sub(r"\1", small))
    shorter = (_REPEATED.sub(r"\1\1", small), _REPEATED.sub(r"\1", small), _DOUBLE.sub(r"\1", small))
    known_words = (readings("interjections.tsv").get(word) for word in shorter)
    words = (word for word in shorter if is_word(word, locale) and len(word) > 1)
    return next(filter(None, known_words), None) or next(words, None)  # "sooo" is "so", though "Soo" is a name


_REPEATED: Final = re.compile(r"(.)\1{2,}")
_DOUBLE: Final = re.compile(r"(.)\1+")
_WORDS: Final = word_set("interjections.also_words")
"""Interjections that are also words or units, and left to other rules unless letters are repeated."""


def _is_drawn(small: str) -> bool:
    return bool(_REPEATED.search(small))
