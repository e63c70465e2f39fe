"""Plain numbers: whole, decimal, with a sign or a word such as millions; and all digits that no other rule claims."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import CONTEXT, LONGEST, NOTHING, NUMBER, LanguageProfile, plain
from wyoming_kokoro.text.western.language_rule import language_rule


@language_rule(r"(?<![\w.,])1[ ](?P<noun>[^\W\d_]{2,30})(?!\w)", needs="1")
def one_of(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """One of something, if the word for one depends on the noun."""
    if re.fullmatch(profile.patterns["no nouns"], match["noun"].lower()) or profile.one_of is None:
        return None
    if _is_label(match, profile):
        return f"{profile.cardinal(1, '')} {match['noun']}"
    return profile.one_of(match["noun"], match.string[max(0, match.start() - CONTEXT) : match.start()])


@language_rule(
    lambda profile: (
        rf"(?<![\w.,/-])(?P<it>(?P<number>\d{{1,3}})(?:[ ]?[x×]|-mal))"
        rf"(?=[ ]?/|[ ](?:{profile.patterns.get('after times', NOTHING)})\b)"
    ),
    needs="x×m",
)
def times(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """How many times something is done: "3x täglich"."""
    joined = "" if profile.words.get("times joined") else " "
    return profile.number(match["number"], "f" if joined else "m") + joined + profile.words["times"]


@language_rule(
    lambda profile: (
        rf"(?<![\w.,-])(?P<minus>(?<![\w)])-)?(?P<number>\d++)(?=[ ](?P<noun>{profile.patterns['feminine nouns']})\b)"
    ),
    needs=DIGITS,
    any_case=True,
)
def before_feminine(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number before a feminine noun."""
    return profile.number(match[0], "" if _is_label(match, profile) else "f")


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,-])(?P<minus>(?<![\w)])-)?(?P<number>\d*1(?<!11))
        (?=[ ](?!(?:{profile.patterns["no nouns"]})\b)[^\W\d_]{{2}})"""
    ),
    needs="1",
    any_case=True,
)
def before_masculine(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number that ends in one, before another word, which is assumed to be a masculine noun."""
    return profile.number(match[0], "" if _is_label(match, profile) else "m")


def _is_label(match: re.Match[str], profile: LanguageProfile) -> bool:
    """Whether a number names the thing before it rather than counts the one after it: "Gruppe 1 spielt"."""
    return profile.label.search(match.string, max(0, match.start() - _LONGEST_LABEL), match.start()) is not None


_LONGEST_LABEL: Final = 24
"""Characters of a word before a number that it may name."""


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,])(?P<number>\d{{1,3}}(?:[. ]?\d{{3}}){{1,5}}[. ]?000)[ ]
        (?P<noun>(?!(?:{profile.patterns["scales"]}|{profile.patterns["no nouns"]})\b)[^\W\d_]{{3,30}})"""
    ),
    needs="0",
    any_case=True,
)
def millions(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """Whole millions of something."""
    number = int(plain(match["number"].replace(" ", "")))
    if not profile.needs_of(number):
        return None
    return f"{profile.cardinal(number, 'm')} {profile.with_of(match['noun'])}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,])(?P<name>(?:{profile.patterns["versions"]})[ ]|v\.?[ ]?)
        (?P<number>\d{{1,5}}(?:\.\d{{1,5}}){{1,3}})(?![\w]|[.,]\d)
        |(?<![\w.,])(?P<bare>\d{{1,4}}(?:\.\d{{1,4}}){{2,3}})(?![\w]|[.,]\d)"""
    ),
    needs=".",
    any_case=True,
)
def version(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """The version of a program, in parts."""
    if match["bare"] and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", match["bare"]):
        return None
    spoken = f" {profile.address_signs['.']} ".join(
        profile.number(part) for part in (match["number"] or match["bare"]).split(".")
    )
    name = (match["name"] or "").strip()
    return f"{name.upper() if name.lower() == 'v' else name} {spoken}"


@language_rule(
    lambda profile: (
        rf"""(?<![\w.,])(?P<minus>(?<![\w)])[-+±~≈])?(?P<number>{NUMBER})
        (?:[ ]?(?P<scale>{profile.patterns["scales"]})(?!\w))?(?![\w]|[.,]\d)"""
    ),
    needs=DIGITS,
)
def number(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A number as it is written."""
    signs = {"-": "minus", "+": "plus", "±": "plus or minus", "~": "about", "≈": "about"}
    before = f"{profile.words[signs[match['minus']]]} " if match["minus"] else ""
    scale = match["scale"]
    after = f" {profile.words.get(f'scale {scale}', scale)}" if scale else ""
    return before + profile.number(match["number"], "m" if scale else "") + after


@language_rule(r"\d++", needs=DIGITS)
def rest(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """Digits inside names and codes."""
    written = match[0]
    return profile.digits(written) if written[0] == "0" or len(written) > min(LONGEST, 4) else profile.number(written)
