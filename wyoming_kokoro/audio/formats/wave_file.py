"""WAV files of 16 bits and one channel, of which the length is known."""

import io
import wave

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.speech import Samples


def wave_file(samples: Samples, rate: int) -> bytes:
    """Return the content of a file with these samples, always the same bytes for the same samples."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm16(samples))
    return content.getvalue()
