"""What will be spoken for a text, and which rule decided it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import hdrs, web

from wyoming_kokoro.api.explanation_writer import ExplanationWriter
from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import accepts
from wyoming_kokoro.api.http.streaming import send_stream
from wyoming_kokoro.api.speech_request import checked_text
from wyoming_kokoro.api.voice_fields import LANGUAGE, find_voice, language_tag, voice_name
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import option
from wyoming_kokoro.settings.names import REQUEST_NAME
from wyoming_kokoro.speech import Delivery, Utterance

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class TextRequest:
    """A text to explain."""

    required: ClassVar = ("text",)

    text: str | None = option(None, "The text, as it would be spoken.")
    voice: str | None = option(None, "The voice that would speak it.", pattern=REQUEST_NAME)
    language: str | None = option(None, "Its language, if it is not the voice's own.", pattern=LANGUAGE)

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields under our names, also where they were sent under the names of other servers."""
        text = raw.get("input") if raw.get("text") is None else raw["text"]
        return {"text": text, "voice": voice_name(raw.get("voice")), "language": language_tag(raw.get("language"))}


@routes.post("/v1/text/explain")
@accepts(TextRequest)
async def explain(request: web.Request, fields: TextRequest) -> web.StreamResponse:
    """Return what will be spoken for each part of a text, by which rule, and the source of each pronunciation."""
    writer = ExplanationWriter()
    async with aclosing(_explained(request, await _utterance(request, fields), writer)) as chunks:
        return await send_stream(request, chunks, {hdrs.CONTENT_TYPE: "application/json; charset=utf-8"})


@routes.post("/dev/phonemize")
@accepts(TextRequest)
async def phonemize(request: web.Request, fields: TextRequest) -> web.Response:
    """Return the phonemes of a text and the model's token numbers, as Kokoro-FastAPI does."""
    utterance = await _utterance(request, fields)
    pages = studio_of(request).explain_pages(utterance, lambda page: page.phonemes, request.remote or "")
    async with aclosing(pages):
        phonemes = " ".join([page async for page in pages if page])
    tokens = await asyncio.to_thread(_tokens, phonemes)
    return web.json_response({"phonemes": phonemes, "tokens": tokens})


async def _explained(
    request: web.Request, utterance: Utterance, writer: ExplanationWriter
) -> AsyncGenerator[bytes, None]:
    async with aclosing(studio_of(request).explain_pages(utterance, writer.feed, request.remote or "")) as pages:
        async for page in pages:
            if page:
                yield page
    yield await asyncio.to_thread(writer.finish)


async def _utterance(request: web.Request, fields: TextRequest) -> Utterance:
    studio = studio_of(request)
    text = checked_text(fields.text, "text", studio.settings.limits.text_characters)
    voice = await asyncio.to_thread(find_voice, fields.voice, fields.language, studio.voices)
    return Utterance(text, Delivery(voice.name, fields.language), "auto")


def _tokens(phonemes: str) -> list[int]:
    """Return the model's token numbers; none where their list is not installed."""
    from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary  # noqa: PLC0415 -- its package loads heavy libraries

    try:
        return Vocabulary.published().tokens(phonemes)
    except Unavailable:
        return []
