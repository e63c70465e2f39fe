"""`fleet`: serve from many processes and machines by Ray, and say how many listeners that carries."""

import argparse
import asyncio
import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro import fleet
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import LoadedSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

MAX_REPLICAS = 1_000
MAX_FILE_BYTES = 10_000_000
"""Of a measurement: more was not written by this program."""
DONE, FAILED = 0, 1


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "fleet", "serve from many processes and machines, by Ray", show)
    actions = parser.add_subparsers(metavar="ACTION")
    parser = add_command(
        actions, "serve", "start a fleet, or replace the replicas of one that runs", serve, nested=True
    )
    _add_address(parser)
    _add_shape(parser)
    parser.add_argument(
        "--listeners", type=int, default=0, metavar="NUMBER",
        help="at once for each replica, which refuses more; without it this machine is measured",
    )  # fmt: skip
    parser = add_command(actions, "status", "show the replicas and how busy they are", show, nested=True)
    _add_address(parser)
    parser = add_command(actions, "stop", "end the fleet, once what was begun is spoken", stop, nested=True)
    _add_address(parser)
    parser = add_command(actions, "size", "say how many listeners fleets of several sizes carry", size, nested=True)
    _add_shape(parser)
    parser.add_argument(
        "--measured", type=Path, default=None, metavar="FILE", help="what --json wrote before, in place of measuring"
    )
    parser.add_argument(
        "--first-sound", type=float, default=fleet.FIRST_SOUND_TARGET, metavar="SECONDS",
        help=f"within which 95 of 100 hear something: {fleet.FIRST_SOUND_TARGET:g} unless given",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", default=False, help="print everything as JSON, for programs")


def serve(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Start a fleet; without an address on this machine, until a signal."""
    _check_shape(parsed)
    if not 0 <= parsed.listeners <= fleet.MAX_LISTENERS:
        raise BadRequest(f"There can be 1 to {fleet.MAX_LISTENERS} listeners.")
    fleet.connect(parsed.address, cores=parsed.replicas * parsed.cores)
    listeners = parsed.listeners or asyncio.run(fleet.measure_service(loaded, parsed.cores)).listeners
    fleet.deploy(loaded, fleet.FleetPlan(parsed.replicas, parsed.cores, listeners), parsed.address)
    print(f"{parsed.replicas} replicas are ready, each for {listeners} listeners at once.", flush=True)
    if not parsed.address:
        signal.sigwait((signal.SIGTERM, signal.SIGINT))
        fleet.stop(parsed.address)
    return DONE


def show(parsed: argparse.Namespace, _: LoadedSettings) -> int:
    """Print what runs."""
    found = fleet.status(_address_of(parsed))
    print(json.dumps(found, indent=2))
    return DONE if found["status"] == "running" else FAILED


def stop(parsed: argparse.Namespace, _: LoadedSettings) -> int:
    """End the fleet."""
    fleet.stop(_address_of(parsed))
    return DONE


def size(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print a table: how many listeners so many replicas carry."""
    _check_shape(parsed)
    if not parsed.first_sound > 0:
        raise BadRequest("The seconds to the first sound have to be more than 0.")
    if parsed.measured is None:
        service = asyncio.run(fleet.measure_service(loaded, parsed.cores))
    else:
        service = fleet.ServiceMeasurement.from_json(_read(parsed.measured))
    steps = [step for step in (1, 2, 4, 8, 16, 32, 64) if step < parsed.replicas]
    sizes = [
        fleet.FleetSize(fleet.largest_load(service, replicas, target=parsed.first_sound), parsed.cores)
        for replicas in (*steps, parsed.replicas)
    ]
    if parsed.json:
        print(json.dumps({**service.as_json(), "sizes": [each.as_json() for each in sizes]}))
        return DONE
    print(
        f"{service.engine}: {service.real_time_factor:.3f} s of work for a second of sound, by {parsed.cores} core(s);"
    )
    print(f"a reply is {service.sound:.1f} s long, and {service.listeners} listeners at once hear no gap.\n")
    print("replicas  cores  requests/s  listeners  for each core  first sound of 95 in 100")
    for each in sizes:
        load = each.load
        print(
            f"{load.replicas:>8}  {load.replicas * each.cores:>5}  {load.rate:>10.2f}  {load.listeners:>9.1f}  "
            f"{each.listeners_per_core:>13.2f}  {load.first_sound:>10.2f} s"
        )
    return DONE


def _read(path: Path) -> object:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadRequest(f"{path} is larger than {MAX_FILE_BYTES} bytes.")
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read: {error}.") from error


def _check_shape(parsed: argparse.Namespace) -> None:
    if not 1 <= parsed.replicas <= MAX_REPLICAS:
        raise BadRequest(f"There can be 1 to {MAX_REPLICAS} replicas.")
    cores = Host.here().cores
    if not 1 <= parsed.cores <= cores:
        raise BadRequest(f"A replica here can have 1 to {cores} cores.")


def _address_of(parsed: argparse.Namespace) -> str:
    address = getattr(parsed, "address", "")
    if not address:
        raise Unavailable("Which fleet? Name its cluster: --address auto, or HOST:PORT.")
    return str(address)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--address", default="", metavar="ADDRESS", help="of a Ray cluster; auto is the one that runs on this machine"
    )


def _add_shape(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--replicas", type=int, default=2, metavar="NUMBER", help="processes with a studio each")
    parser.add_argument("--cores", type=int, default=1, metavar="NUMBER", help="of each replica")
