"""A server that speaks Wyoming: Piper, and every other one that Home Assistant can use."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence

from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.other_servers.wyoming import open_wyoming
from wyoming_kokoro.providers.provider import ProviderContext, RemoteVoice, SoundBytes
from wyoming_kokoro.samples import RawSound

MAX_VOICES = 2_000
SPEAKER = "#"
"""Between a voice and one of its speakers, in the id of a voice: en_US-libritts-high#p3922."""


class WyomingProvider:
    """Asks over a connection for each sentence: these servers answer one at a time on a connection.

    The sentence is complete when it is sent, so servers that stream need no other events: they send its sound as it
    is made too.
    """

    def __init__(self, context: ProviderContext) -> None:
        self._who = context.who
        self._uri = context.settings.address
        self._outside = context.settings.allowed

    async def voices(self) -> Sequence[RemoteVoice]:
        """Return the voices of every program of the server."""
        async with open_wyoming(self._uri, self._who, outside=self._outside) as peer:
            await peer.send("describe")
            info = await peer.next("info")
        voices = list(_voices_in(info.data))
        if not voices:
            raise RemoteFailure(f"{self._who} has no voices.")
        return voices[:MAX_VOICES]

    async def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:
        """Yield the sound of a text."""
        name, _, speaker = voice.id.partition(SPEAKER)
        wanted = {"name": name, "language": language, **({"speaker": speaker} if speaker else {})}
        async with open_wyoming(self._uri, self._who, outside=self._outside) as peer:
            await peer.send("synthesize", {"text": text, "voice": wanted})
            raw: RawSound | None = None
            while True:
                event = await peer.next("audio-start", "audio-chunk", "audio-stop")
                if event.type == "audio-stop":
                    return
                raw = _form(event.data) or raw
                if event.payload:
                    yield SoundBytes(event.payload, raw)

    async def close(self) -> None:
        """Do nothing: each request has a connection of its own."""


def create(context: ProviderContext) -> WyomingProvider:
    """Return the provider."""
    return WyomingProvider(context)


def _voices_in(data: Mapping[str, object]) -> Iterator[RemoteVoice]:
    """Yield the voices in an answer to "describe"; what is not as it should be is left out."""
    for program in _objects(data.get("tts")):
        for voice in _objects(program.get("voices")):
            name, languages, said = voice.get("name"), voice.get("languages"), voice.get("description")
            if isinstance(name, str) and name and voice.get("installed") is not False:
                tags = tuple(tag for tag in languages if isinstance(tag, str)) if isinstance(languages, list) else ()
                yield RemoteVoice(name, name, tags, said if isinstance(said, str) else "")


def _objects(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _form(data: Mapping[str, object]) -> RawSound | None:
    """Return how the samples of an event are written; None where it does not say."""
    rate, width, channels = (data.get(name) for name in ("rate", "width", "channels"))
    if isinstance(rate, int) and isinstance(width, int) and isinstance(channels, int):
        return RawSound(rate, width, channels)
    return None
