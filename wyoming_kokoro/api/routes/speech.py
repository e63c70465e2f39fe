"""Speech: OpenAI's route, its streaming form, and the addresses that people take it for."""

from contextlib import aclosing

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.route import gives, takes
from wyoming_kokoro.api.http.streaming import send, send_whole
from wyoming_kokoro.api.speech_events import CONTENT_TYPE, events, failed
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import asked_of, headers_of, saying
from wyoming_kokoro.audio.formats import FORMATS

routes = web.RouteTableDef()

_MISTAKEN = ("/audio/speech", "/v1/audio/speech/audio/speech", "/v1/audio/stream/audio/speech")
"""What clients ask for whose users gave the whole address where its first part was wanted, or left out a part."""


@routes.get("/v1/audio/stream")
@routes.post("/v1/audio/stream")
@routes.get("/v1/audio/speech")
@routes.post("/v1/audio/speech")
@gives(*(each.content_type for each in FORMATS.values()), CONTENT_TYPE)
@takes(SpeechRequest)
async def speech(request: web.Request, wanted: SpeechRequest) -> web.StreamResponse:
    """Say a text: the sound is sent while it is being made."""
    return await spoken(request, wanted)


for _path in _MISTAKEN:
    routes.post(_path)(speech)


async def spoken(request: web.Request, wanted: SpeechRequest) -> web.StreamResponse:
    """Answer with the sound of what is wanted."""
    utterance = await asked_of(request, wanted)
    headers = headers_of(request, wanted, utterance)
    headers[hdrs.CONTENT_DISPOSITION] = f'inline; filename="speech.{wanted.format.suffix}"'
    if request.method == hdrs.METH_HEAD:
        return web.Response(headers=headers)
    async with saying(request, wanted, utterance) as spoken:
        if wanted.stream_format == "sse":
            headers[hdrs.CONTENT_TYPE] = CONTENT_TYPE
            async with aclosing(events(spoken)) as pieces:
                return await send(request, pieces, headers, last_words=failed)
        async with aclosing(spoken.pieces()) as pieces:
            if wanted.stream:
                return await send(request, pieces, headers)
            return await send_whole(request, pieces, headers, spoken.tally)
