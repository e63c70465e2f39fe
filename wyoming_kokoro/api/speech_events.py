"""OpenAI's events: the sound in text, and at the end what it came to."""

import json
import math
from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping

from wyoming_kokoro.api.http.error_responses import body_of, told
from wyoming_kokoro.api.speech_response import SpeechResponse, SpeechStats

CONTENT_TYPE = "text/event-stream"

_LETTERS_A_TOKEN, _TOKENS_A_SECOND = 4, 20
"""Nothing is billed here: tokens are counted about as OpenAI's models have them."""


async def events(spoken: SpeechResponse) -> AsyncGenerator[bytes, None]:
    """An event for each piece of the sound, and the last one."""
    async for piece in spoken.pieces():
        yield _event("speech.audio.delta", {"audio": b64encode(piece).decode()})
    yield _event(
        "speech.audio.done", {"usage": usage(len(spoken.utterance.text), spoken.tally), **spoken.tally.figures()}
    )


def usage(characters: int, tally: SpeechStats) -> dict[str, int]:
    """What was asked for and what was made, in tokens."""
    asked, made = math.ceil(characters / _LETTERS_A_TOKEN), math.ceil(tally.seconds * _TOKENS_A_SECOND)
    return {"input_tokens": asked, "output_tokens": made, "total_tokens": asked + made}


def failed(why: Exception) -> bytes:
    """The event that tells of a failure: OpenAI's clients take it for one."""
    return f"event: error\ndata: {json.dumps(body_of(told(why)))}\n\n".encode()


def _event(kind: str, content: Mapping[str, object]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **content})}\n\n".encode()
