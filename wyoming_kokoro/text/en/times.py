"""Times of day and durations."""

import re
from typing import Final

from wyoming_kokoro.text.en.calendar import MONTHS, WEEKDAYS
from wyoming_kokoro.text.en.clock import spoken_minutes, spoken_time
from wyoming_kokoro.text.en.context import ends_sentence, is_noun_like, link, word_after, word_before
from wyoming_kokoro.text.en.fragments import NUMBER
from wyoming_kokoro.text.en.numbers import cardinal, digits, is_one, number, says_and
from wyoming_kokoro.text.en.vocabulary import alternatives, any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, DIGITS, LETTERS, Claim, rule

_AFTER_STOP: Final = (
    r"(?:[a-z0-9,;:!?)\]–—-]|[ECMP][SD]?T\b|UTC|GMT|CET"
    rf"|{alternatives(WEEKDAYS)}|{alternatives(MONTHS)}\b)"
)
"""What may follow a.m. or p.m. inside a sentence."""
_HALF: Final = rf"(?:[ap]\.?[ ]?m(?:\.(?={CLAIMED}|\s*(?-i:{_AFTER_STOP}))|\b(?!\.[a-z][a-z])))"
"""a.m. or p.m.; its last full stop is left to the sentence if the sentence may end here."""
_START: Final = r"(?<![\w.:,/$€£-])"
_HOUR: Final = r"(?:[01]?\d|2[0-3])"
_HOUR_OR_24: Final = r"(?:[01]?\d|2[0-4])"
_MINUTE: Final = r"[0-5]\d"
_END: Final = r"(?![\w:]|[.,]\d)"
_ZONE: Final = (
    r"(?:\.?\s?\(?(?P<zone>(?:[ECMP][SD]?|AE[SD]|AK[SD]|HS|B[SD]|I[SD]|J[SD]|CE[SD]?|EE[SD]?)T|UTC|GMT)\b\)?)"
)


