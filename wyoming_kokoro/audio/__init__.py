"""From samples to what is heard."""

from wyoming_kokoro.audio.resample import Resampler, resample

__all__ = ["Resampler", "resample"]
