"""Money: signs and codes, large amounts, prices per unit, price ranges."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from wyoming_kokoro.text.en.context import is_noun_like, word_before
from wyoming_kokoro.text.en.fragments import ABOUT, NUMBER
from wyoming_kokoro.text.en.numbers import cardinal, number, says_and
from wyoming_kokoro.text.en.quantities import per_unit
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, rule
from wyoming_kokoro.text.tables import table

_DOLLAR: Final = r"(?:Mex|Can|AUD|CAD|NZD|HKD|SGD|USD|US|AU?|CA?|NZ|HK|S|NT|R|MX)?\$"
_LETTERS_AS_SIGN: Final = r"(?<![A-Za-z])(?:Rs\.?|PKR|zł|Kč|P(?=\d{1,3},\d{3}))(?=\s?\d)"
_SIGN: Final = rf"(?:{_DOLLAR}|(?:CN)?¥|[£€₹₽₩₪₺₫₴₱฿₦₿₡₲₵₸￥]|{_LETTERS_AS_SIGN})"
_SIGNS: Final = "$£€¥₹₽₩₪₺₫₴₱฿₦₿₡₲₵₸￥RzKP"
"""Characters of which every sign contains one."""
_CODES: Final = [row[0] for row in table("en", "currencies.tsv") if re.fullmatch("[A-Z]{3}", row[0])]
_CODE: Final = rf"(?:US(?=\s*(?:$|[.,;:!?)]))|{alternatives(_CODES)})"
_AMOUNT: Final = "|".join(
    (
        r"(?:\d{1,3}(?:\.\d{3})+,\d\d(?!\d)",
        r"\d{1,3}(?:,\d\d)+,\d{3}(?:\.\d+)?",
        r"\d{1,3}(?:[.]\d{3}){2,}(?!\d)",
        r"\d+,\d\d?(?!\d)(?!,\d)",
        r"\d{1,3}(?:[ ]\d{3})+(?=[ ]?€)(?!\d)",
        rf"{NUMBER})",
    )
)
"""A number, also in Indian or continental European notation: 1,50,000 and 5,50."""
_SHORT_SCALE: Final = r"(?:(?<=\d)[kmbt]|K|[mM][mMn]|M|[bB]n|B|[tT](?:rn|n)|T)"
_SCALE: Final = (
    rf"(?:(?P<joint>[\s-])?(?P<scale>{_SHORT_SCALE}|{any_of('money.scales')})\b"
    r"(?P<whole>(?=-[a-z]))?)"
)
_MINUS: Final = r"(?P<minus>(?<![\w)])[-–]\s?)?"
_PER: Final = r"(?:\s?/\s?(?P<per>[A-Za-z]{1,8}[²³]?)(?![\w/]))?"
_AND_CODE: Final = rf"(?:[ ]?(?P<code>{_CODE})\b)?"
_END: Final = r"(?![\w%°]|[.,]\d)"


@rule(
    rf"(?<![\w/])(?P<one>{_CODE})/(?P<two>{_CODE})(?![\w/])",
    needs="/",
    says={
        "EUR/USD 1.0850": "euro dollar one point zero eight five zero",
        "AUD/USD fell": "Australian dollar U S dollar fell",
        "BTC/USD": "bitcoin dollar",
    },
    leaves=("EUR", "5 EUR/h"),
)
def pair(match: re.Match[str], _locale: Locale) -> str:
    """Two currencies of an exchange rate."""
    names = [_currencies()[match[group]].one for group in ("one", "two")]
    plain = [name.removeprefix("U S ").removeprefix("British ").removeprefix("Japanese ") for name in names]
    same = plain[0].rpartition(" ")[2] == plain[1].rpartition(" ")[2]
    return " ".join(names if same else plain)


@rule(
    rf"(?<![\w.,/$€£-])(?P<count>\d{{1,2}})(?P<it>/)(?={_SIGN}\d)",
    needs=("/", _SIGNS),
    says={"Avocados 3/$5": "Avocados three for five dollars"},
    leaves=("1/3/$5", "3/5", "a/$5"),
)
def for_price(_match: re.Match[str], _locale: Locale) -> str:
    """A slash between a count and its price."""
    return "for"


_LOW_SCALE: Final = r"(?P<lowscale>[kKmMbB]n?\b|\s(?:million|billion|thousand|trillion)\b)?"


@rule(
    rf"""(?<![\w.,]){ABOUT}(?P<sign>{_SIGN})\s?(?P<low>{_AMOUNT}){_LOW_SCALE}
        \s?(?P<to>[-–—]|to\b|and\b)\s?(?P<sign2>{_SIGN})?\s?(?P<high>{_AMOUNT}){_SCALE}?{_AND_CODE}{_PER}{_END}""",
    needs=(_SIGNS, DIGITS),
    says={
        "$250-$300": "two hundred fifty dollars to three hundred dollars",
        "$5-10": "five to ten dollars",
        "€1.5–2M": "one point five to two million euros",
        "$20-$30/mo": "twenty dollars to thirty dollars per month",
        "$1.5-$2.5 billion": "one point five billion dollars to two point five billion dollars",
        "$1.5M and ¥500": "one point five million dollars and five hundred yen",
    },
    leaves=("$5", "$5 to 10 people", "$5 and 6 eggs", "5-10"),
)
def price_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of prices."""
    low_scale, scale = _scale(match["lowscale"]), _scale(match["scale"])
    link = "and" if match["to"] == "and" else "to"
    if not match["sign2"] and match["to"].isalpha():
        following = match.string[match.end() : match.end() + 2]
        if not scale and following[:1] == " " and following[1:].isalpha():
            return None
    high = _price(Price(match["code"] or match["sign2"] or match["sign"], match["high"], scale), locale)
    if match["sign2"]:
        shared = scale if not low_scale and float(_plain(match["low"])) <= float(_plain(match["high"])) else low_scale
        low = _price(Price(match["sign"], match["low"], shared), locale)
    else:
        low = f"{number(_plain(match['low']), locale)} {low_scale}".rstrip()
    about = "about " if match["about"] else ""
    return f"{about}{low} {link} {high}{_per(match['per'], locale)}"


