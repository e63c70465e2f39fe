"""Roles: who speaks a line, how, and by which rules its text is read. No engine is needed to know that."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from wyoming_kokoro import voices
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED
from wyoming_kokoro.speech import ANY_GENDER, Clip, Cue, Delivery, Line, NamedSound, Treatment, Turn, Utterance, Voice
from wyoming_kokoro.text import Locale, SentenceSplitter
from wyoming_kokoro.voices.language_tags import is_same_base

if TYPE_CHECKING:
    from wyoming_kokoro.studio.speech_config import SpeechConfig

USUAL_PITCH = 170.0
"""Hertz, between the voices of men and women: of voices that were not measured."""

_RATE_LIMITED = RateLimitedLog(logging.getLogger(__name__))


@dataclass(frozen=True, slots=True)
class Role:
    """A voice, how it speaks, and how its text is read: all that is known of a line before an engine is chosen."""

    voice: Voice
    delivery: Delivery
    """With nothing left open."""
    treatment: Treatment
    """With nothing left open."""
    locale: Locale
    problem: str | None = None
    """What was asked for by markup and cannot be, as one sentence."""


class RoleSource(Protocol):
    """Knows the roles of one utterance's lines."""

    def of(self, delivery: Delivery, treatment: Treatment) -> Role:
        """Return the role of lines that ask for this, relative to the utterance; blocks unless it was loaded."""
        ...

    async def load(self, cues: Iterable[Cue]) -> None:
        """Have the roles of these cues' lines ready without blocking the event loop."""
        ...

    def sound_problem(self, name: str) -> str | None:
        """Return why a sound cannot be played, as one sentence; None if it can."""
        ...

    def speaker(self, name: str) -> Delivery:
        """Return how a speaker of a conversation speaks: always the same within one."""
        ...


class SingleRole:
    """One role for every line, also for lines that ask for another."""

    def __init__(self, role: Role) -> None:
        self._role = role

    @classmethod
    def for_reading(cls, locale: Locale) -> "SingleRole":
        """Return a role that is enough to know how a text is read."""
        SentenceSplitter(locale)  # reads the tables of its language, which blocks
        voice = Voice("", locale.language, "neutral", "")
        return cls(Role(voice, Delivery(), Treatment(), locale))

    def of(self, delivery: Delivery, treatment: Treatment) -> Role:  # noqa: ARG002 -- all lines are alike
        """Return the role."""
        return self._role

    async def load(self, cues: Iterable[Cue]) -> None:
        """Do nothing: the role is there."""

    def sound_problem(self, name: str) -> str | None:  # noqa: ARG002 -- a text that is only read has no sounds
        """Return None: nothing is played."""
        return None

    def speaker(self, name: str) -> Delivery:  # noqa: ARG002 -- all speakers are alike
        """Return nothing that differs from the role."""
        return Delivery()


