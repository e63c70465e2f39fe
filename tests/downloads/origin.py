"""A download source on this machine that can fail in every way."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from aiohttp import web
from aiohttp.test_utils import TestServer

from wyoming_kokoro.downloads import VOICE_BYTES, FileList
from wyoming_kokoro.settings import DownloadSettings

Answer = Callable[["Origin", web.Request, bytes], Awaitable[web.StreamResponse]]


QUICK = DownloadSettings(retry_delay=0.0, timeout=0.2, attempts=3)
"""Settings under which a test does not wait."""


class Origin:
    """Serves files; the answer to each request can be chosen before."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[web.Request] = []
        self.answers: list[Answer] = []
        """One for each request to come; when they are used up, everything is as it should be."""
        self.always: Answer = fine
        self.free = asyncio.Event()
        """Set when the test is over: lets those go who were kept waiting."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._server = TestServer(app)

    async def start(self) -> None:
        """Listen."""
        await self._server.start_server()

    async def stop(self) -> None:
        """Stop, also while clients wait."""
        self.free.set()
        await self._server.close()

    @property
    def base(self) -> str:
        """Its address, as a source's base."""
        return str(self._server.make_url("/"))

    def listed(self, *, sizes: bool = True, base: str | None = None) -> dict[str, Any]:
        """Its files as a source of a list."""
        return {
            "base": self.base if base is None else base,
            "files": [
                {
                    "path": path,
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "bytes": len(data) if sizes else None,
                }
                for path, data in self.files.items()
            ],
        }

    def published(self, *, sizes: bool = True) -> FileList:
        """The list with this source alone."""
        return FileList.of([self.listed(sizes=sizes)])

    @property
    def ranges(self) -> list[str | None]:
        """Which part each request asked for."""
        return [request.headers.get("Range") for request in self.asked]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        data = self.files.get(request.match_info["path"])
        if data is None:
            return web.Response(status=404)
        answer = self.answers.pop(0) if self.answers else self.always
        return await answer(self, request, data)


def tag(data: bytes) -> str:
    """The strong ETag of a file."""
    return f'"{hashlib.sha256(data).hexdigest()[:16]}"'


def offset(request: web.Request, data: bytes) -> int:
    """Where the asked-for part begins, as far as it may be served."""
    wanted = request.headers.get("Range", "")
    if not wanted or request.headers.get("If-Range", tag(data)) != tag(data):
        return 0
    return int(wanted.removeprefix("bytes=").removesuffix("-"))


def head(request: web.Request, data: bytes) -> web.StreamResponse:
    """The head of a right answer."""
    start = offset(request, data)
    response = web.StreamResponse(status=206 if start else 200, headers={"ETag": tag(data)})
    if start:
        response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
    response.content_length = len(data) - start
    return response


async def fine(_origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
    """As it should be."""
    if offset(request, data) >= len(data):
        return web.Response(status=416)
    response = head(request, data)
    await response.prepare(request)
    await response.write(data[offset(request, data) :])
    await response.write_eof()
    return response


def cut(after: int) -> Answer:
    """The connection breaks when this much of the whole has been sent."""

    async def answer(_origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        response = head(request, data)
        await response.prepare(request)
        await response.write(data[offset(request, data) : after])
        assert request.transport
        request.transport.close()
        return response

    return answer


def stalled(after: int) -> Answer:
    """Silence after this much, with the connection open."""

    async def answer(origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
        response = head(request, data)
        await response.prepare(request)
        await response.write(data[offset(request, data) : after])
        await origin.free.wait()
        return response

    return answer


def status(code: int, **headers: str) -> Answer:
    """Nothing but a status."""

    async def answer(_origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        return web.Response(status=code, headers=headers)

    return answer


def body(data: bytes, **headers: str) -> Answer:
    """Something else, with 200."""

    async def answer(_origin: Origin, _request: web.Request, _data: bytes) -> web.StreamResponse:
        return web.Response(body=data, headers=headers)

    return answer


def moved(address: str) -> Answer:
    """It lies somewhere else."""
    return status(302, Location=address)


async def no_ranges(_origin: Origin, _request: web.Request, data: bytes) -> web.StreamResponse:
    """A server that always begins at the beginning."""
    return web.Response(body=data)


async def without_length(_origin: Origin, request: web.Request, data: bytes) -> web.StreamResponse:
    """A server that does not say how much is to come."""
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    await response.write(data)
    await response.write_eof()
    return response


def voice_bytes(rng: np.random.Generator) -> bytes:
    """A voice file of noise."""
    return rng.standard_normal(VOICE_BYTES // 4, dtype=np.float32).tobytes()