_PENCE: Final = r"(?:(?<=£\d\.\d\d)p|(?<=£\d\d\.\d\d)p)?"
_SAID_AGAIN: Final = r"(?P<again>[ ](?:dollars?|pounds?|euros?|yen)\b)?"
_NOUN: Final = r"(?P<noun>(?=[ -](?P<word>[a-z]+)))?"


@rule(
    rf"""(?<![\w.]){ABOUT}{_MINUS}(?P<sign>{_SIGN})\s?(?P<minus2>-)?(?P<amount>{_AMOUNT}){_SCALE}?
        {_PENCE}(?P<plus>\+)?{_AND_CODE}{_PER}{_END}{_SAID_AGAIN}{_NOUN}""",
    needs=(_SIGNS, DIGITS),
    says={
        "~$568.91": "about five hundred sixty eight dollars and ninety one cents",
        "$44,305,150,000.00 USD": "forty four billion three hundred five million one hundred fifty thousand"
        " U S dollars",
        "~$55.75/mo": "about fifty five dollars and seventy five cents per month",
        "$1.5M": "one point five million dollars",
        "a $20 bill": "a twenty dollar bill",
        "£1.20": "one pound and twenty pence",
        "-$5": "minus five dollars",
        "$17.312": "seventeen point three one two dollars",
        "¥500": "five hundred yen",
        "$5 million dollars": "five million dollars",
        "$0.99": "ninety nine cents",
        "a $5 million-dollar house": "a five million dollar house",
        "the $64,000 question": "the sixty four thousand dollar question",
        "Rs. 500": "five hundred rupees",
        "AUD$5": "five Australian dollars",
        "P1,000": "one thousand pesos",
        "$5 US.": "five U S dollars .",
        "two $20 bills": "two twenty dollar bills",
        "£3.50p": "three pounds and fifty pence",
        "a $30-an-hour job": "a thirty dollar an hour job",
        "$5/each": "five dollars each",
    },
    leaves=("$", "5 $x", "test$"),
)
def price(match: re.Match[str], locale: Locale) -> str:
    """An amount of money after its sign."""
    article = (
        word_before(match) in {"a", "an", "another", "each", "every", "one", "per"}
        or (match["word"] or "").removesuffix("s") in _PRICED
    )
    joined = match["whole"] is not None and match["word"] in {"dollar", "pound", "euro", "yen"}
    hired = re.match(r"-an?-[a-z]", match.string[match.end() : match.end() + 5])
    noun = bool(hired) or (bool(match["word"]) and (article or match["joint"] == "-") and is_noun_like(match["word"]))
    amount = Price(match["code"] or match["sign"], match["amount"], _scale(match["scale"]), single=noun)
    spoken = number(_plain(amount.written), locale) + f" {amount.scale}" if joined else _price(amount, locale)
    about = "about " if match["about"] else ""
    minus = "minus " if match["minus"] or match["minus2"] else ""
    plus = " plus" if match["plus"] else ""
    return f"{about}{minus}{spoken}{plus}{_per(match['per'], locale)}"


