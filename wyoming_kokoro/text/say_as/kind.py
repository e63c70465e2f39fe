"""What a kind of say-as is: names, what it means, and how a text is read as it, with examples, which are its tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.reading import read

KindReader = Callable[[str, str, Locale], str | None]
"""Returns what is spoken for a text in a format; None where the text is not of this kind."""


@dataclass(frozen=True, eq=False)
class SayAs:
    """A kind of thing that a text can be read as."""

    names: tuple[str, ...]
    """The first is ours; other services have the others."""
    meaning: str
    reader: KindReader
    says: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """For texts and formats what is spoken in English."""
    leaves: tuple[str, ...] = ()
    """Texts that are not of this kind."""

    @property
    def name(self) -> str:
        """The name in the list."""
        return self.names[0]


def say_as(
    *names: str, says: Mapping[tuple[str, str], str], leaves: tuple[str, ...] = ()
) -> Callable[[KindReader], SayAs]:
    """Make a kind of a function that returns what is spoken for a text."""

    def decorate(reader: KindReader) -> SayAs:
        return SayAs(names, (reader.__doc__ or "").strip(), reader, says, leaves)

    return decorate


def by_rules(text: str, locale: Locale) -> str:
    """Return what the rules of a language speak for a text."""
    return " ".join(span.spoken for span in read(text, locale) if span.spoken)
