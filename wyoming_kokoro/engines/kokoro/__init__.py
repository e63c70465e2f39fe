"""Kokoro through ONNX Runtime: everything that needs its heavy libraries is inside this folder.

What it offers is imported when it is asked for: the lifecycle runs before the libraries are needed.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro.engine import KokoroEngine, KokoroOptions, ModelInfo, StyleArray
    from wyoming_kokoro.engines.kokoro.session import ModelRefused, RuntimeOptions

__all__ = ["KokoroEngine", "KokoroOptions", "ModelInfo", "ModelRefused", "RuntimeOptions", "StyleArray"]

__getattr__ = lazy_imports(
    __name__,
    {
        "engine": ("KokoroEngine", "KokoroOptions", "ModelInfo", "StyleArray"),
        "session": ("ModelRefused", "RuntimeOptions"),
    },
)
