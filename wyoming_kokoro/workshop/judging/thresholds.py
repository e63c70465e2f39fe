"""Named limits: from when on a take counts as faulty."""

from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A set of limits."""

    name: str
    word_errors: float
    """The share of words above which a second opinion is asked, and a take is for listening."""
    least_sure: float
    """The share of a run's takes for which a second opinion is asked because the recogniser is least sure of them.

    A share, as confidences of two models cannot be compared.
    """
    clipping_pct: float = 0.05
    flat_pct: float = 0.15
    snr_db: float = 22.0
    silence: float = 0.4
    """Seconds of silence between two words without a mark; Kokoro itself pauses up to 0.35 before an "and"."""
    end_level_db: float = -18.0
    """How loud the end may be, in decibels relative to speech."""
    leading_silence: float = 1.0
    trailing_silence: float = 1.5
    quality: float = 3.0
    """The opinion score below which a take is for listening."""


THRESHOLDS = (
    Thresholds("strict", word_errors=0.02, least_sure=0.2, snr_db=28.0, silence=0.24, quality=3.4),
    Thresholds("balanced", word_errors=0.05, least_sure=0.1),
    Thresholds("permissive", word_errors=0.10, least_sure=0.05, snr_db=14.0, silence=0.6, quality=2.5),
)
"""The sets by name; the setting `judging.thresholds` names the one that is used."""


def find_thresholds(name: str) -> Thresholds:
    """Return a set; BadRequest with the names if there is none."""
    for each in THRESHOLDS:
        if each.name == name:
            return each
    raise BadRequest(f"There are no thresholds of this name; there are {', '.join(each.name for each in THRESHOLDS)}.")
