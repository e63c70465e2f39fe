"""Samples of a wake word for those who train a detector: plans of what is said, by whom, and of what is nearly it.

Only commands use it, never a server. Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.wake.planning import PlannedWake, WakeWishes, plan_wake_word

__all__ = ["PlannedWake", "WakeWishes", "plan_wake_word"]

__getattr__ = lazy_imports(__name__, {"planning": ("PlannedWake", "WakeWishes", "plan_wake_word")})
