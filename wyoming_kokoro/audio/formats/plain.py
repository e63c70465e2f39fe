"""Formats that hold the samples as they are."""

import struct

from wyoming_kokoro.audio.formats.encoded import AvEncoder
from wyoming_kokoro.audio.formats.format import Encoder, Format
from wyoming_kokoro.audio.formats.labels import SoundLabel
from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.speech import RATE, Samples

UNKNOWN_LENGTH = 0xFFFFFFFF
"""The length in a WAV header before the length is known; players read on to the end."""


class PcmEncoder:
    """Writes 16-bit little-endian samples and nothing else."""

    def feed(self, samples: Samples) -> bytes:
        """Return the samples as bytes."""
        return pcm16(samples)

    def finish(self) -> bytes:
        """Return nothing: nothing was held back."""
        return b""

    def close(self) -> None:
        """Do nothing: nothing is held."""


class WavEncoder:
    """Writes the same after a header of unknown length, in one block with the first samples."""

    def __init__(self, rate: int, _: SoundLabel | None = None) -> None:
        self._header = _header(rate)
        self._samples = _pcm(rate)

    def feed(self, samples: Samples) -> bytes:
        """Return the samples as bytes, the first time after the header."""
        packed = self._samples.feed(samples)
        if not packed:
            return b""  # some readers take the header and the first samples from one block
        header, self._header = self._header, b""
        return header + packed

    def finish(self) -> bytes:
        """Return what was held back."""
        return self._header + self._samples.finish()

    def close(self) -> None:
        """Release the encoder of the samples."""
        self._samples.close()


def _pcm(rate: int, _: SoundLabel | None = None) -> Encoder:
    if rate == RATE:
        return PcmEncoder()
    return AvEncoder(rate, container="s16le", codec="pcm_s16le", options={})


def _header(rate: int) -> bytes:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", UNKNOWN_LENGTH, b"WAVE") + form + struct.pack("<4sI", b"data", UNKNOWN_LENGTH)


PCM = Format("pcm", "audio/pcm", "pcm", _pcm)
WAV = Format("wav", "audio/wav", "wav", WavEncoder)
