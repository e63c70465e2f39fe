"""Which voices there are, and what they sound like."""

from wyoming_kokoro.voices.catalogue import Catalogue

__all__ = ["Catalogue"]
