"""Speech: OpenAI's route, its streaming forms, and the paths that clients use by mistake."""

from contextlib import aclosing

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.route import accepts, returns
from wyoming_kokoro.api.http.streaming import send_stream
from wyoming_kokoro.api.http.whole_responses import send_whole
from wyoming_kokoro.api.speech_events import EVENT_STREAM, error_event, events
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import open_speech, speech_headers, utterance_of, with_speaker
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.speech import Utterance

routes = web.RouteTableDef()

SOUND_TYPES = tuple(each.content_type for each in FORMATS.values())
"""The content types of sound."""

_MISTAKEN_PATHS = ("/audio/speech", "/v1/audio/speech/audio/speech", "/v1/audio/stream/audio/speech")
"""What clients request whose users gave the whole address instead of its first part, or left out a part."""


@routes.get("/v1/audio/stream")
@routes.post("/v1/audio/stream")
@routes.get("/v1/audio/speech")
@routes.post("/v1/audio/speech")
@returns(*SOUND_TYPES, EVENT_STREAM)
@accepts(SpeechRequest)
async def speech(request: web.Request, fields: SpeechRequest) -> web.StreamResponse:
    """Speak a text: the sound is sent while it is made."""
    return await answer_with_speech(request, fields)


for _path in _MISTAKEN_PATHS:
    routes.post(_path)(speech)


async def answer_with_speech(
    request: web.Request, fields: SpeechRequest, *, is_file: bool = False
) -> web.StreamResponse:
    """Return the sound that a request asks for, in the form that it asks for; as a file it begins with a label."""
    return await answer_with_utterance(request, fields, await utterance_of(request, fields), is_file=is_file)


async def answer_with_utterance(
    request: web.Request, fields: SpeechRequest, utterance: Utterance, *, is_file: bool = False
) -> web.StreamResponse:
    """Return the sound of an utterance, in the form that a request asks for."""
    headers = await speech_headers(request, fields, utterance)
    headers[hdrs.CONTENT_DISPOSITION] = f'inline; filename="speech.{fields.format.suffix}"'
    if request.method == hdrs.METH_HEAD:
        return web.Response(headers=headers)
    async with open_speech(request, fields, utterance, is_file=is_file) as speech:
        if fields.stream_format == "sse":
            headers[hdrs.CONTENT_TYPE] = EVENT_STREAM
            async with aclosing(with_speaker(events(speech), headers, speech.speaker)) as chunks:
                return await send_stream(request, chunks, headers, error_chunk=error_event)
        async with aclosing(with_speaker(speech.chunks(), headers, speech.speaker)) as chunks:
            if fields.stream:
                return await send_stream(request, chunks, headers)
            return await send_whole(request, chunks, headers, speech.stats.as_headers, len(utterance.shown_text))
