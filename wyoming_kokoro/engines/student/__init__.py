"""Students of Kokoro as an engine: models of eight million parameters that speak one voice each."""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.engines.student.engine import StudentEngine
    from wyoming_kokoro.engines.student.lifecycle import StudentLifecycle

__all__ = ["StudentEngine", "StudentLifecycle"]

__getattr__ = lazy_imports(__name__, {"engine": ("StudentEngine",), "lifecycle": ("StudentLifecycle",)})
