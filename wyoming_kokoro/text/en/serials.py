"""Model numbers: letters and digits that are no quantity."""

import re
from typing import Final

from wyoming_kokoro.text.en.compounds import is_word
from wyoming_kokoro.text.en.letters import initialisms, is_pronounceable, spelled
from wyoming_kokoro.text.en.numbers import cardinal, digits, number, pairs
from wyoming_kokoro.text.en.vocabulary import any_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, LETTERS, rule

_REGISTER: Final = r"(?:VAT|GST|ABN|TIN|EIN|NHS|UTR|SIREN|SIRET)(?:[ ][Rr]eg(?:istration)?\.?)?"
_REGISTER_NUMBER: Final = r"(?:[A-Z]{2}[ ]?)?\d{2,12}(?:[ .-]?\d{2,5}){0,5}[A-Z]?\d{0,2}"


@rule(
    rf"""\b{_REGISTER}(?:[ ](?:[Nn]o\b\.?|[Nn]umber|ID|id))?(?:[ ]is|:)?[ ]
        (?P<it>{_REGISTER_NUMBER})(?!\w|[.,]\d|[ ]?[%€£$])""",
    needs=("VGATENUS", DIGITS),
    says={
        "VAT no. GB 123 4567 89": "VAT number G B one two three , four five six seven , eight nine",
    },
    leaves=("VAT 20%", "VAT 19 EUR", "VAT of 125"),
)
def tax_number(match: re.Match[str], _locale: Locale) -> str | None:
    """The number under which taxes are paid, digit by digit."""
    country, *groups = re.findall(r"[A-Z]+|\d+", match["it"])
    if country.isdecimal():
        country, groups = "", [country, *groups]
    if sum(len(group) for group in groups) < _DIGITS_OF_TAX_NUMBER:
        return None
    spoken = " , ".join(spelled(group) if group.isalpha() else digits(group) for group in groups)
    return f"{spelled(country)} {spoken}".lstrip()


@rule(
    r"""(?<![\w.,$€£-])(?P<it>(?P<word>[A-Z][A-Za-z]*)-(?P<number>\d{1,5})
        (?P<tail>[A-Za-z]{0,2}|-[A-Z0-9]{1,6}|(?P<point>\.\d{1,2})))(?![\w%]|[.,]\d)""",
    needs=("-", DIGITS, LETTERS),
    says={
        "COVID-19": "COVID nineteen",
        "a T-1000": "a T one thousand",
        "F-16": "F sixteen",
        "GPT-4o": "G P T four O",
        "the Boeing-747": "the Boeing seven forty seven",
        "GPT-3.5": "G P T three point five",
        "Omega-3s": "Omega threes",
    },
    leaves=("Sat-5:30", "x-1.5", "A-B"),
)
def hyphened_model(match: re.Match[str], locale: Locale) -> str:
    """A name, a hyphen and a number."""
    if match["point"]:
        return f"{_spoken_letters(match['word'], locale)} {number(match['number'] + match['point'], locale)}"
    if match["tail"] == "s":
        spoken = f"{_spoken_letters(match['word'], locale)} {_model_number(match['number'], locale)}"
        return spoken[:-1] + "ies" if spoken.endswith("y") else spoken + ("es" if spoken.endswith("x") else "s")
    tail = match["tail"].strip("-")
    spoken = f"{_spoken_letters(match['word'], locale)} {_model_number(match['number'], locale)}"
    return f"{spoken} {_spoken_parts(tail, locale)}".rstrip() if tail else spoken


@rule(
    r"(?<![\w.,$€£-])(?P<number>\d{1,5})-(?P<word>[A-Z]{1,5})(?![\w-])",
    needs=("-", DIGITS, LETTERS),
    says={"133-ABC": "one hundred thirty three A B C", "file 1040-A": "file ten forty A"},
    leaves=("24-Hour", "5-a"),
)
def number_letters(match: re.Match[str], locale: Locale) -> str:
    """A number, a hyphen and capitals."""
    written = match["number"]
    in_pairs = len(written) == 4 or (len(match["word"]) == 1 and len(written) < 4)
    spoken = pairs(written) if in_pairs else cardinal(int(written), locale)
    return f"{spoken} {_spoken_letters(match['word'], locale)}"


@rule(
    rf"\b(?P<name>{any_of('serials.makers')})[ ](?P<it>\d{{3,4}})(?![\w%°:]|[.,]\d)",
    needs=("ABCFGIMNOPRSTXp", DIGITS),
    says={"an RTX 3080": "an R T X thirty eighty", "a Boeing 747": "a Boeing seven forty seven"},
    leaves=("Boeing 7", "Pixel 12345"),
)
def model(match: re.Match[str], locale: Locale) -> str:
    """The number of a model after its maker or series."""
    return _model_number(match["it"], locale)


