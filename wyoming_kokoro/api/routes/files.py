"""Kokoro's files: which are here, and fetching those that are not."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import Access, access, takes
from wyoming_kokoro.downloads import Downloads, FileLibrary, FileState
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import TextPattern, option

routes = web.RouteTableDef()

_NAME = TextPattern(r"[A-Za-z0-9._-]{1,100}", "a file's name as it is listed")


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A published file."""

    required: ClassVar = ("kind", "name")

    kind: str = option("voices", "Voices or models.", choices=("voices", "models"))
    name: str | None = option(None, "Its name as it is listed.", shape=_NAME)


@routes.get("/v1/files")
@access(Access.LISTS)
async def files(request: web.Request) -> web.Response:
    """Every model and voice file: published or the user's own, here or not."""
    return web.json_response(await asyncio.to_thread(_listed, studio_of(request).store))


@routes.post("/v1/files/fetch")
@access(Access.CHANGES)
@takes(FileRequest)
async def fetch(request: web.Request, wanted: FileRequest) -> web.Response:
    """Fetch a published file, and answer when it is here; /v1/status tells meanwhile how far it is.

    Whoever leaves ends it; the next one who asks goes on where it ended.
    """
    shelf = _shelf(studio_of(request).store, wanted.kind)
    if wanted.name not in {file.name for file in shelf.known}:
        raise BadRequest("There is no published file of this name.", code="not_found", about="name")
    await shelf.fetch(wanted.name)
    return web.json_response(_row(await asyncio.to_thread(shelf.state, wanted.name)))


def _listed(store: Downloads) -> Mapping[str, Sequence[Mapping[str, object]]]:
    return {kind: [_row(state) for state in _shelf(store, kind).states()] for kind in ("models", "voices")}


def _shelf(store: Downloads, kind: str) -> FileLibrary:
    return store.models if kind == "models" else store.voices


def _row(state: FileState) -> Mapping[str, object]:
    return asdict(state)
