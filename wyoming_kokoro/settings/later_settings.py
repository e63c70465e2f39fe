"""The settings for what may do without them: they are read when they are first needed."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from wyoming_kokoro.settings.paths import Paths

if TYPE_CHECKING:
    from wyoming_kokoro.settings.loaded import LoadedSettings


class LaterSettings:
    """The paths, and the settings: to read those takes longer than to ask a running server."""

    def __init__(self, paths: Paths, load: Callable[[], "LoadedSettings"]) -> None:
        self.paths = paths
        self._load = load

    @cached_property
    def loaded(self) -> "LoadedSettings":
        """The settings; raises InvalidSettings."""
        return self._load()
