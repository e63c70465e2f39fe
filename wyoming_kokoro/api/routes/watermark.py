"""Looking for the watermark in a sound."""

from collections.abc import Mapping

from aiohttp import web

from wyoming_kokoro.api.http.route import accepts_body
from wyoming_kokoro.api.upload import read_upload
from wyoming_kokoro.api.watermark_process import WatermarkProcesses

routes = web.RouteTableDef()

WATERMARKS: web.AppKey[WatermarkProcesses] = web.AppKey("watermarks")
"""The processes that look for marks."""


def _upload_schema() -> Mapping[str, object]:
    """Return the schema of a form with a sound."""
    file = {"type": "string", "format": "binary", "description": "The sound: WAV, FLAC, MP3, Opus and others."}
    return {"type": "object", "properties": {"file": file}, "required": ["file"]}


@routes.post("/v1/audio/watermark")
@accepts_body(_upload_schema, "multipart/form-data")
async def watermark(request: web.Request) -> web.Response:
    """Tell whether a sound is marked as made by this program, how sure that is, and in which parts. Nothing is kept.

    A form with the sound as `file`, at most 25 MB and ten minutes. `false_alarm` is how often a sound without the mark
    has such a score, `speed` how much faster than made it is played, and `kind` what kind of voice speaks: stock,
    blend, recording or other, or null where that cannot be read. No mark found does not mean that a person spoke.
    """
    upload = await read_upload(request)
    return web.json_response(await request.app[WATERMARKS].detect(upload.file))
