"""ElevenLabs: samples as they are made."""

from collections.abc import AsyncGenerator, Sequence
from urllib.parse import quote

from wyoming_kokoro.other_servers.http import HttpPeer
from wyoming_kokoro.providers.openai_server import gender_in
from wyoming_kokoro.providers.provider import ProviderContext, RemoteVoice, SoundBytes
from wyoming_kokoro.samples import RawSound

RATE = 24_000
PAGE = 100
"""Voices of one answer, the most it gives."""
MAX_PAGES = 20
_BY_TEXT = ("_v1", "_v2")
"""How the names of models end that find the language by the text alone, and refuse to be told it."""


class ElevenLabsProvider:
    """Asks for each sentence."""

    def __init__(self, context: ProviderContext) -> None:
        self._model = context.settings.model
        headers = {"xi-api-key": context.key}
        self._peer = HttpPeer(context.who, context.settings.address, headers=headers, outside=context.settings.allowed)

    async def voices(self) -> Sequence[RemoteVoice]:
        """Return the voices of the account."""
        voices: list[RemoteVoice] = []
        query: dict[str, str] = {"page_size": str(PAGE)}
        for _ in range(MAX_PAGES):
            answer = await self._peer.json("GET", "/v2/voices", params=query)
            rows = answer.get("voices") if isinstance(answer, dict) else None
            voices += [_voice(row) for row in (rows if isinstance(rows, list) else []) if _is_voice(row)]
            token = answer.get("next_page_token") if isinstance(answer, dict) and answer.get("has_more") else None
            if not isinstance(token, str):
                break
            query["next_page_token"] = token
        return voices

    async def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:
        """Yield the sound of a text."""
        body = {"text": text, "model_id": self._model}
        if not self._model.endswith(_BY_TEXT):
            body["language_code"] = language.partition("-")[0]
        path = f"/v1/text-to-speech/{quote(voice.id, safe='')}/stream"
        async with self._peer.request("POST", path, params={"output_format": f"pcm_{RATE}"}, json=body) as answer:
            async for piece in answer.body:
                yield SoundBytes(piece, RawSound(RATE))

    async def close(self) -> None:
        """Close the connections."""
        await self._peer.close()


def create(context: ProviderContext) -> ElevenLabsProvider:
    """Return the provider."""
    return ElevenLabsProvider(context)


def _is_voice(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("voice_id"), str) and isinstance(row.get("name"), str)


def _voice(row: dict[str, object]) -> RemoteVoice:
    labels = row.get("labels")
    labels = labels if isinstance(labels, dict) else {}
    language = labels.get("language")
    said = row.get("description")
    return RemoteVoice(
        str(row["name"]).strip(),
        str(row["voice_id"]),
        (language,) if isinstance(language, str) and language else (),
        said if isinstance(said, str) else "",
        gender_in(labels),
    )
