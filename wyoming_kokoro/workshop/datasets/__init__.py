"""Data sets: folders of sounds with a catalogue of how each was made. Only commands use it, never a server.

Names are imported when they are first used.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.workshop.datasets.adding import add_recordings, find_recordings
    from wyoming_kokoro.workshop.datasets.aligned_word import AlignedWord
    from wyoming_kokoro.workshop.datasets.checking import DataSetProblem, check
    from wyoming_kokoro.workshop.datasets.dataset import DataSet, create, find_data_sets, opened, writing
    from wyoming_kokoro.workshop.datasets.description import OWN_LICENCE, DataSetDescription
    from wyoming_kokoro.workshop.datasets.job_rows import JobRow, jobs_of
    from wyoming_kokoro.workshop.datasets.merging import merge
    from wyoming_kokoro.workshop.datasets.removing import conditions_of, remove
    from wyoming_kokoro.workshop.datasets.sample import PUBLISHED_BLENDS, ROLES, SPLITS, SampleRow
    from wyoming_kokoro.workshop.datasets.set_statistics import DataSetStatistics, statistics
    from wyoming_kokoro.workshop.datasets.splitting import parse_shares, split
    from wyoming_kokoro.workshop.datasets.versions import all_versions, make_version, restore

__all__ = [
    "OWN_LICENCE",
    "PUBLISHED_BLENDS",
    "ROLES",
    "SPLITS",
    "AlignedWord",
    "DataSet",
    "DataSetDescription",
    "DataSetProblem",
    "DataSetStatistics",
    "JobRow",
    "SampleRow",
    "add_recordings",
    "all_versions",
    "check",
    "conditions_of",
    "create",
    "find_data_sets",
    "find_recordings",
    "jobs_of",
    "make_version",
    "merge",
    "opened",
    "parse_shares",
    "remove",
    "restore",
    "split",
    "statistics",
    "writing",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "adding": ("add_recordings", "find_recordings"),
        "aligned_word": ("AlignedWord",),
        "checking": ("DataSetProblem", "check"),
        "dataset": ("DataSet", "create", "find_data_sets", "opened", "writing"),
        "description": ("OWN_LICENCE", "DataSetDescription"),
        "job_rows": ("JobRow", "jobs_of"),
        "merging": ("merge",),
        "removing": ("conditions_of", "remove"),
        "sample": ("PUBLISHED_BLENDS", "ROLES", "SPLITS", "SampleRow"),
        "set_statistics": ("DataSetStatistics", "statistics"),
        "splitting": ("parse_shares", "split"),
        "versions": ("all_versions", "make_version", "restore"),
    },
)
