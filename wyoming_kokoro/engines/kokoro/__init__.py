"""Kokoro through ONNX Runtime: everything that needs its heavy libraries is inside this folder."""

from wyoming_kokoro.engines.kokoro.engine import About, KokoroEngine, StyleArray, Ways
from wyoming_kokoro.engines.kokoro.session import ModelRefused, Running

__all__ = ["About", "KokoroEngine", "ModelRefused", "Running", "StyleArray", "Ways"]
