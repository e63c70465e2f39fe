"""Engines: from phrases to samples."""

from wyoming_kokoro.engines.engine import Capabilities, Engine
from wyoming_kokoro.engines.espeak import EspeakEngine
from wyoming_kokoro.engines.measurements import ModelMeasurements
from wyoming_kokoro.engines.selector import EngineSelector, EngineStatus
from wyoming_kokoro.engines.tone import ToneEngine
from wyoming_kokoro.engines.unavailable import UnavailableEngine

__all__ = [
    "Capabilities",
    "Engine",
    "EngineSelector",
    "EngineStatus",
    "EspeakEngine",
    "ModelMeasurements",
    "ToneEngine",
    "UnavailableEngine",
]
