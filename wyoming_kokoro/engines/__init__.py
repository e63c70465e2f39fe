"""Engines: from phrases to samples."""

from wyoming_kokoro.engines.engine import Engine

__all__ = ["Engine"]
