"""French number words: cardinals, ordinals, fractions."""

from typing import Final

from wyoming_kokoro.text.western.language_profile import Gender


def cardinal(number: int, gender: Gender = "") -> str:
    """A number in words: 71 as "soixante et onze", 80 as "quatre-vingts", before a feminine noun "vingt et une"."""
    if number == 0:
        return "zéro"
    spoken = []
    for scale in reversed(range(len(_SCALES))):
        part = number // 1000**scale % 1000
        if not part:
            continue
        if scale == 0:
            spoken.append(_hundreds(part, gender))
        elif scale == 1:
            spoken.append("mille" if part == 1 else f"{_without_s(_hundreds(part, ''))} mille")
        else:
            spoken.append(f"{_hundreds(part, '')} {_SCALES[scale]}{'' if part == 1 else 's'}")
    return " ".join(spoken)


def ordinal(number: int, gender: Gender = "m") -> str:
    """An ordinal: 21 as "vingt et unième", 1 as "premier" or "première"."""
    if number == 1:
        return "première" if gender == "f" else "premier"
    spoken = _without_s(cardinal(number))
    if number % 1_000_000 == 0:
        spoken = cardinal(number).removesuffix("s")
    for ending, other in (("cinq", "cinqu"), ("neuf", "neuv"), ("e", "")):
        if spoken.endswith(ending):
            spoken = spoken.removesuffix(ending) + other
            break
    return f"{spoken}ième"


def fraction(top: int, bottom: int) -> str:
    """A fraction: "trois quarts", "un sixième", "un sur cent un"."""
    name = _DENOMINATORS.get(bottom) or (ordinal(bottom) if bottom <= 20 or bottom in _ROUND else None)
    if name is None or bottom < 2:
        return f"{cardinal(top)} sur {cardinal(bottom)}"
    return f"{cardinal(top)} {name}{'' if top < 2 or name.endswith('s') else 's'}"


_SMALL: Final = (
    *("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize"),
    *("quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS: Final = (
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
)
_SCALES: Final = (
    *(
        "",
        "mille",
        "million",
        "milliard",
        "billion",
        "billiard",
        "trillion",
        "trilliard",
        "quadrillion",
        "quadrilliard",
    ),
    "quintillion",
)
_DENOMINATORS: Final = {2: "demi", 3: "tiers", 4: "quart"}
_ROUND: Final = frozenset({30, 40, 50, 60, 100, 1000, 1_000_000})


def _without_s(spoken: str) -> str:
    """Hundreds and eighty have an s only at the end of a number."""
    return spoken[:-1] if spoken.endswith(("cents", "vingts")) else spoken


def _hundreds(number: int, gender: Gender) -> str:
    hundreds, rest = divmod(number, 100)
    spoken = []
    if hundreds:
        spoken.append("cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent{'' if rest else 's'}")
    if rest:
        spoken.append(_tens(rest, gender))
    return " ".join(spoken)


def _tens(number: int, gender: Gender) -> str:
    if number == 80:
        return "quatre-vingts"
    tens, ones = divmod(number, 10)
    if tens in {7, 9}:
        ones += 10
    if number < 20:
        spoken = _SMALL[number]
    elif ones in {1, 11} and tens < 8:
        spoken = f"{_TENS[tens]} et {_SMALL[ones]}"
    else:
        spoken = f"{_TENS[tens]}-{_SMALL[ones]}".rstrip("-")
    return f"{spoken}e" if gender == "f" and spoken.endswith("un") else spoken
