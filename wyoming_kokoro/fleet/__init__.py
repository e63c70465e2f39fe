"""Many replicas of the servers, and batches, on a cluster by Ray. Only the commands `fleet` and `dataset` use it.

Names are imported when they are first used; Ray itself by `connect` alone.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.fleet.batch import MAX_ACTORS, ClusterWorkers
    from wyoming_kokoro.fleet.cluster import connect
    from wyoming_kokoro.fleet.serve import FleetPlan, deploy, status, stop
    from wyoming_kokoro.fleet.service import MAX_LISTENERS, ServiceMeasurement, measure_service
    from wyoming_kokoro.fleet.sizing import FIRST_SOUND_TARGET, FleetLoad, FleetSize, largest_load, simulate

__all__ = [
    "FIRST_SOUND_TARGET",
    "MAX_ACTORS",
    "MAX_LISTENERS",
    "ClusterWorkers",
    "FleetLoad",
    "FleetPlan",
    "FleetSize",
    "ServiceMeasurement",
    "connect",
    "deploy",
    "largest_load",
    "measure_service",
    "simulate",
    "status",
    "stop",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "batch": ("MAX_ACTORS", "ClusterWorkers"),
        "cluster": ("connect",),
        "serve": ("FleetPlan", "deploy", "status", "stop"),
        "service": ("MAX_LISTENERS", "ServiceMeasurement", "measure_service"),
        "sizing": ("FIRST_SOUND_TARGET", "FleetLoad", "FleetSize", "largest_load", "simulate"),
    },
)
