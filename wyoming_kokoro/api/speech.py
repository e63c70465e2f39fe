"""Speech: OpenAI's route, its streaming form, and the addresses that people take it for."""

from aiohttp import web

from wyoming_kokoro.api.models import check_model
from wyoming_kokoro.api.request import SpeechRequest
from wyoming_kokoro.api.route import takes
from wyoming_kokoro.api.streams import spoken

routes = web.RouteTableDef()

_MISTAKEN = ("/audio/speech", "/v1/audio/speech/audio/speech", "/v1/audio/stream/audio/speech")
"""What clients ask for whose users gave the whole address where its first part was wanted, or left out a part."""


@routes.get("/v1/audio/speech")
@routes.get("/v1/audio/stream")
@routes.post("/v1/audio/speech")
@routes.post("/v1/audio/stream")
@takes(SpeechRequest)
async def speech(request: web.Request, wanted: SpeechRequest) -> web.StreamResponse:
    """Say a text: the sound is sent while it is being made."""
    check_model(request, wanted.model)
    return await spoken(request, wanted)


for _path in _MISTAKEN:
    routes.post(_path)(speech)