@rule(
    r"(?<![\w.,$€£'-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{2,40}(?:-[A-Za-z\d]*\d[A-Za-z\d]*)*(?:'s)?(?!\w)",
    needs=(DIGITS, LETTERS),
    says={
        "A321sam": "A three twenty one sam",
        "W2s": "W two S",
        "es3": "E S three",
        "an MP3 player": "an M P three player",
        "H2O": "H two O",
        "vitamin B12": "vitamin B twelve",
        "4K": "four K",
        "10K followers and 2M views": "ten thousand followers and two million views",
        "7B model": "seven B model",
        "MP3s and 3Ds": "M P threes and three D's",
        "12text": "twelve text",
        "a 10k run": "a ten K run",
    },
    leaves=("21st", "abc", "123", "1990s", "0x"),
)
def mixed(match: re.Match[str], locale: Locale) -> str | None:
    """Letters and digits without a space between them."""
    written = match[0].removesuffix("'s")
    if re.fullmatch(r"\d+(?:st|nd|rd|th|s)", written):
        return None
    scaled = re.fullmatch(r"(\d+)([kKM])", written)
    following = re.match(r"[ ]([a-z]+s|people)\b", match.string[match.end() : match.end() + 24])
    if re.fullmatch(r"\d{1,3}[kK]", written) and re.match(
        r"[ ](?:runs?|race|video|res)", match.string[match.end() :][:6]
    ):
        return f"{cardinal(int(written[:-1]), locale)} K"
    if scaled and (following or scaled[2] == "M" or (scaled[2] == "k" and len(scaled[1]) > 1)) and written != "3M":
        return f"{cardinal(int(scaled[1]), locale)} {'million' if scaled[2] == 'M' else 'thousand'}"
    spoken = initialisms().get(written) or _spoken_parts(written, locale)
    return spoken + "'s" if match[0].endswith("'s") else spoken


@rule(
    r"(?<!\w)(?P<number>\d{3})\((?P<letter>[a-z])\)(?:\((?P<more>\d)\))?",
    needs="(",
    says={"a 401(k) plan": "a four oh one K plan", "a 501(c)(3)": "a five oh one C three"},
    leaves=("401 (k)", "f(x)"),
)
def clause(match: re.Match[str], locale: Locale) -> str:
    """A section of a law that has become a name."""
    more = f" {cardinal(int(match['more']), locale)}" if match["more"] else ""
    return f"{pairs(match['number'])} {match['letter'].upper()}{more}"


@rule(
    r"(?<![\w.])(?P<letter>[A-Z])\.(?P<number>\d{2,4})(?![\w.])",
    needs=(".", DIGITS),
    says={"an H.264 file": "an H two sixty four file"},
    leaves=("A.5", "a.264"),
)
def dotted_letter(match: re.Match[str], _locale: Locale) -> str:
    """A standard named by a letter, a point and a number."""
    return f"{match['letter']} {pairs(match['number'])}"


@rule(
    r"(?<![\w.])(?P<number>\d+\.\d+)[ ]?(?P<scale>[KMBT]|bn|tn|k)(?![\w-])",
    needs=(".", "KMBTbkn", DIGITS),
    says={"1.5M views": "one point five million views", "0.1 B": "zero point one billion"},
    leaves=("1.5 m", "1.5 MB", "15 M"),
)
def scaled_decimal(match: re.Match[str], locale: Locale) -> str:
    """A decimal number with an abbreviated thousand, million, billion or trillion."""
    return f"{number(match['number'], locale)} {_SCALE_WORDS[match['scale'][0].upper()]}"


_DIGITS_OF_TAX_NUMBER: Final = 7
"""The fewest; a shorter number after "VAT" is an amount."""
_SCALE_WORDS: Final = {"K": "thousand", "M": "million", "B": "billion", "T": "trillion"}


def _spoken_parts(written: str, locale: Locale) -> str:
    pieces = re.findall(r"\d+|[A-Z]+(?![a-rt-z])|[A-Z]?[a-z]+|[A-Z]+", written)
    many = len(pieces) > 2 and pieces[-1] == "s" and (len(pieces[0]) > 1 or pieces[0].isdecimal())
    if many:
        pieces.pop()
    spoken = " ".join(
        _model_number(piece, locale) if piece.isdecimal() else _spoken_letters(piece, locale) for piece in pieces
    )
    return f"{spoken}{'s' if pieces[-1].isdecimal() else chr(39) + 's'}" if many else spoken


def _spoken_letters(letters: str, locale: Locale) -> str:
    """Return letters next to digits as a word if they are one or the table lists them, else spelled."""
    if letters in initialisms() or (letters.upper() in initialisms() and not is_word(letters.lower(), locale)):
        return initialisms().get(letters) or initialisms()[letters.upper()]
    small = letters.lower()
    if len(small) > 2 and (is_word(small, locale) or (len(small) > 3 and is_pronounceable(small))):
        return letters if letters.istitle() or letters.islower() else small
    return spelled(letters)


def _model_number(written: str, locale: Locale) -> str:
    """Return a model number in words: 320 as "three twenty", four digits in pairs, more digits one by one."""
    if written[0] == "0" or len(written) > 4:
        return digits(written)
    if len(written) == 4 and written.endswith("000"):
        return cardinal(int(written), locale)
    return pairs(written)
