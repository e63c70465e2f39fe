"""A server with OpenAI's route for speech: one in this network, or one of the many services that have it."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence

from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.other_servers.http import HttpAnswer, HttpPeer
from wyoming_kokoro.providers.provider import ProviderContext, RemoteVoice, SoundBytes
from wyoming_kokoro.samples import RawSound
from wyoming_kokoro.speech import Gender

ROUTE = "/audio/speech"
VOICE_LISTS = ("/audio/voices", "/audio/speech/voices", "/voices")
"""Where servers list their voices: Kokoro-FastAPI and this program, speaches, others. OpenAI has no such route."""

MAX_VOICES = 2_000
_RAW_TYPES = frozenset({"audio/pcm", "audio/l16", "audio/x-pcm", "audio/raw", "application/octet-stream"})


class OpenAiProvider:
    """Asks for each sentence; the sound that comes may be in any format."""

    def __init__(self, context: ProviderContext) -> None:
        settings = context.settings
        headers = {"Authorization": f"Bearer {context.key}"} if context.key else {}
        base = settings.address.rstrip("/").removesuffix(ROUTE)
        self._peer = HttpPeer(context.who, base, headers=headers, outside=settings.allowed)
        self._settings = settings

    async def voices(self) -> Sequence[RemoteVoice]:
        """Return the voices of the first list that the server has."""
        failure: RemoteFailure | None = None
        for path in VOICE_LISTS:
            try:
                found = list(_voices_in(await self._peer.json("GET", path)))
            except RemoteFailure as error:
                if not error.of_request:
                    raise
                failure = error
                continue
            if found:
                return found[:MAX_VOICES]
        if failure is not None and not self._settings.voices:
            raise failure
        return ()

    async def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:  # noqa: ARG002 -- the route has no field for it
        """Yield the sound of a text."""
        body = {
            "model": self._settings.model,
            "input": text,
            "voice": voice.id,
            "response_format": self._settings.format,
        }
        async with self._peer.request("POST", ROUTE, json=body) as answer:
            raw = raw_sound(answer, self._settings.rate, asked=self._settings.format == "pcm")
            async for piece in answer.body:
                yield SoundBytes(piece, raw)

    async def close(self) -> None:
        """Close the connections."""
        await self._peer.close()


def create(context: ProviderContext) -> OpenAiProvider:
    """Return the provider."""
    return OpenAiProvider(context)


def raw_sound(answer: HttpAnswer, rate: int, *, asked: bool) -> RawSound | None:
    """Return how samples without a header are written; None where the answer cannot be such samples."""
    if not asked and answer.content_type not in _RAW_TYPES:
        return None
    if answer.content_type.startswith("text/") or answer.content_type.endswith("json"):
        return None
    said = answer.parameters.get("rate", "")
    channels = answer.parameters.get("channels", "")
    return RawSound(
        int(said) if said.isascii() and said.isdigit() else rate,
        channels=int(channels) if channels.isascii() and channels.isdigit() else 1,
    )


def _voices_in(answer: object) -> Iterator[RemoteVoice]:
    """Yield the voices of a list in any of the shapes that servers have."""
    if isinstance(answer, dict):
        answer = next((answer[key] for key in ("voices", "data", "items") if isinstance(answer.get(key), list)), [])
    for each in answer if isinstance(answer, list) else []:
        if isinstance(each, str) and each:
            yield RemoteVoice(each, each)
        elif isinstance(each, dict):
            known = (each.get(key) for key in ("id", "voice_id", "voiceId", "name"))
            name = next((value for value in known if isinstance(value, str) and value), None)
            if name is not None:
                yield RemoteVoice(name, name, languages_in(each), _text(each.get("description")), gender_in(each))


def languages_in(row: Mapping[str, object]) -> tuple[str, ...]:
    """Return the languages that a row of a list names, as tags."""
    for key in ("languages", "language", "locale", "langCode"):
        value = row.get(key)
        tags = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if found := tuple(tag.replace("_", "-") for tag in tags if isinstance(tag, str) and tag):
            return found
    return ()


def gender_in(row: Mapping[str, object]) -> Gender:
    """Return the gender that a row of a list names."""
    said = row.get("gender")
    return "female" if said in ("female", "f") else "male" if said in ("male", "m") else "neutral"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
