"""Reads a text as a kind of thing, whatever it looks like: SSML's say-as."""

from collections.abc import Mapping
from functools import cache

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.say_as import dates, numbers, spelling, things
from wyoming_kokoro.text.say_as.kind import SayAs

SAY_AS: tuple[SayAs, ...] = tuple(
    value
    for subject in (spelling, numbers, dates, things)
    for value in vars(subject).values()
    if isinstance(value, SayAs)
)
"""Every kind, in the order of the files. To add one, write its function in the file of its subject."""


def read_as(text: str, kind: str, written_format: str, locale: Locale) -> str | None:
    """Return what is spoken for a text as a kind of thing; None if it is not of this kind, or the kind is not known."""
    found = _kinds().get(kind)
    return found.reader(text.strip(), written_format, locale) if found else None


@cache
def _kinds() -> Mapping[str, SayAs]:
    return {name: kind for kind in SAY_AS for name in kind.names}
