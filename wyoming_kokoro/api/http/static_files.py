"""The dashboard's files: those there were at the start, by their names, and nothing else."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.route import Access, Handler, access

_FIRST = "index.html"

_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
"""Where machines differ in what they call a file."""

_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    content_type: str
    packed: bytes = field(init=False, repr=False, compare=False)
    """The content in gzip."""
    tag: str = field(init=False, repr=False, compare=False)
    """Changes whenever the content does; weak, since it stands for either form."""

    def __post_init__(self) -> None:
        """Pack it once for all who will ask."""
        object.__setattr__(self, "packed", gzip.compress(self.content, mtime=0))
        object.__setattr__(self, "tag", f'W/"{hashlib.sha256(self.content).hexdigest()[:16]}"')


def pages_in(folder: Path) -> dict[str, StaticFile]:
    """The files of a folder by their path below it. Blocks."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".") and _NAME.issuperset(name.replace("/", "")):
            guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            found[name] = StaticFile(path.read_bytes(), guessed)
    return found


def routes_of(pages: Mapping[str, StaticFile]) -> list[web.RouteDef]:
    """A route for each file; the first page also where no file is named."""
    routes = [web.get(f"/{name}", _handler(page)) for name, page in pages.items()]
    if _FIRST in pages:
        routes += [web.get("/", _handler(pages[_FIRST])), web.get("/dashboard", _to_first)]
    return routes


def _handler(page: StaticFile) -> Handler:
    headers = {hdrs.ETAG: page.tag, hdrs.CACHE_CONTROL: "no-cache", hdrs.VARY: hdrs.ACCEPT_ENCODING}
    charset = "utf-8" if page.content_type.startswith("text/") else None

    @access(Access.ANYONE)
    async def send(request: web.Request) -> web.Response:
        """A file of the dashboard."""
        if request.headers.get(hdrs.IF_NONE_MATCH) == page.tag:
            return web.Response(status=304, headers=headers)
        packed = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "").lower()
        return web.Response(
            body=page.packed if packed else page.content,
            content_type=page.content_type,
            charset=charset,
            headers={**headers, hdrs.CONTENT_ENCODING: "gzip"} if packed else headers,
        )

    return send


@access(Access.ANYONE)
async def _to_first(_: web.Request) -> web.Response:
    """The dashboard, where an earlier server had it; relative, since there may be a prefix that we do not know."""
    return web.Response(status=302, headers={hdrs.LOCATION: "./"})
