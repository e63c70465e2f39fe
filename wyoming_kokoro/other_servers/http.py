"""An HTTP server: requests within time limits, answers within size limits, and every failure as one sentence."""

import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from socket import AF_UNSPEC, AddressFamily
from time import time
from typing import NoReturn

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from wyoming_kokoro.other_servers.addresses import OutsideNetwork, check_literal, is_local_address
from wyoming_kokoro.other_servers.failure import LONG_REST, REST, RemoteFailure

CONNECT_SECONDS = 2.0
"""For a connection with TLS: what takes longer would make a listener wait for too long."""

MAX_JSON = 16_000_000
"""Bytes of an answer in JSON: a minute of sound as base64, and lists of thousands of voices."""

CHUNK = 8_192
"""Bytes that are passed on at once: a sixth of a second of samples."""

POOL = 8
"""Connections to one server at a time: more requests wait."""

_OK = 200
_REFUSED = {401: "does not accept its key", 402: "asks for payment", 403: "refuses access"}
_OF_REQUEST = {400, 404, 405, 410, 413, 415, 422}
"""Statuses that are about this request: its voice, model or text."""
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer that succeeded, and whose body is still to come."""

    content_type: str
    """Without parameters, in lower case."""
    parameters: Mapping[str, str]
    """Those of its content type, such as the rate of audio/L16."""
    body: AsyncGenerator[bytes, None]


class HttpPeer:
    """One server, asked over a few connections that are kept open; made on the event loop."""

    def __init__(self, who: str, base: str, *, headers: Mapping[str, str] | None = None, outside: bool = True) -> None:
        self._who = who
        """How messages call it: "The provider inworld"."""
        self._base = base.rstrip("/")
        self._headers = dict(headers or {})
        self._outside = outside
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def request(self, method: str, path: str, **arguments: object) -> AsyncIterator[HttpAnswer]:
        """Send a request, and give the answer while its body arrives; RemoteFailure for all that goes wrong.

        There is no time limit but that for connecting: the caller sets one for each part. A redirection is not
        followed: it could lead out of the local network, and keys go to no other server.
        """
        if not self._outside:
            check_literal(self._base, self._who)
        url = path if path.startswith("http") else f"{self._base}{path}"
        try:
            async with self._open().request(
                method,
                url,
                headers=self._headers,
                allow_redirects=False,
                **arguments,  # type: ignore[arg-type] # aiohttp checks them
            ) as response:
                if response.status != _OK:
                    self._refuse(response)
                kind = response.content_type.lower()
                parameters = _parameters(response.headers.get("Content-Type", ""))
                yield HttpAnswer(kind, parameters, self._body(response))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._failure(error) from None

    async def json(self, method: str, path: str, **arguments: object) -> object:
        """Return the answer of a request, which is JSON."""
        async with self.request(method, path, **arguments) as answer:
            content = await collected(answer.body, MAX_JSON)
        if content is None:
            raise RemoteFailure(f"{self._who} sends more than {MAX_JSON} bytes.")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise RemoteFailure(f"{self._who} answers with something that is no JSON.") from None

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _body(self, response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
        """Yield the body as it arrives, in pieces of bounded size."""
        try:
            async for piece in response.content.iter_chunked(CHUNK):
                yield piece
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._failure(error) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = None if self._outside else _LocalResolver(self._who)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=POOL, resolver=resolver),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _failure(self, error: Exception) -> RemoteFailure:
        """Return what went wrong, without the words of the error: they could hold an address with a password."""
        if isinstance(error, TimeoutError):
            return RemoteFailure(f"{self._who} does not answer in time.")
        if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
            return RemoteFailure(f"{self._who} cannot be trusted: its certificate or its encryption is wrong.", rest=60)
        if isinstance(error, aiohttp.ClientConnectionError) and not isinstance(error, aiohttp.ServerDisconnectedError):
            return RemoteFailure(f"{self._who} cannot be reached.")
        return RemoteFailure(f"{self._who} broke off its answer.")

    def _refuse(self, response: aiohttp.ClientResponse) -> NoReturn:
        """Raise what a status means."""
        status = response.status
        if status in _REFUSED:
            raise RemoteFailure(f"{self._who} {_REFUSED[status]} (status {status}).", rest=LONG_REST)
        if status in _OF_REQUEST:
            raise RemoteFailure(
                f"{self._who} does not accept the request (status {status}): its voice or model may be gone.",
                of_request=True,
            )
        rest = _retry_after(response.headers.get("Retry-After", ""))
        if status == _TOO_MANY:
            raise RemoteFailure(f"{self._who} has had too many requests (status {status}).", rest=rest)
        raise RemoteFailure(f"{self._who} answers with status {status}.", rest=rest)


async def collected(pieces: AsyncGenerator[bytes, None], limit: int) -> bytes | None:
    """Return all pieces as one; None if they are longer than the limit."""
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > limit:
            return None
    return bytes(content)


class _LocalResolver(AbstractResolver):
    """Finds addresses of names, and refuses those outside the local network before anything is sent there."""

    def __init__(self, who: str) -> None:
        self._who = who
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses of a host."""
        found = await self._resolver.resolve(host, port, family)
        if not all(is_local_address(each["host"]) for each in found):
            raise OutsideNetwork(self._who)
        return found

    async def close(self) -> None:
        """Close the resolver."""
        await self._resolver.close()


def _parameters(content_type: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in content_type.split(";")[1:])
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _retry_after(text: str) -> float:
    """Return the seconds of a Retry-After, which may be a moment."""
    try:
        return max(float(text), 1.0)
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(text).timestamp() - time(), 1.0)
    except (TypeError, ValueError):
        return REST
