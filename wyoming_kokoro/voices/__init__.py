"""Which voices there are, and what they sound like."""

from wyoming_kokoro.voices.catalogue import Catalogue
from wyoming_kokoro.voices.styles import VoiceStyles

__all__ = ["Catalogue", "VoiceStyles"]
