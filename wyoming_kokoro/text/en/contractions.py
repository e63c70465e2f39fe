"""Words that begin with an apostrophe, and other uses of the apostrophe."""

import re

from wyoming_kokoro.text.en.vocabulary import alternatives, readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import rule


@rule(
    rf"(?<![\w'])'(?P<word>{alternatives(readings('clipped.tsv'))})\b'?",
    needs="'",
    any_case=True,
    says={
        "'Tis late": "'tis late",
        "rock 'n' roll": "rock and roll",
        "get 'em": "get 'em",
        "'cause I can": "'cause I can",
        "wait 'til noon": "wait until noon",
    },
    leaves=("'hello'", "it's"),
)
def clipped(match: re.Match[str], _locale: Locale) -> str | None:
    """A word that has lost its beginning."""
    word = match["word"].lower()
    if match[0].endswith("'") and word != "n":
        return None
    return readings("clipped.tsv")[word]


@rule(
    r"\b[A-Za-z]{2,12}(?P<it>'n'|-n'-)[A-Za-z]{2,12}\b",
    needs="'",
    says={"rock'n'roll": "rock and roll"},
    leaves=("isn't", "o'clock", "don'n't"),
)
def joined(_match: re.Match[str], _locale: Locale) -> str:
    """Two words joined by a shortened "and"."""
    return "and"


@rule(
    r"\b(?P<word>[A-Za-z]{2,}s)'(?=[\s.,;:!?)]|$)",
    needs="'",
    says={"the dogs' beds": "the dogs beds"},
    leaves=("dog's", "'dogs'"),
)
def possessive(match: re.Match[str], _locale: Locale) -> str | None:
    """The possessive of a plural, unless its apostrophe ends a quotation."""
    before = match.string[max(0, match.start() - 200) : match.start()]
    return None if re.search(r"(?<!\w)'", before) else match["word"]