@rule(
    r"(?<=\d:[0-5]\d)(?P<it>/)(?=\d{1,2}:[0-5]\d(?!\d))|(?<=\d[ap]m)(?P<it2>-)(?=late\b|close\b|midnight\b|noon\b)",
    needs=("/-", DIGITS),
    says={"at 6:30/7:00": "at six thirty or seven o'clock", "7pm-late": "seven P M to late"},
    leaves=("6/7:00", "a/b", "7-late"),
)
def or_time(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A slash between two times, or a hyphen between a time and a word such as "late"."""
    return [Claim(*match.span("it"), "or") if match["it"] else Claim(*match.span("it2"), "to")]


@rule(
    r"\b(?:noon|midnight)\s?(?P<one>[-–])\s?(?=\d)|(?<=[\dmM.])\s?(?P<two>[-–])\s?(?=noon\b|midnight\b)",
    needs=("-–", LETTERS),
    any_case=True,
    says={"noon-1pm": "noon to one P M", "10 am – noon": "ten A M to noon", "9 a.m.-noon": "nine A M to noon"},
    leaves=("noon - yes", "after-noon"),
)
def noon(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """A range that begins or ends at noon or midnight."""
    return [Claim(*match.span("one" if match["one"] else "two"), "to")]


@rule(
    r"(?<=\d:\d\d[ ])(?P<sign>[+-])(?P<hours>[01]\d):?(?P<minutes>00|15|30|45)(?!\w)",
    needs=("+-", DIGITS),
    says={"at 08:30:00 +0100": "at eight thirty plus one"},
    leaves=("8 +0100", "8:30 +12"),
)
def bare_offset(match: re.Match[str], locale: Locale) -> str:
    """A time zone offset after a time, as in the headers of e-mails."""
    sign = "plus" if match["sign"] == "+" else "minus"
    minutes = match["minutes"] if int(match["minutes"]) else ""
    return f"{sign} {cardinal(int(match['hours']), locale)} {minutes and spoken_minutes(minutes, locale)}"


@rule(
    r"\b(?P<zone>UTC|GMT)(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?\b",
    needs=("UG", DIGITS),
    says={"UTC+2": "U T C plus two", "GMT-05:30": "G M T minus five thirty"},
    leaves=("UTC 5", "UTC+"),
)
def offset(match: re.Match[str], locale: Locale) -> str:
    """A time zone as an offset from UTC or GMT."""
    sign = "plus" if match["sign"] == "+" else "minus"
    minutes = match["minutes"] if match["minutes"] and int(match["minutes"]) else ""
    spoken = f"{' '.join(match['zone'])} {sign} {cardinal(int(match['hours']), locale)}"
    return f"{spoken} {spoken_minutes(minutes, locale)}" if minutes else spoken


_FIRST_TIME: Final = rf"(?P<hour>{_HOUR})(?:[:.](?P<minute>{_MINUTE}))?"
_LAST_TIME: Final = rf"(?P<hour2>{_HOUR})(?:[:.](?P<minute2>{_MINUTE}))?"


@rule(
    rf"""{_START}{_FIRST_TIME}(?:\s?(?P<half>{_HALF}))?\s?(?P<to>[-–—]|to|until|till|and)\s?
        {_LAST_TIME}\s?(?P<half2>{_HALF})(?!\w)""",
    needs=("APap", "Mm", DIGITS),
    any_case=True,
    says={
        "5pm-7 pm": "five P M to seven P M",
        "open 9-5pm": "open nine to five P M",
        "4:00 am - 8:12 pm": "four A M to eight twelve P M",
        "from 5 to 7 p.m. today": "from five to seven P M today",
        "between 2-4 PM": "between two and four P M",
    },
    leaves=("5 to 7", "9:00-17:00", "45-5pm"),
)
def half_day_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of times on a 12-hour clock."""
    one, two = int(match["hour"]), int(match["hour2"])
    if not (_fits(one, match["half"]) and _fits(two, match["half2"])):
        return None
    first = _half_day(one, match["minute"], match["half"], locale)
    return f"{first} {link(match, match['to'])} {_half_day(two, match['minute2'], match['half2'], locale)}"


@rule(
    rf"""(?<![\w.:,/$€£])(?<!\d-){_FIRST_TIME}(?::(?P<second>{_MINUTE}))?
        \s?(?P<half>{_HALF}){_ZONE}?(?!\w)""",
    needs=("APap", "Mm", DIGITS),
    any_case=True,
    says={
        "9:30PM": "nine thirty P M",
        "1:59 p.m.est": "one fifty nine P M E S T",
        "at 5 p.m. on Monday": "at five P M on Monday",
        "It is 7 a.m. We rise.": "It is seven A M . We rise .",
        "12:05:30 AM": "twelve oh five and thirty seconds A M",
    },
    leaves=("15 a meter", "45 pm", "5 amps", "3.2.1 pm"),
)
def half_day(match: re.Match[str], locale: Locale) -> str | None:
    """A time on a 12-hour clock."""
    hour = int(match["hour"])
    if not _fits(hour, match["half"]):
        return None
    spoken = _half_day(hour, match["minute"], None, locale)
    if match["second"]:
        spoken += _seconds(match["second"], locale)
    zone = f" {' '.join(match['zone'].upper())}" if match["zone"] else ""
    return f"{spoken} {match['half'][0].upper()} M{zone}" if hour <= 12 else f"{spoken}{zone}"


@rule(
    rf"""{_START}(?P<hour>{_HOUR_OR_24}):(?P<minute>{_MINUTE})\s?[-–—]\s?
        (?P<hour2>{_HOUR_OR_24}):(?P<minute2>{_MINUTE})(?:h\b)?{_ZONE}?(?!\w|:\w|[.,]\d)""",
    needs=(":", "-–—", DIGITS),
    says={
        "9:00-17:30": "nine o'clock to seventeen thirty",
        "08:00 – 08:45": "eight o'clock to eight forty five",
        "10:00–11:00: walk": "ten o'clock to eleven o'clock : walk",
    },
    leaves=("9-17", "9:00-75:00"),
)
def day_range(match: re.Match[str], locale: Locale) -> str:
    """A range of times on a 24-hour clock."""
    one = spoken_time(int(match["hour"]), match["minute"], locale)
    zone = f" {' '.join(match['zone'])}" if match["zone"] else ""
    return f"{one} {link(match, '-')} {spoken_time(int(match['hour2']), match['minute2'], locale)}{zone}"


_TO_FULL_HOUR: Final = (
    rf"(?P<hour>{_HOUR_OR_24}):(?P<minute>{_MINUTE})\s?[-–—]\s?(?P<hour2>1?\d|2[0-4])(?![\w:%/]|[.,]\d)"
)
_FROM_FULL_HOUR: Final = (
    rf"(?P<early>1?\d|2[0-4])\s?[-–—]\s?(?P<late>{_HOUR_OR_24}):(?P<minute2>{_MINUTE})(?![\w:%]|[.,]\d)"
)


@rule(
    rf"{_START}{_TO_FULL_HOUR}|{_START}{_FROM_FULL_HOUR}",
    needs=(":", DIGITS),
    says={"9:30-10": "nine thirty to ten", "Lunch 12–1:30": "Lunch twelve to one thirty"},
    leaves=("9:30-1000", "9-10", "2:1-3"),
)
def half_written_range(match: re.Match[str], locale: Locale) -> str:
    """A range of times of which one is a full hour without minutes."""
    if match["hour"]:
        one = spoken_time(int(match["hour"]), match["minute"], locale)
        return f"{one} {link(match, '-')} {cardinal(int(match['hour2']), locale)}"
    two = spoken_time(int(match["late"]), match["minute2"], locale)
    return f"{cardinal(int(match['early']), locale)} {link(match, '-')} {two}"


@rule(
    rf"""{_START}(?P<hour>{_HOUR})\.(?P<minute>{_MINUTE})[ ]?[-–][ ]?(?P<hour2>{_HOUR})\.(?P<minute2>{_MINUTE})
        (?![\w%°]|[.,]\d|\s?(?:[ap]\.?m|{any_of("times.measured")})\b)""",
    needs=(".", "-–", DIGITS),
    says={"Open 9.30-17.30": "Open nine thirty to seventeen thirty"},
    leaves=("9.30-17.30", "9.3-17.30"),
)
def british_range(match: re.Match[str], locale: Locale) -> str | None:
    """A range of times with points, as in Britain."""
    sure = says_and(locale) or word_before(match) in {"open", "opens", "hours"}
    if not sure or int(match["hour"] + match["minute"]) >= int(match["hour2"] + match["minute2"]):
        return None
    one = spoken_time(int(match["hour"]), match["minute"], locale)
    return f"{one} {link(match, '-')} {spoken_time(int(match['hour2']), match['minute2'], locale)}"


_BRITISH_TIME_AFTER_WORD: Final = (
    rf"(?:(?<=\bat\s)|(?<=\buntil\s))(?P<hour>{_HOUR})\.(?P<minute>{_MINUTE})"
    rf"(?=[.,;!?)]*(?:$|\s{any_of('times.after_british_time')}\b))"
)
_TIME_OF_TRAIN: Final = (
    rf"(?<=\bthe\s)(?P<train>1?\d|2[0-3])\.(?P<minutes>{_MINUTE})(?=\s{any_of('times.of_trains')}\b)"
)


@rule(
    rf"{_BRITISH_TIME_AFTER_WORD}|{_TIME_OF_TRAIN}",
    needs=(".", DIGITS),
    says={"Take the 7.45 train": "Take the seven forty five train"},
    leaves=("at 18.05", "at 3.2", "the 7.45 of it"),
)
def british_time(match: re.Match[str], locale: Locale) -> str | None:
    """A time with a point, as in Britain."""
    if match["hour"] and not says_and(locale):
        return None
    return spoken_time(int(match["hour"] or match["train"]), match["minute"] or match["minutes"], locale)


_AFTER_WORD_OF_LENGTH: Final = "|".join(
    rf"(?<=\b(?:{words})\s\d:\d\d:\d\d)" for words in ("in|of", "for|ran", "took", "lasted|length")
)
"""The position after a word about durations and a time in hours, minutes and seconds."""


_BEFORE_WORD_OF_LENGTH: Final = rf"(?=\s+(?:{any_of('times.after_countdown')}|to\sgo|in\stotal))"


@rule(
    rf"""(?<![\w.:,/])(?P<hours>\d{{1,3}}):(?P<minutes>{_MINUTE}):(?P<seconds>{_MINUTE})(?:\.(?P<part>\d{{1,3}}))?{_END}
        (?:{_BEFORE_WORD_OF_LENGTH}|{_AFTER_WORD_OF_LENGTH})""",
    needs=(":", DIGITS, LETTERS),
    says={
        "1:05:30 left": "one hour five minutes thirty seconds left",
        "done in 2:08:15": "done in two hours eight minutes fifteen seconds",
    },
    leaves=("16:05:30", "1:05 left", "at 2:08:15"),
)
def countdown(match: re.Match[str], locale: Locale) -> str:
    """A duration in hours, minutes and seconds."""
    units = (("hours", "hour"), ("minutes", "minute"), ("seconds", "second"))
    spoken = [_counted(str(int(match[group])), unit, locale) for group, unit in units if int(match[group])]
    return " ".join(spoken) or "no time"


@rule(
    r"(?<![\w.:,/$€£-])(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d)\.(?P<part>\d{1,3})(?![\w:]|[.,]\d)",
    needs=(":", DIGITS),
    says={"a 3:59.4 mile": "a three fifty nine point four mile", "in 1:02.35": "in one oh two point three five"},
    leaves=("3:59", "1:03:59.4", "3:79.4"),
)
def lap(match: re.Match[str], locale: Locale) -> str:
    """A duration in minutes, seconds and fractions of a second."""
    minutes = cardinal(int(match["minutes"]), locale)
    return f"{minutes} {spoken_minutes(match['seconds'], locale)} point {digits(match['part'])}"


@rule(
    r"(?<![\w.:,/$€£-])(?P<hour>[01]?\d|2[0-3]):00(?=\s?o'clock\b)",
    needs=":",
    any_case=True,
    says={"at 5:00 o'clock": "at five o'clock"},
    leaves=("5:00", "5:15 o'clock"),
)
def full_hour(match: re.Match[str], locale: Locale) -> str:
    """A full hour before "o'clock"."""
    return cardinal(int(match["hour"]), locale)


@rule(
    r"""(?<![\w.:,/$€£-])(?P<hour>0?[1-9]|1[0-2])(?::(?P<minute>[0-5]\d))?(?P<half>[ap])[ ]?(?P<to>[-–])[ ]?
        (?P<hour2>0?[1-9]|1[0-2])(?::(?P<minute2>[0-5]\d))?(?P<half2>[ap])(?!\w|[.'-]\w)""",
    needs=("-–", "ap", DIGITS),
    says={"Mon 8:30a–5p": "Monday eight thirty A M to five P M"},
    leaves=("8:30a", "8a-9", "8x-9p"),
)
def short_half_day_range(match: re.Match[str], locale: Locale) -> str:
    """A range of times with "a" or "p" for a.m. and p.m."""
    one = _half_day(int(match["hour"]), match["minute"], match["half"], locale)
    return (
        f"{one} {link(match, match['to'])} {_half_day(int(match['hour2']), match['minute2'], match['half2'], locale)}"
    )


@rule(
    r"(?<![\w.:,/$€£-])(?P<hour>0?[1-9]|1[0-2]):(?P<minute>[0-5]\d)[ ]?(?P<half>[ap])(?!\w|[.'-]\w)",
    needs=":",
    says={"Boarding at 5:40p.": "Boarding at five forty P M .", "6:15a": "six fifteen A M"},
    leaves=("13:40p", "5:40 pm", "5:40"),
)
def short_half_day(match: re.Match[str], locale: Locale) -> str:
    """A time with "a" or "p" for a.m. and p.m."""
    return f"{_half_day(int(match['hour']), match['minute'], None, locale)} {match['half'].upper()} M"


_NO_RATIO: Final = rf"(?!(?!ish\b)[\w%]|:\w|[.,]\d)(?!\s{any_of('times.ratios')}\b)"


@rule(
    rf"""(?<![\w.:,/$€£])(?P<hour>{_HOUR}|24(?=:00)):(?P<minute>{_MINUTE})(?::(?P<second>{_MINUTE})(?:\.\d{{1,3}})?)?
        (?:[ ]?(?:h|hrs?)\b)?{_ZONE}?{_NO_RATIO}""",
    needs=(":", DIGITS),
    says={
        "16:05": "sixteen oh five",
        "at 10:00": "at ten o'clock",
        "23:00": "twenty three hundred",
        "00:15": "twelve fifteen A M",
        "06:30:05": "six thirty and five seconds",
        "8:30 GMT": "eight thirty G M T",
        "done in 0:45": "done in zero forty five",
        "8:15: tea": "eight fifteen : tea",
        "at 3:15ish": "at three fifteen ish",
    },
    leaves=("2:1", "16:9", "25:10", "10:15 ratio", "1:234"),
)
def day_time(match: re.Match[str], locale: Locale) -> str:
    """A time on a 24-hour clock."""
    seconds = _seconds(match["second"], locale) if match["second"] and int(match["second"]) else ""
    zone = f" {' '.join(match['zone'])}" if match["zone"] else ""
    if match["hour"] == "0" and not seconds:
        return f"zero {spoken_minutes(match['minute'], locale)}{zone}"
    return f"{spoken_time(int(match['hour']) % 24, match['minute'], locale)}{seconds}{zone}"


@rule(
    r"(?<![\w.:,/])(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)[ ]?(?:hrs|hours|h)\b",
    needs=(DIGITS, LETTERS),
    says={"at 0630 hours": "at oh six thirty hours", "2100 hrs": "twenty one hundred hours"},
    leaves=("2575 hours", "630 hours"),
)
def military(match: re.Match[str], locale: Locale) -> str | None:
    """A military time."""
    hour = int(match["hour"])
    if hour > 24 or (hour and hour < 10 and match["hour"][0] != "0"):
        return None
    minutes = "hundred" if match["minute"] == "00" else spoken_minutes(match["minute"], locale)
    lead = "oh " if 0 < hour < 10 else ""
    return f"{lead}{cardinal(hour, locale)} {minutes} hours"


@rule(
    r"""(?:(?<=\bat\s)|(?<=\bby\s)|(?<=until\s)|(?<=from\s)|(?<=before\s)|(?<=after\s))
        (?P<hour>0[1-9])(?P<minute>[0-5]\d)(?![\w:]|[.,-]\d)""",
    needs=("0", LETTERS),
    says={"at 0800": "at oh eight hundred", "by 0630 today": "by oh six thirty today"},
    leaves=("0800", "at 08001", "code 0800"),
)
def early(match: re.Match[str], locale: Locale) -> str:
    """A morning time in four digits, after a preposition."""
    minutes = "hundred" if match["minute"] == "00" else spoken_minutes(match["minute"], locale)
    return f"oh {cardinal(int(match['hour']), locale)} {minutes}"


_UNITS: Final = {
    **dict.fromkeys(("w", "wk", "wks"), "week"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "second"),
    **dict.fromkeys(("ms",), "millisecond"),
}
_UNIT: Final = r"(?:w(?:ks?)?|d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?|s)?|s(?:ec(?:ond)?s?)?)"


@rule(
    rf"""(?<![\w.,/$€£-])(?P<parts>\d{{1,4}}\s?{_UNIT}(?:\.?,?\s?\d{{1,4}}\s?{_UNIT}){{1,4}})(?![\w/])""",
    needs=(DIGITS, LETTERS),
    says={
        "1h 30m": "one hour thirty minutes",
        "2d4h": "two days four hours",
        "5 min 1 sec": "five minutes one second",
    },
    leaves=("5m", "1 s", "3 m 4", "1h3"),
)
def duration(match: re.Match[str], locale: Locale) -> str | None:
    """A duration in several units."""
    parts = re.findall(r"(\d+)\s?([a-z]+)", match["parts"])
    units = [_UNITS[unit] for _, unit in parts]
    if len(set(units)) < len(units):
        return None
    return " ".join(_counted(amount, unit, locale) for (amount, _), unit in zip(parts, units, strict=True))


@rule(
    r"(?<![\w.,/$€£-])(?P<hours>\d{1,2})h(?P<minutes>[0-5]\d)(?![\w:/]|[.,]\d)",
    needs=("h", DIGITS),
    says={"about 1h30": "about one hour thirty minutes"},
    leaves=("1h3", "1h305", "h30"),
)
def hours_and_minutes(match: re.Match[str], locale: Locale) -> str:
    """Hours and minutes of which only the hours have their unit."""
    hours, minutes = match["hours"], str(int(match["minutes"]))
    spoken = _counted(hours, "hour", locale)
    return spoken if minutes == "0" else f"{spoken} {_counted(minutes, 'minute', locale)}"


@rule(
    r"(?<![\w.,/$€£-])(?P<years>\d{1,3})(?P<gap>[ -]?)(?:y/o|yo|y\.o\.|y\.o)(?![\w/-])",
    needs=("y", DIGITS),
    says={"a 5yo": "a five year old", "she is 34 y/o": "she is thirty four years old"},
    leaves=("5 you", "yo", "34 y"),
)
def age(match: re.Match[str], locale: Locale) -> str:
    """An abbreviated age."""
    one = word_before(match) in {"a", "an", "my", "our", "his", "her", "their", "the", "your"} or match["years"] == "1"
    return f"{number(match['years'], locale)} year{'' if one else 's'} old"


_ABBREVIATED_UNIT: Final = r"(?P<gap>[ -])?(?P<unit>hrs?|mins?|secs?|wks?|yrs?|mos)\b\.?(?!\w)"
_LETTER_OF_UNIT: Final = (
    rf"[ ]?(?P<short>[hswy]|mo|d(?=[.,;)]|$)|m(?=[ ]{any_of('times.after_minutes')}\b))"
    r"(?![\w'/²³^]|[ ]of\b|[ ]?[=<>+])"
)


@rule(
    rf"""(?<![\w.,/$€£-])(?P<about>[~≈]\s?)?(?P<amount>{NUMBER})(?P<plus>\+)?(?P<to>[-–](?P<last>{NUMBER}))?
        (?:{_ABBREVIATED_UNIT}|{_LETTER_OF_UNIT}(?!/))""",
    needs=(DIGITS, LETTERS),
    says={
        "in 2h": "in two hours",
        "It takes 5 mins.": "It takes five minutes .",
        "wait 30s": "wait thirty seconds",
        "1 hr": "one hour",
        "5-10 min": "five to ten minutes",
        "3 yrs": "three years",
        "a 30m timer": "a thirty minute timer",
        "a 10-yr bond": "a ten year bond",
        "24+ hrs": "twenty four plus hours",
    },
    leaves=("the 90s are", "5 m", "3 h/d", "1960s"),
)
def short_duration(match: re.Match[str], locale: Locale) -> list[Claim] | None:
    """A duration in one abbreviated unit."""
    if match["short"] == "s" and not match["last"] and _is_plural(match):
        return None
    written = match["unit"] or match["short"]
    unit = _LONG.get(written.rstrip("s") if match["unit"] else written, "")
    many = match["last"] or match["amount"]
    spoken = (
        number(match["amount"], locale)
        + (" plus" if match["plus"] else "")
        + (f" to {number(match['last'], locale)}" if match["last"] else "")
    )
    described = word_before(match) in {"a", "an", "each"} or match[0][-3:-2].isdecimal()
    single = (
        (is_one(many) and not match["plus"]) or match["gap"] == "-" or (described and is_noun_like(word_after(match)))
    )
    stop = "" if single and not match["last"] else "s"
    end = match.end() - (match[0].endswith(".") and ends_sentence(match))
    return [Claim(match.start(), end, f"{'about ' if match['about'] else ''}{spoken} {unit}{stop}")]


@rule(
    r"\d[ ]\((?:or|to|and|maybe)[ ]\d{1,4}\)[ ](?P<it>(?:hr|min|sec|wk|yr|mo)s?)(?!\w)\.?",
    needs="(",
    says={"Back in 10 (or 15) min, OK?": "Back in ten ( or fifteen ) minutes , okay ?"},
    leaves=("10 (or 15) men", "10 min"),
)
def unit_after_brackets(match: re.Match[str], _locale: Locale) -> list[Claim]:
    """The unit of two numbers of which the second is in brackets."""
    return [Claim(*match.span("it"), f"{_LONG[match['it'].rstrip('s')]}s")]


def _is_plural(match: re.Match[str]) -> bool:
    """Return whether "5s" means fives rather than seconds."""
    others = re.match(r",?\s(?:and|or)\s\d+'?s\b", match.string[match.end() : match.end() + 12])
    return match["amount"] == "0" or bool(others) or word_before(match) in _SEVERAL


_SEVERAL: Final = word_set("times.several")
"""Words before "5s" that show that fives are meant."""
_LONG: Final = {
    "hr": "hour",
    "min": "minute",
    "sec": "second",
    "wk": "week",
    "yr": "year",
    "mo": "month",
    "h": "hour",
    "d": "day",
    "s": "second",
    "w": "week",
    "y": "year",
    "m": "minute",
}


def _fits(hour: int, half: str | None) -> bool:
    return hour <= 12 or half is None or half[0].lower() == "p"


def _half_day(hour: int, minute: str | None, half: str | None, locale: Locale) -> str:
    """Return a time of a 12-hour clock in words, without "o'clock" because a.m. or p.m. follows."""
    spoken = cardinal(hour, locale) if hour else "twelve"
    if minute and minute != "00":
        spoken += f" {spoken_minutes(minute, locale)}"
    return f"{spoken} {half[0].upper()} M" if half else spoken


def _seconds(written: str, locale: Locale) -> str:
    return f" and {_counted(str(int(written)), 'second', locale)}"


def _counted(amount: str, unit: str, locale: Locale) -> str:
    return f"{number(amount, locale)} {unit}{'' if is_one(amount) else 's'}"
