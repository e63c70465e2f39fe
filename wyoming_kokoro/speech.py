"""The nouns: what travels from room to room between a request and its sound."""

from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.samples import NOTHING as NOTHING  # noqa: PLC0414 - offered here
    from wyoming_kokoro.samples import Samples as Samples  # noqa: PLC0414 - the same

__getattr__ = lazy_imports("wyoming_kokoro", {"samples": ("NOTHING", "Samples")})
# These need numpy, and to import that takes longer than to read a text.

RATE = 24_000
"""Samples a second, inside and at both doors, whichever engine speaks: what is announced never changes."""

Gender = Literal["female", "male", "neutral"]
VoiceKind = Literal["kokoro", "own", "saved", "espeak", "made"]
Markup = Literal["plain", "ssml"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How to speak; None leaves a thing as it is further out."""

    voice: str | None = None
    language: str | None = None
    speed: float | None = None
    """1 is the voice's own speed, 2 twice as fast."""
    pitch: float | None = None
    """In semitones; 0 leaves it unchanged."""
    volume: float | None = None
    """A factor; 1 leaves it unchanged."""

    def within(self, outer: "Delivery") -> "Delivery":
        """This manner, with what it leaves open taken from an outer one."""
        open_ones = [each.name for each in fields(self) if getattr(self, each.name) is None]
        return replace(self, **{name: getattr(outer, name) for name in open_ones})


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody asked for."""

    text: str
    delivery: Delivery = field(default_factory=Delivery)
    markup: Markup = "plain"


@dataclass(frozen=True, slots=True)
class Line:
    """Words to say in one manner, and where they stand in the utterance's text."""

    text: str
    start: int = 0
    delivery: Delivery = field(default_factory=Delivery)
    places: tuple[int, ...] | None = None
    """The place in the utterance of each character, where markup in between was left out; None: they follow `start`."""

    def place(self, offset: int) -> int:
        """Where the character at `offset` of this line stands in the utterance."""
        if self.places is None:
            return self.start + offset
        if offset < len(self.places):
            return self.places[offset]
        return self.places[-1] + 1 if self.places else self.start


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence that was asked for."""

    seconds: float


Cue = Line | Pause


@dataclass(frozen=True, slots=True)
class Span:
    """A part of what is written, what to say for it, and which rule decided."""

    start: int
    end: int
    spoken: str
    """Words parted by single blanks; a mark such as "," for punctuation; nothing for what is not spoken."""
    rule: str
    language: str | None = None
    """Set where it is not the voice's own."""
    phonemes: str | None = None
    """Set where the writer gave them, as in [word](/phonemes/)."""
    tag: str | None = None
    """The part of speech, where a rule knows it (Penn's names)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word or mark, how it sounds, and where that was found."""

    spoken: str
    phonemes: str
    """In misaki's alphabet, one character for each token of the model; a mark's is the mark."""
    span: int
    """Which of its line's spans it belongs to."""
    source: str
    """Who knew it: user, ours, lexicon, homograph, letters, compound, misaki, espeak, mark, nothing."""
    spaced: bool = True
    """Whether a blank parts it from the word before."""


class Ending(IntEnum):
    """What a phrase ends with: how long the pause after it is."""

    NONE = 0
    CLAUSE = 1
    SENTENCE = 2
    PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be asked for."""

    name: str
    language: str
    """As Home Assistant writes it: en-US."""
    gender: Gender
    description: str
    styles: tuple[tuple[str, float], ...] = ()
    """The voice files it is made of and their shares, which add up to 1; empty for a voice of eSpeak NG alone."""
    delivery: Delivery = field(default_factory=Delivery)
    """What the name itself asks for, as in af_heart@1.1."""
    grade: str | None = None
    kind: VoiceKind = "made"
    """Published with Kokoro, a file of the user's, saved under a name, eSpeak NG's, or made by its name."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What an engine makes in one call: the same words as phonemes and as writing."""

    phonemes: str
    """For engines that read phonemes; one character a token."""
    words: str
    """For engines that read words."""
    voice: Voice
    delivery: Delivery
    """With nothing left open but what the engine's own default should be."""
    language: str
    spans: tuple[Span, ...] = ()
    """What was written, with places in the utterance's text."""
    owners: tuple[int, ...] = ()
    """For each phoneme the span it came from; -1 for blanks between words."""
    ending: Ending = Ending.SENTENCE

    @property
    def place(self) -> tuple[int, int]:
        """From where to where it stands in the utterance's text: what a log may say of it."""
        return (self.spans[0].start, self.spans[-1].end) if self.spans else (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some samples of a phrase, in order."""

    samples: "Samples"
    lengths: tuple[int, ...] | None = None
    """Samples of each phoneme that ends in this piece, in order, where that is known."""


@dataclass(frozen=True, slots=True, eq=False)
class PhraseAudio:
    """All of one phrase's sound: what the cache keeps."""

    samples: "Samples"
    lengths: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a written word is heard."""

    start: int
    end: int
    """The place in the utterance's text."""
    spoken: str
    start_sample: int
    end_sample: int
    """Counted from the beginning of the utterance's sound."""
    phonemes: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A block of finished samples, with the words that begin in it."""

    samples: "Samples"
    words: tuple[WordTime, ...] = ()


def seconds(samples: "Samples") -> float:
    """How long these samples sound."""
    return len(samples) / RATE
