"""Times of the day in words."""

from wyoming_kokoro.text.en.numbers import cardinal
from wyoming_kokoro.text.locale import Locale


def spoken_time(hour: int, minute: str, locale: Locale) -> str:
    """A time as it stands on a clock of 24 hours: "sixteen oh five", "ten o'clock", "twenty three hundred"."""
    if minute == "00":
        if 1 <= hour <= 12:
            return f"{cardinal(hour, locale)} o'clock"
        return f"{cardinal(hour, locale)} hundred" if hour else "twelve A M"
    if hour == 0:
        return f"twelve {spoken_minutes(minute, locale)} A M"
    return f"{cardinal(hour, locale)} {spoken_minutes(minute, locale)}"


def spoken_minutes(minute: str, locale: Locale) -> str:
    """Minutes after the hour: "oh five", "thirty"."""
    return f"{'oh ' if minute[0] == '0' else ''}{cardinal(int(minute), locale)}"
