"""What programs show: keys that are pressed together, and the way through menus."""

import re
from typing import Final

from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import cardinal
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, Claim, rule

_KEYS: Final = readings("keys.tsv")
_KEY: Final = rf"(?:{alternatives(_KEYS)}|F\d{{1,2}}|[A-Z0-9])"


@rule(
    rf"(?<![\w-]){any_of('interface.held_keys')}(?:[ ]?[+-][ ]?{_KEY}){{1,4}}(?![\w-])",
    needs=("CcAaSsOoWwFM", "+-"),
    says={
        "Hit Ctrl-Z": "Hit control Z",
        "Ctrl+Shift+Esc": "control plus shift plus escape",
        "Alt + F4": "alt plus F four",
        "Press Cmd+Space.": "Press command plus space .",
    },
    leaves=("Shift-ing", "an Alt-J song", "Option-A1", "Ctrl"),
)
def chord(match: re.Match[str], locale: Locale) -> str | None:
    """Keys that are pressed together."""
    keys = re.split(r"[ ]?[+-][ ]?", match[0])
    link = " plus " if "+" in match[0] else " "
    if keys[0] in {"Alt", "Win", "Fn", "Option", "Shift"} and "-" in match[0] and len(keys[1]) == 1:
        return None
    return link.join(_KEYS.get(key) or _spoken_key(key, locale) for key in keys)


@rule(
    rf"(?<=[⌘⇧⌥⌃⌫↩]){alternatives(_KEYS)}(?![\w-])",
    needs="⌘⇧⌥⌃⌫↩",
    says={"⌥⌘Esc": "option command escape"},
    leaves=("⌘C", "⌥ Esc", "Esc"),
)
def after_sign(match: re.Match[str], _locale: Locale) -> str:
    """The name of a key after the sign of another one."""
    return _KEYS[match[0]]


def _spoken_key(key: str, locale: Locale) -> str:
    if key[0] == "F" and len(key) > 1:
        return f"F {cardinal(int(key[1:]), locale)}"
    return cardinal(int(key), locale) if key.isdecimal() else spelled(key)


@rule(
    rf"""(?<=[\w{CLAIMED})"'])
        (?:[ ]?(?P<arrow>[→➜➔➝➞⟶⇒])[ ]?|[ ](?P<drawn>--?>|=>)[ ]|[ ]?(?P<menu>[▸▶►›])[ ]?|[ ](?P<quote>»)[ ])
        (?=[\w{CLAIMED}("'])""",
    needs="→➜➔➝➞⟶⇒>▸▶►›»",
    says={
        "Go to Settings → Add-ons": "Go to Settings , then Add ons",
        "File → Open → Recent": "File , then Open , then Recent",
        "Click Edit ▸ Preferences": "Click Edit , then Preferences",
        "Tools -> Options": "Tools , then Options",
    },
    leaves=("Paris → Rome", "v1 → v2", "JFK → LHR", "10 → 20", "a > b", "x -> y"),
)
def menu(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An arrow on the way through menus, or between steps."""
    group = str(match.lastgroup)
    if group in {"arrow", "drawn"} and not _is_menu(match):
        return None
    return [Claim(*match.span(group), ", then")]


def _is_menu(match: re.Match[str]) -> bool:
    """Return whether an arrow leads from a menu to its item, rather than from one value to another."""
    text, (start, end) = match.string, match.span()
    line = text[text.rfind("\n", max(0, start - _LINE), start) + 1 : start][-_LINE:]
    rest = text[end : end + _LINE].partition("\n")[0]
    words = set(re.findall(r"[A-Za-z][\w-]*", line[-_NEAR:] + " " + rest[:_NEAR]))
    if words & word_set("interface.menus") or set(re.findall(r"[a-z]+", line.lower())) & word_set("interface.verbs"):
        return True
    arrows = len(_ARROW.findall(line)) + len(_ARROW.findall(rest)) + 1
    sides = re.findall(r"[A-Za-z]{2,}", line[-_NEAR:])[-1:] + re.findall(r"^\W*([A-Za-z]{2,})", rest)
    return arrows > 1 and bool(sides) and not any(side.isupper() for side in sides)


_LINE: Final = 120
"""How many characters of the line on either side are looked at."""
_NEAR: Final = 24
"""How many characters next to an arrow hold the menu and its item."""
_ARROW: Final = re.compile(r"[→➜➔➝➞⟶⇒]|[ ](?:--?>|=>)[ ]")
