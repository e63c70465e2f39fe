"""The user's own words over HTTP: seen and changed by whoever has the token, and tried by whoever may speak."""

import asyncio
import re
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.app_state import APP_STATE, studio_of
from wyoming_kokoro.api.http.route import Access, access, gives, takes
from wyoming_kokoro.api.http.streaming import send
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import asked_of, headers_of, saying
from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.errors import BadRequest, FileMistake
from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.settings import LoadedSettings, TextPattern, option
from wyoming_kokoro.studio.user_words import write_words, written_words

routes = web.RouteTableDef()

MOST_CHARACTERS = 262_144
"""A file of own words that may be sent: as many lines as are read, and within the size of a request."""

_TEXT = TextPattern(rf"[\s\S]{{0,{MOST_CHARACTERS}}}", f"a text of at most {MOST_CHARACTERS} characters")
_ANSWER = TextPattern(rf"[\s\S]{{1,{user_words.LONGEST}}}", f"a text of at most {user_words.LONGEST} characters")
_LINE = re.compile(r"line (\d+)\Z")


@dataclass(frozen=True, slots=True)
class WordsRequest:
    """The whole file of own words."""

    required: ClassVar = ("text",)

    text: str | None = option(None, "What the file is to hold, one word a line: Elon Musk = EE-lon MUSK.", shape=_TEXT)


@dataclass(frozen=True, slots=True)
class TrialRequest(SpeechRequest):
    """A word as `input`, and how it is to sound this once."""

    required: ClassVar[tuple[str, ...]] = ("input", "answer")

    answer: str | None = option(
        None, "A respelling, phonemes between slashes, or other words between quotes.", shape=_ANSWER
    )


@routes.get("/v1/pronunciations")
@access(Access.CHANGES)
async def pronunciations(request: web.Request) -> web.Response:
    """The file of own words: its text, what is right in it, and what is wrong with which line."""
    return web.json_response(_told(await asyncio.to_thread(written_words, _loaded(request))))


@routes.put("/v1/pronunciations")
@access(Access.CHANGES)
@takes(WordsRequest)
async def put(request: web.Request, wanted: WordsRequest) -> web.Response:
    """Write the file anew, and use it from the next sentence on; lines that are wrong are kept, told, and not used."""
    if wanted.text is None:
        raise BadRequest(
            "'text' is missing: what the file is to hold.", code="missing_required_parameter", about="text"
        )
    await asyncio.to_thread(write_words, _loaded(request), wanted.text)
    await studio_of(request).follow(_loaded(request))
    return web.json_response(_told(wanted.text))


@routes.post("/v1/pronunciations/try")
@gives(*(each.content_type for each in FORMATS.values()))
@takes(TrialRequest)
async def trial(request: web.Request, wanted: TrialRequest) -> web.StreamResponse:
    """Say a word as it would sound with this answer; nothing is kept."""
    utterance = await asked_of(request, wanted)
    try:
        entry = user_words.parse_entry(utterance.text, wanted.answer or "")
    except ValueError as wrong:
        raise BadRequest(f"This cannot be said so: {wrong}.", code="invalid_value", about="answer") from wrong
    async with saying(request, wanted, utterance, trying=entry) as spoken, aclosing(spoken.pieces()) as pieces:
        return await send(request, pieces, headers_of(request, wanted, utterance))


def _loaded(request: web.Request) -> LoadedSettings:
    return request.app[APP_STATE].watch.loaded


def _told(text: str) -> dict[str, object]:
    parsed = user_words.parse(text)
    return {
        "text": text,
        "words": [{**asdict(entry), "line": entry.line} for entry in parsed.entries],
        "mistakes": [_mistake(mistake) for mistake in parsed.mistakes],
    }


def _mistake(mistake: FileMistake) -> dict[str, object]:
    found = _LINE.search(mistake.where)
    return {"line": int(found[1]) if found else None, "reason": mistake.what}
