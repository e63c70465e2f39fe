"""Speech with the times of its words: as lines of JSON beside the sound, or as subtitles without it."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from aiohttp import hdrs, web

from wyoming_kokoro.api.http.error_responses import error_as_json, speech_error
from wyoming_kokoro.api.http.route import accepts, returns
from wyoming_kokoro.api.http.streaming import send_stream
from wyoming_kokoro.api.http.whole_responses import send_whole
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.api.speech_response import (
    AI_GENERATED,
    SpeechResponse,
    encode,
    mark_as_json,
    open_speech,
    speech_headers,
    utterance_of,
    with_speaker,
    word_as_json,
)
from wyoming_kokoro.api.subtitles import FORMATS, SubtitleWriter
from wyoming_kokoro.settings import option
from wyoming_kokoro.speech import MarkTime, WordTime

routes = web.RouteTableDef()

JSON_LINES = "application/x-ndjson"
"""The content type of lines that are a JSON object each."""

CAPTION_TYPES = (JSON_LINES, *(each.content_type for each in FORMATS.values()))
"""The content types of captions."""

_BASE64_BYTES = 3
"""Bytes that base64 encodes at once: a chunk of a multiple of them needs no padding."""


@dataclass(frozen=True, slots=True)
class CaptionsRequest(SpeechRequest):
    """The text to speak, how to speak it, and the form of the captions."""

    captions: str = option("json", "Lines of JSON with the sound, or subtitles alone.", choices=("json", *FORMATS))


@routes.post("/v1/audio/captions")
@returns(*CAPTION_TYPES)
@accepts(CaptionsRequest)
async def captions(request: web.Request, fields: CaptionsRequest) -> web.StreamResponse:
    """Speak a text, with the time of each written word."""
    return await answer_with_captions(request, fields, fields.captions)


async def answer_with_captions(request: web.Request, fields: SpeechRequest, form: str) -> web.StreamResponse:
    """Return the words of a request with their times, in the form that it asks for."""
    utterance = await utterance_of(request, fields)
    headers = await speech_headers(request, fields, utterance)
    async with open_speech(request, fields, utterance) as speech:
        if form == "json":
            headers[hdrs.CONTENT_TYPE] = JSON_LINES
            async with aclosing(
                with_speaker(_word_lines(speech, fields.response_format), headers, speech.speaker)
            ) as lines:
                return await send_stream(request, lines, headers, error_chunk=error_line)
        subtitle_format = FORMATS[form]
        headers[hdrs.CONTENT_TYPE] = subtitle_format.content_type
        subtitles = _subtitles(speech, SubtitleWriter(utterance, subtitle_format))
        async with aclosing(with_speaker(subtitles, headers, speech.speaker)) as chunks:
            return await send_stream(request, chunks, headers)


@routes.post("/dev/captioned_speech")
@returns(JSON_LINES, "application/json")
@accepts(SpeechRequest)
async def captioned_speech(request: web.Request, fields: SpeechRequest) -> web.StreamResponse:
    """Do the same as Kokoro-FastAPI does it: each line has sound and the times of its words."""
    utterance = await utterance_of(request, fields)
    content_type = JSON_LINES if fields.stream else "application/json"
    headers = {**await speech_headers(request, fields, utterance), hdrs.CONTENT_TYPE: content_type}
    async with open_speech(request, fields, utterance) as speech:
        if fields.stream:
            async with aclosing(
                with_speaker(_timestamp_lines(speech, fields.response_format), headers, speech.speaker)
            ) as lines:
                return await send_stream(request, lines, headers, error_chunk=error_line)
        async with aclosing(
            with_speaker(_timestamp_object(speech, fields.response_format), headers, speech.speaker)
        ) as parts:
            return await send_whole(request, parts, headers, speech.stats.as_headers, len(utterance.shown_text))


_Times = tuple[tuple[WordTime, ...], tuple[MarkTime, ...]]
"""The words and the marks of a block."""


async def chunks_with_times(speech: SpeechResponse) -> AsyncGenerator[tuple[bytes, _Times], None]:
    """Yield the encoded sound of each block, with the words that end in it and the marks that are reached."""
    async for block in speech.blocks():
        chunk = b"".join([each async for each in encode(block.samples, speech.encoder)])
        if chunk or block.words or block.marks:
            yield chunk, (block.words, block.marks)
    yield await asyncio.to_thread(speech.encoder.finish), ((), ())


async def _word_lines(speech: SpeechResponse, sound_format: str) -> AsyncGenerator[bytes, None]:
    async for chunk, (words, marks) in chunks_with_times(speech):
        rows = [word_as_json(speech.utterance, word) for word in words]
        named = {"marks": [mark_as_json(mark) for mark in marks]} if marks else {}
        yield line({"audio": b64encode(chunk).decode(), "audio_format": sound_format, "words": rows, **named})
    yield line({"done": True, **speech.stats.as_json(), **AI_GENERATED})


async def _timestamp_lines(speech: SpeechResponse, sound_format: str) -> AsyncGenerator[bytes, None]:
    async for chunk, (words, _) in chunks_with_times(speech):
        rows = [_timestamp(speech, word) for word in words]
        yield line({"audio": b64encode(chunk).decode(), "audio_format": sound_format, "timestamps": rows})


async def _timestamp_object(speech: SpeechResponse, sound_format: str) -> AsyncGenerator[bytes, None]:
    """Yield one JSON object in parts, so that a long one need not be held: the sound, then the times of its words."""
    yield b'{"audio": "'
    rest, timestamps = b"", list[bytes]()
    async for chunk, (words, _) in chunks_with_times(speech):
        ready = rest + chunk
        whole = len(ready) - len(ready) % _BASE64_BYTES
        rest = ready[whole:]
        yield b64encode(ready[:whole])
        timestamps += [json.dumps(_timestamp(speech, word)).encode() for word in words]
    yield b64encode(rest)
    yield f'", "audio_format": {json.dumps(sound_format)}, "timestamps": ['.encode()
    yield b", ".join(timestamps) + b"]}"


async def _subtitles(speech: SpeechResponse, writer: SubtitleWriter) -> AsyncGenerator[bytes, None]:
    async for block in speech.blocks():
        if text := writer.feed(block.words, block.marks):
            yield text.encode()
    if text := writer.finish():
        yield text.encode()


def _timestamp(speech: SpeechResponse, word: WordTime) -> dict[str, object]:
    row = word_as_json(speech.utterance, word)
    speaker = {"voice": word.speaker} if word.speaker else {}
    return {"word": row["text"], "start_time": row["start_time"], "end_time": row["end_time"], **speaker}


def line(content: dict[str, object]) -> bytes:
    """Return a JSON object as a line."""
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def error_line(error: Exception) -> bytes:
    """Return an error as a line."""
    return line(error_as_json(speech_error(error)))
