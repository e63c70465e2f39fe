"""German number words: cardinals, years, ordinals, fractions.

Blanks separate thousands and hundreds: they are not heard, but eSpeak NG needs them for the stress.
"""

from typing import Final

from wyoming_kokoro.text.western.language_profile import Gender


def cardinal(number: int, gender: Gender = "") -> str:
    """A number in words: 21 as "einundzwanzig"; one as "eins" by itself, before a noun as "ein" or "eine"."""
    if number == 0:
        return "null"
    spoken = []
    for scale in reversed(range(2, len(_SCALES))):
        part = number // 1000**scale % 1000
        if part:
            one, many = _SCALES[scale]
            spoken.append(f"eine {one}" if part == 1 else f"{_hundreds(part, 'f')} {many}")
    thousands, rest = divmod(number % 1_000_000, 1000)
    if thousands:
        spoken.append(f"{_hundreds(thousands, 'm')}tausend")
    if rest:
        spoken.append(_hundreds(rest, gender))
    return " ".join(spoken)


def year(number: int) -> str:
    """A year: 1989 as "neunzehnhundert neunundachtzig"."""
    if not (1100 <= number <= 1999):
        return cardinal(number)
    century, rest = divmod(number, 100)
    return f"{_tens(century, '')}hundert {_tens(rest, '') if rest else ''}".rstrip()


def ordinal(number: int, gender: Gender = "m") -> str:
    """An ordinal: 3 as "dritter"; as "dritte" after an article (f), as "dritten" after words such as "am" (n)."""
    return _stem(number) + {"f": "e", "n": "en"}.get(gender, "er")


def fraction(top: int, bottom: int) -> str:
    """A fraction: "drei Viertel", "ein halb"."""
    spoken = cardinal(top, "m")
    if bottom == 1:
        return f"{spoken} Eintel"
    if bottom == 2:
        return f"{spoken} {'halb' if top == 1 else 'halbe'}"
    return f"{spoken} {(_stem(bottom) + 'el').capitalize()}" if bottom else f"{spoken} Nulltel"


_SMALL: Final = (
    *("", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    *("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
)
_TENS: Final = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_SCALES: Final = (
    *(("", ""), ("", ""), ("Million", "Millionen"), ("Milliarde", "Milliarden"), ("Billion", "Billionen")),
    *(("Billiarde", "Billiarden"), ("Trillion", "Trillionen"), ("Trilliarde", "Trilliarden")),
    *(("Quadrillion", "Quadrillionen"), ("Quadrilliarde", "Quadrilliarden"), ("Quintillion", "Quintillionen")),
)
_STEMS: Final = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}


def _hundreds(number: int, gender: Gender) -> str:
    hundreds, rest = divmod(number, 100)
    spoken = [f"{_tens(hundreds, 'm')}hundert"] if hundreds else []
    if rest:
        spoken.append(_tens(rest, gender))
    return " ".join(spoken)


def _tens(number: int, gender: Gender) -> str:
    if number == 1:
        return {"": "eins", "f": "eine"}.get(gender, "ein")
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_tens(ones, 'm')}und{_TENS[tens]}" if ones else _TENS[tens]


def _stem(number: int) -> str:
    """An ordinal without its ending; only the last word has it."""
    if number in _STEMS:
        return _STEMS[number]
    *before, last = cardinal(number).split(" ")
    small = number % 100
    if small in _STEMS:
        last = _STEMS[small]
    else:
        last = f"{last.removesuffix('en') if last.endswith('ionen') else last}{'t' if 0 < small < 20 else 'st'}"
    return " ".join([*before, last])
