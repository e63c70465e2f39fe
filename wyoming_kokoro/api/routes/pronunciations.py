"""The user's words: shown to and changed by those who have the token, and tried by those who may speak."""

import asyncio
import re
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.app_state import APP_STATE, studio_of
from wyoming_kokoro.api.http.route import Access, accepts, access, returns
from wyoming_kokoro.api.http.streaming import send_stream
from wyoming_kokoro.api.routes.speech import SOUND_TYPES
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import open_speech, speech_headers, utterance_of
from wyoming_kokoro.errors import BadRequest, FileMistake
from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.settings import LoadedSettings, TextPattern, option
from wyoming_kokoro.studio.user_words import write_words, written_words

routes = web.RouteTableDef()

MAX_CHARACTERS = 262_144
"""Characters of a file that may be sent: as many lines as are read, and within the size of a request."""

_FILE = TextPattern(rf"[\s\S]{{0,{MAX_CHARACTERS}}}", f"a text of at most {MAX_CHARACTERS} characters")
_ANSWER = TextPattern(rf"[\s\S]{{1,{user_words.LONGEST}}}", f"a text of at most {user_words.LONGEST} characters")
_LINE = re.compile(r"line (\d+)\Z")


@dataclass(frozen=True, slots=True)
class WordsRequest:
    """The new content of the file of the user's words."""

    required: ClassVar = ("text",)

    text: str | None = option(None, "The new content, one word a line: Elon Musk = EE-lon MUSK.", pattern=_FILE)


@dataclass(frozen=True, slots=True)
class TrialRequest(SpeechRequest):
    """A word as `input`, and how it is to be pronounced this once."""

    required: ClassVar[tuple[str, ...]] = ("input", "answer")

    answer: str | None = option(
        None, "A respelling, phonemes between slashes, or other words between quotes.", pattern=_ANSWER
    )


@routes.get("/v1/pronunciations")
@access(Access.CHANGES)
async def pronunciations(request: web.Request) -> web.Response:
    """Return the file of the user's words: its text, its valid words, and what is wrong with which line."""
    return web.json_response(_parsed(await asyncio.to_thread(written_words, _loaded(request))))


@routes.put("/v1/pronunciations")
@access(Access.CHANGES)
@accepts(WordsRequest)
async def put(request: web.Request, fields: WordsRequest) -> web.Response:
    """Replace the file, and use it from the next sentence on; wrong lines are kept, reported, and not used."""
    if fields.text is None:
        raise BadRequest(
            "'text' is missing: the new content of the file.", code="missing_required_parameter", about="text"
        )
    await asyncio.to_thread(write_words, _loaded(request), fields.text)
    await studio_of(request).follow(_loaded(request))
    return web.json_response(_parsed(fields.text))


@routes.post("/v1/pronunciations/try")
@returns(*SOUND_TYPES)
@accepts(TrialRequest)
async def trial(request: web.Request, fields: TrialRequest) -> web.StreamResponse:
    """Speak a word as it would sound with this pronunciation; nothing is written."""
    utterance = await utterance_of(request, fields)
    try:
        word = user_words.parse_entry(utterance.text, fields.answer or "")
    except ValueError as error:
        raise BadRequest(f"This cannot be spoken: {error}.", code="invalid_value", about="answer") from error
    headers = await speech_headers(request, fields, utterance)
    async with open_speech(request, fields, utterance, trial_word=word) as speech, aclosing(speech.chunks()) as chunks:
        return await send_stream(request, chunks, headers)


def _loaded(request: web.Request) -> LoadedSettings:
    return request.app[APP_STATE].watch.loaded


def _parsed(text: str) -> dict[str, object]:
    parsed = user_words.parse(text)
    return {
        "text": text,
        "words": [{**asdict(entry), "line": entry.line} for entry in parsed.entries],
        "mistakes": [_mistake(mistake) for mistake in parsed.mistakes],
    }


def _mistake(mistake: FileMistake) -> dict[str, object]:
    line = _LINE.search(mistake.where)
    return {"line": int(line[1]) if line else None, "reason": mistake.what}
