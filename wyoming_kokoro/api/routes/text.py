"""What will be said for a text, and which rule decided."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.app_state import studio_of
from wyoming_kokoro.api.http.route import takes
from wyoming_kokoro.api.speech_request import LANGUAGE, NAME, found_voice, language_tag, spoken_text, voice_name
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import option
from wyoming_kokoro.speech import Delivery
from wyoming_kokoro.studio import Explanation, explanation_as_json

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class TextRequest:
    """A text to look at."""

    required: ClassVar = ("text",)

    text: str | None = option(None, "The text, as it would be said.")
    voice: str | None = option(None, "The voice that would say it.", shape=NAME)
    language: str | None = option(None, "Its language, if it is not the voice's own.", shape=LANGUAGE)

    @staticmethod
    def prepared(raw: Mapping[str, object]) -> dict[str, object]:
        """The fields under the names we know, from those other servers have for them."""
        text = raw.get("input") if raw.get("text") is None else raw["text"]
        return {"text": text, "voice": voice_name(raw.get("voice")), "language": language_tag(raw.get("language"))}


@routes.post("/v1/text/explain")
@takes(TextRequest)
async def explain(request: web.Request, wanted: TextRequest) -> web.Response:
    """What will be said for each part of a text, by which rule, and where each word's sound is from."""
    return web.json_response(explanation_as_json(await _explained(request, wanted)))


@routes.post("/dev/phonemize")
@takes(TextRequest)
async def phonemize(request: web.Request, wanted: TextRequest) -> web.Response:
    """The phonemes of a text and the model's numbers for them, as Kokoro-FastAPI answers."""
    explanation = await _explained(request, wanted)
    tokens = await asyncio.to_thread(_tokens, explanation.phonemes)
    return web.json_response({"phonemes": explanation.phonemes, "tokens": tokens})


async def _explained(request: web.Request, wanted: TextRequest) -> Explanation:
    studio = studio_of(request)
    text = spoken_text(wanted.text, "text", studio.settings.limits.text_characters)
    voice = await asyncio.to_thread(found_voice, wanted.voice, wanted.language, studio.voices)
    return await studio.explain(text, Delivery(voice.name, wanted.language))


def _tokens(phonemes: str) -> list[int]:
    """The model's numbers; none where what lists them is not installed."""
    from wyoming_kokoro.engines.kokoro.vocabulary import Vocabulary  # noqa: PLC0415 -- its room loads heavy libraries

    try:
        return Vocabulary.published().tokens(phonemes)
    except Unavailable:
        return []
