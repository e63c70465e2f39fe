"""Symbols that are spoken: ampersand, slash between words, degree sign, Greek letters."""

import re
from typing import Final

from wyoming_kokoro.text.en.vocabulary import alternatives, readings
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, Claim, rule


@rule(
    rf"(?<={CLAIMED})\.(?=[ ][a-z])",
    needs=(".", CLAIMED),
    says={"pay $500/mo. to them": "pay five hundred dollars per month to them"},
    leaves=("is. it", "5 m.", "x. Y"),
)
def stop_inside(_match: re.Match[str], _locale: Locale) -> str:
    """The full stop of an abbreviation inside a sentence, which is not heard."""
    return ""


@rule(
    rf"\b(?P<it>{alternatives(readings('pairs.tsv'))})(?!\w)",
    needs="/&",
    any_case=True,
    says={"cats and/or dogs": "cats and or dogs", "he/she": "he or she", "R&D": "R and D", "Q&As": "Q and A's"},
    leaves=("a/b", "A & B"),
)
def pair(match: re.Match[str], _locale: Locale) -> str:
    """Two words or initialisms joined by a sign, with a reading of their own."""
    return readings("pairs.tsv")[match["it"].lower()]


@rule(
    rf"(?<=[\w{CLAIMED}])(?P<it>/)(?=[\w{CLAIMED}])",
    needs="/",
    says={"see upgrade/update": "see upgrade slash update"},
    leaves=("a / b", "/a"),
)
def slash(_match: re.Match[str], _locale: Locale) -> str:
    """A slash between two words."""
    return "slash"


@rule(
    r"\b(?P<letter>[A-Za-z])(?P<sign>\+\+|\#|\+)(?!\w)",
    needs="+#",
    says={"C++": "C plus plus", "C#": "C sharp", "an A+": "an A plus"},
    leaves=("x + y", "#a"),
)
def signed_letter(match: re.Match[str], _locale: Locale) -> str:
    """A letter with a plus or sharp sign after it."""
    sign = {"++": "plus plus", "#": "sharp", "+": "plus"}[match["sign"]]
    return f"{match['letter'].upper()} {sign}"


@rule(
    rf"\$(?=\s|$|[.,;:!?)])|(?:(?<=[\w{CLAIMED}][ ])|(?<=[\w{CLAIMED}]))(?P<hash>\#)(?=[\s:?.,!]|$)",
    needs="$#",
    says={"many a $ today": "many a dollar today", "My # is new": "My number is new"},
    leaves=("$5", "#tag"),
)
def lone(match: re.Match[str], _locale: Locale) -> str:
    """A dollar sign or a number sign on its own."""
    return "number" if match["hash"] else "dollar"


_NAMED: Final = "".join(sign for sign in readings("symbols.tsv") if not sign.isalnum() or not sign.isascii())
"""Every sign that has a name."""


@rule(
    rf"""(?<=[\w{CLAIMED}])[ ](?P<plus>[+=<>/])[ ](?=[\w$€£~-]|{CLAIMED}) | (?P<it>[{re.escape(_NAMED)}])""",
    needs="/<>" + _NAMED,
    says={
        "salt & pepper": "salt and pepper",
        "meet @ noon": "meet at noon",
        "π and Ω": "pi and omega",
        "Settings > System": "Settings , System",
        "on / off": "on , off",
        "Paris → Rome": "Paris to Rome",
        "A ∩ B": "A intersection B",
        "⌘C": "command C",
    },
    leaves=("a", "$"),
)
def named(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A symbol that is spoken by its name."""
    group = "plus" if match["plus"] else "it"
    sign = match[group]
    return [Claim(*match.span(group), "," if sign in "<>/" else readings("symbols.tsv").get(sign, ""))]


@rule(
    rf"(?P<it>[~≈](?=\s?\w)|(?<=[\s(])[~≈](?={CLAIMED}))",
    needs="~≈",
    says={"~ five": "about five", "at ~1 p.m., I": "at about one P M , I", "lost ~20M": "lost about twenty million"},
    leaves=("a~", "~", "~JSmith"),
)
def about(_match: re.Match[str], _locale: Locale) -> str:
    """A tilde before a number in words, or before something claimed already."""
    return "about"
