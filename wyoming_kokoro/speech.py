"""The nouns: what the packages pass on between a request and its sound."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from itertools import groupby
from math import log2
from operator import add, mul
from typing import TYPE_CHECKING, Literal, TypeVar

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.samples import NOTHING as NOTHING  # noqa: PLC0414 - offered here
    from wyoming_kokoro.samples import Samples as Samples  # noqa: PLC0414 - the same

__getattr__ = lazy_imports("wyoming_kokoro", {"samples": ("NOTHING", "Samples")})
# These need numpy, and to import that takes longer than to read a text.

T = TypeVar("T")

RATE = 24_000
"""Samples a second inside and at both servers, with every engine."""

Gender = Literal["female", "male", "neutral"]
ReadingKind = Literal["alias", "ipa", "x-sampa", "misaki", "say-as", "tag", "silent"]
"""In words, in phonemes of an alphabet, as a kind of thing (a date), as a part of speech, or not at all."""
ANY_GENDER = "any"
"""Asks for the best voice of a language, whether a woman's or a man's."""
VoiceKind = Literal["kokoro", "own", "saved", "espeak", "made", "provider", "draft", "student"]
Markup = Literal["auto", "plain", "ssml", "script"]
"""What a text is written in; a script names its speakers. `auto` is SSML where the text begins with <speak or <?xml,
a script where it begins with a speaker such as [S1], and plain elsewhere."""


@dataclass(frozen=True, slots=True)
class Hertz:
    """A pitch in hertz, or a change of the voice's own by so many: how far that is from it, only the voice tells."""

    value: float
    is_change: bool = False

    def semitones(self, own: float) -> float:
        """Return how many semitones above a voice's own pitch it is."""
        return 12 * log2(max(own + self.value if self.is_change else self.value, 1.0) / own)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an engine is to speak; None leaves a property as the enclosing delivery has it.

    The cache keeps sound by the delivery, so only what changes an engine's own sound belongs here. What an engine
    cannot do itself is removed before a phrase is made, or becomes part of the treatment.
    """

    voice: str | None = None
    language: str | None = None
    speed: float | None = None
    """1 is the voice's own speed, 2 twice as fast."""
    pitch: float | None = None
    """In semitones; 0 leaves it unchanged."""
    range: float | None = None
    """How far the pitch moves up and down; 1 is the voice's own range, 0 is monotone."""
    contour: tuple[tuple[float, float], ...] | None = None
    """Points of a pitch curve: the share of the words with this contour from 0 to 1, and semitones."""
    emphasis: float | None = None
    """How strongly words are stressed: 2 strongly, 1 moderately, 0 as usual, -1 less than usual."""
    effect: str | None = None
    """A way of speaking, such as "whisper" or "soft"; `Capabilities.effects` has those that an engine makes itself."""
    gender: str | None = None
    """Of the voice, where none is named: a role has the voice that follows from it."""
    hertz: Hertz | None = None
    """A pitch in hertz, besides the semitones; a role has the semitones that follow from its voice."""

    def within(self, outer: "Delivery") -> "Delivery":
        """Return this delivery, with what it leaves open taken from an outer one."""
        missing = {
            field.name: getattr(outer, field.name) for field in fields(self) if getattr(self, field.name) is None
        }
        return replace(self, **missing)

    def relative_to(self, outer: "Delivery") -> "Delivery":
        """Return what both ask for together: speeds and ranges multiply, pitches add up.

        The rest is as `within` has it. Another voice speaks its own language unless this delivery names one.
        """
        language = self.language or (None if self.voice else outer.language)
        return replace(
            self.within(outer),
            voice=self.voice or (None if self.gender else outer.voice),
            gender=None if self.voice else self.gender or outer.gender,
            language=language,
            speed=_combined(self.speed, outer.speed, mul),
            pitch=_combined(self.pitch, outer.pitch, add),
            range=_combined(self.range, outer.range, mul),
        )


@dataclass(frozen=True, slots=True)
class EffectRequest:
    """An audio effect by its name in the list of effects, and how much of it."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to the samples after an engine has made them; it never makes the cache miss."""

    volume: float | None = None
    """A factor; 1 leaves the loudness unchanged, None as the enclosing treatment has it."""
    effects: tuple[EffectRequest, ...] = ()
    """Audio effects, applied in the order of the list of effects."""

    def relative_to(self, outer: "Treatment") -> "Treatment":
        """Return what both ask for together: volumes multiply; an effect here replaces the same effect there."""
        own = {effect.name for effect in self.effects}
        others = tuple(effect for effect in outer.effects if effect.name not in own)
        return Treatment(_combined(self.volume, outer.volume, mul), (*others, *self.effects))

    def amount(self, effect: str) -> float | None:
        """Return how much of an effect is asked for; None if it is not asked for."""
        return next((request.amount for request in self.effects if request.name == effect), None)


