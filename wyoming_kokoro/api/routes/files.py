"""Kokoro's files: which are present, and downloading those that are not."""

import asyncio
from dataclasses import asdict, dataclass
from typing import ClassVar, cast

from aiohttp import web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import Access, accepts, access
from wyoming_kokoro.settings import TextPattern, option
from wyoming_kokoro.studio import FileFolder

routes = web.RouteTableDef()

_NAME = TextPattern(r"[A-Za-z0-9._-]{1,100}", "a file's name as it is listed")


@dataclass(frozen=True, slots=True)
class FileRequest:
    """The kind and name of a file to download."""

    required: ClassVar = ("kind", "name")

    kind: str = option("voices", "Voices, models or students.", choices=("voices", "models", "students"))
    name: str | None = option(None, "Its name as it is listed.", pattern=_NAME)


@routes.get("/v1/files")
@access(Access.LISTS)
async def files(request: web.Request) -> web.Response:
    """List every model, voice and student file: published or the user's own, present or not."""
    folders = await asyncio.to_thread(studio_of(request).files)
    return web.json_response({folder: [asdict(state) for state in states] for folder, states in folders.items()})


@routes.post("/v1/files/fetch")
@access(Access.CHANGES)
@accepts(FileRequest)
async def fetch(request: web.Request, fields: FileRequest) -> web.Response:
    """Download a published file, and respond when it is complete; /v1/status shows the progress.

    Closing the connection ends the download; the next request resumes it.
    """
    folder = cast("FileFolder", fields.kind)  # one of the choices
    state = await studio_of(request).download(folder, fields.name or "")
    return web.json_response(asdict(state))
