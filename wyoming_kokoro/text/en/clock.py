"""Times of day in words."""

from wyoming_kokoro.text.en.numbers import cardinal
from wyoming_kokoro.text.locale import Locale


def spoken_time(hour: int, minute: str, locale: Locale) -> str:
    """Return a time of a 24-hour clock in words: "sixteen oh five", "ten o'clock", "twenty three hundred"."""
    if minute == "00":
        if 1 <= hour <= 12:
            return f"{cardinal(hour, locale)} o'clock"
        return f"{cardinal(hour, locale)} hundred" if hour else "twelve A M"
    if hour == 0:
        return f"twelve {spoken_minutes(minute, locale)} A M"
    return f"{cardinal(hour, locale)} {spoken_minutes(minute, locale)}"


def spoken_minutes(minute: str, locale: Locale) -> str:
    """Return the minutes after the hour in words: "oh five", "thirty"."""
    return f"{'oh ' if minute[0] == '0' else ''}{cardinal(int(minute), locale)}"
