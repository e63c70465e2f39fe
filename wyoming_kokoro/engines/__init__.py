"""Engines: from phrases to samples."""

from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.espeak import EspeakEngine
from wyoming_kokoro.engines.tone import ToneEngine

__all__ = ["Engine", "EspeakEngine", "ToneEngine"]
