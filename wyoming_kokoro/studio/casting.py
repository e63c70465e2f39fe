"""Chooses the engine, delivery and treatment for each role of an utterance: once, and kept to its end."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log2

from wyoming_kokoro.audio.effects import tract_length
from wyoming_kokoro.engines import Capabilities, Engine, EngineSelector
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.providers import KnownProviders
from wyoming_kokoro.speech import Delivery, EffectRequest, Treatment, Voice
from wyoming_kokoro.studio.leveling import louder, voice_gain
from wyoming_kokoro.studio.provider_engine import ProviderEngine
from wyoming_kokoro.studio.roles import Role
from wyoming_kokoro.studio.speech_config import SpeechConfig
from wyoming_kokoro.studio.voice_levels import DIGEST_LENGTH, VoiceSound
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness
from wyoming_kokoro.voices import VoiceStyles

EMPHASIS_SPEED, EMPHASIS_SEMITONES, EMPHASIS_DECIBELS = 0.92, 1.0, 1.0
"""For each degree of an emphasis that an engine cannot make itself: two degrees make a word a fifth longer, and two
semitones higher."""

NO_FALLBACK = "none"
"""The setting with which an error is the answer where a provider cannot speak."""

_RATE_LIMITED = RateLimitedLog(logging.getLogger(__name__))

SOFTER = 0.5
"""The factor on the volume in place of an effect that an engine cannot make, for a whisper as for a soft voice."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything that a line is spoken with."""

    voice: Voice
    delivery: Delivery
    """What the engine is to do, and can do."""
    treatment: Treatment
    """What is done to its samples: what was asked for, and what the engine cannot do itself."""
    engine: Engine
    style: str
    """The identity of the voice's style; empty for engines that need none."""
    voice_sound: VoiceSound
    """What its level depends on."""
    level: float | None = None
    """The voice's own level in LUFS, where the treatment brings it to that of the settings."""

    @property
    def sound(self) -> str:
        """Identifies how the voice sounds, with any text."""
        return f"{self.engine.identity} {self.style}"

    def joins(self, other: "Cast") -> bool:
        """Return whether words of this cast and of another can be made in one call."""
        if (self.voice, self.engine, self.style) != (other.voice, other.engine, other.style):
            return False
        if (self.delivery, self.treatment) == (other.delivery, other.treatment):
            return True
        changes = self.engine.capabilities.changes
        return changes and self.treatment.effects == other.treatment.effects


class Casting:
    """Chooses the engine for a role, and shares the work between the engine and the audio effects."""

    def __init__(
        self,
        selector: EngineSelector,
        styles: VoiceStyles,
        loudness: VoiceLoudness,
        providers: KnownProviders,
    ) -> None:
        self._selector = selector
        self._providers = providers
        self._styles = styles
        self._loudness = loudness

    async def cast(self, role: Role, config: SpeechConfig) -> Cast:
        """Return what a role is spoken with; BadRequest if its voice is damaged.

        A provider that rests is not asked: the voice in its place speaks at once. RemoteFailure where none may.
        """
        if role.voice.remote:
            try:
                return await self._provider_cast(role, config)
            except RemoteFailure as error:
                return await self.cast_in_place(role, config, error)
        if others := await asyncio.to_thread(self._others, role.voice, config):
            voice = await self._selector.voice_for(role.voice, others)
            role = replace(role, voice=voice, delivery=replace(role.delivery, voice=voice.name))
        engine, _ = await self._selector.engine_for(role.voice)
        delivery, treatment = _shared(role, engine)
        style, sound = await asyncio.to_thread(self._sound, role.voice, engine)
        level = self._loudness.level(sound) if config.settings.speech.normalize_loudness else None
        if level is not None:
            treatment = louder(treatment, voice_gain(level, config.settings.speech.loudness))
        if delivery.effect is not None:
            level = None  # a whisper is softer than the voice
        return Cast(role.voice, delivery, treatment, engine, style, sound, level)

    async def cast_in_place(self, role: Role, config: SpeechConfig, failure: RemoteFailure) -> Cast:
        """Return what a role is spoken with whose provider has failed; raises the failure where no voice may."""
        wanted = self._fallback(role.voice)
        if wanted == NO_FALLBACK:
            raise failure
        voice = config.voices.in_place_of(role.voice, wanted, role.delivery.language or role.voice.language)
        _RATE_LIMITED.warning(failure.message, "%s speaks in place of %s: %s", voice.name, role.voice.name, failure)
        return await self.cast(replace(role, voice=voice, delivery=replace(role.delivery, voice=voice.name)), config)

    def _fallback(self, voice: Voice) -> str:
        name = voice.remote.partition("/")[0]
        return next((each.settings.fallback for each in self._providers if each.name == name), "auto")

    async def _provider_cast(self, role: Role, config: SpeechConfig) -> Cast:
        provider, voice = self._providers.find(role.voice.remote)
        provider.check(voice.name)
        engine = ProviderEngine(provider, voice, asyncio.get_running_loop())
        delivery, treatment = _shared(role, engine)
        sound = VoiceSound(f"provider {engine.name}", "", ((role.voice.remote, 1.0),), engine.identity)
        level = self._loudness.level(sound) if config.settings.speech.normalize_loudness else None
        if level is not None:
            treatment = louder(treatment, voice_gain(level, config.settings.speech.loudness))
        return Cast(role.voice, delivery, treatment, engine, "", sound, level)

    def _sound(self, voice: Voice, engine: Engine) -> tuple[str, VoiceSound]:
        """Return the identity of a voice's style, and what its level depends on; reads files."""
        model = engine.capabilities.model[:DIGEST_LENGTH]
        if not engine.capabilities.needs_styles:
            parts = voice.styles or ((voice.name, 1.0),)
            return "", VoiceSound(engine.name, model, parts, f"{engine.identity} {parts}")
        style = self._styles.identity(voice)
        parts = tuple((digest[:DIGEST_LENGTH], share) for digest, share in self._styles.recipe(voice))
        return style, VoiceSound(engine.name, model, parts, f"{engine.identity} {style}")

    def _others(self, voice: Voice, config: SpeechConfig) -> Sequence[Voice]:
        """Return the voices that could speak in its place, the best first, if its own files are not here; blocks."""
        if not self._styles.missing_files(voice):
            return ()
        return [other for other in config.voices.similar(voice) if not self._styles.missing_files(other)]


