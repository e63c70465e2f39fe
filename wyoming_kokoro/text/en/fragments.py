"""Parts of regular expressions that several families share, by name. Those of one family stand at its top."""

from typing import Final

NUMBER: Final = r"(?:\d{1,3}(?>(?:,\d{3})+)(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?|\.\d++)"
"""A number in English notation, with or without commas and decimals."""
WHOLE: Final = r"(?:\d{1,3}(?>(?:,\d{3})+)(?![\d])|\d++)"
"""A number without decimals."""
VULGAR: Final = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
"""Fractions that are a single character."""
AMOUNT: Final = (
    rf"(?:{WHOLE}[ -]\d{{1,2}}/\d{{1,3}}(?![\d/])|\d{{1,3}}/\d{{1,3}}(?![\d/])|{NUMBER}[{VULGAR}]?|[{VULGAR}])"
)
"""A number, also with a fraction: 4 1/2, 3/4, 2½."""
ABOUT: Final = r"(?P<about>[~≈∼]\s?)?"
"""An optional sign for "about" before a number."""
ORDINAL_ENDING: Final = "(?:st|nd|rd|th)"

MONTH: Final = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
"""The name of a month or its abbreviation, in lower case."""
SHORT_WEEKDAY: Final = r"(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
"""An abbreviated weekday, which needs its capital even in rules that ignore capitals."""

YEAR: Final = r"[12]\d{3}"
RECENT_YEAR: Final = r"(?:1[1-9]\d\d|20\d\d)"
YEAR_OF_RANGE: Final = rf"(?:,?\s(?P<year>{YEAR})(?![\w-]))?"
"""The year that may follow a range of days."""
