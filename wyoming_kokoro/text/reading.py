"""Lets the rules claim the text, one after the other, until nothing is left."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from wyoming_kokoro.speech import Span
from wyoming_kokoro.text.languages import after_scripts, all_in_order, before_scripts
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import TAKEN, Claim, Rule, RuleIndex, hints
from wyoming_kokoro.text.scripts import ScriptRun, runs

_RuleClaim = tuple[Claim, Rule]


def read(text: str, locale: Locale, claimed: Sequence[Span] = ()) -> tuple[Span, ...]:
    """What is said for each part of the text: in order, not overlapping, covering all but blanks.

    What somebody else has claimed stays as it is, and no rule sees it.
    """
    plain = text if text.isascii() and TAKEN not in text else text.translate(_twins())
    if "..." in plain:
        plain = _DOTS.sub(lambda dots: "…" * len(dots[0]), plain)
    for span in claimed:
        plain = plain[: span.start] + TAKEN * (span.end - span.start) + plain[span.end :]
    found = _spans(plain, _with_own_digits(plain, text), locale)
    return tuple(sorted((*claimed, *found), key=lambda span: span.start))


def _spans(text: str, written: str, locale: Locale) -> Iterator[Span]:
    """First what goes by the whole text, then what each language reads of its own parts."""
    claims, visible = _claims(text, before_scripts(locale), locale)
    yield from _spoken(claims, None)
    seen = visible if written is text else _also_taken(written, visible)
    for language, its in _by_language(runs(seen, locale)).items():
        if language is None:
            tongue, theirs = locale, after_scripts(locale)
        else:
            tongue = Locale(language, emoji=locale.emoji, code=locale.code)
            theirs = all_in_order(tongue)
        claims, _ = _claims(_only(visible, its), theirs, tongue)
        yield from _spoken(claims, language)


def _spoken(claims: Sequence[_RuleClaim], language: str | None) -> Iterator[Span]:
    for part, rule in claims:
        start, end, spoken, its_language, phonemes, tag = part
        plain = spoken if spoken.isalnum() else " ".join(spoken.split())
        yield Span(start, end, plain, rule.name, its_language or language, phonemes, tag)


def _by_language(parts: Sequence[ScriptRun]) -> dict[str | None, list[ScriptRun]]:
    found: dict[str | None, list[ScriptRun]] = defaultdict(list)
    for run in parts:
        found[run.language].append(run)
    return found


def _only(text: str, its: Sequence[ScriptRun]) -> str:
    """The text with everything but these parts marked as taken."""
    if len(its) == 1 and (its[0].start, its[0].end) == (0, len(text)):
        return text
    kept, at = [], 0
    for run in its:
        kept += [TAKEN * (run.start - at), text[run.start : run.end]]
        at = run.end
    return "".join(kept) + TAKEN * (len(text) - at)


def _with_own_digits(plain: str, text: str) -> str:
    """The plain text, but with digits that tell a language which has rules as they are written."""
    if text.isascii() or not _TELLING.search(text):
        return plain
    return "".join(own if _TELLING.match(own) else twin for own, twin in zip(text, plain, strict=True))


def _also_taken(written: str, visible: str) -> str:
    """What is written, marked as taken wherever something has been claimed meanwhile."""
    if TAKEN not in visible:
        return written
    return "".join(TAKEN if now == TAKEN else sign for sign, now in zip(written, visible, strict=True))


def _claims(text: str, rules: RuleIndex, locale: Locale) -> tuple[list[_RuleClaim], str]:
    """What these rules claim, and the text with that marked as taken."""
    given = hints(text)
    lacks = ~given
    visible, found = text, list[_RuleClaim]()
    for rule in rules.fitting(given | hints(TAKEN)):  # what the first rules claim is a hint to later ones
        if rule.needs & lacks or (first := rule.shape.search(visible)) is None:  # as most are
            continue
        parts = rule.parts(visible, locale, first.start())
        if parts:
            found += [(part, rule) for part in parts]
            visible = _without(visible, parts)
            lacks = ~hints(visible)
    return found, visible


def _without(text: str, parts: list[Claim]) -> str:
    """The text with these parts marked as taken."""
    kept, at = [], 0
    for part in sorted(parts, key=lambda each: each.start):
        kept += [text[at : part.start], TAKEN * (part.end - part.start)]
        at = part.end
    return "".join(kept) + text[at:]


_DOTS: Final = re.compile(r"\.{3,}")
"""They are no stop and no point: what stands beside them is read as if it stood alone."""
_PLAIN: Final = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\uff07\u00b4", "'"),
    **dict.fromkeys("\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a", " "),
    **{chr(0x2080 + value): str(value) for value in range(10)},
    **{chr(first + value): str(value + 1) for first in (0x2460, 0x2776, 0x278A) for value in range(9)},
    TAKEN: "\ufffd",
}
"""Characters that mean the same as a plainer one; always one for one, so that places stay."""

_ZEROS: Final = (
    *("\u0660", "\u06f0", "\u07c0", "\u0966", "\u09e6", "\u0a66", "\u0ae6", "\u0b66", "\u0be6", "\u0c66", "\u0ce6"),
    *("\u0d66", "\u0e50", "\u0ed0", "\u0f20", "\u1040", "\u17e0", "\u1810", "\uff10"),
)
"""The digit nought of the scripts that are in use; nine more digits follow each."""


_TELLING: Final = re.compile("[\u0966-\u096f]")
"""Digits of a script whose language has rules of its own."""


@cache
def _twins() -> dict[int, str]:
    """The plain twin of each character that has one: also digits of other scripts and full-width letters."""
    table = {ord(sign): twin for sign, twin in _PLAIN.items()}
    table.update({ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)})
    full_width = (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "\uff05\uff0b\uff1d"))
    table.update({code: chr(code - 0xFEE0) for code in full_width})
    return table
