"""Engines: from phrases to samples."""

from wyoming_kokoro.engines.absent import AbsentEngine
from wyoming_kokoro.engines.desk import Desk, Speaking
from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.espeak import EspeakEngine
from wyoming_kokoro.engines.measurements import Measurements
from wyoming_kokoro.engines.tone import ToneEngine

__all__ = ["AbsentEngine", "Desk", "Engine", "EspeakEngine", "Measurements", "Speaking", "ToneEngine"]
