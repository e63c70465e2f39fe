"""All settings, where their values come from, and changing them while the program runs.

Names are imported when they are first used: what reads a text needs the paths, and no setting.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.settings.aliases import FORMER_NAMES
    from wyoming_kokoro.settings.document import page, shipped
    from wyoming_kokoro.settings.layers import ADDON_OPTIONS
    from wyoming_kokoro.settings.listing import SettingRow, forms, rows, schema
    from wyoming_kokoro.settings.loaded import LoadedSettings, load
    from wyoming_kokoro.settings.options import Option, TextPattern, option, options_of
    from wyoming_kokoro.settings.override import change, one_change, write_whole
    from wyoming_kokoro.settings.paths import Paths
    from wyoming_kokoro.settings.table import (
        OPTIONS,
        SECTIONS,
        CacheSettings,
        DownloadSettings,
        EngineSettings,
        Settings,
    )
    from wyoming_kokoro.settings.watch import SettingsWatcher

__all__ = [
    "ADDON_OPTIONS",
    "FORMER_NAMES",
    "OPTIONS",
    "SECTIONS",
    "CacheSettings",
    "DownloadSettings",
    "EngineSettings",
    "LoadedSettings",
    "Option",
    "Paths",
    "SettingRow",
    "Settings",
    "SettingsWatcher",
    "TextPattern",
    "change",
    "forms",
    "load",
    "one_change",
    "option",
    "options_of",
    "page",
    "rows",
    "schema",
    "shipped",
    "write_whole",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "aliases": ("FORMER_NAMES",),
        "document": ("page", "shipped"),
        "layers": ("ADDON_OPTIONS",),
        "loaded": ("LoadedSettings", "load"),
        "options": ("Option", "TextPattern", "option", "options_of"),
        "override": ("change", "one_change", "write_whole"),
        "paths": ("Paths",),
        "listing": ("SettingRow", "forms", "rows", "schema"),
        "table": ("OPTIONS", "SECTIONS", "CacheSettings", "DownloadSettings", "EngineSettings", "Settings"),
        "watch": ("SettingsWatcher",),
    },
)
