"""Engines: from phrases to samples.

What it offers is imported when it is asked for: the list of engines is read before any of them is needed.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.engines.engine import Capabilities, Engine
    from wyoming_kokoro.engines.espeak import EspeakEngine
    from wyoming_kokoro.engines.lifecycle import AlwaysReady, EngineContext, EngineLifecycle, EngineStatus
    from wyoming_kokoro.engines.registry import ENGINES, EngineDefinition, EngineRegistry
    from wyoming_kokoro.engines.selector import EngineSelector
    from wyoming_kokoro.engines.tone import ToneEngine
    from wyoming_kokoro.engines.unavailable import UnavailableEngine

__all__ = [
    "ENGINES",
    "AlwaysReady",
    "Capabilities",
    "Engine",
    "EngineContext",
    "EngineDefinition",
    "EngineLifecycle",
    "EngineRegistry",
    "EngineSelector",
    "EngineStatus",
    "EspeakEngine",
    "ToneEngine",
    "UnavailableEngine",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "engine": ("Capabilities", "Engine"),
        "espeak": ("EspeakEngine",),
        "lifecycle": ("AlwaysReady", "EngineContext", "EngineLifecycle", "EngineStatus"),
        "registry": ("ENGINES", "EngineDefinition", "EngineRegistry"),
        "selector": ("EngineSelector",),
        "tone": ("ToneEngine",),
        "unavailable": ("UnavailableEngine",),
    },
)