def _combined(inner: float | None, outer: float | None, operation: Callable[[float, float], float]) -> float | None:
    if inner is None or outer is None:
        return outer if inner is None else inner
    return operation(inner, outer)


@dataclass(frozen=True, slots=True)
class GivenReading:
    """How the words of a line are read where the writer says it."""

    kind: ReadingKind
    value: str = ""
    """The words to speak, the phonemes, the kind of say-as, or the part of speech."""
    format: str = ""
    """The format of a say-as, such as mdy."""
    rule: str = ""
    """What an explanation shows as the rule that decided."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words to say in one delivery and treatment, and where they stand in the utterance's text.

    Lines that follow one another in one voice and language are one text: how it was cut does not matter, and a sentence
    may consist of several lines, each with another delivery or volume.
    """

    text: str
    start: int = 0
    delivery: Delivery = field(default_factory=Delivery)
    treatment: Treatment = field(default_factory=Treatment)
    """Both relative to the utterance's."""
    positions: tuple[int, ...] | None = None
    """The position in the utterance of each character, where markup was left out; None: they follow `start`."""
    reading: GivenReading | None = None
    """Set where the writer says how the words are read. Such a line is one part of its sentence and is never cut."""

    def position(self, offset: int) -> int:
        """Return where the character at `offset` of this line stands in the utterance."""
        if self.positions is None:
            return self.start + offset
        if offset < len(self.positions):
            return self.positions[offset]
        return self.positions[-1] + 1 if self.positions else self.start

    def split_at(self, offset: int) -> tuple["Line", "Line"]:
        """Return the line up to a character, and the rest."""
        before, after = self.positions, self.positions
        if self.positions is not None:
            before, after = self.positions[:offset], self.positions[offset:]
        return (
            replace(self, text=self.text[:offset], positions=before),
            replace(self, text=self.text[offset:], start=self.start + offset, positions=after),
        )

    def continues_with(self, other: "Line") -> bool:
        """Return whether another line, which follows this one, is part of the same text."""
        if self.reading or other.reading:
            return False
        return (self.delivery, self.treatment) == (other.delivery, other.treatment)

    def joined_to(self, other: "Line") -> "Line":
        """Return this line and one that continues it as one."""
        if self.positions is None and other.positions is None and other.start == self.start + len(self.text):
            return replace(self, text=self.text + other.text)
        positions = [line.position(offset) for line in (self, other) for offset in range(len(line.text))]
        return replace(self, text=self.text + other.text, positions=tuple(positions))


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence that was asked for."""

    seconds: float
    exact: bool = False
    """Whether it is the silence there, also where that of a sentence's end would be longer."""


@dataclass(frozen=True, slots=True)
class SentencePause:
    """Silence between the sentences from here on."""

    seconds: float
    exact: bool = False
    """Whether it is the whole silence there; otherwise it is added to what there would be."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Recorded sound to play as it is, at RATE."""

    samples: "Samples"
    treatment: Treatment = field(default_factory=Treatment)
    """Relative to the utterance's."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A named position in the text, whose time is reported when its sound is there."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class NamedSound:
    """A recorded or made sound of the library, to play once at this place."""

    name: str
    position: int = 0
    treatment: Treatment = field(default_factory=Treatment)
    """Relative to the utterance's."""
    otherwise: tuple[Line, ...] = ()
    """What to say where the library has no such sound."""


@dataclass(frozen=True, slots=True)
class Background:
    """A sound of the library that is heard under speech; levels in decibels, times in seconds."""

    sound: str
    level: float = -20.0
    """Relative to speech. At 20 decibels below it, speech is as easy to understand as without (WCAG, G56)."""
    fade_in: float = 0.5
    fade_out: float = 0.8
    duck: float = 0.0
    """How much softer it is while words are spoken."""
    lead: float = 0.3
    """How long it is heard before the first word, where the text begins with it."""
    tail: float = 0.8
    """How long it is heard after the last word, where the text ends with it."""
    seed: int = 0
    """Made sounds are the same for the same number."""


@dataclass(frozen=True, slots=True)
class BackgroundStart:
    """A background begins to be heard here, besides those that are heard already."""

    background: Background
    position: int = 0


@dataclass(frozen=True, slots=True)
class BackgroundEnd:
    """The background that began last ends here."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody begins to speak: what follows is theirs until the next turn."""

    speaker: str
    """A name or a number; the utterance's cast says whose voice that is."""
    position: int = 0
    gap: float | None = None
    """Seconds after the turn before; below zero they overlap. None: as people take turns."""
    over: bool = False
    """Whether it is said over the end of the turn before, which goes on: from the beginning of its last clause."""
    overlap: float = 0.0
    """Seconds at its end that the next turn overlaps."""
    last_clause: int | None = None
    """Where its last clause begins, if the next turn is said over it."""


