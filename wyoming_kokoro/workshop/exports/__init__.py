"""Exports: data sets in the forms that other programs read. Only commands use it, never a server.

Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.exports.export import ExportDefinition
    from wyoming_kokoro.workshop.exports.exporting import EXPORTS, Exported, export_samples

__all__ = ["EXPORTS", "ExportDefinition", "Exported", "export_samples"]

__getattr__ = lazy_imports(
    __name__,
    {
        "export": ("ExportDefinition",),
        "exporting": ("EXPORTS", "Exported", "export_samples"),
    },
)
