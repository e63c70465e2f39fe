"""Money, measures, ordinals, fractions, ranges."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.hi.counting import NUMBER, cardinal, hundreds, number
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import DIGITS, Claim, rule
from wyoming_kokoro.text.tables import table

_ALONE: Final = {"½": "आधा", "¼": "एक चौथाई", "¾": "तीन चौथाई"}
_MEASURED: Final = (
    "घंट|साल|लाख|करोड़|हज़ार|हजार|गुन|मिनट|दिन|महीन|लीटर|किलो|मीटर|कप|चम्मच|गिलास|कटोरी|इंच|फ़ुट|फुट|टन|अरब"
    "|किमी|हफ़्त|हफ्त|क्विंटल|एकड़|बजे"
)
"""Beginnings of nouns that are counted in halves and quarters."""
_PER: Final = (
    "महीना|महीने|माह|साल|वर्ष|दिन|रात|घंटा|घंटे|मिनट|सेकंड|किलो|किग्रा|लीटर|व्यक्ति|यूनिट|पीस|सप्ताह|हफ़्ता|हफ्ता|मीटर|किमी|बच्चा"
    "|प्लेट|पैकेट|दर्जन|एकड़|वर्ग[ ]फ़ुट"
)
"""Words after a slash that means "per"."""
_HALVES: Final = {"1.5": "डेढ़", "2.5": "ढाई"}
_COINS: Final = {
    **{"₹": ("रुपए", "पैसे"), "$": ("डॉलर", "सेंट"), "£": ("पाउंड", "पेंस"), "€": ("यूरो", "सेंट"), "₩": ("वॉन", "जियोन")},
    **{"₺": ("लीरा", "कुरुस"), "৳": ("टका", "पैसे"), "¥": ("येन", "सेन"), "₨": ("रुपए", "पैसे")},
}


@rule(
    rf"(?<!\w)(?P<sign>[₹$£€₩₺৳¥₨])[ ]?(?P<one>{NUMBER})[ ]?[-–][ ]?(?P=sign)?(?P<two>{NUMBER})(?![\d.-])",
    needs="₹$£€₩₺৳¥₨",
    says={"₹10-15": "दस से पंद्रह रुपए"},
    leaves=("₹10", "10-15"),
)
def money_span(match: re.Match[str], _locale: Locale) -> str:
    """A range of amounts."""
    return f"{number(match['one'])} से {number(match['two'])} {_COINS[match['sign']][0]}"


@rule(
    rf"(?<![\wऀ-ॿ])(?:रु\.?|रू\.?)[ ]?(?P<amount>{NUMBER})(?!\d)",
    needs="र",
    says={"रु. 500": "पाँच सौ रुपए"},
    leaves=("रु", "500"),
)
def rupees(match: re.Match[str], _locale: Locale) -> str:
    """An amount after the abbreviation of rupees."""
    return f"{number(match['amount'])} रुपए"


@rule(
    r"(?<![\w.,/])(?P<whole>\d{1,9})?[ ]?(?P<part>[½¼¾])",
    needs="½¼¾",
    says={"½": "आधा", "1½": "डेढ़", "2½": "ढाई", "3½": "साढ़े तीन", "¾": "तीन चौथाई", "2¼": "सवा दो"},
    leaves=("1/2", "2"),
)
def quarters(match: re.Match[str], _locale: Locale) -> str:
    """Halves and quarters, which have words of their own."""
    return _quartered(int(match["whole"]), match["part"]) if match["whole"] else _ALONE[match["part"]]


def _quartered(whole: int, part: str) -> str:
    """A number and a half or quarters: "साढ़े तीन", "सवा दो", "पौने चार"."""
    if part == "½":
        return {0: "आधा", 1: "डेढ़", 2: "ढाई"}.get(whole) or f"साढ़े {cardinal(whole)}"
    if part == "¼":
        return "सवा" if whole == 1 else f"सवा {cardinal(whole)}"
    return f"पौने {cardinal(whole + 1)}"


@rule(
    rf"""(?<![\w.,/₹$£€])(?P<whole>\d{{1,6}})\.(?P<part>25|50?|75)(?=[ ](?:{_MEASURED}))""",
    needs=".",
    says={"1.5 घंटे": "डेढ़ घंटे", "2.5 लाख": "ढाई लाख", "3.5 किलो": "साढ़े तीन किलो", "1.25 लाख": "सवा लाख"},
    leaves=("1.5", "1.55 घंटे"),
)
def halves(match: re.Match[str], _locale: Locale) -> str | None:
    """A decimal of quarters before a noun, with the words for halves and quarters."""
    sign = {"25": "¼", "5": "½", "50": "½", "75": "¾"}[match["part"]]
    return None if match["whole"] == "0" else _quartered(int(match["whole"]), sign)


@rule(
    rf"""(?<![\w.,/])(?:(?P<whole>\d{{1,3}})[ ])?(?P<part>1/2|1/4|3/4)(?=[ ](?:{_MEASURED}))""",
    needs="/",
    says={"1/2 कप": "आधा कप", "2 1/2 कप": "ढाई कप", "3/4 लीटर": "तीन चौथाई लीटर"},
    leaves=("1/2", "11/2 कप"),
)
def kitchen(match: re.Match[str], _locale: Locale) -> str:
    """A half or quarters of a measure, also after a whole number."""
    sign = {"1/2": "½", "1/4": "¼", "3/4": "¾"}[match["part"]]
    return _quartered(int(match["whole"]), sign) if match["whole"] else _ALONE[sign]


@rule(
    r"(?<=\d)[ ]?(?P<it>(?P<unit>कि\.?[ ]?ग्रा|मि\.?ग्रा|ग्रा|मि\.ली|मी|मि|घं|से|ली)\.)(?=[ ]?(?:[^ऀ-ॣ]|$)|[ ])",
    needs="कगमघसल",
    says={"5 कि.ग्रा. चावल": "पाँच किलोग्राम चावल", "2 घं. 30 मि.": "दो घंटे तीस मिनट"},
    leaves=("मी.", "5 मील"),
)
def dotted_unit(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An abbreviated unit in Hindi with its full stops."""
    return [Claim(*match.span("it"), _DOTTED[match["unit"].replace(".", "").replace(" ", "")])]


