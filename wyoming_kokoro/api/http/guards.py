"""Who may ask at all: by the name they reached us under, the page they come from, their key, and their token."""

import asyncio
import hmac
import ipaddress
import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import HttpVersion10, hdrs, web

from wyoming_kokoro.api.http.app_state import APP_STATE, PEERS, TRUSTED, settings_of
from wyoming_kokoro.api.http.route import Access, Handler, access_of
from wyoming_kokoro.api.token import read_token
from wyoming_kokoro.errors import BadRequest

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]{1,253})(?::\d{0,5})?", re.IGNORECASE)
_HOME = (".local", ".lan", ".home.arpa", ".internal")
"""Domains that no stranger can have a name in."""

_HARMLESS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})


@web.middleware
async def admitted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer those whose connections are to be answered; where nobody is named, everybody's."""
    peers = request.app[PEERS]
    if peers and request.remote not in peers:
        raise BadRequest("This way in is for Home Assistant alone.", code="foreign_peer")
    return await handler(request)


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in who may ask, and nobody else."""
    trusted = request.app[TRUSTED]
    if not trusted:
        check_host(request)
        check_origin(request)
    who = access_of(request.match_info.handler)
    if who is Access.CHANGES and not trusted:
        await _check_token(request)
    elif not trusted:
        await _check_key(request, who)
    return await handler(request)


async def rights(request: web.Request) -> Literal["all", "look", "off"]:
    """What whoever asks may do: change everything, only look, or only look since nobody has made a token."""
    if request.app[TRUSTED]:
        return "all"
    token = await _token(request)
    if token is None:
        return "off"
    return "all" if _equal(_bearer(request), token) else "look"


def check_host(request: web.Request) -> None:
    """Refuse names that are not ours: a web page of a stranger can make one point here."""
    hosts = request.headers.getall(hdrs.HOST, [])
    if not hosts and request.version == HttpVersion10:
        return  # players older than the header; browsers always send it
    if len(hosts) != 1:
        raise BadRequest("A request must name one host.", code="bad_host")
    found = _HOST.fullmatch(hosts[0])
    if found is None or not is_ours(found["name"].lower().removesuffix("."), settings_of(request).http.allowed_hosts):
        raise BadRequest(
            "This server is not known by that name; http.allowed_hosts in its settings lists further ones.",
            code="wrong_host",
        )


def is_ours(name: str, further: Iterable[str]) -> bool:
    """Whether we may be reached by a name: addresses of private networks, names of one part, names of home domains."""
    if name in (each.lower() for each in further):
        return True
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name or name.endswith(_HOME)
    return not address.is_global


def check_origin(request: web.Request) -> None:
    """Refuse what a browser sends for a page of another server, unless that is only looking."""
    origin = request.headers.get(hdrs.ORIGIN)
    upgrading = hdrs.UPGRADE in request.headers  # browsers let any page open a WebSocket
    if origin is None or (request.method in _HARMLESS and not upgrading):
        return
    if origin not in settings_of(request).http.allowed_origins and not _same(
        origin, request.headers.get(hdrs.HOST, "")
    ):
        raise BadRequest("Web pages of other servers may not ask here.", code="foreign_origin")


def _same(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:  # it has to look like an address for that
        return False
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme)
    return usual is not None and parts.netloc.lower().removesuffix(usual) == host.lower().removesuffix(usual)


async def _check_key(request: web.Request, who: Access) -> None:
    http = settings_of(request).http
    if not http.key or who is Access.ANYONE or (who is Access.LISTS and not http.lists_need_key):
        return
    sent = _bearer(request)
    if not _equal(sent, http.key) and not _equal(sent, await _token(request)):
        raise BadRequest("The API key is missing or wrong.", code="invalid_api_key")


async def _check_token(request: web.Request) -> None:
    token = await _token(request)
    if token is None:
        raise BadRequest(
            "Changes over HTTP are off; `wyoming-kokoro token` on the server switches them on.", code="changes_off"
        )
    if not _equal(_bearer(request), token):
        raise BadRequest("The token is missing or wrong.", code="invalid_token")


async def _token(request: web.Request) -> str | None:
    paths = request.app[APP_STATE].watch.loaded.sources.paths
    return await asyncio.to_thread(read_token, paths.token)


def _bearer(request: web.Request) -> str:
    scheme, _, sent = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    return sent.strip() if scheme.lower() == "bearer" else ""


def _equal(sent: str, secret: str | None) -> bool:
    """Whether they are the same, in a time that does not tell how far they agree."""
    return secret is not None and hmac.compare_digest(sent.encode(errors="replace"), secret.encode())
