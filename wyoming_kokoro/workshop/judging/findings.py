"""What is wrong with a take, in words: from measures and thresholds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wyoming_kokoro.workshop.judging.results_file import Values
from wyoming_kokoro.workshop.judging.thresholds import Thresholds

Severity = Literal["fault", "listen"]
"""Whether a take is surely faulty, or is only to be listened to."""

EXAMINATION = "examination"
"""The name under which what follows from several judges is kept."""
SILENT = 10 ** (-50 / 20)
"""A peak below -50 decibels is silence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a take."""

    kind: str
    message: str
    severity: Severity = "fault"


def findings(values: Mapping[str, Values], thresholds: Thresholds) -> list[Finding]:
    """Return what is wrong, by what every judge found."""
    found = [*_of_signal(values.get("signal", {}), thresholds)]
    found += _of_words(values.get(EXAMINATION, {}), thresholds)
    found += _of_quality(values, thresholds)
    return found


def is_faulty(found: list[Finding]) -> bool:
    """Return whether anything is surely wrong."""
    return any(each.severity == "fault" for each in found)


def _of_signal(values: Values, limits: Thresholds) -> Iterator[Finding]:
    if not values:
        return
    if not _number(values, "finite", 1):
        yield Finding("broken", "The sound has samples that are not numbers.")
    if _number(values, "peak", 0) < SILENT:
        yield Finding("silent", "There is no sound.")
        return
    yield from _of_shape(values, limits)
    noise = _number(values, "snr_db", 99)
    if noise < limits.snr_db:
        yield Finding("noise", f"There is noise {noise:.0f} decibels below the speech.")
    for name, limit in (("leading_silence", limits.leading_silence), ("trailing_silence", limits.trailing_silence)):
        if _number(values, name, 0) > limit:
            side = name.partition("_")[0]
            yield Finding(name, f"There are {_number(values, name, 0):.1f} seconds of {side} silence.", "listen")


def _of_shape(values: Values, limits: Thresholds) -> Iterator[Finding]:
    """Yield what was done to the wave: cut off above, inside or at the end."""
    if _number(values, "clipping_pct", 0) > limits.clipping_pct or _number(values, "flat_pct", 0) > limits.flat_pct:
        yield Finding("clipping", "The loudest parts are cut off.")
    if _number(values, "hard_gaps", 0):
        yield Finding("gap", "The sound stops inside the speech and goes on later.")
    if _number(values, "end_level_db", -99) > limits.end_level_db:
        yield Finding("cut_end", "The end is cut off.")
    if _number(values, "clicks", 0):
        yield Finding("click", "There is a click.", "listen")


def _number(values: Values, name: str, default: float) -> float:
    value = values.get(name, default)
    return float(value) if isinstance(value, int | float) else default


def _of_words(values: Values, limits: Thresholds) -> Iterator[Finding]:
    for each in _rows(values, "differences"):
        shown = f"“{each['said'] or '-'}” is heard as “{each['heard'] or '-'}”"
        if each["verdict"] == "tts_failure":
            yield Finding("word", f"{shown}: the speech is wrong.")
        elif each["verdict"] == "ambiguous":
            yield Finding("word_unclear", f"{shown}: it is not clear who is wrong.", "listen")
        elif each["verdict"] in ("gt_error", "gt_typo"):
            yield Finding("text", f"{shown}: the text may have a mistake.", "listen")
    for each in _rows(values, "word_faults"):
        yield Finding(each["kind"], f"“{each['word']}” is {each['kind']}.")
    for each in _rows(values, "homographs"):
        if each["verdict"] == "suspect":
            severity: Severity = "fault" if each["active"] else "listen"
            yield Finding("homograph", f"“{each['word']}” is pronounced as in its other meaning.", severity)
    gap = values.get("gap_seconds", 0.0)
    if isinstance(gap, float) and gap > limits.silence:
        yield Finding("pause", f"There is a pause of {gap:.2f} seconds after “{values.get('gap_after', '')}”.")


def _of_quality(values: Mapping[str, Values], limits: Thresholds) -> Iterator[Finding]:
    for name, found in (("DNSMOS", values.get("dnsmos", {}).get("ovrl")),):
        if isinstance(found, float) and found < limits.quality:
            yield Finding("quality", f"{name} gives it {found:.2f} of 5.", "listen")


def _rows(values: Values, name: str) -> list[dict[str, Any]]:
    content = values.get(name, "[]")
    rows: list[dict[str, Any]] = json.loads(content) if isinstance(content, str) else []
    return rows
