"""Ordinal numbers in digits."""

import re
from typing import Final

from wyoming_kokoro.text.en.numbers import LONGEST, ordinal
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule


@rule(
    r"""(?<![\w.,$€£/-])(?P<one>\d{1,3}(?:st|nd|rd|th))\s?[-–]\s?(?P<two>\d{1,3}(?:st|nd|rd|th))(?!\w)""",
    needs=("-–", DIGITS),
    says={"the 1st–3rd grades": "the first to third grades"},
    leaves=("1st-3", "2th-3th"),
)
def ordinal_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of ordinal numbers."""
    spoken = [ordinal(int(match[group][:-2]), locale) for group in ("one", "two")]
    endings = [_ENDS.get(words.rpartition(" ")[2], "th") for words in spoken]
    return " to ".join(spoken) if endings == [match["one"][-2:], match["two"][-2:]] else None


@rule(
    r"(?<![\w.,$€£/-])(?P<one>\d{1,3}(?:st|nd|rd|th))\s?/\s?(?P<two>\d{1,3}(?:st|nd|rd|th))(?!\w)",
    needs=("/", DIGITS),
    says={"the 2nd/3rd floor": "the second or third floor"},
    leaves=("1st/3", "2th/3th", "1/3rd"),
)
def ordinal_pair(match: re.Match[str], locale: Locale) -> str | None:
    """Two ordinal numbers of which one is meant."""
    spoken = [ordinal(int(match[group][:-2]), locale) for group in ("one", "two")]
    endings = [_ENDS.get(words.rpartition(" ")[2], "th") for words in spoken]
    return " or ".join(spoken) if endings == [match["one"][-2:], match["two"][-2:]] else None


@rule(
    r"""(?:(?<![\w.,$€£/-])|(?<=\bmid-)|(?<=\blate-)|(?<=\bearly-))(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<end>st|nd|rd|th|ST|ND|RD|TH|ⁿᵈ|ˢᵗ|ʳᵈ|ᵗʰ)
        (?P<s>'s|s)?(?!\w)""",
    needs=("tTdD\u207f\u02e2\u02b3\u1d57", DIGITS),
    says={
        "the 21st time": "the twenty first time",
        "1,000th": "one thousandth",
        "0th": "zeroth",
        "a 5th-grade class": "a fifth grade class",
        "two 4ths": "two fourths",
        "the mid-19th century": "the mid nineteenth century",
    },
    leaves=("2th", "111st", "3 th", "1.5th"),
)
def figures(match: re.Match[str], locale: Locale) -> str | None:
    """An ordinal number with the correct ending."""
    written = match["number"].replace(",", "")
    if len(written) > LONGEST:
        return None
    spoken = ordinal(int(written), locale)
    right = _ENDS.get(spoken.rpartition(" ")[2], "th")
    return spoken + (match["s"] or "") if match["end"].lower().translate(_RAISED) == right else None


_ENDS: Final = {"first": "st", "second": "nd", "third": "rd"}
_RAISED: Final = str.maketrans("ˢᵗⁿᵈʳʰ", "stndrh")