@dataclass(frozen=True, slots=True)
class PartsStart:
    """Parts begin here that are held back until they are complete, or that follow one another."""

    at_once: bool = False
    """Whether they are heard at the same time."""
    seconds: float | None = None
    """How long they last together; None: as long as they do."""


@dataclass(frozen=True, slots=True)
class NextPart:
    """A part begins: together with the first one where they are heard at once."""

    delay: float = 0.0
    """Seconds of silence before it."""


@dataclass(frozen=True, slots=True)
class PartsEnd:
    """The parts that began last end here."""


PartsCue = PartsStart | NextPart | PartsEnd
Cue = Line | Pause | SentencePause | Clip | Mark | NamedSound | BackgroundStart | BackgroundEnd | Turn | PartsCue


SpeechUnit = Literal["word", "clause", "sentence"]
"""Speech is resumed from the first word that was not heard, or from the beginning of its clause or sentence."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """Where an utterance that was interrupted goes on."""

    position: int
    """Of the first word that was not heard, in what was written."""
    unit: SpeechUnit = "clause"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a client asked for."""

    text: str
    delivery: Delivery = field(default_factory=Delivery)
    markup: Markup = "plain"
    treatment: Treatment = field(default_factory=Treatment)
    cues: tuple[Cue, ...] = ()
    """Set by programs that have no text to be read for markup: these cues are spoken after the text."""
    background: Background | None = None
    """What is heard under all of it."""
    cast: tuple[tuple[str, Delivery], ...] = ()
    """How each speaker speaks, by name; those who are not in it are given voices that are not alike."""
    written: str = ""
    """What was written, where it is other than the text: the positions of the cues are counted in it."""

    resumption: Resumption | None = None
    """Where it goes on, if only the rest of it is to be spoken."""

    @property
    def shown_text(self) -> str:
        """What was written: all positions are counted in it."""
        return self.written or self.text


@dataclass(frozen=True, slots=True)
class Span:
    """A part of what is written, what to say for it, and which rule decided."""

    start: int
    end: int
    spoken: str
    """Words with single blanks between them; a mark such as "," for punctuation; nothing for what is not spoken."""
    rule: str
    language: str | None = None
    """Set where it is not the voice's own."""
    phonemes: str | None = None
    """Set where the writer gave them, as in [word](/phonemes/)."""
    tag: str | None = None
    """The part of speech, where a rule knows it (Penn's names)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word or mark, how it sounds, and which source its sound is from."""

    spoken: str
    phonemes: str
    """In misaki's alphabet, one character for each token of the model; a mark's is the mark."""
    span: int
    """Which of its line's spans it belongs to."""
    source: str
    """The source of the phonemes: user, ours, lexicon, homograph, letters, compound, guess, misaki, espeak, mark or
    nothing."""
    spaced: bool = True
    """Whether there is a blank before it."""


class Ending(IntEnum):
    """What a phrase ends with: how long the pause after it is."""

    NONE = 0
    CLAUSE = 1
    SENTENCE = 2
    PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class VoiceCharacter:
    """How a voice speaks, as measured with the same sentences for all voices of its language."""

    pitch: float
    """The median fundamental frequency, in hertz."""
    pitch_range: float
    """Semitones between its low and its high tones."""
    speed: float
    """Phonemes a second, without pauses."""
    level: float
    """Its own loudness in LUFS, before all voices are made equally loud."""
    brightness: float
    """The level of high frequencies compared with low ones, in decibels."""
    clearness: float
    """The level of its tone compared with its breath and noise, in decibels."""
    words: tuple[str, ...] = ()
    """In which it differs from other voices: low, lively, breathy."""


STUDENT_SUFFIX = ":small"
"""Follows the name of a voice in the name of its student."""


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
    """What the name itself asks for, as in af_heart@1.1, and how a voice of the user's own is adjusted."""
    treatment: Treatment = field(default_factory=Treatment)
    """What is done to the samples of an adjusted voice."""
    grade: str | None = None
    kind: VoiceKind = "made"
    """Published with Kokoro, a file of the user's, saved under a name, eSpeak NG's, made by its name, a provider's,
    a draft, which is not saved, or a student of Kokoro."""
    character: VoiceCharacter | None = None
    """How it speaks, where that was measured."""
    has_sample: bool = False
    """Whether a recorded sample of it comes with the program."""
    remote: str = ""
    """The provider that speaks it and its voice there, such as piper/de_DE-thorsten-medium; empty for voices here."""
    more_languages: tuple[str, ...] = ()
    """Languages that a provider's voice speaks besides its own."""
    engine: str = ""
    """The one engine that speaks it and its name there, such as student/af_heart; empty where any engine may."""


