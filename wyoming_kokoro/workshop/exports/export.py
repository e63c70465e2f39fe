"""What an export is: the form in which another program reads a data set."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets import DataSetProblem, SampleRow
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.training_inputs import TrainingInputs


@dataclass(frozen=True, slots=True)
class ExtraPackage:
    """A package that is not part of every installation."""

    module: str
    extra: str
    """The name under which our own installation brings it."""

    def load(self) -> Any:  # noqa: ANN401 -- a module that is there or not
        """Return the module; BadRequest where it is not installed."""
        try:
            return import_module(self.module)
        except ImportError as error:
            raise BadRequest(
                f"{self.module} is not installed (pip install 'wyoming-kokoro[{self.extra}]').", code="not_installed"
            ) from error


PYARROW = ExtraPackage("pyarrow", "datasets")


@dataclass(frozen=True, slots=True)
class ExportDefinition:
    """An entry in the list of exports. Its file and its line in the list are all that an export needs."""

    name: str
    meaning: str
    """What reads it, as one sentence."""
    write: Callable[[ExportFolder, Sequence[SampleRow]], None]
    """Writes sounds and lists into the folder; BadRequest where the samples do not fit."""
    needs: ExtraPackage | None = None
    trains: bool = True
    """Whether models are trained with it; otherwise they are only tested."""
    check: Callable[[Path, TrainingInputs], Iterator[DataSetProblem]] | None = None
    """Yields what a trainer would stumble over in a folder that was written."""