class Casts:
    """The casts of one utterance: each role is cast once."""

    def __init__(self, casting: Casting, config: SpeechConfig) -> None:
        self._casting = casting
        self._config = config
        self._casts: list[tuple[Role, Cast]] = []
        self._failures: dict[str, RemoteFailure] = {}
        """Why voices of providers do not speak in this utterance."""

    async def of(self, role: Role) -> Cast:
        """Return the cast of a role."""
        for known, cast in self._casts:
            if known is role:
                return cast
        failure = self._failures.get(role.voice.remote)
        if failure is not None:
            cast = await self._casting.cast_in_place(role, self._config, failure)
        else:
            cast = await self._casting.cast(role, self._config)
        self._casts.append((role, cast))
        return cast

    def replace(self, remote: str, failure: RemoteFailure) -> None:
        """Let another voice speak, from here to the end, in place of a provider's voice that nothing was heard of."""
        self._failures[remote] = failure
        self._casts = [(role, cast) for role, cast in self._casts if role.voice.remote != remote]

    def close(self) -> None:
        """End what providers were asked for and is not wanted any more."""
        for _, engine in self.of_providers():
            engine.close()

    def of_providers(self) -> Iterator[tuple[Cast, ProviderEngine]]:
        """Yield the casts whose voices are providers', and their engines."""
        for _, cast in self._casts:
            if isinstance(cast.engine, ProviderEngine):
                yield cast, cast.engine


def _shared(role: Role, engine: Engine) -> tuple[Delivery, Treatment]:
    """Return what of a role the engine does, and what is left to do with effects."""
    capabilities = engine.capabilities
    asked, treatment = _with_tract(*_imitated(role, capabilities), capabilities)
    slowest, fastest = capabilities.speed_range
    speed, semitones = asked.speed or 1.0, asked.pitch or 0.0
    own_speed = float(min(max(speed, slowest), fastest))
    delivery = replace(
        asked,
        speed=own_speed,
        pitch=semitones if capabilities.pitch else 0.0,
        range=asked.range if capabilities.range else None,
        contour=asked.contour if capabilities.contour else None,
    )
    return delivery, _changed(treatment, speed / own_speed, 0.0 if capabilities.pitch else semitones)


def _with_tract(delivery: Delivery, treatment: Treatment, capabilities: Capabilities) -> tuple[Delivery, Treatment]:
    """Return a delivery whose pitch and speed are right after the effect of a vocal tract; none without pitch."""
    asked = treatment.amount("vocal_tract")
    if asked is None:
        return delivery, treatment
    length = tract_length(asked) if capabilities.pitch else 1.0
    delivery = replace(
        delivery, speed=(delivery.speed or 1.0) * length, pitch=(delivery.pitch or 0.0) + 12 * log2(length)
    )
    return delivery, Treatment(effects=(EffectRequest("vocal_tract", length),)).relative_to(treatment)


def _imitated(role: Role, capabilities: Capabilities) -> tuple[Delivery, Treatment]:
    """Return the delivery and the treatment that come nearest to a role's with what an engine can do.

    Words that it cannot stress are spoken higher, slower and louder as a whole, and an effect that it lacks is softer.
    """
    delivery, treatment = role.delivery, role.treatment
    if delivery.emphasis and not capabilities.emphasis:
        strength = delivery.emphasis
        delivery = replace(delivery, emphasis=None).relative_to(
            Delivery(speed=EMPHASIS_SPEED**strength, pitch=EMPHASIS_SEMITONES * strength)
        )
        treatment = louder(treatment, 10 ** (EMPHASIS_DECIBELS * strength / 20))
    if delivery.effect is not None and delivery.effect not in capabilities.effects:
        delivery, treatment = replace(delivery, effect=None), louder(treatment, SOFTER)
    return delivery, treatment


def _changed(treatment: Treatment, stretch: float, semitones: float) -> Treatment:
    """Return a treatment that also changes the speed and the pitch, besides what it does to them already."""
    stretch *= treatment.amount("time_stretch") or 1.0
    semitones += treatment.amount("pitch_shift") or 0.0
    effects = EffectRequest("time_stretch", stretch), EffectRequest("pitch_shift", semitones)
    return Treatment(effects=effects).relative_to(treatment)
