"""Interruption: ends speech that is being sent, tells what was heard of it, and speaks the rest later."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.route import accepts, returns
from wyoming_kokoro.api.recent_speech import MAX_FADE, RECENT_SPEECH, SpokenRecord
from wyoming_kokoro.api.routes.speech import SOUND_TYPES, answer_with_utterance
from wyoming_kokoro.api.speech_events import EVENT_STREAM
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.settings import option

routes = web.RouteTableDef()

MAX_PLAYED_MS = 100_000_000.0
"""More than a day: no speech is longer."""

_END_SECONDS = 0.3
"""For the response that is interrupted to end: longer only where its client does not read."""

_PATH = "/v1/audio/speech/{id:[A-Za-z0-9_.-]{1,80}}"


@dataclass(frozen=True, slots=True)
class CancelFields:
    """How speech is to end."""

    played_ms: float | None = option(
        None,
        "How much of the sound was played, in milliseconds; null is what can have been played since it began.",
        minimum=0,
        maximum=MAX_PLAYED_MS,
    )
    fade_ms: float = option(0.0, "Milliseconds in which the sound fades out.", minimum=0, maximum=MAX_FADE * 1000)


@dataclass(frozen=True, slots=True)
class HeardFields:
    """The moment for which to tell what was heard."""

    at_ms: float | None = option(
        None,
        "How much of the sound was played, in milliseconds; null is what can have been played, or was when it ended.",
        minimum=0,
        maximum=MAX_PLAYED_MS,
    )


@dataclass(frozen=True, slots=True)
class ResumeFields(SpeechRequest):
    """From where on the rest is spoken, and in which format."""

    required: ClassVar[tuple[str, ...]] = ()
    described: ClassVar[Mapping[str, object]] = {
        **SpeechRequest.described,
        **dict.fromkeys(("input", "ssml", "cast", "background", "voice", "speed", "pitch", "volume", "language")),
    }
    resume_from: str = option(
        "clause",
        "Where the rest begins: with the first word that was not heard, or with its clause or sentence.",
        choices=("word", "clause", "sentence"),
    )

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, also as the WebSocket has them."""
        fields = SpeechRequest.prepared(raw)
        if fields.get("resume_from") is None:
            fields["resume_from"] = raw.get("from")
        return fields


@routes.delete(_PATH)
@accepts(CancelFields)
async def cancel(request: web.Request, fields: CancelFields) -> web.Response:
    """End speech that is being sent, and return what was heard of it and what is left."""
    record = _record(request)
    played = None if fields.played_ms is None else fields.played_ms / 1000
    record.cancel(played, fields.fade_ms / 1000)
    with suppress(TimeoutError):  # what is sent last may have one more word
        async with asyncio.timeout(_END_SECONDS):
            await record.over.wait()
    return await _heard(request, record, None)


@routes.get(_PATH + "/spoken")
@accepts(HeardFields)
async def spoken(request: web.Request, fields: HeardFields) -> web.Response:
    """Return what was heard of speech, and what is left of it."""
    return await _heard(request, _record(request), fields.at_ms)


@routes.post(_PATH + "/resume")
@returns(*SOUND_TYPES, EVENT_STREAM)
@accepts(ResumeFields)
async def resume(request: web.Request, fields: ResumeFields) -> web.StreamResponse:
    """Speak what was not heard of speech that was interrupted."""
    utterance = await asyncio.to_thread(_record(request).resumed, fields.resume_from)  # type: ignore[arg-type]
    return await answer_with_utterance(request, fields, utterance)


def _record(request: web.Request) -> SpokenRecord:
    return request.app[RECENT_SPEECH].find(request.match_info["id"], settings_of(request).http.keep_spoken)


async def _heard(request: web.Request, record: SpokenRecord, at_ms: float | None) -> web.Response:
    heard = await asyncio.to_thread(record.heard, None if at_ms is None else at_ms / 1000)
    return web.json_response({"id": request.match_info["id"], **heard.as_json(record.text)})
