"""Google's Gemini: a whole sentence at a time, as samples in JSON."""

import base64
import binascii
from collections.abc import AsyncGenerator, Sequence

from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.other_servers.http import HttpPeer
from wyoming_kokoro.providers.provider import ProviderContext, RemoteVoice, SoundBytes
from wyoming_kokoro.samples import RawSound

VOICES = (
    *("Zephyr", "Puck", "Charon", "Kore", "Fenrir", "Leda", "Orus", "Aoede", "Callirrhoe", "Autonoe"),
    *("Enceladus", "Iapetus", "Umbriel", "Algieba", "Despina", "Erinome", "Algenib", "Rasalgethi", "Laomedeia"),
    *("Achernar", "Alnilam", "Schedar", "Gacrux", "Pulcherrima", "Achird", "Zubenelgenubi", "Vindemiatrix"),
    *("Sadachbia", "Sadaltager", "Sulafat"),
)
"""Its prebuilt voices, of which there is no list to ask for; each speaks every language it knows."""

RATE = 24_000
_CHUNK = 16_384


class GeminiProvider:
    """Asks for each sentence; its sound comes when all of it is made."""

    def __init__(self, context: ProviderContext) -> None:
        self._who = context.who
        self._model = context.settings.model
        headers = {"x-goog-api-key": context.key}
        self._peer = HttpPeer(context.who, context.settings.address, headers=headers, outside=context.settings.allowed)

    async def voices(self) -> Sequence[RemoteVoice]:
        """Return its voices."""
        return [RemoteVoice(name, name) for name in VOICES]

    async def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:
        """Yield the sound of a text."""
        config = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": voice.id}}, "languageCode": language}
        body = {
            "contents": [{"parts": [{"text": text}]}],
            "generationConfig": {"responseModalities": ["AUDIO"], "speechConfig": config},
        }
        answer = await self._peer.json("POST", f"/v1beta/models/{self._model}:generateContent", json=body)
        kind, data = self._sound_in(answer)
        raw = RawSound(_rate_in(kind))
        for start in range(0, len(data), _CHUNK):
            yield SoundBytes(data[start : start + _CHUNK], raw)

    async def close(self) -> None:
        """Close the connections."""
        await self._peer.close()

    def _sound_in(self, answer: object) -> tuple[str, bytes]:
        """Return the content type and the bytes of the first sound in an answer."""
        try:
            parts = answer["candidates"][0]["content"]["parts"]  # type: ignore[index] # checked by what follows
            sound = next(part["inlineData"] for part in parts if "inlineData" in part)
            return str(sound.get("mimeType", "")), base64.b64decode(sound["data"], validate=True)
        except (KeyError, IndexError, TypeError, AttributeError, StopIteration, binascii.Error):
            raise RemoteFailure(f"{self._who} answers without sound.", of_request=True) from None


def create(context: ProviderContext) -> GeminiProvider:
    """Return the provider."""
    return GeminiProvider(context)


def _rate_in(kind: str) -> int:
    """Return the rate in a content type such as audio/L16;codec=pcm;rate=24000."""
    for part in kind.split(";"):
        name, _, value = part.strip().partition("=")
        if name.lower() == "rate" and value.isascii() and value.isdigit():
            return int(value)
    return RATE
