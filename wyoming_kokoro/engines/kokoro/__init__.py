"""Kokoro through ONNX Runtime: everything that needs its heavy libraries is inside this folder."""

from wyoming_kokoro.engines.kokoro.engine import KokoroEngine, KokoroOptions, ModelInfo, StyleArray
from wyoming_kokoro.engines.kokoro.session import ModelRefused, RuntimeOptions

__all__ = ["KokoroEngine", "KokoroOptions", "ModelInfo", "ModelRefused", "RuntimeOptions", "StyleArray"]
