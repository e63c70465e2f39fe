"""Emphasis in markdown, after the addresses that may contain its signs."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import rule


@rule(
    r"""(?<![^\s("'\[{<—–“‘*_~>-])(?!\*\#?\d{2,3}\#?(?![\w*])[^*\n]*$)(?:(?:\*{1,3}|_{1,3})(?=[^\s*_.,;:!?)])|~~(?=[^\s*_~.,;:!?)]))
      | (?<=[^\s*_~])(?:\*{1,3}|_{1,3}|~~)(?![\w*~])""",
    needs="*_~",
    says={"**Note**: it is *very* _late_": "Note : it is very late", "~~old~~ new": "old new"},
    leaves=("2*8", "3 * 4", "snake_case", "~5", "*67", "*#06#"),
)
def emphasis(_match: re.Match[str], _locale: Locale) -> str:
    """The signs of emphasis, which are not spoken."""
    return ""


@rule(
    r"(?P<it>\\)[\\`*_{}\[\]()\#+.!|~>$-]",
    needs="\\",
    says={r"\*star\*": "star"},
    leaves=(r"C:\temp", "\\"),
)
def escape(_match: re.Match[str], _locale: Locale) -> str:
    """A backslash before a markdown sign, which is not spoken."""
    return ""
