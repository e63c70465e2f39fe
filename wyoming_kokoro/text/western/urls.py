"""Addresses of the net: sites, mail, handles, hashtags, addresses of machines."""

import re
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.western.language_profile import LanguageProfile
from wyoming_kokoro.text.western.language_rule import form

_PATH: Final = r"(?P<path>/[^\s<>\"'|\x1a]*[^\s<>\"'|\x1a.,;:!?)\]}*_~`…]|/)?"
_SITE: Final = (
    r"(?P<site>(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+(?:com|org|net|edu|gov|mil|int|io|ai|app|dev|info|biz|tv|co|uk|de|fr"
    r"|nl|eu|ca|au|ch|at|be|se|es|it|pt|mx|ar|cl|br|in|jp|cn|us|nz|local|lan|home|test|example|internal|cloud|online"
    r"|shop|store|blog|xyz))(?![\w-]|\.\w)(?P<port>:\d{1,5}\b)?"
)


@form(
    r"(?<![\w@])(?P<scheme>https?|ftps?|wss?|mqtts?|ssh|rtsp)://(?P<rest>[^\s<>\"'|\x1a]*[^\s<>\"'|\x1a.,;:!?)\]}*_~`…])",
    cue=":",
)
def url(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """An address with its scheme; in a sentence the scheme of web sites is left out."""
    spoken = address(match["rest"].removesuffix("/") if "/" in match["rest"][:-1] else match["rest"], tongue)
    alone = match.start() <= _MARGIN and match.end() >= len(match.string) - _MARGIN
    if match["scheme"].startswith("http") and not alone:
        return spoken
    signs = tongue.address_signs
    slash = signs.get("/", "")
    return f"{tongue.spelled(match['scheme'])} {signs[':']} {slash} {slash} {spoken}"


@form(
    r"(?<![\w.+%-])(?:mailto:)?(?P<user>[\w.+%-]++)@(?P<site>[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)*\.[A-Za-z][A-Za-z0-9-]*)",
    cue="@",
)
def email(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """An address of mail."""
    return f"{address(match['user'], tongue)} {tongue.address_signs['@']} {address(match['site'], tongue)}"


@form(rf"(?<![\w@./\\-]){_SITE}{_PATH}", cue=".", any_case=True)
def site(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """A site without scheme, known by its ending."""
    if not re.search(r"[A-Za-z]", match["site"].rpartition(".")[0]):
        return None
    return address(match[0], tongue)


@form(r"(?<![\w@.])@(?P<name>[A-Za-z][\w-]{1,29}(?:\.[A-Za-z]\w{1,15})?)(?!\w)", cue="@")
def handle(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """Somebody's name in a network."""
    return f"{tongue.address_signs['@']} {address(match['name'], tongue)}"


@form(r"(?<![\w&#])\#(?P<name>[^\W\d_]{2}\w{0,60})\b", cue="#")
def hashtag(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str:
    """A hashtag, split at its capitals."""
    words = re.findall(r"[^\W\d_]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|\d+", match["name"])
    spoken = [tongue.number(word) if word.isdecimal() else word for word in words]
    return f"{tongue.words['hashtag']} {' '.join(spoken)}"


@form(r"(?<![\w.,:])(?P<it>\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}\b)?(?:/\d{1,2}\b)?)(?!\w|[.,:]\d)", cue=".")
def machine(match: re.Match[str], tongue: LanguageProfile, _locale: Locale) -> str | None:
    """The address of a machine, digit by digit."""
    groups = re.findall(r"\d+", match["it"])[:4]
    if any(int(group) > 255 or (group[0] == "0" and len(group) > 1) for group in groups):
        return None
    return address(match["it"], tongue)


_MARGIN: Final = 2
"""Characters that may stand around an address which is all there is to say."""
_PIECE: Final = re.compile(r"[A-Za-zÀ-ÿ]+|\d+|[^\w\s]|_")


def address(written: str, tongue: LanguageProfile) -> str:
    """An address piece by piece: names everybody knows as words, others spelled so that one could write them down."""
    spoken = []
    for piece in _PIECE.findall(written):
        if piece.isdecimal():
            spoken.append(tongue.cardinal(int(piece), "") if len(piece) == 1 else tongue.digits(piece))
        elif piece[0].isalpha():
            spoken.append(tongue.known_labels.get(piece.lower()) or tongue.spelled(piece))
        else:
            spoken.append(tongue.address_signs.get(piece, ""))
    return " ".join(filter(None, spoken))
