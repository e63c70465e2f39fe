"""Measures: units, temperatures, percentages, dimensions, feet and inches, coordinates."""

import re
from collections.abc import Iterator
from typing import Final

from wyoming_kokoro.text.en.context import ends_sentence, is_noun_like, link, word_before
from wyoming_kokoro.text.en.fragments import ABOUT, AMOUNT, NUMBER, VULGAR
from wyoming_kokoro.text.en.numbers import amount, cardinal, is_one, number, ordinal
from wyoming_kokoro.text.en.quantities import unit_words
from wyoming_kokoro.text.en.unit_meanings import INCH_WORDS, noun_after, spoken_unit
from wyoming_kokoro.text.en.vocabulary import DIRECTIONS, any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule

_SIGN: Final = r"(?P<sign>(?<![\w.)\]])[-–](?=[\d.])|\+/-\s?|±\s?|(?<!\w)\+(?=\d))?"
_UNIT_OF_SEVERAL_PARTS: Final = (
    r"[°º]\s?[CFKcf](?![\w])|deg(?:rees?)?\.?\s[CF](?!\w)|[°º℃℉]|(?:sq|cu)\.?\s(?:ft|m|mi|km|in)\b\.?|fl\.?\soz\b\.?"
)
_UNIT: Final = (
    rf"(?:{_UNIT_OF_SEVERAL_PARTS}"
    r"|[A-Za-zµμΩΩ]{1,6}(?:\^[23]|[²³23])?(?:/[A-Za-zµμ]{1,6}(?:\^[23]|[²³23])?){0,2}(?![\w²³]))"
)
_START: Final = rf"(?<![\w.,:$€£^])(?<![^{CLAIMED}CFVAW°%gmlbz]/)(?!(?<=[gmlbz]/)1,?00)(?<![A-Za-z]-)(?<!\^-)"


@rule(
    r"\b[Ww]inds?:?(?:\s(?:is|are|from|blowing|out|of|the)){0,3}\s(?P<it>[NSEW])(?![\w.'-])",
    needs=("wW", "NSEW"),
    says={
        "Wind: N at 10 mph": "Wind : north at ten miles per hour",
        "the wind is from the W": "the wind is from the west",
    },
    leaves=("wind NW", "Window N", "N wind"),
)
def wind(match: re.Match[str], _locale: Locale) -> str:
    """The direction of the wind."""
    return DIRECTIONS[match["it"]]


@rule(
    rf"""{_START}(?P<deg>\d{{1,3}}(?:\.\d+)?)\s?°\s?(?:(?P<min>\d{{1,2}}(?:\.\d+)?)\s?'\s?)?
        (?:(?P<sec>\d{{1,2}}(?:\.\d+)?)\s?(?:"|'')\s?)?(?P<way>[NSEW])\b""",
    needs=("°", DIGITS),
    says={
        "40.7° N, 74.006° W": "forty point seven degrees north , seventy four point zero zero six degrees west",
        "48°51′24″N": "forty eight degrees fifty one minutes twenty four seconds north",
    },
    leaves=("20° No", "20°C"),
)
def coordinate(match: re.Match[str], locale: Locale) -> str:
    """A geographic coordinate."""
    spoken = []
    for group, unit in (("deg", "degree"), ("min", "minute"), ("sec", "second")):
        if match[group]:
            spoken.append(f"{number(match[group], locale)} {unit}{'' if match[group] == '1' else 's'}")
    return " ".join([*spoken, DIRECTIONS[match["way"]]])


@rule(
    rf"{_START}(?P<some>{NUMBER})/(?={NUMBER}\s?[KMGT]i?B(?![\w/]))",
    needs=("/", "B"),
    says={"RAM 2.1/4 GB": "RAM two point one of four gigabytes"},
    leaves=("2.1/4", "5/3 Mbit"),
)
def part_of_memory(match: re.Match[str], locale: Locale) -> str:
    """The used part of a memory."""
    return f"{number(match['some'], locale)} of"


