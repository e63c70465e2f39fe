"""Emoji and smileys: left out, or read by name if the locale says so."""

import re
import unicodedata
from typing import Final

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import NOT_ASCII, Claim, rule

_PICTURE: Final = (
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f64f\U0001f680-\U0001faff"
    "\u203c\u2049\u2139\u231a-\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u25aa-\u25ab\u25b6\u25c0\u25fb-\u25fe"
    "\u2600-\u2604\u260e\u2611\u2614-\u2615\u2618\u261d\u2620\u2622-\u2623\u2626\u262a\u262e-\u262f\u2638-\u263a"
    "\u2648-\u2653\u265f-\u2660\u2663\u2665-\u2666\u2668\u267b\u267e-\u267f\u2692-\u2697\u2699\u269b-\u269c"
    "\u26a0-\u26a1\u26a7\u26aa-\u26ab\u26b0-\u26b1\u26bd-\u26be\u26c4-\u26c5\u26c8\u26ce-\u26cf\u26d1\u26d3-\u26d4"
    "\u26e9-\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733-\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2b1b-\u2b1c"
    "\u2b50\u2b55\u3030\u303d\u3297\u3299\u2605-\u2606\u2713\u2717"
)
"""The characters that are emoji: whole blocks, and single characters of Unicode's emoji-data outside them."""

_JOINED: Final = rf"\u200d[{_PICTURE}\u2640\u2642\u2695][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*+"
"""A zero-width joiner and another part of the same emoji."""


@rule(
    rf"""[\d\#*]\ufe0f?\u20e3
      | [\U0001f1e6-\U0001f1ff]{{1,2}}
      | [{_PICTURE}][\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*+(?:{_JOINED}){{0,8}}""",
    needs=NOT_ASCII,
    says={"Done 🎉!": "Done !", "👨‍👩‍👧 and 🇫🇷": "and", "It is ☀️": "It is"},
    leaves=("1 + 1", "→ there"),
)
def picture(match: re.Match[str], locale: Locale) -> list[Claim]:
    """An emoji, also one of several characters: left out, or read by name if the locale says so."""
    if not locale.emoji:
        return [Claim(*match.span(), "")]
    names = [unicodedata.name(character, "") for character in match[0] if character not in "\ufe0e\ufe0f\u20e3\u200d"]
    pictures = [name.lower() for name in names if name and "FITZPATRICK" not in name and "INDICATOR" not in name]
    spoken = re.sub(r"[^a-z ]+", " ", " ".join(pictures[:1]))
    return [Claim(*match.span(), " ".join(spoken.split()), language=None if locale.base == "en" else "en-US")]


@rule(
    r"(?<![\w:;=8)(])(?:[:;=][-']?[)(DPp|/\\*]|<3|\^_?\^|:-?[oO](?!\w)|[xX]D(?!\w))(?![\w/(])",
    needs=":;=<^xX",
    says={"Good :-)": "Good", "Thanks <3": "Thanks", "Yes :D": "Yes"},
    leaves=("a:b", "(see: this)", "8:30"),
)
def smiley(_match: re.Match[str], _locale: Locale) -> str:
    """A smiley, which is not spoken."""
    return ""
