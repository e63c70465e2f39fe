"""Applies the rules to a text, one after another, until every part is claimed."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from wyoming_kokoro.speech import Span
from wyoming_kokoro.text.languages import after_scripts, all_in_order, before_scripts
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, Claim, Rule, RuleIndex, hints
from wyoming_kokoro.text.scripts import ScriptRun, script_runs

_RuleClaim = tuple[Claim, Rule]


def read(text: str, locale: Locale, claimed: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return what is spoken for each part of the text: in order, not overlapping, covering all but blanks.

    Spans that are already claimed stay as they are, and no rule sees their text.
    """
    plain = text if text.isascii() and CLAIMED not in text else text.translate(_plain_characters())
    if "..." in plain:
        plain = _DOTS.sub(lambda dots: "…" * len(dots[0]), plain)
    for span in claimed:
        plain = plain[: span.start] + CLAIMED * (span.end - span.start) + plain[span.end :]
    spans = _spans(plain, _with_script_digits(plain, text), locale)
    return tuple(sorted((*claimed, *spans), key=lambda span: span.start))


def _spans(text: str, written: str, locale: Locale) -> Iterator[Span]:
    """Apply first the rules for the whole text, then each language's rules to the parts in its script."""
    claims, visible = _claims(text, before_scripts(locale), locale)
    yield from _spoken(claims, None)
    with_digits = visible if written is text else _with_claims(written, visible)
    for language, runs in _by_language(script_runs(with_digits, locale)).items():
        if language is None:
            run_locale, rules = locale, after_scripts(locale)
        else:
            run_locale = Locale(language, emoji=locale.emoji, code=locale.code)
            rules = all_in_order(run_locale)
        claims, _ = _claims(_only(visible, runs), rules, run_locale)
        yield from _spoken(claims, language)


def _spoken(claims: Sequence[_RuleClaim], language: str | None) -> Iterator[Span]:
    for part, rule in claims:
        start, end, spoken, own_language, phonemes, tag = part
        plain = spoken if spoken.isalnum() else " ".join(spoken.split())
        yield Span(start, end, plain, rule.name, own_language or language, phonemes, tag)


def _by_language(runs: Sequence[ScriptRun]) -> dict[str | None, list[ScriptRun]]:
    by_language: dict[str | None, list[ScriptRun]] = defaultdict(list)
    for run in runs:
        by_language[run.language].append(run)
    return by_language


def _only(text: str, runs: Sequence[ScriptRun]) -> str:
    """The text with everything but these parts marked as taken."""
    if len(runs) == 1 and (runs[0].start, runs[0].end) == (0, len(text)):
        return text
    chunks, at = [], 0
    for run in runs:
        chunks += [CLAIMED * (run.start - at), text[run.start : run.end]]
        at = run.end
    return "".join(chunks) + CLAIMED * (len(text) - at)


def _with_script_digits(plain: str, text: str) -> str:
    """The plain text with Devanagari digits as they are written, because they tell the language."""
    if text.isascii() or not _SCRIPT_DIGITS.search(text):
        return plain
    return "".join(
        written if _SCRIPT_DIGITS.match(written) else sign for written, sign in zip(text, plain, strict=True)
    )


def _with_claims(written: str, visible: str) -> str:
    """The written text, marked as taken where it has been claimed meanwhile."""
    if CLAIMED not in visible:
        return written
    return "".join(CLAIMED if now == CLAIMED else sign for sign, now in zip(written, visible, strict=True))


def _claims(text: str, rules: RuleIndex, locale: Locale) -> tuple[list[_RuleClaim], str]:
    """What these rules claim, and the text with that marked as taken."""
    text_hints = hints(text)
    missing = ~text_hints
    visible, claims = text, list[_RuleClaim]()
    for rule in rules.candidates(text_hints | hints(CLAIMED)):  # earlier claims are a hint to later rules
        if rule.required_hints & missing or (first := rule.pattern.search(visible)) is None:  # true for most rules
            continue
        parts = rule.claims(visible, locale, first.start())
        if parts:
            claims += [(part, rule) for part in parts]
            visible = _without(visible, parts)
            missing = ~hints(visible)
    return claims, visible


def _without(text: str, parts: list[Claim]) -> str:
    """The text with these parts marked as taken."""
    chunks, at = [], 0
    for part in sorted(parts, key=lambda claim: claim.start):
        chunks += [text[at : part.start], CLAIMED * (part.end - part.start)]
        at = part.end
    return "".join(chunks) + text[at:]


_DOTS: Final = re.compile(r"\.{3,}")
"""An ellipsis is neither a full stop nor a decimal point: the text next to it is read as if it stood alone."""
_PLAIN: Final = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\uff07\u00b4", "'"),
    **dict.fromkeys("\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a", " "),
    **{chr(0x2080 + value): str(value) for value in range(10)},
    **{chr(first + value): str(value + 1) for first in (0x2460, 0x2776, 0x278A) for value in range(9)},
    CLAIMED: "\ufffd",
}
"""Characters that mean the same as a plainer one; always one for one, so that places in the text stay valid."""

_ZEROS: Final = (
    *("\u0660", "\u06f0", "\u07c0", "\u0966", "\u09e6", "\u0a66", "\u0ae6", "\u0b66", "\u0be6", "\u0c66", "\u0ce6"),
    *("\u0d66", "\u0e50", "\u0ed0", "\u0f20", "\u1040", "\u17e0", "\u1810", "\uff10"),
)
"""The digit zero of the scripts in use; the other nine digits follow each."""

_SCRIPT_DIGITS: Final = re.compile("[\u0966-\u096f]")
"""Digits of a script whose language has rules of its own."""


@cache
def _plain_characters() -> dict[int, str]:
    """The plain character for each character that has one: also digits of other scripts and full-width letters."""
    table = {ord(sign): plain for sign, plain in _PLAIN.items()}
    table.update({ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)})
    full_width = (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "\uff05\uff0b\uff1d"))
    table.update({code: chr(code - 0xFEE0) for code in full_width})
    return table
