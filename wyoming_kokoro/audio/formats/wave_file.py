"""WAV files of 16 bits and one channel, of which the length is known."""

import io
import wave

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.speech import Samples


def wave_file(samples: Samples, rate: int) -> bytes:
    """Return the content of a file with these samples, always the same bytes for the same samples."""
    return _file(pcm16(samples), rate)


def labelled_wave_file(samples: Samples, rate: int, info: bytes) -> bytes:
    """Return the same with a chunk after the samples, which says who has spoken."""
    return labelled_pcm_file(pcm16(samples), rate, info)


def labelled_pcm_file(pcm: bytes, rate: int, info: bytes) -> bytes:
    """Return the same of samples of 16 bits."""
    content = _file(pcm, rate)
    length = len(content) - 8 + len(info)  # RIFF's own length counts neither its name nor itself
    return content[:4] + length.to_bytes(4, "little") + content[8:] + info


def _file(pcm: bytes, rate: int) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return content.getvalue()