@rule(
    rf"""{_START}(?P<number>{NUMBER})\s?[x×·*]\s?
        10(?:\^\(?(?P<power>[-–]?\d{{1,3}})\)?|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))(?![\w^])""",
    needs=("x×·*", DIGITS),
    says={
        "3×10^8 m/s": "three times ten to the eighth meters per second",
        "6.02 × 10²³": "six point zero two times ten to the twenty third",
    },
    leaves=("3 x 10", "10^8", "3 x 10 cm"),
)
def power_of_ten(match: re.Match[str], locale: Locale) -> str:
    """A number times a power of ten."""
    raised = match["power"] or match["raised"].translate(_RAISED)
    power = raised.strip("-–")
    to = ordinal(int(power), locale) if power == raised else f"minus {cardinal(int(power), locale)}"
    return f"{number(match['number'], locale)} times ten to the {to}"


_TO_OR_DASH: Final = r"(?P<blank>\s?)(?:(?P<to>\b(?:to|and|or)\b)\s?|(?P<dash>[-–—])(?P=blank))"
"""Between two numbers of a range; a sign that stands at its number after a blank is a minus."""
_SHARE_OR_DEGREES: Final = r"(?P<unit>%|°\s?[CFcf]?(?!\w)|℃|℉|(?:per\s?cent|degrees)\b)"


@rule(
    rf"""{_START}{ABOUT}{_SIGN}(?P<low>{NUMBER})(?:\s?(?:°\s?[CF]?|%))?{_TO_OR_DASH}
        (?P<minus>[-–](?=\d))?(?P<high>{NUMBER})\s?{_SHARE_OR_DEGREES}""",
    needs=("%°℃℉pd", DIGITS),
    says={
        "20-22°C": "twenty to twenty two degrees Celsius",
        "5%–10%": "five to ten percent",
        "between -5 and 3 °C": "between minus five and three degrees Celsius",
        "from 40 to 60%": "from forty to sixty percent",
    },
    leaves=("5% to", "2-3", "10 and 20", "500 -4"),
)
def sign_range(match: re.Match[str], locale: Locale) -> str:
    """A range of temperatures or percentages."""
    minus = "minus " if match["minus"] else ""
    unit = match["unit"]
    spoken = "percent" if unit == "%" else unit if unit.isalpha() else unit_words(unit.strip(), locale, one=False)
    low, high = number(match["low"], locale), number(match["high"], locale)
    return f"{_lead(match)}{low} {link(match, match['to'] or match['dash'])} {minus}{high} {spoken}"


@rule(
    rf"""{_START}(?P<one>-?\d{{1,3}})/(?P<other>-?\d{{1,3}})\s?(?P<unit>°\s?[CFcf]|℃|℉|°)(?!\w)""",
    needs=("/", "°℃℉", DIGITS),
    says={
        "12/24 °C today": "twelve to twenty four degrees Celsius today",
        "High/low: 75/58°F": "High slash low : seventy five , fifty eight degrees Fahrenheit",
        "-3/4°C": "minus three to four degrees Celsius",
    },
    leaves=("1/2°", "3/4 °C", "12/24"),
)
def two_temperatures(match: re.Match[str], locale: Locale) -> str | None:
    """The highest and the lowest temperature of a day."""
    one, other = int(match["one"]), int(match["other"])
    if 0 < one < other and (other in _PARTS_OF_DEGREE or match["unit"] == "°"):
        return None
    spoken = unit_words(match["unit"], locale, one=False)
    return f"{number(match['one'], locale)}{' to' if one < other else ' ,'} {number(match['other'], locale)} {spoken}"


