"""What a form is: a rule in which a language still has to put its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Rule, Spoken
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.western.language_profile import LanguageProfile

Speaker = Callable[[re.Match[str], LanguageProfile, Locale], Spoken]


@dataclass(frozen=True, eq=False)
class LanguageRule:
    """A shape of writing in any language, and how its reading is made of that language's words."""

    name: str
    about: str
    shape: Callable[[LanguageProfile], str]
    flags: re.RegexFlag
    cue: str
    speaker: Speaker

    def rule(self, tongue: LanguageProfile) -> Rule:
        """The rule that a language has for this shape."""

        def reader(match: re.Match[str], locale: Locale) -> Spoken:
            return self.speaker(match, tongue, locale)

        says, leaves = _examples(tongue.code, self.name)
        source = self.shape(tongue)
        return Rule(self.name, self.about, source, self.flags, _cues(self.cue), reader, says, leaves)


def form(
    shape: str | Callable[[LanguageProfile], str], *, cue: str = "", any_case: bool = False
) -> Callable[[Speaker], LanguageRule]:
    """Makes a form of a function that says what a language reads for a match of the shape."""
    flags = re.VERBOSE | re.MULTILINE | (re.IGNORECASE if any_case else re.RegexFlag(0))

    def made(speaker: Speaker) -> LanguageRule:
        name = f"{speaker.__module__.rpartition('.')[2]}.{speaker.__name__}"
        about = (speaker.__doc__ or "").strip()
        return LanguageRule(name, about, (lambda _: shape) if isinstance(shape, str) else shape, flags, cue, speaker)

    return made


def rules_of_forms(tongue: LanguageProfile, *families: ModuleType) -> tuple[Rule, ...]:
    """The forms of some families as a language's rules; forms for which it has no examples are not its own."""
    own = {row[0] for row in table(tongue.code, "examples.tsv")}
    forms = [each for family in families for each in vars(family).values() if isinstance(each, LanguageRule)]
    return tuple(each.rule(tongue) for each in forms if each.name in own)


def _examples(code: str, name: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """What a rule says, and what it leaves: rows of two and of one text after its name."""
    rows = [row[1:] for row in table(code, "examples.tsv") if row[0] == name]
    return {row[0]: row[1] for row in rows if len(row) == 2}, tuple(row[0] for row in rows if len(row) == 1)


def _cues(cue: str) -> tuple[frozenset[str], ...]:
    return (frozenset(cue),) if cue else ()
