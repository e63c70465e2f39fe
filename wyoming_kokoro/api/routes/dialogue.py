"""Conversations of several speakers, in our own shape and in those of other services."""

import re
from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace

from aiohttp import hdrs, web

from wyoming_kokoro.api.character_times import CharacterTimes, VoiceSegments
from wyoming_kokoro.api.dialogue_request import DialogueRequest
from wyoming_kokoro.api.http.route import accepts, returns
from wyoming_kokoro.api.http.streaming import send_stream
from wyoming_kokoro.api.routes.captions import (
    CAPTION_TYPES,
    JSON_LINES,
    answer_with_captions,
    chunks_with_times,
    error_line,
    line,
)
from wyoming_kokoro.api.routes.speech import SOUND_TYPES, answer_with_speech
from wyoming_kokoro.api.speech_events import EVENT_STREAM
from wyoming_kokoro.api.speech_response import SpeechResponse, open_speech, speech_headers, utterance_of, with_speaker
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
    return await answer_with_speech(request, _in_output_format(request, fields))


@routes.post("/v1/text-to-dialogue/stream/with-timestamps")
@returns(JSON_LINES)
@accepts(DialogueRequest)
async def text_to_dialogue_with_timestamps(request: web.Request, fields: DialogueRequest) -> web.StreamResponse:
    """Do the same as ElevenLabs does it: each line has sound, the times of its characters, and whose turns they are."""
    fields = _in_output_format(request, fields)
    utterance = await utterance_of(request, fields)
    headers = {**await speech_headers(request, fields, utterance), hdrs.CONTENT_TYPE: JSON_LINES}
    async with (
        open_speech(request, fields, utterance) as speech,
        aclosing(with_speaker(_alignments(speech, fields), headers, speech.speaker)) as lines,
    ):
        return await send_stream(request, lines, headers, error_chunk=error_line)


async def _alignments(speech: SpeechResponse, fields: DialogueRequest) -> AsyncGenerator[bytes, None]:
    times = CharacterTimes(speech.utterance)
    segments = VoiceSegments(
        [turn.text or "" for turn in fields.inputs], [turn.voice or turn.speaker or "" for turn in fields.inputs]
    )
    async for chunk, (words, _) in chunks_with_times(speech):
        segments.feed(words)
        alignment = times.feed(words)
        yield _alignment_line(chunk, alignment, segments)
    if alignment := times.finish():
        yield _alignment_line(b"", alignment, segments)


def _alignment_line(chunk: bytes, alignment: dict[str, object] | None, segments: VoiceSegments) -> bytes:
    about = {"alignment": alignment, "normalized_alignment": alignment, "voice_segments": segments.as_json()}
    return line({"audio_base64": b64encode(chunk).decode(), **about})


def _in_output_format(request: web.Request, fields: DialogueRequest) -> DialogueRequest:
    """Return the fields with the format that is in the address, if there is one."""
    found = _OUTPUT_FORMAT.fullmatch(request.query.get("output_format", ""))
    if found is None or not MIN_RATE <= int(found[2]) <= MAX_RATE:
        return fields
    return replace(fields, response_format=_FORMATS.get(found[1], found[1]), sample_rate=int(found[2]))


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
