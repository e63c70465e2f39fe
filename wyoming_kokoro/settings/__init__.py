"""Everything that can be set, where its value comes from, and changing it while the program runs."""

from wyoming_kokoro.settings.loaded import Loaded, load
from wyoming_kokoro.settings.places import Places
from wyoming_kokoro.settings.table import OPTIONS, SECTIONS, Settings

__all__ = ["OPTIONS", "SECTIONS", "Loaded", "Places", "Settings", "load"]
