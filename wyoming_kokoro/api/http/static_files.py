"""Serves the files of the dashboard that were there at the start, by their names, and nothing else."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.route import Access, Handler, access

_INDEX = "index.html"

_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
"""Content types that differ between systems."""

_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of the dashboard as it is sent."""

    content: bytes
    content_type: str
    compressed: bytes = field(init=False, repr=False, compare=False)
    """The content in gzip."""
    etag: str = field(init=False, repr=False, compare=False)
    """Changes whenever the content does; weak, since it stands for both forms."""

    def __post_init__(self) -> None:
        """Compress the content once for all clients."""
        object.__setattr__(self, "compressed", gzip.compress(self.content, mtime=0))
        object.__setattr__(self, "etag", f'W/"{hashlib.sha256(self.content).hexdigest()[:16]}"')


def static_files(folder: Path) -> dict[str, StaticFile]:
    """Return the files of a folder by their path in it. Blocks."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".") and _NAME.issuperset(name.replace("/", "")):
            content_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            files[name] = StaticFile(path.read_bytes(), content_type)
    return files


def file_routes(files: Mapping[str, StaticFile]) -> list[web.RouteDef]:
    """Return a route for each file; the index also at the path without a name."""
    routes = [web.get(f"/{name}", _handler(file)) for name, file in files.items()]
    if _INDEX in files:
        routes += [web.get("/", _handler(files[_INDEX])), web.get("/dashboard", _redirect_to_index)]
    return routes


def takes_gzip(request: web.Request) -> bool:
    """Return whether the client reads gzip."""
    return "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "").lower()


def _handler(file: StaticFile) -> Handler:
    headers = {hdrs.ETAG: file.etag, hdrs.CACHE_CONTROL: "no-cache", hdrs.VARY: hdrs.ACCEPT_ENCODING}
    charset = "utf-8" if file.content_type.startswith("text/") else None

    @access(Access.ANYONE)
    async def send_file(request: web.Request) -> web.Response:
        """Return a file of the dashboard."""
        if request.headers.get(hdrs.IF_NONE_MATCH) == file.etag:
            return web.Response(status=304, headers=headers)
        compressed = takes_gzip(request)
        return web.Response(
            body=file.compressed if compressed else file.content,
            content_type=file.content_type,
            charset=charset,
            headers={**headers, hdrs.CONTENT_ENCODING: "gzip"} if compressed else headers,
        )

    return send_file


@access(Access.ANYONE)
async def _redirect_to_index(_: web.Request) -> web.Response:
    """Redirect the dashboard's old address to the new one; relative, since a proxy may have added a prefix."""
    return web.Response(status=302, headers={hdrs.LOCATION: "./"})
