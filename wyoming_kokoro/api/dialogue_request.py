"""The fields of a request for a conversation, and what the studio makes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from wyoming_kokoro.api.cast_field import MAX_SPEAKERS, SPEAKER, CastFields, speaker_delivery
from wyoming_kokoro.api.http.openapi import schema_of
from wyoming_kokoro.api.http.request_body import inner_fields
from wyoming_kokoro.api.speech_request import SpeechRequest, named_style
from wyoming_kokoro.api.voice_fields import LANGUAGE, language_tag, voice_or_id
from wyoming_kokoro.client_text import TextLimit
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.markup import ConversationTurn, conversation, cues
from wyoming_kokoro.markup.speaking_styles import MAX_DEGREE, MIN_DEGREE
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.settings import Settings, option
from wyoming_kokoro.settings.names import REQUEST_NAME
from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED
from wyoming_kokoro.speech import Delivery, Treatment, Utterance
from wyoming_kokoro.studio.passages import reader_options
from wyoming_kokoro.voices import Catalogue

MAX_TURNS = 1000
"""Turns of one conversation; a longer one is sent in parts."""

MAX_GAP, MIN_GAP = 10.0, -1.0
"""Seconds between two turns; below zero they overlap."""


SPEAKER_SCHEMA: Mapping[str, object] = {
    "description": "Who says it: a name in the cast, or any other; a number too.",
    "oneOf": [{"type": "string", "pattern": rf"^(?:{SPEAKER.regex})(?![\s\S])"}, {"type": "integer"}],
}
"""Describes the field, which takes more than a name."""


@dataclass(frozen=True, slots=True)
class TurnFields:
    """What one speaker says."""

    required: ClassVar[tuple[str, ...]] = ("text",)
    described: ClassVar[Mapping[str, object]] = {"speaker": SPEAKER_SCHEMA}

    text: str | None = option(None, "What is said; SSML if it begins with <speak.")
    voice: str | None = option(None, "The voice, also called voice_id; or a name in the cast.", pattern=REQUEST_NAME)
    speaker: str | None = option(None, "Who says it: a name in the cast, or any other.", pattern=SPEAKER)
    language: str | None = option(None, "The language, if it is not the voice's own.", pattern=LANGUAGE)
    speed: float | None = option(None, "Relative to the request's speed.", minimum=MIN_SPEED, maximum=MAX_SPEED)
    pitch: float | None = option(None, "Semitones up or down.", minimum=MIN_PITCH, maximum=MAX_PITCH)
    volume: float | None = option(None, "Loudness; 1 leaves it unchanged.", minimum=0, maximum=MAX_VOLUME)
    style: str | None = option(
        None, "A speaking style of this turn, also called effect: calm, whispering...", pattern=REQUEST_NAME
    )
    style_degree: float = option(
        1.0, "How much of the style: 2 is twice as much.", minimum=MIN_DEGREE, maximum=MAX_DEGREE
    )
    gap: float | None = option(
        None, "Seconds after the turn before; below zero it begins before that has ended.",
        minimum=MIN_GAP, maximum=MAX_GAP,
    )  # fmt: skip
    over: bool = option(
        default=False, meaning="Said softly over the last clause of the turn before, as listeners say 'mhm'."
    )

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, also where they were sent under the names of other servers."""
        fields = dict(raw)
        fields["voice"] = voice_or_id(fields)
        fields["text"] = fields.get("input") if fields.get("text") is None else fields["text"]
        fields["language"] = language_tag(fields.get("language"))
        fields["style"] = fields.get("effect") if fields.get("style") is None else fields["style"]
        speaker = fields.get("speaker")
        if isinstance(speaker, int) and not isinstance(speaker, bool):
            fields["speaker"] = str(speaker)
        elif speaker == "":
            fields["speaker"] = None
        return fields


def turns_field(raw: object) -> tuple[TurnFields, ...]:
    """Return the turns of a conversation; BadRequest names the first that cannot be understood."""
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise BadRequest(
            "'inputs' should be a list of objects, each with 'text' and 'voice'.", code="invalid_value", about="inputs"
        )
    if len(raw) > MAX_TURNS:
        raise BadRequest(f"'inputs' has more than {MAX_TURNS} turns.", code="invalid_value", about="inputs")
    return tuple(inner_fields(TurnFields, each, f"inputs[{number}]") for number, each in enumerate(raw))


