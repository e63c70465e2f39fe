"""A speech recogniser on the network that speaks Wyoming, such as those of Home Assistant."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping

from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.other_servers.wyoming import open_wyoming
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges.levels import leveled
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import JUDGE_RATE, Take, pcm_bytes

CHUNK = JUDGE_RATE * 2 // 10
"""Bytes of an event: a tenth of a second, as satellites send them."""
DESCRIBE_SECONDS = 10.0

_WHO = "The recogniser"


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

    async def _describe(self) -> str:
        """Return the names and versions of its programs and models."""
        async with open_wyoming(self._uri, _WHO) as peer:
            await peer.send("describe")
            info = await peer.next("info")
        programs = _objects(info.data.get("asr"))
        names = [f"{each.get('name', '')} {each.get('version') or ''}".strip() for each in programs]
        models = [str(model.get("name", "")) for each in programs for model in _objects(each.get("models"))]
        if not names:
            raise Unavailable("The server at this address does not recognise speech.")
        return ", ".join((*names, *models[:1]))

    async def _transcribe(self, take: Take) -> str:
        pcm = pcm_bytes(leveled(take.at(JUDGE_RATE)))
        form = {"rate": JUDGE_RATE, "width": 2, "channels": 1}
        async with open_wyoming(self._uri, _WHO) as peer:
            await peer.send("transcribe", {"language": take.language[:2]})
            await peer.send("audio-start", form)
            for start in range(0, len(pcm), CHUNK):
                await peer.send("audio-chunk", form, pcm[start : start + CHUNK])
            await peer.send("audio-stop")
            return str((await peer.next("transcript")).data.get("text", ""))


def _objects(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def create(options: JudgeOptions) -> WyomingJudge:
    """Return the judge, once the server has said what it is."""
    return WyomingJudge(options.wyoming_uri, options.timeout)
