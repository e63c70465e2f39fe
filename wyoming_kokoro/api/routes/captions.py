"""Speech with the times of its words: as lines of JSON beside the sound, or as subtitles without it."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.error_responses import body_of, told
from wyoming_kokoro.api.http.route import gives, takes
from wyoming_kokoro.api.http.streaming import send
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import SpeechResponse, asked_of, headers_of, packed, saying
from wyoming_kokoro.api.subtitles import KINDS, SubtitleWriter
from wyoming_kokoro.settings import option
from wyoming_kokoro.speech import RATE, WordTime

routes = web.RouteTableDef()

_LINES = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class CaptionsRequest(SpeechRequest):
    """What to say, how, and in which form to tell when."""

    captions: str = option("json", "Lines of JSON with the sound, or subtitles alone.", choices=("json", *KINDS))


@routes.post("/v1/audio/captions")
@gives(_LINES, *(kind.content_type for kind in KINDS.values()))
@takes(CaptionsRequest)
async def captions(request: web.Request, wanted: CaptionsRequest) -> web.StreamResponse:
    """Say a text, and tell when each written word is heard."""
    utterance = await asked_of(request, wanted)
    headers = headers_of(request, wanted, utterance)
    async with saying(request, wanted, utterance) as spoken:
        if wanted.captions == "json":
            headers[hdrs.CONTENT_TYPE] = _LINES
            lines = _lines(spoken, wanted.response_format)
        else:
            kind = KINDS[wanted.captions]
            headers[hdrs.CONTENT_TYPE] = kind.content_type
            lines = _subtitles(spoken, SubtitleWriter(utterance, kind))
        async with aclosing(lines) as pieces:
            return await send(request, pieces, headers, last_words=_failed if wanted.captions == "json" else None)


@routes.post("/dev/captioned_speech")
@takes(SpeechRequest)
async def captioned_speech(request: web.Request, wanted: SpeechRequest) -> web.StreamResponse:
    """The same as Kokoro-FastAPI answers it: for each line the sound and the times of its words."""
    utterance = await asked_of(request, wanted)
    headers = {**headers_of(request, wanted, utterance), hdrs.CONTENT_TYPE: "application/json"}
    async with saying(request, wanted, utterance) as spoken:
        if wanted.stream:
            async with aclosing(_timestamped(spoken, wanted.response_format)) as pieces:
                return await send(request, pieces, headers, last_words=_failed)
        sound, times = b"", list[dict[str, object]]()
        async for piece, words in _with_words(spoken):
            sound += piece
            times += [_timestamp(spoken, word) for word in words]
    return web.json_response(
        {"audio": b64encode(sound).decode(), "audio_format": wanted.response_format, "timestamps": times}
    )


async def _with_words(spoken: SpeechResponse) -> AsyncGenerator[tuple[bytes, tuple[WordTime, ...]], None]:
    """The sound of each block as bytes, with the words that are told with it."""
    async for block in spoken.blocks():
        piece = b"".join([each async for each in packed(block.samples, spoken.encoder)])
        if piece or block.words:
            yield piece, block.words
    yield await asyncio.to_thread(spoken.encoder.finish), ()


async def _lines(spoken: SpeechResponse, form: str) -> AsyncGenerator[bytes, None]:
    async for piece, words in _with_words(spoken):
        told_words = [_word(spoken, word) for word in words]
        yield _line({"audio": b64encode(piece).decode(), "audio_format": form, "words": told_words})
    yield _line({"done": True, **spoken.tally.figures()})


async def _timestamped(spoken: SpeechResponse, form: str) -> AsyncGenerator[bytes, None]:
    async for piece, words in _with_words(spoken):
        times = [_timestamp(spoken, word) for word in words]
        yield _line({"audio": b64encode(piece).decode(), "audio_format": form, "timestamps": times})


async def _subtitles(spoken: SpeechResponse, subtitles: SubtitleWriter) -> AsyncGenerator[bytes, None]:
    async for block in spoken.blocks():
        if text := subtitles.feed(block.words):
            yield text.encode()
    if text := subtitles.finish():
        yield text.encode()


def _word(spoken: SpeechResponse, word: WordTime) -> dict[str, object]:
    return {
        "text": spoken.utterance.text[word.start : word.end],
        "said": word.spoken,
        "phonemes": word.phonemes,
        "start": word.start,
        "end": word.end,
        "start_time": round(word.start_sample / RATE, 3),
        "end_time": round(word.end_sample / RATE, 3),
    }


def _timestamp(spoken: SpeechResponse, word: WordTime) -> dict[str, object]:
    told_word = _word(spoken, word)
    return {"word": told_word["text"], "start_time": told_word["start_time"], "end_time": told_word["end_time"]}


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def _failed(why: Exception) -> bytes:
    return _line(body_of(told(why)))