@rule(
    rf"""{_START}{ABOUT}{_SIGN}(?P<amount>{AMOUNT})(?P<plus>\+)?\s?
        (?P<unit>%(?:\s?(?P<points>pts?\b|points?\b|RH\b|p\.?p\.?\b))?|‰|pct\b|(?<=\d)pc\b)(?!\w)""",
    needs=("%‰p", DIGITS + VULGAR),
    says={
        "50%": "fifty percent",
        "only 0.5 %": "only zero point five percent",
        "-2%": "minus two percent",
        "~12½%": "about twelve and a half percent",
    },
    leaves=("%", "5 pc"),
)
def percent(match: re.Match[str], locale: Locale) -> str:
    """A percentage."""
    spoken = f"{_lead(match)}{amount(match['amount'], locale)}{' plus' if match['plus'] else ''}"
    if match["unit"] == "‰":
        return f"{spoken} per thousand"
    return f"{spoken} percent{' points' if match['points'] and match['points'] != 'RH' else ''}" + (
        " R H" if match["points"] == "RH" else ""
    )


_FEET_AND_INCHES: Final = (
    rf"(?P<feet>\d{{1,3}})'\s?-?"
    rf"(?P<inches>\d{{1,2}}(?:\.\d+)?[{VULGAR}]?|\d{{1,2}}\s\d/\d{{1,2}})(?:\"|'')"
)
_HEIGHT: Final = (
    r"(?P<tall>[4-7])(?:'|ft\s?|\sft\s)(?P<more>\d|1[01])"
    r"(?:\s?in\b\.?(?=\s(?:tall|and|or|man|woman)|$))?"
)
"""The height of a person, where the sign for inches may be missing."""
_INCHES_FOLLOW: Final = r"\s?in(?:\.|\b(?!\s[a-z]))"


@rule(
    rf"{_START}{_FEET_AND_INCHES}|{_START}{_HEIGHT}(?![\w'\"./]|{_INCHES_FOLLOW}|\s?(?:cm|m|lbs?|oz|kg|x)\b)",
    needs=("'f", DIGITS),
    says={
        "He is 5'10\" tall.": "He is five foot ten tall .",
        "6' 2''": "six foot two",
        "5' 30\"": "five minutes thirty seconds",
        "a 6ft2 man": "a six foot two man",
    },
    leaves=("5'", "'10\""),
)
def feet_and_inches(match: re.Match[str], locale: Locale) -> str:
    """A length in feet and inches; the height of a person also without the sign for inches."""
    feet, inches = match["feet"] or match["tall"], match["inches"] or match["more"]
    if inches.isdecimal() and int(inches) >= _INCHES_OF_FOOT:
        minute = "minute" if feet == "1" else "minutes"
        return f"{cardinal(int(feet), locale)} {minute} {cardinal(int(inches), locale)} seconds"
    return f"{cardinal(int(feet), locale)} foot {amount(inches, locale)}"


_SIZE: Final = rf"(?:{NUMBER})\s?-?(?:k?g|m?l|mL|L|cl|oz|lbs?|fl\.?\soz)\b\.?[ -]?[a-z)]"


@rule(
    rf"""(?<![\w.,/:$€£-])(?P<count>\d{{1,3}})(?P<times>[ ]?[x×][ ]?)(?={_SIZE})
      | (?:(?<=^)|(?<=[\s(,;]))(?P<items>\d{{1,3}})(?P<by>[ ][x×])(?=[ ](?:[A-Z][A-Za-z-]{{2,}}|[a-z]{{4,}})\b)""",
    needs=("x×", DIGITS),
    says={
        "1 x 400g tin": "one four hundred gram tin",
        "2 x 250 ml cartons": "two two hundred fifty milliliter cartons",
        "2 × batteries": "two batteries",
    },
    leaves=("2 x 4", "3 x 10 m", "4x faster", "2 x 5 g = 10 g"),
)
def count_of_packages(match: re.Match[str], locale: Locale) -> Iterator[Claim]:
    """How many packages of a size there are: the sign between is not said."""
    count, sign = ("count", "times") if match["count"] else ("items", "by")
    yield Claim(*match.span(count), cardinal(int(match[count]), locale))
    yield Claim(*match.span(sign), "")


_UNIT_OF_SIDE: Final = r"\s?(?:\"|''|'|(?:mm|cm|dm|m|km|in|ft|yd|px)\b)"
_UNIT_OF_SIDES: Final = rf"(?P<unit>[ -]?(?:\"|''|'|{_UNIT}))?"
_THIRD_SIDE: Final = rf"(?:\s?[x×X]\s?(?P<c>{AMOUNT}))?"


