"""A speech recogniser on the network that speaks Wyoming, such as those of Home Assistant."""

import asyncio
from collections.abc import Coroutine, Iterator

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.info import Describe, Info

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take, pcm_bytes

CHUNK = JUDGE_RATE * 2 // 10
"""Bytes of an event: a tenth of a second, as satellites send them."""
DESCRIBE_SECONDS = 10.0
MAX_EVENTS = 1_000
"""Events that are read while a transcript is awaited: a server that sends others forever is given up."""


class WyomingJudge:
    """Sends each take over a connection of its own: these servers answer one at a time."""

    def __init__(self, uri: str, timeout: float) -> None:
        self._uri = uri
        self._timeout = timeout
        self.version = asyncio.run(self._within(DESCRIBE_SECONDS, self._describe()))

    def judge(self, take: Take) -> Iterator[Measure]:
        """Yield what is heard."""
        yield Measure("heard", asyncio.run(self._within(self._timeout, self._transcribe(take))))

    async def _within(self, seconds: float, work: Coroutine[None, None, str]) -> str:
        try:
            async with asyncio.timeout(seconds):
                return await work
        except TimeoutError:
            raise Unavailable("The recogniser does not answer in time.") from None
        except (OSError, ValueError, KeyError) as error:
            raise Unavailable(f"The recogniser cannot be asked: {type(error).__name__}.") from error

    async def _describe(self) -> str:
        """Return the names and versions of its programs and models."""
        async with AsyncClient.from_uri(self._uri) as client:
            await client.write_event(Describe().event())
            for _ in range(MAX_EVENTS):
                event = await client.read_event()
                if event is None:
                    break
                if Info.is_type(event.type):
                    programs = Info.from_event(event).asr
                    names = [f"{each.name} {each.version or ''}".strip() for each in programs]
                    models = [model.name for each in programs for model in each.models]
                    if not names:
                        raise Unavailable("The server at this address does not recognise speech.")
                    return ", ".join((*names, *models[:1]))
        raise Unavailable("The recogniser closed the connection.")

    async def _transcribe(self, take: Take) -> str:
        pcm = pcm_bytes(leveled(take.at(JUDGE_RATE)))
        form = {"rate": JUDGE_RATE, "width": 2, "channels": 1}
        async with AsyncClient.from_uri(self._uri) as client:
            await client.write_event(Transcribe(language=take.language[:2]).event())
            await client.write_event(AudioStart(**form).event())
            for start in range(0, len(pcm), CHUNK):
                await client.write_event(AudioChunk(audio=pcm[start : start + CHUNK], **form).event())
            await client.write_event(AudioStop().event())
            for _ in range(MAX_EVENTS):
                event = await client.read_event()
                if event is None:
                    break
                if Transcript.is_type(event.type):
                    return Transcript.from_event(event).text
                if event.type == "error":
                    raise Unavailable("The recogniser answered with an error.")
        raise Unavailable("The recogniser closed the connection.")


def create(options: JudgeOptions) -> WyomingJudge:
    """Return the judge, once the server has said what it is."""
    return WyomingJudge(options.wyoming_uri, options.timeout)
