"""What a judge is: something that measures takes, or says which of two readings a sound has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, Protocol

from wyoming_kokoro.errors import InternalError
from wyoming_kokoro.workshop.judging.choices import Choice, Segment
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take

About = Literal["signal", "words", "phonemes", "choice", "quality"]
"""What a judge measures: the signal, the words or phonemes that are heard, which of two readings is heard, or how good
it sounds."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a judge found: a number, or what was heard."""

    name: str
    value: float | str


class Judge(Protocol):
    """Measures takes."""

    @property
    def version(self) -> str:
        """Its version, which is in every result: a take is judged again by a new version."""
        ...

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield what is found."""
        ...


class Chooser(Protocol):
    """Says which reading of a text a sound has."""

    @property
    def version(self) -> str:
        """As of judges."""
        ...

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        """Return for each choice by how much its first reading fits better; None where the sound fits neither."""
        ...

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        """Return when each word is heard, and which were left out or said twice; none if the sound does not fit."""
        ...


@dataclass(frozen=True, slots=True)
class JudgeDefinition:
    """An entry in the list of judges: what it is, what it needs, and where it begins."""

    name: str
    about: About
    meaning: str
    start: str
    """`module:function` of what makes the judge from options; imported where it is used."""
    modules: tuple[str, ...] = ()
    """The modules that it needs and the program does not bring."""
    install: str = ""
    """The packages that bring them."""
    option: str = ""
    """The option without which it cannot work: an address, a model."""
    setting: str = ""
    """The setting that gives that option."""
    languages: tuple[str, ...] = ()
    """The languages it knows, as the beginnings of their tags; empty for all."""
    cost: int = 1
    """Which judges of a kind come first: 0 is built in, 1 cheap, 2 dear."""
    quality: tuple[str, ...] = field(default=())
    """The names of the opinion scores it gives; only scores of the same judges are put together."""

    def missing(self, options: JudgeOptions) -> str | None:
        """Return what would bring the judge; None if it is here."""
        absent = [name for name in self.modules if find_spec(name) is None]
        if absent:
            return f"pip install {self.install}"
        if self.option and not getattr(options, self.option):
            return f"set {self.setting}"
        return None

    def knows(self, language: str) -> bool:
        """Return whether it can judge a language."""
        return not self.languages or language.lower().startswith(self.languages)

    def create(self, options: JudgeOptions) -> "Judge | Chooser":
        """Return the judge; imports its library."""
        module, _, name = self.start.partition(":")
        made: Judge | Chooser | None = getattr(import_module(module), name)(options)
        if made is None:
            raise InternalError(f"{self.name} made no judge.")
        return made
