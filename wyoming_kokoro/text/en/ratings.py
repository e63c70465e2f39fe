"""Ratings in stars."""

import re
from typing import Final

from wyoming_kokoro.text.en.numbers import number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import rule


@rule(
    r"(?<![\w.])(?P<number>\d(?:\.\d)?)[ ]?[★⭐](?!\w|[★⭐])|(?<![★☆⭐])(?P<row>[★⭐]{1,5}☆{0,4})(?![★☆⭐])",
    needs="★⭐",
    says={"a 5★ hotel": "a five star hotel", "4.5★": "four point five stars", "★★★★☆": "four stars"},
    leaves=("☆", "★★★★★★", "15★"),
)
def stars(match: re.Match[str], locale: Locale) -> str | None:
    """A rating in stars."""
    written = match["number"] or str(len(match["row"].rstrip("☆")))
    if match["row"] and len(match["row"]) < _STARS and "☆" not in match["row"]:
        return None
    described = match["number"] and re.match(r"\s[a-z]", match.string[match.end() :][:2])
    return f"{number(written, locale)} star{'' if written == '1' or described else 's'}"


_STARS: Final = 3
"""How many stars a rating has at least; fewer stars in a row are decoration."""
