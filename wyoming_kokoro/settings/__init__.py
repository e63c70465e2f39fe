"""Everything that can be set, where its value comes from, and changing it while the program runs."""

from typing import TYPE_CHECKING

from wyoming_kokoro.settings.document import page, shipped
from wyoming_kokoro.settings.layers import ADDON_OPTIONS
from wyoming_kokoro.settings.loaded import Loaded, load
from wyoming_kokoro.settings.option import Option, Shape, option, options_of
from wyoming_kokoro.settings.override import change, write_whole
from wyoming_kokoro.settings.places import Places
from wyoming_kokoro.settings.rows import Row, forms, rows, schema
from wyoming_kokoro.settings.table import OPTIONS, SECTIONS, CacheSettings, DownloadSettings, EngineSettings, Settings

if TYPE_CHECKING:
    from wyoming_kokoro.settings.watch import Watch

__all__ = [
    "ADDON_OPTIONS",
    "OPTIONS",
    "SECTIONS",
    "CacheSettings",
    "DownloadSettings",
    "EngineSettings",
    "Loaded",
    "Option",
    "Places",
    "Row",
    "Settings",
    "Shape",
    "Watch",
    "change",
    "forms",
    "load",
    "option",
    "options_of",
    "page",
    "rows",
    "schema",
    "shipped",
    "write_whole",
]


def __getattr__(name: str) -> object:
    """The watch, from its file once somebody asks: it needs asyncio, and reading a text does not."""
    if name != "Watch":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from wyoming_kokoro.settings.watch import Watch  # noqa: PLC0415 - see above

    return Watch
