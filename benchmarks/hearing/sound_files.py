"""Sounds as WAV files, for people and recognisers to listen to."""

import wave
from pathlib import Path

from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.speech import RATE, Samples


def write_sound(path: Path, samples: Samples) -> None:
    """Write a WAV file of 16 bits, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm16(samples))
