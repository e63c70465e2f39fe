"""A language rule: a rule that is the same in several languages, except for each language's words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Rule, Spoken
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.western.language_profile import LanguageProfile

LanguageReader = Callable[[re.Match[str], LanguageProfile, Locale], Spoken]
"""Returns what a language speaks for a match."""


@dataclass(frozen=True, eq=False)
class LanguageRule:
    """A rule without words: its pattern and its reader take them from a language's profile."""

    name: str
    about: str
    pattern: Callable[[LanguageProfile], str]
    flags: re.RegexFlag
    needs: str
    reader: LanguageReader

    def rule(self, profile: LanguageProfile) -> Rule:
        """Make the rule of one language."""

        def read(match: re.Match[str], locale: Locale) -> Spoken:
            return self.reader(match, profile, locale)

        says, leaves = _examples(profile.code, self.name)
        required = (frozenset(self.needs),) if self.needs else ()
        return Rule(self.name, self.about, self.pattern(profile), self.flags, required, read, says, leaves)


def language_rule(
    pattern: str | Callable[[LanguageProfile], str], *, needs: str = "", any_case: bool = False
) -> Callable[[LanguageReader], LanguageRule]:
    """Make a language rule of a function that returns what is spoken for a match of the pattern."""
    flags = re.VERBOSE | re.MULTILINE | (re.IGNORECASE if any_case else re.RegexFlag(0))

    def decorate(reader: LanguageReader) -> LanguageRule:
        name = f"{reader.__module__.rpartition('.')[2]}.{reader.__name__}"
        about = (reader.__doc__ or "").strip()
        make_pattern = (lambda _: pattern) if isinstance(pattern, str) else pattern
        return LanguageRule(name, about, make_pattern, flags, needs, reader)

    return decorate


def rules_of_families(profile: LanguageProfile, *families: ModuleType) -> tuple[Rule, ...]:
    """Return the rules of some families for a language: those for which its examples.tsv has examples."""
    with_examples = {row[0] for row in table(profile.code, "examples.tsv")}
    shared = [rule for family in families for rule in vars(family).values() if isinstance(rule, LanguageRule)]
    return tuple(rule.rule(profile) for rule in shared if rule.name in with_examples)


def _examples(code: str, name: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The examples of a rule: rows with a reading after the text, and rows of a text that the rule must leave."""
    rows = [row[1:] for row in table(code, "examples.tsv") if row[0] == name]
    return {row[0]: row[1] for row in rows if len(row) == 2}, tuple(row[0] for row in rows if len(row) == 1)
