"""Spanish number words: cardinals, ordinals, fractions."""

from typing import Final

from wyoming_kokoro.text.western.language_profile import Gender


def cardinal(number: int, gender: Gender = "") -> str:
    """A number in words: 21 as "veintiuno", before a noun "veintiún" or "veintiuna"."""
    if number == 0:
        return "cero"
    spoken = []
    for scale, (one, many) in reversed(list(enumerate(_MILLIONS))):
        part = number // 10 ** (6 * scale) % 1_000_000
        if part:
            words = _thousands(part, "m" if scale else gender)
            spoken += [words, one if part == 1 else many] if scale else [words]
    return " ".join(spoken)


def ordinal(number: int, gender: Gender = "m") -> str:
    """An ordinal: 21 as "vigesimoprimero", 101 as "centésimo primero"."""
    if not 0 < number < 1_000_000:
        return cardinal(number, gender)
    spoken = _ordinal(number)
    return " ".join(f"{word[:-1]}a" for word in spoken.split()) if gender == "f" else spoken


def fraction(top: int, bottom: int) -> str:
    """A fraction: "dos tercios", "un onceavo", "uno sobre ciento uno"."""
    name = _denominator(bottom)
    if name is None:
        return f"{cardinal(top)} sobre {cardinal(bottom)}"
    if (top, bottom) == (1, 2):
        return "medio"
    return f"{cardinal(top, 'm')} {name}{'' if top == 1 else 's'}"


_MILLIONS: Final = (
    *(("", ""), ("millón", "millones"), ("billón", "billones"), ("trillón", "trillones")),
    *(("cuatrillón", "cuatrillones"), ("quintillón", "quintillones")),
)
_SMALL: Final = (
    *("", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece"),
    *("catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós"),
    *("veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
_TENS: Final = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS: Final = (
    *("", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"),
    *("ochocientos", "novecientos"),
)
_ORDINALS: Final = (
    *("", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo"),
    *("undécimo", "duodécimo"),
)
_ORDINAL_TENS: Final = (
    *("", "décimo", "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo", "septuagésimo"),
    *("octogésimo", "nonagésimo"),
)
_ORDINAL_HUNDREDS: Final = (
    *("", "centésimo", "ducentésimo", "tricentésimo", "cuadringentésimo", "quingentésimo", "sexcentésimo"),
    *("septingentésimo", "octingentésimo", "noningentésimo"),
)
_PLAIN: Final = str.maketrans("áéíóú", "aeiou")


def _thousands(number: int, gender: Gender) -> str:
    thousands, rest = divmod(number, 1000)
    spoken = []
    if thousands:
        spoken.append("mil" if thousands == 1 else f"{_hundreds(thousands, 'f' if gender == 'f' else 'm')} mil")
    if rest:
        spoken.append(_hundreds(rest, gender))
    return " ".join(spoken)


def _hundreds(number: int, gender: Gender) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    spoken = _HUNDREDS[hundreds]
    if gender == "f" and hundreds > 1:
        spoken = f"{spoken[:-2]}as"
    return f"{spoken} {_tens(rest, gender)}".strip()


def _tens(number: int, gender: Gender) -> str:
    if number < 30:
        return _one(_SMALL[number], gender)
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]} y {_one(_SMALL[ones], gender)}" if ones else _TENS[tens]


def _one(word: str, gender: Gender) -> str:
    """A word that may end in "uno", in its form before a noun of this gender."""
    if not word.endswith("uno") or not gender:
        return word
    if gender == "f":
        return f"{word[:-1]}a"
    return "veintiún" if word == "veintiuno" else "un"


def _ordinal(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    spoken = []
    if thousands:
        spoken.append("milésimo" if thousands == 1 else f"{cardinal(thousands, 'm').replace(' ', '')}milésimo")
    hundreds, rest = divmod(rest, 100)
    spoken.append(_ORDINAL_HUNDREDS[hundreds])
    if rest <= 12:
        spoken.append(_ORDINALS[rest])
    else:
        tens, ones = divmod(rest, 10)
        if tens < 3 and ones:
            spoken.append((_ORDINAL_TENS[tens].translate(_PLAIN) + _ORDINALS[ones]).replace("oo", "o"))
        else:
            spoken += [_ORDINAL_TENS[tens], _ORDINALS[ones]]
    return " ".join(filter(None, spoken))


def _denominator(bottom: int) -> str | None:
    """The name of one part; None if there is none in use."""
    if bottom in {2, 3}:
        return {2: "medio", 3: "tercio"}[bottom]
    if 3 < bottom <= 10:
        return _ORDINALS[bottom]
    if 10 < bottom < 100:
        return cardinal(bottom, "m").translate(_PLAIN).replace(" y ", "i").replace(" ", "").removesuffix("a") + "avo"
    if bottom < 1000 and bottom % 100 == 0:
        return _ordinal(bottom)
    if 1000 <= bottom < 1_000_000 and bottom % 1000 == 0:
        return _ordinal(bottom)
    return "millonésimo" if bottom == 1_000_000 else None