@rule(
    rf"""{_START}(?!0[xX])(?P<a>{AMOUNT})(?P<ua>{_UNIT_OF_SIDE})?\s?(?P<x1>[x×X]|\bby\b)\s?
        (?P<b>{AMOUNT})(?P<ub>{_UNIT_OF_SIDE})?{_THIRD_SIDE}{_UNIT_OF_SIDES}(?![\w=])(?!\s?[=+])""",
    needs=("xX×b", "xX×y", DIGITS + VULGAR),
    says={
        "The box was 25 x 7 m.": "The box was twenty five by seven meters .",
        "a 4x6 photo": "a four by six photo",
        "10×20×30 cm": "ten by twenty by thirty centimeters",
        "1920x1080 at": "nineteen twenty by ten eighty at",
        '5" x 7"': "five by seven inches",
        "a 5' x 7' rug": "a five by seven foot rug",
    },
    leaves=("4x", "x 4", "3 x 4 = 12", "0x1F"),
)
def dimensions(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """Width by height, and by depth."""
    inner = (match["ub"] or match["ua"] or "").strip()
    tail = (match["unit"] or "").strip(" -")
    end = match.end()
    plural = "s" if match["unit"] == "s" else ""
    unit = "" if plural else _side_unit(tail, locale)
    if tail == "in" and _HYPHENED_INCHES.match(match.string, end - 3):
        unit, end = "inch", end + (match.string[end : end + 1] == ".")
    elif unit is None or (tail == "in" and not INCH_WORDS.match(match.string, end)):
        unit, end = _side_unit(inner, locale), match.end() - len(match["unit"] or "")
    if unit is None:
        return None
    sides = [_side(match[side], locale, plain=not unit) for side in ("a", "b", "c") if match[side]]
    unit = unit or _side_unit(inner, locale) or ""
    if (described := _NOUN.match(match.string, end)) and described[1].removesuffix("s") in _DESCRIBED | _LAID_OUT:
        unit = {"feet": "foot", "inches": "inch"}.get(unit, unit.removesuffix("s"))
    spoken = f"{' by '.join(sides)}{plural} {unit}"
    return [Claim(match.start(), end, spoken.rstrip())]


@rule(
    rf"""{_START}{ABOUT}{_SIGN}(?P<low>{AMOUNT})\s?(?P<lowunit>{_UNIT})?{_TO_OR_DASH}
        (?P<minus>[-–](?=\d))?(?P<high>{AMOUNT})(?P<gap>[ -]?)(?P<unit>{_UNIT})""",
    needs=(DIGITS + VULGAR, LETTERS + "°º℃℉µμΩ"),
    says={
        "5-10 kg": "five to ten kilograms",
        "1500-2000 W": "fifteen hundred to two thousand watts",
        "2 to 3 km": "two to three kilometers",
        "5km-10km": "five kilometers to ten kilometers",
    },
    leaves=("5-10 people", "2-3", "2 to 3 in all", "1-2 A B"),
)
def measure_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of measures."""
    spoken = spoken_unit(match, locale, one=False)
    lower = unit_words(match["lowunit"], locale, one=is_one(match["low"])) if match["lowunit"] else ""
    if spoken is None or lower is None:
        return None
    low = f"{_round(match['low'], locale)} {lower}".rstrip()
    high = f"{'minus ' if match['minus'] else ''}{_round(match['high'], locale)}"
    return f"{_lead(match)}{low} {link(match, match['to'] or match['dash'])} {high} {spoken}"


@rule(
    rf"{_START}(?P<number>{NUMBER})\s?(?P<unit>m\.p\.h|k\.p\.h|r\.p\.m|m\.p\.g|p\.p\.m|b\.p\.m)\.?",
    needs=(".", "kp", DIGITS),
    says={"at 55 m.p.h. on": "at fifty five miles per hour on"},
    leaves=("55 p.m.", "m.p.h."),
)
def dotted_unit(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A measure whose unit is written with full stops."""
    end = match.end() - (match[0].endswith(".") and ends_sentence(match))
    spoken = unit_words(match["unit"].replace(".", ""), locale, one=is_one(match["number"]))
    return [Claim(match.start(), end, f"{number(match['number'], locale)} {spoken}")]


@rule(
    rf"{_START}{ABOUT}(?P<number>{NUMBER})(?P<scale>m|bn?|k)[ ](?={any_of('measures.counted')}\b)",
    needs=("mbk", DIGITS),
    says={"employs 1.3m people": "employs one point three million people", "5k users": "five thousand users"},
    leaves=("a 5m cable", "10 m people", "2m tall", "1.3M people"),
)
def scaled_count(match: re.Match[str], locale: Locale) -> list[Claim]:
    """A count of thousands, millions or billions, abbreviated to a small letter."""
    scale = {"m": "million", "b": "billion", "k": "thousand"}[match["scale"][0]]
    about = "about " if match["about"] else ""
    return [Claim(match.start(), match.end("scale"), f"{about}{number(match['number'], locale)} {scale}")]


@rule(
    r"(?<![\w.°/])(?P<unit>°[CF]|(?:[kcm]m|m|ft|in|mi)[²³]|m/s[²]?|km/h|kW/h|[kc]?m[³]/[sh]|k?g/[cd]?m[³3]|[µm]g/m[³3]|mg/dL|g/L)(?![\w²³/^])",
    needs="°²³/",
    says={
        "in km²": "in square kilometers",
        "speed in km/h": "speed in kilometers per hour",
        "in kg/m³": "in kilograms per cubic meter",
    },
    leaves=("5 km²", "and/or", "x²"),
)
def bare_unit(match: re.Match[str], locale: Locale) -> str | None:
    """A unit without a number, if it cannot be anything else."""
    before = match.string[max(0, match.start() - 2) : match.start()].strip()
    return None if before[-1:].isdigit() else unit_words(match["unit"], locale, one=False)


@rule(
    rf"""{_START}{ABOUT}{_SIGN}(?P<amount>{AMOUNT})(?P<plus>\+)?(?P<scale>\s(?:thousand|million|billion|trillion|hundred))?
        (?P<gap>[ -]?)(?P<unit>{_UNIT})(?P<dot>\.)?""",
    needs=(DIGITS, LETTERS + "°º℃℉µμΩ"),
    says={
        "72°F": "seventy two degrees Fahrenheit",
        "21.5 °C": "twenty one point five degrees Celsius",
        "-3°C": "minus three degrees Celsius",
        "1°C.": "one degree Celsius .",
        "3 mbps": "three megabits per second",
        "4 1/2 lbs": "four and a half pounds",
        "500 mA": "five hundred milliamps",
        "230 V": "two hundred thirty volts",
        "10KB": "ten kilobytes",
        "12 µg/m³": "twelve micrograms per cubic meter",
        "a 12-ft ladder": "a twelve foot ladder",
        "80 km/h": "eighty kilometers per hour",
        "2700K": "twenty seven hundred kelvin",
        "it is 68F": "it is sixty eight degrees Fahrenheit",
        "1/2 tsp": "half a teaspoon",
        "turn it 45º": "turn it forty five degrees",
        "a 5kg bag": "a five kilogram bag",
        "3/4 lb": "three quarters of a pound",
        "12 oz. cans": "twelve ounce cans",
        "8 oz steak": "eight ounce steak",
        "the 100m dash": "the one hundred meter dash",
        "300 mg of salt": "three hundred milligrams of salt",
        "2 c flour": "two cups flour",
        "1t salt": "one teaspoon salt",
        "up 0.25 pp": "up zero point two five percentage points",
        "25 bps": "twenty five basis points",
        "10+ GB": "ten plus gigabytes",
        "40°C/104°F": "forty degrees Celsius slash one hundred four degrees Fahrenheit",
        "a 5 in. pipe": "a five inch pipe",
        "It covers 5,000 sq mi.": "It covers five thousand square miles .",
        "Bake at 180C for an hour": "Bake at one hundred eighty degrees Celsius for an hour",
    },
    leaves=("5 people", "2 in the box", "101A", "5 A students", "4K", "the 90s", "3 of us"),
)
def measure(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """A number and its unit."""
    spoken = _measured(match, locale)
    if spoken is None:
        return None
    inside = match["dot"] and _STOP_INSIDE.match(match.string, match.end())
    if match["unit"].endswith(".") and ends_sentence(match):
        return [Claim(match.start(), match.end("unit") - 1, spoken)]
    return [Claim(match.start(), match.end() if inside else match.end("unit"), spoken)]


def _measured(match: re.Match[str], locale: Locale) -> str | None:
    written = match["amount"]
    if match["gap"] == "-" and match.string[match.start() - 1 : match.start()] == "-":
        return None
    part = _PART.fullmatch(written)
    improper = part and int(part[1]) > int(part[2])
    single = (
        (is_one(written) and not improper)
        or match["gap"] == "-"
        or (word_before(match) in _ARTICLES and is_noun_like(noun_after(match)))
        or noun_after(match).removesuffix("s") in _DESCRIBED
    )
    spoken = spoken_unit(match, locale, one=single)
    if spoken is None:
        return None
    lead = _lead(match)
    if part and improper:
        return f"{lead}{cardinal(int(part[1]), locale)} over {cardinal(int(part[2]), locale)} {spoken}"
    if (part or written in VULGAR) and match["gap"] != "-":
        share = amount(written, locale)
        return f"{lead}{'half' if share == 'one half' else f'{share} of'} {_article(spoken)} {spoken}"
    plus = " plus" if match["plus"] else ""
    return f"{lead}{_round(written, locale)}{plus}{match['scale'] or ''} {spoken}"


@rule(
    rf"{_START}(?!\d+-\d+/\d)(?P<low>{AMOUNT})\s?(?:\"|'')?\s?[-–]\s?(?P<high>{AMOUNT})(?:\"|'')(?![\w\"'])",
    needs=("\"'", "-–"),
    says={'6-8" of snow': "six to eight inches of snow"},
    leaves=('"pages 6-8"', "6-8", '3-1/2"'),
)
def inches_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of lengths in inches, unless its sign ends a quotation."""
    before = match.string[max(0, match.start() - _QUOTATION) : match.start()]
    if before.count('"') % 2:
        return None
    return f"{amount(match['low'], locale)} to {amount(match['high'], locale)} inches"


@rule(
    rf"{_START}(?P<amount>{AMOUNT})(?:\"|'')(?![\w\"'])",
    needs=("\"'", DIGITS + VULGAR),
    says={
        '12"': "twelve inches",
        'a 55" screen': "a fifty five inch screen",
        '0.25" expected': "zero point two five inches expected",
    },
    leaves=('"He is 50"', '"12"', '5 "a"'),
)
def inches(match: re.Match[str], locale: Locale) -> str | None:
    """A length in inches, unless its sign ends a quotation."""
    before = match.string[max(0, match.start() - _QUOTATION) : match.start()]
    if before.count('"') % 2:
        return None
    described = re.match(
        r"\s(?!(?:and|or|of|in|by|x|long|wide|tall|deep|high|thick|from|to|on|is|are|was)\b)[A-Za-z]",
        match.string[match.end() : match.end() + 8],
    )
    counted = "." in match["amount"] and word_before(match) not in _ARTICLES
    singular = is_one(match["amount"]) or (described and not counted)
    return f"{amount(match['amount'], locale)} {'inch' if singular else 'inches'}"


@rule(
    rf"{_START}(?P<amount>\d{{1,3}})'(?=\s?(?:tall|long|wide|high|deep|ladder|board|pole|ceiling|table|boat)\b)",
    needs=("'", DIGITS),
    says={"an 8' ladder": "an eight foot ladder", "20' long": "twenty feet long"},
    leaves=("'8'", "8' and"),
)
def feet(match: re.Match[str], locale: Locale) -> str:
    """A length in feet."""
    after = match.string[match.end() : match.end() + 6].strip()
    many = after.startswith(("tall", "long", "wide", "high", "deep")) and match["amount"] != "1"
    return f"{cardinal(int(match['amount']), locale)} {'feet' if many else 'foot'}"


@rule(
    rf"""{_START}(?:(?P<low>{NUMBER})[-–])?(?P<amount>{NUMBER})\s?[x×X](?!\w|\s?\d+\s?=)
        (?P<word>(?=\s{any_of("measures.after_times")}\b|/(?:day|week|month|year|hour)\b))?""",
    needs=("xX×", DIGITS),
    says={
        "2x faster": "two times faster",
        "a 4.4x zoom": "a four point four x zoom",
        "2-3x per week": "two to three times per week",
    },
    leaves=("x 4", "0x1F", "4x4"),
)
def factor(match: re.Match[str], locale: Locale) -> str:
    """A factor, such as how many times something happens."""
    low = f"{number(match['low'], locale)} to " if match["low"] else ""
    if match["amount"] == "1" and not low and match["word"] is not None:
        return "once"
    return f"{low}{number(match['amount'], locale)} {'x' if match['word'] is None else 'times'}"


_STOP_INSIDE: Final = re.compile(rf"\s*[,;:)=&+|/]|\s+[a-z\d({CLAIMED}]")
"""What follows a unit inside a sentence, so that its full stop belongs to it."""
_PARTS_OF_DEGREE: Final = frozenset({2, 3, 4, 8, 10})
"""What a degree is divided by; with other numbers a slash is between two temperatures."""
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_ARTICLES: Final = frozenset({"a", "an", "another", "each", "every", "this", "that"})
_INCHES_OF_FOOT: Final = 12
"""With this many or more after it, the sign for feet means minutes, and the sign for inches seconds."""
_QUOTATION: Final = 400
"""How many characters before a sign may hold an opening quotation mark: about a sentence."""
_PART: Final = re.compile(r"(\d+)/(\d+)")
_HYPHENED_INCHES: Final = re.compile(r"-in\.?\s+[a-z]")
_DESCRIBED: Final = word_set("measures.described")
"""Nouns that a measure before them describes: an "eight ounce steak", but "eight ounces water"."""
_LAID_OUT: Final = word_set("measures.laid_out")
"""Nouns that dimensions before them describe: a "four by six inch photo"."""
_NOUN: Final = re.compile(r"\s([a-z]{2,20})\b")


def _lead(match: re.Match[str]) -> str:
    """Return what is spoken before the number."""
    sign = {"-": "minus ", "–": "minus ", "+": "plus "}.get(
        match["sign"] or "", "plus or minus " if match["sign"] else ""
    )
    return ("about " if match["about"] else "") + sign


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" or word.startswith("hour") else "a"


def _round(written: str, locale: Locale) -> str:
    """Return a measured number in words: 1500 as "fifteen hundred"."""
    if re.fullmatch(r"[1-9][1-9]00", written):
        return f"{cardinal(int(written[:2]), locale)} hundred"
    return amount(written, locale)


def _side_unit(unit: str, locale: Locale) -> str | None:
    """Return the unit of a side: an empty text where none is written, None where it is no unit."""
    if not unit:
        return ""
    return {'"': "inches", "''": "inches", "'": "feet"}.get(unit) or unit_words(unit, locale, one=False)


def _side(written: str, locale: Locale, *, plain: bool) -> str:
    """Return the length of a side in words; screen resolutions are read in pairs of digits."""
    if plain and re.fullmatch(r"[1-9]\d{3}", written) and not written.endswith("00"):
        head, tail = cardinal(int(written[:2]), locale), int(written[2:])
        return f"{head} {'oh ' if tail < 10 else ''}{cardinal(tail, locale)}"
    return amount(written, locale)
