"""Writes the page of text rules from the rules themselves."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from wyoming_kokoro.text.language_facts import LANGUAGES, language_facts
from wyoming_kokoro.text.languages import COMMON_RULES, rules_of
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import Rule

_BEGINNING = """\
# Text rules

Generated from the rules. Within a language an earlier rule applies first, and later rules do not see what it has
claimed. The examples are also the tests. Rules that all languages share (markdown, emoji, words and marks) are listed
under English only.
"""

_ENGLISH_FIRST = ("en", *(language for language in LANGUAGES if language != "en"))


def page(languages: Iterable[str] = _ENGLISH_FIRST) -> str:
    """Return every rule of these languages with its examples, as markdown."""
    return "\n".join([_BEGINNING, *(line for code in languages for line in _language(code))])


def _language(code: str) -> Iterator[str]:
    facts = language_facts(code)
    yield from (f"## {facts.name if facts else code}", "")
    rules = [rule for rule in rules_of(Locale(code)) if code == "en" or rule not in COMMON_RULES]
    for family, members in groupby(rules, key=lambda rule: rule.name.partition(".")[0]):
        yield from (f"### {family.replace('_', ' ')}", "")
        for rule in members:
            yield from _rule(rule)
        yield ""


def _rule(rule: Rule) -> Iterator[str]:
    yield f"- **{rule.name}**: {rule.about}"
    yield from (f"  - {_as_code(written)} is read {_as_code(spoken)}" for written, spoken in rule.says.items())
    if rule.leaves:
        yield f"  - leaves {', '.join(map(_as_code, rule.leaves))}"


def _as_code(text: str) -> str:
    """A text as code in markdown, also with backquotes in it."""
    shown = text.replace("\n", "⏎")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"
