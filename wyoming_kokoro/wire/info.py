"""The answer to "describe": one program, its voices, and which engine speaks."""

import re

from wyoming.info import Attribution, Info, TtsProgram, TtsVoice

from wyoming_kokoro import __version__
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.wire.frames import pack

PROGRAM = "kokoro"
"""Becomes the title of the entry and the entity's id, tts.kokoro: it never changes."""

_HOW_FAR = re.compile(r"(?<= is on its way) \([^)]*\)")
"""What changes in a reason while a download goes on; each change would be a new answer to every poll."""

_KOKORO = Attribution(name="hexgrad", url="https://huggingface.co/hexgrad/Kokoro-82M")
_ESPEAK = Attribution(name="eSpeak NG", url="https://github.com/espeak-ng/espeak-ng")


class ServerInfo:
    """The answer as bytes, kept until the voices or the engine change: asking costs nothing and wakes nothing."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._made_of: tuple[Catalogue, str] | None = None
        self._frame = b""

    def frame(self) -> bytes:
        """Give the answer as it is sent."""
        status = self._studio.status()
        made_of = self._studio.voices, f"{status.engine} speaks: {_HOW_FAR.sub('', status.why)}"
        if made_of != self._made_of:
            self._made_of, self._frame = made_of, pack("info", info(*made_of).event().data)
        return self._frame


def info(voices: Catalogue, speaking: str) -> Info:
    """Give what Home Assistant shows; equal for equal voices and engine, because it is compared between polls."""
    program = TtsProgram(
        name=PROGRAM,
        attribution=_KOKORO,
        installed=True,
        description=speaking,
        version=__version__,
        voices=[_voice(voice) for voice in voices.listed()],
        supports_synthesize_streaming=True,
    )
    return Info(tts=[program])


def _voice(voice: Voice) -> TtsVoice:
    return TtsVoice(
        name=voice.name,
        attribution=_KOKORO if voice.styles else _ESPEAK,
        installed=True,
        description=voice.description,
        version=__version__,
        languages=[voice.language],
    )
