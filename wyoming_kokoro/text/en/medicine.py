"""Medicine: blood groups, charges of ions, doses, and how often to take them."""

import re
from typing import Final

from wyoming_kokoro.text.en.context import ends_sentence
from wyoming_kokoro.text.en.fragments import NUMBER
from wyoming_kokoro.text.en.letters import spelled
from wyoming_kokoro.text.en.numbers import cardinal, is_one, number
from wyoming_kokoro.text.en.quantities import per_unit, unit_words
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, readings, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule

_NEAR: Final = 60
"""How many characters before and after a sign may hold a word about medicine."""


def _near(match: re.Match[str], words: str) -> bool:
    """Return whether one of the words of a list is near a match."""
    around = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR].lower()
    return not word_set(words).isdisjoint(re.findall(r"[a-z]+", around))


@rule(
    r"(?<![\w/'-])(?P<group>AB|O|A|B)(?P<rhesus>[ ]?Rh)?(?P<sign>[+-])(?![\w+-])",
    needs=("ABO", "+-"),
    says={
        "Type O- blood": "Type O negative blood",
        "The donor is AB+.": "The donor is A B positive .",
        "Blood group A Rh-": "Blood group A R H negative",
    },
    leaves=("a B- in math", "A+ for effort", "A - B", "O-ring", "B+ tree"),
)
def blood_group(match: re.Match[str], _locale: Locale) -> str | None:
    """A blood group with its sign."""
    if match["group"] in {"A", "B"} and not match["rhesus"] and not _near(match, "medicine.blood"):
        return None
    group = spelled(match["group"]) + (" R H" if match["rhesus"] else "")
    return f"{group} {'positive' if match['sign'] == '+' else 'negative'}"


@rule(
    rf"""(?<![\w-])(?P<ion>(?:{any_of("medicine.ions")}\d?){{1,3}})
        (?:\^?(?P<charge>\d)?(?P<sign>[+-])|\^(?P<other>\d)?(?P<raised>[+-])|(?P<above>[²³]?[⁺⁻]))(?![\w+-])""",
    needs="+-⁺⁻",
    says={
        "Na+ and Cl-": "N A plus and C L minus",
        "Ca2+ ions": "C A two plus ions",
        "Fe³⁺": "F E three plus",
        "NO3- ions": "N O three minus ions",
        "SO4^2-": "S O four two minus",
        "Rh-": "R H minus",
    },
    leaves=("In-", "C++", "Na-K", "F- in math", "I-95"),
)
def ion(match: re.Match[str], locale: Locale) -> str | None:
    """An ion with its charge."""
    written = match["ion"]
    above = match["above"] or ""
    if len(written) == 1 and not (match["charge"] or above) and not _near(match, "medicine.chemistry"):
        return None
    sign = match["sign"] or match["raised"] or above[-1]
    charge = match["charge"] or match["other"] or {"²": "2", "³": "3"}.get(above[:1], "")
    parts = re.findall(r"\d|\D+", written)
    letters = " ".join(cardinal(int(part), locale) if part.isdecimal() else spelled(part) for part in parts)
    spoken = f"{letters} {cardinal(int(charge), locale)}" if charge else letters
    return f"{spoken} {'plus' if sign in '+⁺' else 'minus'}"


_OFTEN: Final = (
    r"(?P<number>\d{1,2})(?:\s?(?:[-–]|to)\s?(?P<last>\d{1,2}))?\s?(?P<unit>h|hrs?|d|days?|wks?|weeks?|min|mos?)\b\.?"
)


@rule(
    rf"(?<![\w.-])[qQ]\.?\s?{_OFTEN}(?!\w)",
    needs=("qQ", DIGITS),
    says={"500 mg q4–6h": "five hundred milligrams every four to six hours", "q8h": "every eight hours"},
    leaves=("Q4 2024", "q1", "Q3h2"),
)
def every(match: re.Match[str], locale: Locale) -> list[Claim]:
    """How often a medicine is taken."""
    last = f" to {cardinal(int(match['last']), locale)}" if match["last"] else ""
    unit = _PERIODS[match["unit"].rstrip("s")]
    many = "" if match["number"] == "1" and not last else "s"
    end = match.end() - (match[0].endswith(".") and ends_sentence(match))
    return [Claim(match.start(), end, f"every {cardinal(int(match['number']), locale)}{last} {unit}{many}")]


@rule(
    rf"""(?<=[\w.){CLAIMED}][ ])[x×][ ]?(?P<number>\d{{1,3}})[ ]?
        (?P<unit>d|days?|wks?|weeks?|mos?|months?|hrs?|h|doses)\b(?!/)""",
    needs=("x×", DIGITS),
    says={"40 mg qd x5d": "forty milligrams once a day for five days", "b.i.d. x 10 days": "B I D for ten days"},
    leaves=("2 x 4", "x5", "3 x 10 m"),
)
def how_long(match: re.Match[str], locale: Locale) -> str:
    """For how long a medicine is taken."""
    unit = _PERIODS.get(match["unit"].rstrip("s"), match["unit"].rstrip("s"))
    return f"for {cardinal(int(match['number']), locale)} {unit}{'' if match['number'] == '1' else 's'}"


@rule(
    rf"(?<![\w./]){alternatives(readings('prescriptions.tsv'))}(?![\w'])(?!\.\w)",
    needs=LETTERS,
    says={"take 5 mg prn": "take five milligrams as needed", "1 tab. qhs": "one tablet at bedtime"},
    leaves=("a bid", "PRN", "qd1"),
)
def prescription(match: re.Match[str], _locale: Locale) -> str | None:
    """The Latin abbreviations of a prescription."""
    if match[0].lower().endswith("x") and not re.match(r":|[ ](?:of|was|is)\b", match.string[match.end() :][:4]):
        return None
    return readings("prescriptions.tsv")[match[0]]


