"""Portuguese number words, as in Brazil: cardinals, ordinals, fractions."""

from typing import Final

from wyoming_kokoro.text.western.language_profile import Gender


def cardinal(number: int, gender: Gender = "") -> str:
    """A number in words: 22 as "vinte e dois", before a feminine noun "vinte e duas"."""
    if number == 0:
        return "zero"
    parts = [(scale, number // 1000**scale % 1000) for scale in reversed(range(len(_SCALES)))]
    parts = [(scale, part) for scale, part in parts if part]
    spoken = []
    for place, (scale, part) in enumerate(parts):
        words = _group(scale, part, gender)
        last = place == len(parts) - 1
        joined = place and last and (part < 100 or part % 100 == 0)
        spoken.append(f"e {words}" if joined else words)
    return " ".join(spoken)


def ordinal(number: int, gender: Gender = "m") -> str:
    """An ordinal: 21 as "vigésimo primeiro"."""
    if number >= 2000:
        return cardinal(number, gender)
    thousands, rest = divmod(number, 1000)
    words = [
        "milésimo" if thousands else "",
        _ORDINAL_HUNDREDS[rest // 100],
        _ORDINAL_TENS[rest // 10 % 10],
        _ORDINALS[rest % 10],
    ]
    return " ".join(f"{word[:-1]}a" if gender == "f" else word for word in words if word)


def fraction(top: int, bottom: int) -> str:
    """A fraction: "três quartos", "três onze avos"."""
    if bottom < 2:
        return f"{cardinal(top)} sobre {cardinal(bottom)}"
    if (top, bottom) == (1, 2):
        return "meio"
    name = {2: "meio", 3: "terço"}.get(bottom)
    if not name and (bottom <= 10 or bottom in {100, 1000}):
        name = ordinal(bottom)
    if name:
        return f"{cardinal(top, 'm')} {name}{'' if top == 1 else 's'}"
    return f"{cardinal(top, 'm')} {cardinal(bottom)} avo{'' if top == 1 else 's'}"


_SMALL: Final = (
    *("", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze", "treze"),
    *("catorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove"),
)
_TENS: Final = ("", "", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa")
_HUNDREDS: Final = (
    *("", "cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos"),
    *("oitocentos", "novecentos"),
)
_SCALES: Final = (
    *(("", ""), ("mil", "mil"), ("milhão", "milhões"), ("bilhão", "bilhões"), ("trilhão", "trilhões")),
    *(("quatrilhão", "quatrilhões"), ("quintilhão", "quintilhões"), ("sextilhão", "sextilhões")),
    *(("septilhão", "septilhões"), ("octilhão", "octilhões"), ("nonilhão", "nonilhões")),
)
_ORDINALS: Final = (*("", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono"),)
_ORDINAL_TENS: Final = (
    *("", "décimo", "vigésimo", "trigésimo", "quadragésimo", "quinquagésimo", "sexagésimo", "septuagésimo"),
    *("octogésimo", "nonagésimo"),
)
_ORDINAL_HUNDREDS: Final = (
    *("", "centésimo", "ducentésimo", "trecentésimo", "quadringentésimo", "quingentésimo", "seiscentésimo"),
    *("septingentésimo", "octingentésimo", "noningentésimo"),
)


def _group(scale: int, part: int, gender: Gender) -> str:
    """A group of three digits with its magnitude."""
    one, many = _SCALES[scale]
    if scale == 1 and part == 1:
        return "mil"
    words = _hundreds(part, gender if scale < 2 else "m")
    return f"{words} {one if part == 1 else many}".strip()


def _hundreds(number: int, gender: Gender) -> str:
    if number == 100:
        return "cem"
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS[hundreds]]
    if gender == "f" and hundreds > 1:
        words = [f"{_HUNDREDS[hundreds][:-2]}as"]
    if rest < 20:
        words.append(_SMALL[rest])
    else:
        words += [_TENS[rest // 10], _SMALL[rest % 10]]
    if gender == "f":
        words[-1] = {"um": "uma", "dois": "duas"}.get(words[-1], words[-1])
    return " e ".join(filter(None, words))
