"""Decides who may use the API: by peer address, host name, origin, key and token."""

import asyncio
import hmac
import ipaddress
import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import HttpVersion10, hdrs, web

from wyoming_kokoro.api.http.app_state import APP_STATE, PEERS, TRUSTED, settings_of
from wyoming_kokoro.api.http.route import Access, Handler, info_of
from wyoming_kokoro.api.token import read_token
from wyoming_kokoro.errors import BadRequest

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]{1,253})(?::\d{0,5})?", re.IGNORECASE)
_LOCAL_DOMAINS = (".local", ".lan", ".home.arpa", ".internal")
"""Domains in which no one on the internet can register a name."""

_SAFE_METHODS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})

_READ_BY_PAGES = frozenset({Access.ANYONE, Access.LISTS})
"""What a page of another server may ask for, though its browser does not show it the response: it costs no work."""


@web.middleware
async def check_peer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse connections from other addresses than the app answers, where it names some."""
    peers = request.app[PEERS]
    if peers and request.remote not in peers:
        raise BadRequest("Only Home Assistant may use this port.", code="foreign_peer")
    return await handler(request)


@web.middleware
async def check_access(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests of clients that may not use the route."""
    trusted = request.app[TRUSTED]
    needed = info_of(request.match_info.handler).access
    if not trusted:
        check_host(request)
        check_origin(request, needed)
    if needed is Access.CHANGES and not trusted:
        await _check_token(request)
    elif not trusted:
        await _check_key(request, needed)
    return await handler(request)


async def rights_of(request: web.Request) -> Literal["all", "look", "off"]:
    """Return what the client may do: change everything, only look, or only look because there is no token."""
    if request.app[TRUSTED]:
        return "all"
    token = await _token(request)
    if token is None:
        return "off"
    return "all" if _equal(_bearer(request), token) else "look"


def check_host(request: web.Request) -> None:
    """Refuse host names that are not ours: a web page can make a name of its own point to this server."""
    hosts = request.headers.getall(hdrs.HOST, [])
    if not hosts and request.version == HttpVersion10:
        return  # players older than the header; browsers always send it
    if len(hosts) != 1:
        raise BadRequest("A request must name one host.", code="bad_host")
    allowed = settings_of(request).http.allowed_hosts
    if not all(_is_ours(host, allowed) for host in (*hosts, *_host_in_target(request.raw_path))):
        raise BadRequest(
            "This server is not known by that name; http.allowed_hosts in its settings lists further ones.",
            code="wrong_host",
        )


def _is_ours(host: str, allowed: Iterable[str]) -> bool:
    match = _HOST.fullmatch(host)
    return match is not None and is_local_name(match["name"].lower().removesuffix("."), allowed)


def _host_in_target(target: str) -> tuple[str, ...]:
    """Return the host of a target that is a whole address, as proxies send it: it counts, whatever the header says."""
    scheme, separator, rest = target.partition("://")
    return (re.split(r"[/?#]", rest, maxsplit=1)[0],) if separator and scheme.isalpha() else ()


def is_local_name(name: str, more_names: Iterable[str]) -> bool:
    """Return whether this server may have a name: a private address, a name without a domain or with a local one."""
    if name in (each.lower() for each in more_names):
        return True
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_DOMAINS)
    return not address.is_global


def check_origin(request: web.Request, needed: Access) -> None:
    """Refuse what a browser sends for a page of another server, unless it reads what anyone may read."""
    if request.method == hdrs.METH_OPTIONS or (request.method in _SAFE_METHODS and needed in _READ_BY_PAGES):
        return
    origin = request.headers.get(hdrs.ORIGIN)
    allowed = settings_of(request).http.allowed_origins
    if origin is None:
        foreign = _is_embedded(request)
    else:
        foreign = origin not in allowed and not _same_server(origin, request.headers.get(hdrs.HOST, ""))
    if foreign:
        raise BadRequest("Web pages of other servers may not send requests here.", code="foreign_origin")


def _is_embedded(request: web.Request) -> bool:
    """Return whether a page of another site embeds the address, as an image or sound: then it sends no origin."""
    site, mode = (request.headers.get(name, "") for name in ("Sec-Fetch-Site", "Sec-Fetch-Mode"))
    return site == "cross-site" and mode != "navigate"


def _same_server(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:  # it does not look like an address
        return False
    default_port = {"http": ":80", "https": ":443"}.get(parts.scheme)
    if default_port is None:
        return False
    return parts.netloc.lower().removesuffix(default_port) == host.lower().removesuffix(default_port)


async def _check_key(request: web.Request, needed: Access) -> None:
    http = settings_of(request).http
    if not http.key or needed is Access.ANYONE or (needed is Access.LISTS and not http.lists_need_key):
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
    """Return whether they are the same, in a time that does not depend on how much of them is."""
    return secret is not None and hmac.compare_digest(sent.encode(errors="replace"), secret.encode())
