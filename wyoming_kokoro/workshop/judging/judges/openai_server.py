"""A server with OpenAI's route for transcriptions: OpenAI itself, or one of the many that answer like it."""

import asyncio
import io
import json
import wave
from collections.abc import Iterator

import aiohttp

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.other_servers.http import HttpPeer, collected
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take, pcm_bytes

ROUTE = "/v1/audio/transcriptions"
MAX_ANSWER = 1_000_000
"""Bytes of an answer that are read: a transcript is a thousandth of it."""


class OpenAiJudge:
    """Sends each take as a WAV file."""

    def __init__(self, url: str, model: str, key: str, timeout: float) -> None:
        base = url.rstrip("/")
        self._base = base.removesuffix("/transcriptions").removesuffix("/audio").removesuffix("/v1")
        self._model, self._key, self._timeout = model, key, timeout
        self.version = model

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield what is heard."""
        yield Measure("heard", asyncio.run(self._transcribe(take)))

    async def _transcribe(self, take: Take) -> str:
        form = aiohttp.FormData()
        form.add_field("file", _wav(take), filename="speech.wav", content_type="audio/wav")
        for name, value in (("model", self._model), ("language", take.language[:2]), ("response_format", "json")):
            form.add_field(name, value)
        peer = HttpPeer("The server", self._base, headers={"Authorization": f"Bearer {self._key}"} if self._key else {})
        try:
            async with asyncio.timeout(self._timeout), peer.request("POST", ROUTE, data=form) as answer:
                content = await collected(answer.body, MAX_ANSWER)
        except TimeoutError:
            raise Unavailable("The server does not answer in time.") from None
        finally:
            await peer.close()
        if content is None:
            raise Unavailable("The server's answer is no transcript.")
        return _text_in(content)


def create(options: JudgeOptions) -> OpenAiJudge:
    """Return the judge."""
    return OpenAiJudge(options.openai_url, options.openai_model, options.openai_key, options.timeout)


def _text_in(content: bytes) -> str:
    try:
        answer = json.loads(content)
        return str(answer["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable("The server's answer is no transcript.") from error


def _wav(take: Take) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(JUDGE_RATE)
        file.writeframes(pcm_bytes(leveled(take.at(JUDGE_RATE))))
    return buffer.getvalue()