_DOTTED: Final = {
    **{"किग्रा": "किलोग्राम", "मिग्रा": "मिलीग्राम", "ग्रा": "ग्राम", "मिली": "मिलीलीटर", "मी": "मीटर", "मि": "मिनट"},
    **{"घं": "घंटे", "से": "सेकंड", "ली": "लीटर"},
}


@rule(
    rf"""(?<=\d)(?P<it>(?:/-)?[ ]?/[ ]?(?P<noun>{_PER}))(?![ऀ-ॣ])
      | (?<=\d)[ ](?:[ऀ-ॣ]{{1,20}})(?P<each>/(?P<thing>{_PER}))(?![ऀ-ॣ])""",
    needs="/",
    says={"₹60/किलो": "साठ रुपए प्रति किलो", "3 बार/दिन": "तीन बार प्रति दिन"},
    leaves=("और/या", "3/4"),
)
def per(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A price or a number per month, per person and so on."""
    group = "each" if match["each"] else "it"
    return [Claim(*match.span(group), f"प्रति {match['thing'] or match['noun']}")]


@rule(
    r"(?<=\d)[ ]?(?P<it>(?P<distance>किमी|कि\.मी\.)(?P<hour>/घंटा|/घंटे)?|मिमी|सेमी|किग्रा|मिली)(?![ऀ-ॣ])",
    needs="किमस",
    says={"60 किमी/घंटा": "साठ किलोमीटर प्रति घंटा", "5 किग्रा": "पाँच किलोग्राम"},
    leaves=("किमी", "5 किलो"),
)
def short_unit(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """An abbreviated unit in Hindi."""
    if match["distance"]:
        spoken = "किलोमीटर" + (" प्रति घंटा" if match["hour"] else "")
    else:
        spoken = {"मिमी": "मिलीमीटर", "सेमी": "सेंटीमीटर", "किग्रा": "किलोग्राम", "मिली": "मिलीलीटर"}[match["it"]]
    return [Claim(*match.span("it"), spoken)]


@rule(
    r"(?<=\d)(?P<it>/-)(?=[ ।.,)/]|$)",
    needs="/",
    says={"₹500/-": "पाँच सौ रुपए"},
    leaves=("5/-3", "/-"),
)
def only(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The mark after a whole amount of rupees, which is not spoken."""
    return [Claim(*match.span("it"), "")]


@rule(
    r"(?<![\w.,/])(?P<mark>\d{1,3}\.\d{1,2})/(?P<best>\d{1,3})(?![\w/]|[.,]\d)",
    needs="/",
    says={"7.5/10": "सात दशमलव पाँच बटा दस"},
    leaves=("7/10", "7.5"),
)
def rating(match: re.Match[str], _locale: Locale) -> str:
    """A rating out of the best possible one."""
    return f"{number(match['mark'])} बटा {number(match['best'])}"


@rule(
    rf"(?<!\w)(?P<sign>[₹$£€₩₺৳¥₨])[ ]?(?P<amount>{NUMBER})(?P<scale>[ ](?:हज़ार|लाख|करोड़|अरब|मिलियन|बिलियन))?(?!\d)",
    needs="₹$£€₩₺৳¥₨",
    says={"₹111": "एक सौ ग्यारह रुपए", "$125.70": "एक सौ पच्चीस डॉलर सत्तर सेंट", "₹2 लाख": "दो लाख रुपए"},
    leaves=("₹", "111"),
)
def money(match: re.Match[str], _locale: Locale) -> str:
    """An amount after the sign of its currency."""
    large, small = _COINS[match["sign"]]
    whole, _, decimals = match["amount"].partition(".")
    if match["scale"] or len(decimals) > 2:
        many = _HALVES.get(match["amount"]) if match["scale"] else None
        return f"{many or number(match['amount'])}{match['scale'] or ''} {large}"
    spoken = f"{number(whole)} {large}"
    rest = int(decimals.ljust(2, "0") or "0")
    if not rest:
        return spoken
    coins = f"{cardinal(rest)} {small}"
    return coins if whole == "0" else f"{spoken} {coins}"


@rule(
    r"(?<![\w.,])(?P<number>\d{1,2})(?:st|nd|rd|th)(?![A-Za-z])",
    needs=DIGITS,
    says={"1st": "फ़र्स्ट"},
    leaves=("1", "45th"),
)
def english_ordinal(match: re.Match[str], _locale: Locale) -> str | None:
    """An English ordinal, as for floors and streets."""
    value = int(match["number"])
    return _ENGLISH[value] if 0 < value < len(_ENGLISH) else None


@rule(
    rf"""(?<![\w.,])(?P<amount>(?:(?<!\d)-)?{NUMBER})(?:[ ]?[-~–][ ]?(?P<two>{NUMBER}))?[ ]?
        (?P<unit>km/h|m/s|km²|m²|cm²|m³|cm³|kWh|MW|kW|W|km|cm|mm|nm|μm|µm|m|kg|mg|g|t|ml|mL|l|L|ms|s|min|hr|h|°C|°F|°|MHz|GHz|Hz
        |hPa|Pa|mA|A|V|dB|lx|lm|ppm|kcal|GB|MB|KB|TB|ha|ac|ft|yd|in|mi|qt|gal|st|lb|oz|q|yr|%)(?![A-Za-z²³/])""",
    needs=DIGITS,
    says={
        "25 °C": "पच्चीस डिग्री सेल्सियस",
        "20 km²": "बीस वर्ग किलोमीटर",
        "2.5 yr": "ढाई साल",
        "20-25%": "बीस से पच्चीस प्रतिशत",
    },
    leaves=("25", "25 लोग"),
)
def measure(match: re.Match[str], _locale: Locale) -> str:
    """A number with a unit; one and a half and two and a half of some have words of their own."""
    unit = _units()[match["unit"]]
    halves = _HALVES if match["unit"] in {"yr", "hr", "h"} else {}
    if match["unit"] == "yr" and match["amount"] == "1000":
        unit = "वर्ष"
    spoken = halves.get(match["amount"]) or number(match["amount"])
    return f"{spoken} से {number(match['two'])} {unit}" if match["two"] else f"{spoken} {unit}"


@rule(
    r"(?<![\w.,])(?P<number>\d{1,9})(?P<ending>ला|ली|ले|रा|री|रे|था|थी|थे|ठा|ठी|ठे|वां|वाँ|वीं|वें)(?![ऀ-ॣ])",
    needs=DIGITS,
    says={"1ला": "पहला", "7वीं": "सातवीं", "1782वीं": "सत्रह सौ बयासीवीं"},
    leaves=("7", "7 वीं"),
)
def ordinal(match: re.Match[str], _locale: Locale) -> str:
    """Digits with the ending of an ordinal."""
    value, ending = int(match["number"]), match["ending"]
    if ending[0] != "व":
        stem = {1: "पह", 2: "दूस", 3: "तीस", 4: "चौ", 6: "छ"}.get(value)
        return f"{stem}{ending}" if stem else f"{cardinal(value)}{ending}"
    spoken = hundreds(value) if value % 1000 >= 100 else cardinal(value)
    return f"{spoken}{ending}"


@rule(
    r"(?<![\w./])(?P<minus>-)?(?P<top>\d{1,15})/(?P<bottom>\d{1,15})(?![\d/.])",
    needs="/",
    says={"3/4": "तीन बटा चार"},
    leaves=("1/2/3", "और/या"),
)
def fraction(match: re.Match[str], _locale: Locale) -> str:
    """A fraction, or a house number."""
    return f"{'माइनस ' if match['minus'] else ''}{number(match['top'])} बटा {number(match['bottom'])}"


@rule(
    rf"(?<![\w.,])(?P<one>{NUMBER})[ ]?[x×][ ]?(?P<two>{NUMBER})(?!\d|[ ]?=)",
    needs="x×",
    says={"5x5": "पाँच बाई पाँच"},
    leaves=("5x", "x5"),
)
def sizes(match: re.Match[str], _locale: Locale) -> str:
    """Length by width."""
    return f"{number(match['one'])} बाई {number(match['two'])}"


@rule(
    rf"(?<![\w.,-])(?P<one>{NUMBER})[-–](?P<two>{NUMBER})(?![\w.-])",
    needs="-–",
    says={"5-10": "पाँच से दस"},
    leaves=("5-", "10-5"),
)
def span(match: re.Match[str], _locale: Locale) -> str | None:
    """A range of numbers."""
    one, two = (float(match[group].replace(",", "")) for group in ("one", "two"))
    return f"{number(match['one'])} से {number(match['two'])}" if one < two else None


_ENGLISH: Final = (
    *("", "फ़र्स्ट", "सेकंड", "थर्ड", "फ़ोर्थ", "फ़िफ्थ", "सिक्स्थ", "सेवंथ", "एट्थ", "नाइंथ", "टेंथ", "इलेवंथ", "ट्वेल्फ्थ"),
    *("थर्टींथ", "फ़ोर्टींथ", "फ़िफ्टींथ", "सिक्स्टींथ", "सेवंटींथ", "एटींथ", "नाइंटींथ", "ट्वेंटिएथ"),
)


@cache
def _units() -> dict[str, str]:
    return {sign: row[1] for row in table("hi", "units.tsv") for sign in row[0].split()}