class Roles:
    """The roles of one utterance's lines; lines that ask for the same have the same."""

    def __init__(self, utterance: Utterance, config: "SpeechConfig") -> None:
        self._base = utterance
        self._config = config
        self._roles: dict[tuple[Delivery, Treatment], Role] = {}
        self._speakers = dict(utterance.cast)
        self._speaker = Delivery()
        """How whose turn it is speaks, as far as roles are loaded."""

    @property
    def base(self) -> Role:
        """The role of a line that asks for nothing; BadRequest where there is no such voice or language. Blocks."""
        return self.of(Delivery(), Treatment())

    def of(self, delivery: Delivery, treatment: Treatment) -> Role:
        """Return the role of lines that ask for this, relative to the utterance; blocks where it is a new one."""
        key = (delivery, treatment)
        if key not in self._roles:
            self._roles[key] = self._role(delivery, treatment)
            SentenceSplitter(self._roles[key].locale)  # reads the tables of its language, which blocks
        return self._roles[key]

    async def load(self, cues: Iterable[Cue]) -> None:
        """Have the roles of these cues' lines and clips ready without blocking the event loop."""
        import asyncio  # noqa: PLC0415 -- a text that is only explained needs no event loop, and explaining starts faster

        for cue in cues:
            if isinstance(cue, Turn):
                if cue.speaker not in self._speakers:
                    await asyncio.to_thread(self.speaker, cue.speaker)
                self._speaker = self._speakers[cue.speaker]
            if isinstance(cue, Line | Clip | NamedSound):
                spoken = cue.delivery.relative_to(self._speaker) if isinstance(cue, Line) else Delivery()
                key = (spoken, cue.treatment)
                if key not in self._roles:
                    await asyncio.to_thread(self.of, *key)
            if isinstance(cue, NamedSound):
                await self.load(cue.otherwise)

    def sound_problem(self, name: str) -> str | None:
        """Return why a sound cannot be played, as one sentence; None if it can."""
        try:
            self._config.sounds.check(name)
        except BadRequest as error:
            return error.message
        return None

    def speaker(self, name: str) -> Delivery:
        """Return how a speaker of a conversation speaks: always the same within one.

        The first who is not in the cast has the utterance's own voice, the others have voices that are not alike.
        """
        if name not in self._speakers:
            taken, own = self._voices_taken(), self.base.voice
            alone = all(voice.name != own.name for voice in taken)
            of_all, similarity, available = self._config.voices, self._config.similarity, self._config.available
            chosen = own if alone else voices.another_voice(of_all, own, taken, similarity, available)
            self._speakers[name] = Delivery(chosen.name)
        return self._speakers[name]

    def _voices_taken(self) -> list[Voice]:
        """Return the voices of the speakers so far; one whose voice is not known has no part in it."""
        found = (self._config.voices.fallback(each.voice, each.language)[0] for each in self._speakers.values())
        return list(found)

    def _role(self, delivery: Delivery, treatment: Treatment) -> Role:
        speech = self._config.settings.speech
        of_settings = Delivery(speed=speech.speed, pitch=speech.pitch)
        delivery, language_problem = self._readable(delivery)
        requested = delivery.relative_to(self._base.delivery.within(of_settings))
        voice, voice_problem = self._voice(delivery, requested.language)
        default = Delivery(voice.name, voice.language)
        whole = _clamped(_in_semitones(voice.delivery.relative_to(requested.within(default)), voice))
        return Role(
            voice=voice,
            delivery=replace(whole, voice=voice.name, gender=None),
            treatment=self._treatment(treatment.relative_to(voice.treatment)),
            locale=self._config.locale(whole.language or voice.language),
            problem=voice_problem or language_problem,
        )

    def _readable(self, delivery: Delivery) -> tuple[Delivery, str | None]:
        """Return what a line asks for without a language that cannot be read, and what is wrong."""
        try:
            if delivery.language is not None:
                self._config.voices.find(None, delivery.language)
        except BadRequest as error:
            return replace(delivery, language=None), error.message
        return delivery, None

    def _treatment(self, treatment: Treatment) -> Treatment:
        """Return what is done to the samples of a line that asks for this."""
        base = self._base.treatment
        volume = self._config.settings.speech.volume if base.volume is None else base.volume
        whole = treatment.relative_to(replace(base, volume=volume))
        return replace(whole, volume=min(whole.volume or 0.0, MAX_VOLUME))

    def _voice(self, delivery: Delivery, language: str | None) -> tuple[Voice, str | None]:
        """Return the voice of a line; where it names one that is not there, the utterance's own, and what is wrong."""
        if delivery == Delivery():
            base = self._base.delivery
            return self._config.voices.find(base.voice, base.language), None
        own, voices = self.base.voice, self._config.voices
        if delivery.voice is None:
            if delivery.gender is None:
                return own, None
            tag = language or own.language
            if found := voices.of_gender(tag, delivery.gender, own):
                return found, None
            return voices.of_gender(tag, ANY_GENDER, own) or own, "No voice of this gender speaks this language."
        voice, problem = voices.fallback(delivery.voice, delivery.language)
        if problem is None:
            return voice, None
        if is_same_base(voice.language, own.language):
            voice = own
        message = "A voice that the text's markup names is not there; %s speaks instead"
        _RATE_LIMITED.warning("voice", message, voice.name)
        return voice, problem


def _in_semitones(delivery: Delivery, voice: Voice) -> Delivery:
    """Return a delivery whose pitch in hertz is one in semitones, from the voice's own where that was measured."""
    if delivery.hertz is None:
        return delivery
    own = voice.character.pitch if voice.character else USUAL_PITCH
    return replace(delivery, hertz=None, pitch=(delivery.pitch or 0.0) + delivery.hertz.semitones(own))


def _clamped(delivery: Delivery) -> Delivery:
    return replace(
        delivery,
        speed=float(min(max(delivery.speed or 1.0, MIN_SPEED), MAX_SPEED)),
        pitch=float(min(max(delivery.pitch or 0.0, MIN_PITCH), MAX_PITCH)),
    )