@dataclass(frozen=True, slots=True)
class DialogueRequest(SpeechRequest):
    """Turns of several speakers, or a script with their names, and how to speak them."""

    required: ClassVar[tuple[str, ...]] = ()
    nested: ClassVar[Mapping[str, Callable[[object], object]]] = {
        **SpeechRequest.nested, "inputs": turns_field,
    }  # fmt: skip
    described: ClassVar[Mapping[str, object]] = {
        **SpeechRequest.described,
        "inputs": {"type": "array", "description": "The turns in order.", "items": schema_of(TurnFields),
                   "maxItems": MAX_TURNS},
    }  # fmt: skip
    input: str | None = option(None, "In place of inputs: a script with [S1], [1] or names of the cast at its lines.")
    gap: float | None = option(
        None, "Seconds between turns that have no gap of their own; null is as people take turns.",
        minimum=MIN_GAP, maximum=MAX_GAP,
    )  # fmt: skip
    inputs: tuple[TurnFields, ...] = ()

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, also where they were sent under the names of other servers."""
        fields = SpeechRequest.prepared(raw)
        for ours, theirs in _OTHER_FIELDS:
            if fields.get(ours) is None:
                fields[ours] = fields.get(theirs)
        return fields

    def checked_input(self, max_characters: int) -> str:
        """Return the script, if there is one; BadRequest where there is nothing to say, or too much."""
        if not self.inputs:
            if not (self.input or "").strip():
                raise BadRequest(
                    "'inputs' is missing: the turns, each with 'text' and 'voice'.",
                    code="missing_required_parameter", about="inputs",
                )  # fmt: skip
            TextLimit(max_characters, "input").count(self.input or "")
            return self.input or ""
        limit = TextLimit(max_characters, "inputs")
        for number, turn in enumerate(self.inputs):
            about = f"inputs[{number}].text"
            if turn.text is None:
                raise BadRequest(f"'{about}' is missing.", code="missing_required_parameter", about=about)
            limit.count(turn.text)
        if not any((turn.text or "").strip() for turn in self.inputs):
            raise BadRequest("'inputs' has no words: there is nothing to speak.", code="empty_input", about="inputs")
        return ""

    def utterance(self, text: str, voices: Catalogue, settings: Settings) -> Utterance:
        """Return what the studio is to speak; BadRequest if there is no such voice. Compares many names: it blocks."""
        base = SpeechRequest.utterance(self, text, voices, settings)
        if not self.inputs:
            return replace(base, markup="script")
        cast = dict(base.cast)
        turns = [self._turn(number, turn, cast, voices) for number, turn in enumerate(self.inputs)]
        if len({turn.speaker for turn in turns}) > MAX_SPEAKERS:
            raise BadRequest(f"'inputs' has more than {MAX_SPEAKERS} speakers.", code="invalid_value", about="inputs")
        options = reader_options(settings)
        written, spoken = conversation(turns, lambda text, form: cues(text, form, options))
        return replace(base, text="", markup="plain", cues=spoken, cast=tuple(cast.items()), written=written)

    def _turn(self, number: int, turn: TurnFields, cast: dict[str, Delivery], voices: Catalogue) -> ConversationTurn:
        speaker = turn.speaker or turn.voice or ""
        known = {name.casefold(): name for name in cast}
        speaker = known.get(speaker.casefold(), speaker)
        if speaker not in cast and turn.voice is not None:
            voice = known.get(turn.voice.casefold())
            fields = CastFields(turn.voice, turn.language)
            cast[speaker] = cast[voice] if voice else speaker_delivery(fields, voices, f"inputs[{number}].voice")
        asked = Style(Delivery(None, turn.language, turn.speed, turn.pitch), Treatment(turn.volume))
        style = named_style(turn.style, turn.style_degree, f"inputs[{number}].style").within(asked)
        return ConversationTurn(
            speaker=speaker or _NOBODY,
            text=turn.text or "",
            delivery=style.delivery,
            treatment=style.treatment,
            gap=self.gap if turn.gap is None else turn.gap,
            over=turn.over,
        )


_NOBODY = "1"
"""The speaker of turns that name neither a speaker nor a voice."""

_OTHER_FIELDS = (
    ("inputs", "turns"),
    ("gap", "pause_between_turns"),
    ("language", "language_code"),
)
"""Our names, and those of other servers."""