_SIGN_AFTER: Final = rf"(?:[£€₹₽₩₪₺₫₴₱฿¥]|(?:{_CODE}|usd|eur|gbp|cad|aud)\b|(?:kr|zł|Kč)\b|\$(?![\w\d]))"


@rule(
    rf"""(?<![\w.,$£€]){ABOUT}(?:(?<![\d-])(?P<low>{NUMBER})\s?[-–]\s?|{_MINUS})
        (?P<amount>{_AMOUNT}){_SCALE}?[ ]?(?P<sign>{_SIGN_AFTER}){_PER}""",
    needs=DIGITS,
    says={
        "5 €": "five euros",
        "5,50€": "five euros and fifty cents",
        "1.234,50 €": "one thousand two hundred thirty four euros and fifty cents",
        "100 EUR": "one hundred euros",
        "20 USD/h": "twenty U S dollars per hour",
        "2 000 €": "two thousand euros",
        "5-10 USD": "five to ten U S dollars",
    },
    leaves=("5 try", "$5 USD"),
)
def price_after(match: re.Match[str], locale: Locale) -> str:
    """An amount of money before its sign or code."""
    about = "about " if match["about"] else ""
    minus = f"{number(match['low'], locale)} to " if match["low"] else "minus " if match["minus"] else ""
    spoken = _price(Price(match["sign"], match["amount"], _scale(match["scale"])), locale)
    return f"{about}{minus}{spoken}{_per(match['per'], locale)}"


@rule(
    rf"\b(?P<code>{_CODE})[ ]?(?P<amount>{_AMOUNT}){_SCALE}?{_PER}{_END}",
    needs=("ABCDEGHIJKMNPRSUVWZ", "BCDFHKLNPRSWY", DIGITS),
    says={"USD 5.50": "five U S dollars and fifty cents", "CHF 20M": "twenty million Swiss francs"},
    leaves=("USD", "TRY", "XUSD 5"),
)
def price_with_code(match: re.Match[str], locale: Locale) -> str | None:
    """An amount of money after its code; some codes are also words or programs."""
    amount = match["amount"]
    if match["code"] in _ALSO_NAMES and len(amount.replace(",", "").partition(".")[0]) < 3 and amount[-3:-2] != ".":
        return None
    spoken = _price(Price(match["code"], amount, _scale(match["scale"])), locale)
    return f"{spoken}{_per(match['per'], locale)}"


_AFTER_PENCE: Final = r"(?:/|per\b|each\b|a[ ](?:minute|unit|kWh)|coins?\b|pieces?\b|stamps?\b|off\b)"


