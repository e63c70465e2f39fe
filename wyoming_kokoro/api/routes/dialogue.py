"""Conversations of several speakers, in our own shape and in those of other services."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from aiohttp import web

from wyoming_kokoro.api.dialogue_request import DialogueRequest
from wyoming_kokoro.api.http.route import accepts, returns
from wyoming_kokoro.api.routes.captions import CAPTION_TYPES, answer_with_captions
from wyoming_kokoro.api.routes.speech import SOUND_TYPES, answer_with_speech
from wyoming_kokoro.api.speech_events import EVENT_STREAM
from wyoming_kokoro.api.subtitles import FORMATS
from wyoming_kokoro.audio.formats import MAX_RATE, MIN_RATE
from wyoming_kokoro.settings import option

routes = web.RouteTableDef()

_OUTPUT_FORMAT = re.compile(r"(mp3|pcm|opus|ulaw|alaw|wav)_(\d{4,6})(?:_\d+)?")
_FORMATS: Mapping[str, str] = {"ulaw": "mulaw"}


@routes.post("/v1/audio/dialogue")
@routes.post("/dev/dialogue")
@returns(*SOUND_TYPES, EVENT_STREAM)
@accepts(DialogueRequest)
async def dialogue(request: web.Request, fields: DialogueRequest) -> web.StreamResponse:
    """Speak a conversation: the sound is sent while it is made."""
    return await answer_with_speech(request, fields)


@routes.post("/v1/text-to-dialogue")
@routes.post("/v1/text-to-dialogue/stream")
@returns(*SOUND_TYPES)
@accepts(DialogueRequest)
async def text_to_dialogue(request: web.Request, fields: DialogueRequest) -> web.StreamResponse:
    """Do the same as ElevenLabs does it; the format is in the address, as in ?output_format=mp3_24000_64."""
    found = _OUTPUT_FORMAT.fullmatch(request.query.get("output_format", ""))
    if found and MIN_RATE <= int(found[2]) <= MAX_RATE:
        fields = replace(fields, response_format=_FORMATS.get(found[1], found[1]), sample_rate=int(found[2]))
    return await answer_with_speech(request, fields)


@dataclass(frozen=True, slots=True)
class DialogueCaptionsRequest(DialogueRequest):
    """A conversation, how to speak it, and the form of the captions."""

    captions: str = option("json", "Lines of JSON with the sound, or subtitles alone.", choices=("json", *FORMATS))


@routes.post("/v1/audio/dialogue/captions")
@returns(*CAPTION_TYPES)
@accepts(DialogueCaptionsRequest)
async def dialogue_captions(request: web.Request, fields: DialogueCaptionsRequest) -> web.StreamResponse:
    """Speak a conversation, with the time and the speaker of each written word."""
    return await answer_with_captions(request, fields, fields.captions)
