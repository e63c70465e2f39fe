"""Internet addresses: sites, email, handles, hashtags, IP addresses."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import language_rule

_PATH: Final = r"(?P<path>/[^\s<>\"'|\x1a]*[^\s<>\"'|\x1a.,;:!?)\]}*_~`…]|/)?"
_SITE: Final = (
    r"(?P<site>(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+(?:com|org|net|edu|gov|mil|int|io|ai|app|dev|info|biz|tv|co|uk|de|fr"
    r"|nl|eu|ca|au|ch|at|be|se|es|it|pt|mx|ar|cl|br|in|jp|cn|us|nz|local|lan|home|test|example|internal|cloud|online"
    r"|shop|store|blog|xyz))(?![\w-]|\.\w)(?P<port>:\d{1,5}\b)?"
)


@language_rule(
    r"(?<![\w@])(?P<scheme>https?|ftps?|wss?|mqtts?|ssh|rtsp)://(?P<rest>[^\s<>\"'|\x1a]*[^\s<>\"'|\x1a.,;:!?)\]}*_~`…])",
    needs=":",
)
def url(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A URL; in a sentence the scheme of a web address is left out."""
    spoken = address(match["rest"].removesuffix("/") if "/" in match["rest"][:-1] else match["rest"], profile)
    alone = match.start() <= _MARGIN and match.end() >= len(match.string) - _MARGIN
    if match["scheme"].startswith("http") and not alone:
        return spoken
    signs = profile.address_signs
    slash = signs.get("/", "")
    return f"{profile.spelled(match['scheme'])} {signs[':']} {slash} {slash} {spoken}"


@language_rule(
    r"(?<![\w.+%-])(?:mailto:)?(?P<user>[\w.+%-]++)@(?P<site>[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)*\.[A-Za-z][A-Za-z0-9-]*)",
    needs="@",
)
def email(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """An email address."""
    return f"{address(match['user'], profile)} {profile.address_signs['@']} {address(match['site'], profile)}"


@language_rule(rf"(?<![\w@./\\-]){_SITE}{_PATH}", needs=".", any_case=True)
def site(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """A site without scheme, recognized by its domain."""
    if not re.search(r"[A-Za-z]", match["site"].rpartition(".")[0]):
        return None
    return address(match[0], profile)


@language_rule(r"(?<![\w@.])@(?P<name>[A-Za-z][\w-]{1,29}(?:\.[A-Za-z]\w{1,15})?)(?!\w)", needs="@")
def handle(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A user name in a social network."""
    return f"{profile.address_signs['@']} {address(match['name'], profile)}"


@language_rule(r"(?<![\w&#])\#(?P<name>[^\W\d_]{2}\w{0,60})\b", needs="#")
def hashtag(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str:
    """A hashtag, split at its capitals."""
    words = re.findall(r"[^\W\d_]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|\d+", match["name"])
    spoken = [profile.number(word) if word.isdecimal() else word for word in words]
    return f"{profile.words['hashtag']} {' '.join(spoken)}"


@language_rule(r"(?<![\w.,:])(?P<it>\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}\b)?(?:/\d{1,2}\b)?)(?!\w|[.,:]\d)", needs=".")
def machine(match: re.Match[str], profile: LanguageProfile, _locale: Locale) -> str | None:
    """An IP address, digit by digit."""
    groups = re.findall(r"\d+", match["it"])[:4]
    if any(int(group) > 255 or (group[0] == "0" and len(group) > 1) for group in groups):
        return None
    return address(match["it"], profile)


_MARGIN: Final = 2
"""Characters that may surround an address which is the whole text."""
_PIECE: Final = re.compile(r"[A-Za-zÀ-ÿ]+|\d+|[^\w\s]|_")


def address(written: str, profile: LanguageProfile) -> str:
    """Read an address in pieces: well-known names as words, others spelled so that a listener can write them down."""
    spoken = []
    for piece in _PIECE.findall(written):
        if piece.isdecimal():
            spoken.append(profile.cardinal(int(piece), "") if len(piece) == 1 else profile.digits(piece))
        elif piece[0].isalpha():
            spoken.append(profile.known_labels.get(piece.lower()) or profile.spelled(piece))
        else:
            spoken.append(profile.address_signs.get(piece, ""))
    return " ".join(filter(None, spoken))