@rule(
    rf"""(?<![\w.,])(?P<minus>(?<![\w)])[-–])?(?P<amount>{NUMBER})[ ]?(?P<sign>¢|￠|p(?=[ ]?{_AFTER_PENCE}))
      | (?<![\w.,])(?P<pence>\d{{1,2}}(?:\.\d)?)p(?![\w'-])""",
    needs=("¢￠p", DIGITS),
    says={
        "only 75¢": "only seventy five cents",
        "1¢": "one cent",
        "-4¢ today": "minus four cents today",
        "28p per unit": "twenty eight pence per unit",
        "a 10p coin": "a ten pence coin",
    },
    leaves=("5 p", "p 5", "at 5p", "1080p"),
)
def cents(match: re.Match[str], locale: Locale) -> str | None:
    """An amount in cents or pence; "p" alone only in Britain."""
    if match["pence"] and not says_and(locale):
        return None
    one, many = ("cent", "cents") if match["sign"] in {"¢", "￠"} else ("penny", "pence")
    amount = match["pence"] or match["amount"]
    minus = "minus " if match["minus"] else ""
    return f"{minus}{number(amount, locale)} {one if amount == '1' else many}"


@dataclass(frozen=True, slots=True)
class Price:
    """An amount of money as it is written."""

    sign: str
    written: str
    scale: str = ""
    single: bool = False
    """Whether the coin stands in the singular: "a five dollar bill"."""


@dataclass(frozen=True, slots=True)
class _MoneyUnit:
    one: str
    many: str
    small: str
    smalls: str
    decimals: int


_PRICED: Final = word_set("money.priced")
"""Nouns that a price before them describes, so that its coin is singular: "the five dollar fee"."""
_TWINS: Final = {"Rs": "₹", "P": "₱", "Can$": "CA$", "US": "US$", "Mex$": "MX$"}
_ALSO_NAMES: Final = frozenset({"COP", "PHP", "TRY", "SAR", "RON", "ETH", "PKR"})
_SCALES: Final = {
    "k": "thousand",
    "m": "million",
    "mm": "million",
    "b": "billion",
    "bn": "billion",
    "mn": "million",
    "t": "trillion",
    "tn": "trillion",
    "trn": "trillion",
}


@cache
def _currencies() -> dict[str, _MoneyUnit]:
    rows = table("en", "currencies.tsv")
    return {sign: _MoneyUnit(one, many, small, smalls, int(places)) for sign, one, many, small, smalls, places in rows}


def _scale(written: str | None) -> str:
    return _SCALES.get(written.strip().lower(), written.strip()) if written else ""


def _plain(written: str) -> str:
    """Return a written number with a point before its decimals and without separators of thousands."""
    if re.fullmatch(r"[\d.]+,\d\d?", written):
        return written.replace(".", "").replace(",", ".")
    if written.count(".") > 1:
        return written.replace(".", "")
    return re.sub(r"[, ]", "", written)


def _price(price: Price, locale: Locale) -> str:
    """Return an amount in words; two decimals are read in the smaller coin."""
    currency = _currency(price.sign)
    written = _plain(price.written)
    whole, _, decimals = written.partition(".")
    if price.scale:
        trimmed = number(written, locale)
        return f"{trimmed} {price.scale} {currency.one if price.single else currency.many}"
    if decimals.strip("0") and (len(decimals) > 2 or not currency.decimals or currency.decimals > 2):
        return f"{number(written, locale)} {currency.many}"
    small = int(decimals.ljust(2, "0")) if decimals.strip("0") else 0
    large = whole.lstrip("0")
    coins = f"{cardinal(small, locale)} {currency.small if small == 1 else currency.smalls}"
    if small and not large:
        return coins
    single = large == "1" or price.single
    spoken = f"{number(whole or '0', locale)} {currency.one if single else currency.many}"
    return f"{spoken} and {coins}" if small else spoken


def _currency(sign: str) -> _MoneyUnit:
    """Return the currency of a sign, a code, or both together ("AUD$")."""
    known = _currencies()
    plain = _TWINS.get(sign.rstrip("."), sign.rstrip("."))
    return known.get(plain) or known.get(plain.upper()) or known.get(plain.rstrip("$").upper()) or known["¥"]


def _per(unit: str | None, locale: Locale) -> str:
    if unit in {"each", "ea"}:
        return " each"
    return f" per {per_unit(unit, locale)}" if unit else ""
