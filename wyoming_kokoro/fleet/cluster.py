"""Ray, where it is installed: connecting to a cluster, or starting one on this machine."""

import logging
import os
from typing import Any

from wyoming_kokoro.errors import Unavailable

NAMESPACE = "wyoming-kokoro"
"""Of the actors, so that every command finds them."""
_INSTALL = "Ray is not installed: pip install 'wyoming-kokoro[ray]'."
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent to Ray's makers
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # what Ray would otherwise warn of
}


def connect(address: str = "", *, cores: int | None = None) -> Any:  # noqa: ANN401 -- Ray is not there when types are checked
    """Return Ray, connected to the cluster at an address; without one to a new cluster on this machine.

    Unavailable where Ray is not installed or no cluster answers.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        import ray  # noqa: PLC0415 -- half a gigabyte, for fleets only
    except ImportError as error:
        raise Unavailable(_INSTALL) from error
    if ray.is_initialized():
        return ray
    # Without "local" a cluster may be found that has ended.
    new: dict[str, object] = {"address": "local", "num_cpus": cores, "include_dashboard": False}
    options: dict[str, object] = {"address": address} if address else new
    try:
        ray.init(namespace=NAMESPACE, log_to_driver=False, logging_level=logging.ERROR, **options)
    except Exception as error:  # Ray raises plain exceptions too
        where = f"at {address}" if address else "on this machine"
        raise Unavailable(f"There is no Ray cluster {where}: {str(error).splitlines()[0]}") from error
    return ray
