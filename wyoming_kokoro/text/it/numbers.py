"""Italian number words: cardinals, ordinals, fractions.

Blanks separate thousands and hundreds: they are not heard, but eSpeak NG needs them for the stress.
"""

from typing import Final

from wyoming_kokoro.text.western.language_profile import Gender


def cardinal(number: int, gender: Gender = "") -> str:
    """A number in words: 21 as "ventuno", 3544 as "tremila cinquecento quarantaquattro"."""
    if number == 0:
        return "zero"
    if number == 1:
        return {"m": "un", "f": "una"}.get(gender, "uno")
    spoken = []
    for scale in reversed(range(len(_SCALES))):
        part = number // 1000**scale % 1000
        if not part:
            continue
        if scale == 0:
            spoken.append(_hundreds(part))
        elif scale == 1:
            spoken.append("mille" if part == 1 else f"{_hundreds(part)}mila")
        else:
            one, many = _SCALES[scale]
            spoken.append(f"un {one}" if part == 1 else f"{_hundreds(part)} {many}")
    return " ".join(spoken)


def ordinal(number: int, gender: Gender = "m") -> str:
    """An ordinal: 1 as "primo", 21 as "ventunesimo"."""
    spoken = _ordinal(number)
    return f"{spoken[:-1]}a" if gender == "f" else spoken


def fraction(top: int, bottom: int) -> str:
    """A fraction: "due terzi", "un undicesimo"."""
    if bottom < 2:
        return f"{cardinal(top)} fratto {cardinal(bottom)}"
    name = "mezzo" if bottom == 2 else _ordinal(bottom)
    return f"un {name}" if top == 1 else f"{cardinal(top)} {name[:-1]}i"


_SMALL: Final = (
    *("", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"),
    *("tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove"),
)
_TENS: Final = ("", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")
_SCALES: Final = (
    *(("", ""), ("mille", "mila"), ("milione", "milioni"), ("miliardo", "miliardi"), ("bilione", "bilioni")),
    *(("biliardo", "biliardi"), ("trilione", "trilioni"), ("triliardo", "triliardi"), ("quadrilione", "quadrilioni")),
    *(("quadriliardo", "quadriliardi"), ("quintilione", "quintilioni")),
)
_ORDINALS: Final = (
    *("", "primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono", "decimo"),
)


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    spoken = []
    if hundreds:
        spoken.append("cento" if hundreds == 1 else f"{_SMALL[hundreds]}cento")
    if rest:
        spoken.append(_tens(rest))
    return " ".join(spoken)


def _tens(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    stem = _TENS[tens][:-1] if ones in {1, 8} else _TENS[tens]
    return stem + _SMALL[ones]


def _ordinal(number: int) -> str:
    if number <= 10:
        return _ORDINALS[number]
    spoken = cardinal(number)
    if number % 10 in {3, 6} and number % 100 // 10 != 1:
        return f"{spoken}esimo"
    if spoken.endswith("mila"):
        return f"{spoken[:-2]}llesimo"
    return f"{'millesimo' if spoken == 'mille' else spoken[:-1] + 'esimo'}"
