"""The answer to "describe": one program, its voices, and which engine speaks."""

import re

from wyoming.info import Attribution, Info, TtsProgram, TtsVoice, TtsVoiceSpeaker

from wyoming_kokoro import __version__
from wyoming_kokoro.frames import pack
from wyoming_kokoro.markup.speaking_styles import SPEAKING_STYLES
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices import Catalogue

PROGRAM = "kokoro"
"""Becomes the title of the entry and the entity's id, tts.kokoro: it never changes."""

_STYLES = [TtsVoiceSpeaker(name=name) for name in SPEAKING_STYLES.names]
"""What Home Assistant's option `speaker` may be: every voice has every speaking style."""

_PROGRESS = re.compile(r"(?<= is being downloaded) \([^)]*\)")
"""The part of a reason that changes during a download: with it, every poll would get another answer."""

_KOKORO = Attribution(name="hexgrad", url="https://huggingface.co/hexgrad/Kokoro-82M")
_ESPEAK = Attribution(name="eSpeak NG", url="https://github.com/espeak-ng/espeak-ng")


class ServerInfo:
    """The answer as bytes, kept until the voices or the engine change, so that polling costs nothing."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._content: tuple[Catalogue, str] | None = None
        self._frame = b""

    def frame(self) -> bytes:
        """Return the answer as it is sent."""
        status = self._studio.status()
        content = self._studio.voices, f"{status.engine} speaks: {_PROGRESS.sub('', status.why)}"
        if content != self._content:
            self._content, self._frame = content, pack("info", info(*content).event().data)
        return self._frame


def info(voices: Catalogue, description: str) -> Info:
    """Return what Home Assistant shows; it compares answers, so they are equal for equal voices and engine."""
    program = TtsProgram(
        name=PROGRAM,
        attribution=_KOKORO,
        installed=True,
        description=description,
        version=__version__,
        voices=[_voice_info(voice) for voice in voices.listed()],
        supports_synthesize_streaming=True,
    )
    return Info(tts=[program])


def _attribution(voice: Voice) -> Attribution:
    if voice.remote:
        return Attribution(name=voice.remote.partition("/")[0], url="")
    return _KOKORO if voice.styles else _ESPEAK


def _voice_info(voice: Voice) -> TtsVoice:
    return TtsVoice(
        name=voice.name,
        attribution=_attribution(voice),
        installed=True,
        description=voice.description,
        version=__version__,
        languages=[voice.language, *voice.more_languages],
        speakers=_STYLES,
    )
