"""How a voice of the user's own is adjusted: what is done to its pitch, pace and brightness whenever it speaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from math import isfinite

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Delivery, EffectRequest, Treatment

PITCHES = (-3.0, 3.0)
"""Semitones: beyond them a voice does not sound like a person's own."""
PACES = (0.7, 1.4)
"""Times as fast as Kokoro makes the voice."""
BRIGHTNESSES = (-3.0, 3.0)
"""Decibels an octave, as the audio effect has them."""
BOUNDS: Mapping[str, tuple[float, float]] = {"pitch": PITCHES, "pace": PACES, "brightness": BRIGHTNESSES}


@dataclass(frozen=True, slots=True)
class VoiceAdjustment:
    """What is done to a voice; its file stays as it is."""

    pitch: float = 0.0
    """Semitones up or down."""
    pace: float = 1.0
    """1 is as Kokoro makes it, 1.2 a fifth faster."""
    brightness: float = 0.0
    """Decibels an octave by which the spectrum rises, or falls."""

    @property
    def delivery(self) -> Delivery:
        """What the engine does for it."""
        return Delivery(speed=None if self.pace == 1 else self.pace, pitch=self.pitch or None)

    @property
    def treatment(self) -> Treatment:
        """What is done to samples for it."""
        return Treatment(effects=(EffectRequest("brightness", self.brightness),) if self.brightness else ())


UNCHANGED = VoiceAdjustment()


def checked_adjustment(adjustment: VoiceAdjustment) -> VoiceAdjustment:
    """Return an adjustment that is within bounds; BadRequest for others."""
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(adjustment, name) <= most:
            raise BadRequest(f"{name} must be from {least:g} to {most:g}.", code="invalid_value", about=name)
    return adjustment


def adjustment_in(provenance: Mapping[str, object] | None) -> VoiceAdjustment:
    """Return what the file beside a voice says; what it leaves out or has wrong changes nothing."""
    written = (provenance or {}).get("adjustment")
    if not isinstance(written, Mapping):
        return UNCHANGED
    return VoiceAdjustment(**{each.name: _number(written, each.name) for each in fields(VoiceAdjustment)})


def mean_adjustment(parts: Iterable[tuple[Treatment, float]]) -> Treatment:
    """Return the treatment of a blend: as bright as its parts are together, by their shares."""
    tilt = sum((treatment.amount("brightness") or 0.0) * share for treatment, share in parts)
    return VoiceAdjustment(brightness=tilt).treatment


def _number(written: Mapping[str, object], name: str) -> float:
    value = written.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return float(getattr(UNCHANGED, name))
    least, most = BOUNDS[name]
    return float(min(max(value, least), most))
