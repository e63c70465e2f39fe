"""Exports: data sets in the forms that other programs read. Only commands use it, never a server.

Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.exports.export import ExportDefinition
    from wyoming_kokoro.workshop.exports.exporting import (
        EXPORTS,
        Exported,
        ExportOptions,
        check_export,
        export_samples,
    )
    from wyoming_kokoro.workshop.exports.training_inputs import TrainingInputs

__all__ = [
    "EXPORTS",
    "ExportDefinition",
    "ExportOptions",
    "Exported",
    "TrainingInputs",
    "check_export",
    "export_samples",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "export": ("ExportDefinition",),
        "exporting": ("EXPORTS", "ExportOptions", "Exported", "check_export", "export_samples"),
        "training_inputs": ("TrainingInputs",),
    },
)