_ROUTE: Final = r"(?:(?P<route>po|PO|p\.o\.)[ ])?"
_HOW_OFTEN: Final = r"(?P<often>BID|bid|b\.i\.d\.|TID|QID|QD|QHS|PRN)(?![\w'’])"
_BY_MOUTH: Final = rf"(?P<mouth>PO|p\.o\.)(?=[ ](?:[qQ]\.?\d|{CLAIMED}|q[a-z]{{1,2}}\b|[a-z]+ly\b))"


@rule(
    rf"(?<=[\w{CLAIMED}.][ ])(?:{_ROUTE}{_HOW_OFTEN}|{_BY_MOUTH})",
    needs=("bBTQPp",),
    says={
        "500 mg BID with meals": "five hundred milligrams twice a day with meals",
        "take 1 tablet po bid": "take one tablet by mouth twice a day",
        "5 mL PO q8h": "five milliliters by mouth every eight hours",
    },
    leaves=("the highest bid", "a 300 bid", "BID", "the PO is"),
)
def by_mouth(match: re.Match[str], _locale: Locale) -> str | None:
    """How and how often a medicine is taken, after its dose."""
    before = match.string[max(0, match.start() - _DOSE_BEFORE) : match.start()]
    after_count = match["route"] and _COUNT.search(before)
    after_every = match["often"] == "PRN" and before.endswith(f"{CLAIMED} ")
    if not (_DOSE.search(before) or after_count or after_every):
        return None
    if match["mouth"]:
        return "by mouth"
    often = _OFTEN_TAKEN[match["often"].replace(".", "").lower()]
    return f"by mouth {often}" if match["route"] else often


@rule(
    rf"""(?<![\w.,/$€£-])(?P<number>{NUMBER})(?:[ ]?[-–][ ]?(?P<last>{NUMBER}))?(?P<gap>[ ]?)
        (?P<unit>[mk]?(?:I?U))(?P<per>/(?:mL|ml|L|l|kg|h|hr|day|d)\b)?(?![\w.-]|[ ][A-Z][a-z])""",
    needs=("U", DIGITS),
    says={
        "10 U at bedtime": "ten units at bedtime",
        "insulin, 4-6U": "insulin , four to six units",
        "100 U/mL": "one hundred units per milliliter",
        "5,000 IU daily": "five thousand international units daily",
    },
    leaves=("a 2U rack", "10 UK", "3 U.S. states", "5 U Street"),
)
def units(match: re.Match[str], locale: Locale) -> str | None:
    """A dose in units, as of insulin."""
    unit = match["unit"]
    if unit == "U" and not (match["gap"] or match["per"]) and not _near(match, "medicine.in_units"):
        return None
    low = f"{number(match['number'], locale)} to " if match["last"] else ""
    many = match["last"] or match["number"]
    scale = {"m": "milli", "k": "thousand "}.get(unit[0], "")
    name = "international unit" if unit.endswith("IU") else "unit"
    per = f" per {per_unit(match['per'][1:], locale)}" if match["per"] else ""
    return f"{low}{number(many, locale)} {scale}{name}{'' if is_one(many) and not low else 's'}{per}"


_IN_VOLUME: Final = r"mL|ml|dL|dl|L|l|cc|h|hr|min|day|d|kg"


@rule(
    rf"""(?<![\w.,/$€£-])(?P<number>{NUMBER})\s?(?P<unit>mg|µg|μg|mcg|g|ng|mmol|mEq|IU)/(?P<volume>{NUMBER})\s?
        (?P<of>{_IN_VOLUME})(?![\w/²³])""",
    needs=("/", DIGITS),
    says={"20 mg/5 mL": "twenty milligrams per five milliliters"},
    leaves=("20 mg/mL", "250 g/9 oz", "5 L/100 km"),
)
def strength(match: re.Match[str], locale: Locale) -> str:
    """How much of a medicine is in a volume."""
    dose = f"{number(match['number'], locale)} {unit_words(match['unit'], locale, one=is_one(match['number']))}"
    volume = f"{number(match['volume'], locale)} {unit_words(match['of'], locale, one=is_one(match['volume']))}"
    return f"{dose} per {volume}"


_DOSE_BEFORE: Final = 24
"""How many characters before a prescription hold its dose."""
_DOSE: Final = re.compile(
    rf"""[\d{CLAIMED}]\s?(?:m?c?g|mg|mL|ml|IU|units?|tabs?|caps?|pills?|puffs?|drops?|tablets?|capsules?)\.?\s
        (?:(?:tabs?|caps?)\.?\s)?$""",
    re.VERBOSE,
)
_COUNT: Final = re.compile(r"(?<![\w.,])\d{1,2}\s$")
_OFTEN_TAKEN: Final = {
    "bid": "twice a day",
    "tid": "three times a day",
    "qid": "four times a day",
    "qd": "once a day",
    "qhs": "at bedtime",
    "prn": "as needed",
}
_PERIODS: Final = {
    **dict.fromkeys(("h", "hr"), "hour"),
    **dict.fromkeys(("d", "day"), "day"),
    **dict.fromkeys(("wk", "week"), "week"),
    **dict.fromkeys(("mo", "month"), "month"),
    "min": "minute",
}
