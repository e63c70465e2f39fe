"""Formulas in TeX, as language models and scientists write them."""

import re
from typing import Final

from wyoming_kokoro.text.en.tex import spoken_formula
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import rule

_LONGEST: Final = 400
"""How many characters a formula has at most: as many as a sentence."""
_SIGN_OF_FORMULA: Final = r"(?=[^$\n]{0,200}[\\^_=<>+|]|[A-Za-z](?:\([A-Za-z](?:,[ ]?[A-Za-z])*\))?\$)"
_BETWEEN_DOLLARS: Final = (
    rf"(?<![\w$\\])\$(?P<inline>(?=[^\s$\d]|\d[^$\n]{{0,60}}[\\^_]){_SIGN_OF_FORMULA}[^$\n]{{0,200}}[^\s$\\]"
    r"|[A-Za-z])\$(?![\w$])"
)
_BETWEEN_BRACKETS: Final = (
    rf"\\\[(?P<bracketed>(?>(?:(?!\\\])[^$]){{1,{_LONGEST}}}))\\\]"
    rf"|\\\((?P<round>(?>(?:(?!\\\))[^$\n]){{1,{_LONGEST}}}))\\\)"
)


@rule(
    rf"(?<![\\$])\$\$(?P<display>[^$]{{1,{_LONGEST}}})\$\$|{_BETWEEN_BRACKETS}|{_BETWEEN_DOLLARS}",
    needs="$\\",
    says={
        "So $x^2 = 9$ holds.": "So X squared equals nine holds .",
        r"\(\frac{a}{b}\)": "A over B",
        r"$\int_0^1 x\,dx = \frac{1}{2}$": "the integral from zero to one of X D X equals one half",
        r"$$\sum_{i=1}^{n} i^3$$": "the sum from I equals one to N of I cubed",
        r"$\lim_{x \to 0} \frac{\sin x}{x}$": "the limit as X goes to zero of sine of X over X",
        "$n$ is odd": "N is odd",
        r"$P(A|B)$ and $|x|$": "P of ( A given B ) and the absolute value of X",
    },
    leaves=("$5 and $6", "a $TSLA day", "$HOME and $PATH", "5$ = 4$", "US$ and A$"),
)
def formula(match: re.Match[str], locale: Locale) -> str | None:
    """A formula between dollar signs, or between brackets with backslashes."""
    written = next(filter(None, match.groups()))
    if match["inline"] and _WORDS.search(re.sub(r"\\\w+(?:\{[^{}]*\})?", "", written)):
        return None
    return spoken_formula(written, locale)


_WORDS: Final = re.compile(r"[A-Za-z]{4}|[A-Za-z]{2,}\s+[A-Za-z]{2,}")
"""Words: between two dollar signs that hold them is no formula but a text about money."""
