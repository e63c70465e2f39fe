"""Reads a form with a file and fields, within limits."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from wyoming_kokoro.errors import BadRequest

MAX_UPLOAD = 25_000_000
"""Bytes of a file, as OpenAI's server takes them: nine minutes of a WAV file."""
MAX_FIELD = 100_000
"""Bytes of any other field: the longest text is a fifth of it."""
MAX_FIELDS = 20
UPLOAD_SECONDS = 120.0
"""How long a form may take to arrive: 25 megabytes over a slow wireless network."""
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Upload:
    """The content of a form."""

    file: bytes
    fields: Mapping[str, str]


async def read_upload(request: web.Request, most: int | None = None) -> Upload:
    """Return the file and the fields of a form; BadRequest where it is none, too large, too slow or damaged.

    `most` is how many bytes the file may have, if it is not what other files may have.
    """
    most = MAX_UPLOAD if most is None else most
    if request.content_type != "multipart/form-data" or hdrs.CONTENT_ENCODING in request.headers:
        raise BadRequest("The request must be sent as multipart/form-data.", code="unsupported_media_type")
    if (request.content_length or 0) > most + MAX_FIELDS * MAX_FIELD:
        raise _too_large(most)
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _read(request, most)
    except TimeoutError:
        raise BadRequest("The request took too long to arrive.", code="body_too_slow") from None
    except (web.RequestPayloadError, HttpProcessingError, ValueError, AssertionError, EOFError) as error:
        raise BadRequest("The form is cut short or damaged.", code="broken_body") from error


async def _read(request: web.Request, most: int) -> Upload:
    file: bytes | None = None
    fields: dict[str, str] = {}
    reader = await request.multipart()
    for _ in range(MAX_FIELDS):
        part = await reader.next()
        if part is None:
            break
        if not isinstance(part, BodyPartReader):
            raise BadRequest("A form within a form is not accepted.", code="broken_body")
        if part.name == "file":
            file = await _content(part, most)
        elif part.name:
            fields[part.name] = (await _content(part, MAX_FIELD)).decode("utf-8")
    else:
        raise BadRequest("The form has too many fields.", code="broken_body")
    if not file:
        raise BadRequest("'file' is missing: the sound.", code="missing_required_parameter", about="file")
    return Upload(file, fields)


async def _content(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise _too_large(limit)
    return bytes(content)


def _too_large(most: int) -> BadRequest:
    return BadRequest(f"The file is larger than {most} bytes.", code="body_too_large")
