"""Audio formats: from samples to the bytes that a client receives."""

from wyoming_kokoro.audio.formats.encoded import AAC, ALAW, FLAC, MP3, MULAW, OPUS
from wyoming_kokoro.audio.formats.format import MAX_RATE, MIN_RATE, Encoder, Format
from wyoming_kokoro.audio.formats.plain import PCM, WAV

__all__ = ["FORMATS", "MAX_RATE", "MIN_RATE", "Encoder", "Format"]

FORMATS = {format_.name: format_ for format_ in (MP3, OPUS, AAC, FLAC, WAV, PCM, MULAW, ALAW)}
"""Every format by the name that requests use, the default first."""
