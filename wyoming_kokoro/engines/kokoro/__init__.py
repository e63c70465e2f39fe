"""Kokoro through ONNX Runtime: everything that needs its heavy libraries is inside this folder.

What it offers is imported when it is asked for: the lifecycle runs before the libraries are needed.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro.engine import KokoroEngine
    from wyoming_kokoro.engines.kokoro.measurements import ModelMeasurements
    from wyoming_kokoro.engines.kokoro.model_info import ModelInfo
    from wyoming_kokoro.engines.kokoro.options import KokoroOptions, RuntimeOptions
    from wyoming_kokoro.engines.kokoro.rendering import StyleArray
    from wyoming_kokoro.engines.kokoro.session import ModelRefused

__all__ = [
    "KokoroEngine",
    "KokoroOptions",
    "ModelInfo",
    "ModelMeasurements",
    "ModelRefused",
    "RuntimeOptions",
    "StyleArray",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "engine": ("KokoroEngine",),
        "measurements": ("ModelMeasurements",),
        "model_info": ("ModelInfo",),
        "options": ("KokoroOptions", "RuntimeOptions"),
        "rendering": ("StyleArray",),
        "session": ("ModelRefused",),
    },
)
