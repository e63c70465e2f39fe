"""A sample: a sound of a data set, and how it was made."""

from dataclasses import dataclass, fields

ROLES = ("speech", "wake", "near", "part", "filler", "noise", "false_wake")
"""What a sample is for: speech to learn a voice from; the wake word, nearly it, a part of it, anything else, no speech,
and what has woken a device by mistake."""
SPLITS = ("train", "validation", "test")
STATES = ("made", "failed", "rejected", "lost", "removed")
"""There; it could not be made; it was refused; its sound is gone or damaged; removed, but a version still has it."""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row of the catalogue."""

    id: str
    """Of everything that makes the sample, so it is the same everywhere; of a recording, the digest of its sound."""
    digest: str = ""
    """Of its sound, which is also the name of its file; empty where there is none."""
    role: str = "speech"
    split: str = ""
    """train, validation or test; empty while it is not decided."""
    text: str = ""
    phonemes: str = ""
    language: str = ""
    provider: str = ""
    """Who made it: this program, or where a recording comes from."""
    engine: str = ""
    voice: str = ""
    """A voice, a blend of voices, or the person who speaks; empty where it is not known."""
    speed: float = 1.0
    pitch: float = 0.0
    preset: str = ""
    """The preset of augmentation; empty for clean sound."""
    parent: str = ""
    """The sample whose sound it is a changed copy of."""
    source: str = ""
    """The name of the file that a recording was in."""
    seconds: float = 0.0
    rate: int = 0
    state: str = "made"
    reason: str = ""
    """Why it is not there."""
    trainable: bool = True
    """Whether a model may be trained with it; the terms of most services in the cloud forbid that."""


COLUMNS = tuple(field.name for field in fields(SampleRow))


PUBLISHED_BLENDS = {"af": ("af_bella", "af_sarah")}
"""Voices that were published as a file and are blends of others."""


def voices_of(voice: str) -> tuple[str, ...]:
    """Return the voices that a blend is made of; a voice itself where it is none."""
    names = {part.split("*")[0].strip() for part in voice.replace("@", "*").split("+")} - {""}
    return tuple(sorted({own for name in names for own in PUBLISHED_BLENDS.get(name, (name,))}))
