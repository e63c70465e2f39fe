"""From samples to finished and encoded sound."""

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.audio.resample import Resampler, resample

__all__ = ["Resampler", "pcm16", "resample"]
