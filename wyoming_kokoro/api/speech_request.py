"""The fields of a request for speech, and what the studio makes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from wyoming_kokoro.api.background_field import BACKGROUND_SCHEMA, background_field
from wyoming_kokoro.api.cast_field import CAST_SCHEMA, CastFields, cast_field, speaker_delivery
from wyoming_kokoro.api.voice_fields import LANGUAGE, find_voice, language_tag, voice_name
from wyoming_kokoro.audio.formats import FORMATS, MAX_RATE, MIN_RATE, Format
from wyoming_kokoro.client_text import TextLimit
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.markup import Style
from wyoming_kokoro.markup.speaking_styles import (
    MAX_DEGREE,
    MIN_DEGREE,
    SPEAKING_STYLES,
    Understood,
    style_called,
    styled,
    understood,
)
from wyoming_kokoro.settings import Settings, TextPattern, option
from wyoming_kokoro.settings.names import REQUEST_NAME
from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED
from wyoming_kokoro.speech import RATE, Background, Delivery, Markup, Treatment, Utterance
from wyoming_kokoro.voices import Catalogue

_SHORT = TextPattern(r"[\s\S]{0,4096}", "a text of at most 4096 characters")
_SAME_FORMAT: Mapping[str, str] = {"ogg": "opus", "ulaw": "mulaw", "wave": "wav"}


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """The text to speak and how to speak it; fields of other servers are ignored."""

    required: ClassVar[tuple[str, ...]] = ("input",)
    nested: ClassVar[Mapping[str, Callable[[object], object]]] = {"background": background_field, "cast": cast_field}
    described: ClassVar[Mapping[str, object]] = {"background": BACKGROUND_SCHEMA, "cast": CAST_SCHEMA}

    input: str | None = option(None, "The text to speak; SSML if it begins with <speak.")
    model: str | None = option(None, "Any of those listed under /v1/models; all sound the same.", pattern=REQUEST_NAME)
    voice: str | None = option(
        None, "A name listed under /v1/voices, one of OpenAI's, or a blend such as af_heart*0.7 + am_adam*0.3.",
        pattern=REQUEST_NAME,
    )  # fmt: skip
    response_format: str = option("mp3", "The format of the sound.", choices=tuple(FORMATS))
    speed: float | None = option(
        None, "1 is the voice's own speed, 2 twice as fast.", minimum=MIN_SPEED, maximum=MAX_SPEED
    )
    instructions: str | None = option(
        None,
        "How to speak, in words: those of the speaking styles have an effect, and X-Instructions says which.",
        pattern=_SHORT,
    )
    style: str | None = option(None, "A speaking style listed under /v1/styles.", pattern=REQUEST_NAME)
    style_degree: float = option(
        1.0, "How much of the style: 2 is twice as much.", minimum=MIN_DEGREE, maximum=MAX_DEGREE
    )
    stream_format: str = option(
        "audio", "The sound itself, or server-sent events that contain it.", choices=("audio", "sse")
    )
    stream: bool = option(default=True, meaning="Send the sound while it is made; false sends it whole.")
    sample_rate: int | None = option(
        None, "Samples a second; where the format has no such rate, the nearest.", minimum=MIN_RATE, maximum=MAX_RATE
    )
    language: str | None = option(None, "The language of the text, if it is not the voice's own.", pattern=LANGUAGE)
    volume: float | None = option(None, "Loudness; 1 leaves it unchanged.", minimum=0, maximum=MAX_VOLUME)
    pitch: float | None = option(None, "Semitones up or down.", minimum=MIN_PITCH, maximum=MAX_PITCH)
    ssml: bool | None = option(None, "Whether the text is SSML; null means that it is if it begins with <speak.")
    strict: bool = option(
        default=False, meaning="Refuse a text with markup that has no effect, with the line and column of the first."
    )
    background: Background | None = None
    cast: tuple[tuple[str, CastFields], ...] = ()

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, also where they were sent under the names of other servers."""
        fields = dict(raw)
        for ours, theirs in (("input", "text"), ("volume", "volume_multiplier"), ("language", "lang_code")):
            if fields.get(ours) is None:
                fields[ours] = fields.get(theirs)
        if fields.get("cast") is None:
            fields["cast"] = fields.get("voice_aliases")
        fields["voice"] = voice_name(fields.get("voice"))
        fields["language"] = language_tag(fields.get("language"))
        sound_format = fields.get("response_format")
        if isinstance(sound_format, str):
            fields["response_format"] = _SAME_FORMAT.get(sound_format.lower(), sound_format.lower()) or None
        return fields

    def checked_input(self, max_characters: int) -> str:
        """Return the text to speak; BadRequest if there is none or it is too long."""
        return checked_text(self.input, "input", max_characters)

    @property
    def format(self) -> Format:
        """The format of the sound."""
        return FORMATS[self.response_format]

    @property
    def rate(self) -> int:
        """Samples a second of the response."""
        return self.format.nearest_rate(self.sample_rate or RATE)

    @property
    def understood(self) -> Understood:
        """What the instructions ask for."""
        return understood(self.instructions or "")

    def utterance(self, text: str, voices: Catalogue, settings: Settings) -> Utterance:
        """Return what the studio is to speak; BadRequest if there is no such voice. Compares many names: it blocks."""
        markup: Markup = "auto" if self.ssml is None else "ssml" if self.ssml else "plain"
        voice = find_voice(self.voice, self.language, voices)
        asked = Style(Delivery(voice.name, self.language, self.speed, self.pitch), Treatment(self.volume))
        delivery, treatment = styled(asked, self._style(), settings.speech)
        cast = tuple((name, speaker_delivery(fields, voices, "cast")) for name, fields in self.cast)
        return Utterance(text, delivery, markup, treatment, background=self.background, cast=cast)

    def _style(self) -> Style:
        """Return what the style and the instructions ask for together; BadRequest if there is no such style."""
        return self.understood.style.within(named_style(self.style, self.style_degree, "style"))


def named_style(name: str | None, degree: float, about: str) -> Style:
    """Return the speaking style of a name, or none; BadRequest if there is no such style."""
    if not name:
        return Style()
    named = style_called(name)
    if named is None:
        names = ", ".join(SPEAKING_STYLES.names)
        raise BadRequest(f"There is no such style; there are {names}.", code="invalid_value", about=about)
    return named.style(degree)


def checked_text(text: str | None, about: str, max_characters: int) -> str:
    """Return a text to speak; BadRequest if there is none or it is too long."""
    if text is None:
        raise BadRequest(f"'{about}' is missing: the text to speak.", code="missing_required_parameter", about=about)
    if not text.strip():
        raise BadRequest(f"'{about}' is empty: there is nothing to speak.", code="empty_input", about=about)
    TextLimit(max_characters, about).count(text)
    return text