@dataclass(frozen=True, slots=True)
class DeliveryChange:
    """Some phonemes of a sentence that are spoken in another delivery than the phrase's own."""

    start: int
    end: int
    """Counted from the first phoneme of all that is known of the sentence."""
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class VolumeChange:
    """Some phonemes of a phrase that are louder or softer than its treatment says."""

    start: int
    end: int
    factor: float


def equal_runs(values: Sequence[T]) -> Iterator[tuple[int, int, T]]:
    """Yield where equal values that follow one another begin and end, and the value."""
    start = 0
    for value, group in groupby(values):
        end = start + len([*group])
        yield start, end, value
        start = end


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
    treatment: Treatment = field(default_factory=Treatment)
    """What is done to its samples, with nothing left open."""
    before: str = ""
    """The phonemes of the sentence before it, for engines that use its context; empty where there are none."""
    after: str = ""
    """The phonemes of the sentence after it. Only what is still to be made is: its sound continues this one's."""
    starts_with_pause: bool = False
    """Whether what is before it was spoken without knowing of it: an engine that uses the context then begins its sound
    with the pause that the sentence makes there."""
    changes: tuple[DeliveryChange, ...] = ()
    """The phonemes of its sentence that are spoken in another delivery, in order, for engines that can do that."""
    volumes: tuple[VolumeChange, ...] = ()
    """The phonemes whose volume is another than that of the treatment, in order."""

    @property
    def has_context(self) -> bool:
        """Return whether it is a part of a sentence of which more is known."""
        return bool(self.before or self.after)

    @property
    def sentence(self) -> str:
        """Return the phonemes of all that is known of its sentence."""
        return self.before + self.phonemes + self.after

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Return the delivery of each of its own phonemes."""
        return self.sentence_deliveries[len(self.before) : len(self.before) + len(self.phonemes)]

    @property
    def sentence_deliveries(self) -> tuple[Delivery, ...]:
        """Return the delivery of each phoneme of all that is known of its sentence."""
        deliveries = [self.delivery] * len(self.sentence)
        for change in self.changes:
            deliveries[change.start : change.end] = [change.delivery] * (change.end - change.start)
        return tuple(deliveries)

    @property
    def speed(self) -> float:
        """Return the mean speed of its phonemes."""
        if not self.changes or not self.phonemes:
            return self.delivery.speed or 1.0
        return len(self.phonemes) / sum(1 / (delivery.speed or 1.0) for delivery in self.deliveries)

    @property
    def last_speed(self) -> float:
        """Return the speed at its end."""
        delivery = self.deliveries[-1] if self.changes and self.phonemes else self.delivery
        return delivery.speed or 1.0

    def continues(self, other: "Phrase") -> bool:
        """Return whether its sound follows that of another phrase as in one run: both are parts of one sentence."""
        spoken = other.before + other.phonemes
        return bool(other.after) and self.sentence == other.sentence and self.before.rstrip() == spoken.rstrip()

    @property
    def extent(self) -> tuple[int, int]:
        """Return from where to where it stands in the utterance's text: what a log may say of it."""
        return (self.spans[0].start, self.spans[-1].end) if self.spans else (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some samples of a phrase, in order.

    Where the phrase is followed by the rest of its sentence, more samples than its phonemes have overlap with the rest.
    """

    samples: "Samples"
    lengths: tuple[int, ...] | None = None
    """Samples in which each phoneme that ends in this piece is heard, in order, where that is known; with the silence
    between them they add up to all samples."""


@dataclass(frozen=True, slots=True, eq=False)
class PhraseAudio:
    """All of one phrase's sound: what the cache keeps."""

    samples: "Samples"
    lengths: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a written word is spoken in the utterance's sound."""

    start: int
    end: int
    """The place in the utterance's text."""
    spoken: str
    start_sample: int
    end_sample: int
    """Counted from the beginning of the utterance's sound."""
    phonemes: str = ""
    speaker: str = ""
    """Who says it, in a conversation."""
    phoneme_samples: tuple[int, ...] = ()
    """Where each of its phonemes begins, counted as the word is; empty where the engine does not tell."""


@dataclass(frozen=True, slots=True)
class MarkTime:
    """When a mark is reached in the utterance's sound."""

    name: str
    start_sample: int


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A block of finished samples, with the words that end in it and the marks that were reached."""

    samples: "Samples"
    words: tuple[WordTime, ...] = ()
    marks: tuple[MarkTime, ...] = ()


def seconds(samples: "Samples") -> float:
    """How long these samples sound."""
    return len(samples) / RATE
