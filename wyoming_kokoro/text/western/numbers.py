"""Plain numbers: whole, decimal, with a sign or a magnitude; and whatever figures no other rule has claimed."""

import re

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS
from wyoming_kokoro.text.western.language_profile import LONGEST, NUMBER, LanguageProfile, plain
from wyoming_kokoro.text.western.language_rule import form


@form(r"(?<![\w.,])1[ ](?P<noun>[^\W\d_]{2,30})(?!\w)", cue="1")
def one_of(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """One of something, where its word goes by what follows."""
    if re.fullmatch(tongue.words["no nouns"], match["noun"].lower()) or tongue.one_of is None:
        return None
    return tongue.one_of(match["noun"])


@form(
    lambda t: rf"(?<![\w.,])(?P<minus>(?<![\w)])-)?(?P<number>\d++)(?=[ ](?P<noun>{t.words['feminine nouns']})\b)",
    cue=DIGITS,
    any_case=True,
)
def of_women(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A number before a noun known to be feminine."""
    return tongue.number(match[0], "f")


@form(
    lambda t: (
        rf"""(?<![\w.,])(?P<minus>(?<![\w)])-)?(?P<number>\d*1(?<!11))
        (?=[ ](?!(?:{t.words["no nouns"]})\b)[^\W\d_]{{2}})"""
    ),
    cue="1",
    any_case=True,
)
def of_men(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A number that ends in one, before another word, taken for a masculine noun."""
    return tongue.number(match[0], "m")


@form(
    lambda t: (
        rf"""(?<![\w.,])(?P<number>\d{{1,3}}(?:[. ]?\d{{3}}){{1,5}}[. ]?000)[ ]
        (?P<noun>(?!(?:{t.words["scales"]}|{t.words["no nouns"]})\b)[^\W\d_]{{3,30}})"""
    ),
    cue="0",
    any_case=True,
)
def millions(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """Whole millions of something."""
    number = int(plain(match["number"].replace(" ", "")))
    if not tongue.millions(number):
        return None
    return f"{tongue.cardinal(number, 'm')} {tongue.of(match['noun'])}"


@form(
    lambda t: (
        rf"""(?<![\w.,])(?P<name>(?:{t.words["versions"]})[ ]|v\.?[ ]?)
        (?P<number>\d{{1,5}}(?:\.\d{{1,5}}){{1,3}})(?![\w]|[.,]\d)
        |(?<![\w.,])(?P<bare>\d{{1,4}}(?:\.\d{{1,4}}){{2,3}})(?![\w]|[.,]\d)"""
    ),
    cue=".",
    any_case=True,
)
def version(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """The version of a program, in parts."""
    if match["bare"] and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", match["bare"]):
        return None
    spoken = f" {tongue.address_signs['.']} ".join(
        tongue.number(part) for part in (match["number"] or match["bare"]).split(".")
    )
    name = (match["name"] or "").strip()
    return f"{name.upper() if name.lower() == 'v' else name} {spoken}"


@form(
    lambda t: (
        rf"""(?<![\w.,])(?P<minus>(?<![\w)])[-+±~≈])?(?P<number>{NUMBER})
        (?:[ ]?(?P<scale>{t.words["scales"]})(?!\w))?(?![\w]|[.,]\d)"""
    ),
    cue=DIGITS,
)
def number(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A number as it is written."""
    signs = {"-": "minus", "+": "plus", "±": "plus or minus", "~": "about", "≈": "about"}
    before = f"{tongue.words[signs[match['minus']]]} " if match["minus"] else ""
    scale = match["scale"]
    after = f" {tongue.words.get(f'scale {scale}', scale)}" if scale else ""
    return before + tongue.number(match["number"], "m" if scale else "") + after


@form(r"\d++", cue=DIGITS)
def rest(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Figures inside names and codes."""
    written = match[0]
    return tongue.digits(written) if written[0] == "0" or len(written) > min(LONGEST, 4) else tongue.number(written)
