"""Speech as OpenAI's server-sent events: the sound in base64, and at the end how much of it there was."""

import json
import math
from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping

from wyoming_kokoro.api.http.error_responses import error_as_json, speech_error
from wyoming_kokoro.api.speech_response import AI_GENERATED, SpeechResponse, SpeechStats, mark_as_json, word_as_json
from wyoming_kokoro.speech import MarkTime

EVENT_STREAM = "text/event-stream"

_CHARACTERS_PER_TOKEN, _TOKENS_PER_SECOND = 4, 20
"""Nothing is billed here: tokens are counted roughly as OpenAI's models count them."""


async def events(speech: SpeechResponse) -> AsyncGenerator[bytes, None]:
    """Yield an event for each chunk of the sound, mark of the text, and word of a conversation, and the last one."""
    async for part in speech.chunks_and_marks():
        if isinstance(part, bytes):
            yield _event("speech.audio.delta", {"audio": b64encode(part).decode()})
        elif isinstance(part, MarkTime):
            yield _event("speech.audio.mark", mark_as_json(part))
        else:
            yield _event("speech.audio.word", word_as_json(speech.utterance, part))
    tokens = usage(len(speech.utterance.shown_text), speech.stats)
    yield _event("speech.audio.done", {"usage": tokens, **speech.stats.as_json(), **AI_GENERATED})


def usage(characters: int, stats: SpeechStats) -> dict[str, int]:
    """Return the size of the text and of the sound, in tokens."""
    text_tokens = math.ceil(characters / _CHARACTERS_PER_TOKEN)
    sound_tokens = math.ceil(stats.seconds * _TOKENS_PER_SECOND)
    return {"input_tokens": text_tokens, "output_tokens": sound_tokens, "total_tokens": text_tokens + sound_tokens}


def error_event(error: Exception) -> bytes:
    """Return the event for an error, as OpenAI's clients recognise it."""
    return f"event: error\ndata: {json.dumps(error_as_json(speech_error(error)))}\n\n".encode()


def _event(kind: str, content: Mapping[str, object]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **content})}\n\n".encode()
