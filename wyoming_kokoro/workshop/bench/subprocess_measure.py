"""Measures a candidate in a process of its own, so that its memory is counted alone and a crash does no harm."""

import logging
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

from wyoming_kokoro import log
from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.measure import LOAD_TIMEOUT, Report, measure
from wyoming_kokoro.workshop.bench.results import BenchPlan, BenchResult

T = TypeVar("T")

TIME_LIMIT_FACTOR = 2.0
"""A candidate is given up after this many times the plan's time limit: what was begun is finished."""


def measure_in_subprocess(
    candidate: BenchCandidate, loaded: LoadedSettings, plan: BenchPlan, report: Report
) -> BenchResult:
    """Measure a candidate; raises Unavailable with the reason if there is no result."""
    with subprocess(send_result, candidate, loaded, plan) as receiver:
        return receive_result(receiver, candidate, report, LOAD_TIMEOUT + TIME_LIMIT_FACTOR * plan.time_limit)


@contextmanager
def subprocess(target: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """Run a function in a process of its own; it gets the arguments and a connection, whose other end this yields."""
    context = multiprocessing.get_context("spawn")  # so that none of our memory is in the new process
    here, there = context.Pipe()
    process = context.Process(target=target, args=(*arguments, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.terminate()
        process.join()


def receive_result(receiver: Connection, candidate: BenchCandidate, report: Report, timeout: float) -> BenchResult:
    """Wait for the result, and pass on the reports before it; raises Unavailable if there will be none."""
    return receive_message(receiver, BenchResult, candidate, report, timeout)


def receive_message(
    receiver: Connection, kind: type[T], candidate: BenchCandidate, report: Report, timeout: float
) -> T:
    """Wait for a message of a kind, and pass on the reports before it; raises Unavailable if there will be none."""
    try:
        while receiver.poll(timeout):
            message = receiver.recv()
            if isinstance(message, kind):
                return message
            if isinstance(message, Exception):
                raise message
            report(message)
    except (EOFError, ConnectionError):
        raise Unavailable(f"{candidate.name} ended while it was measured.") from None
    raise Unavailable(f"{candidate.name} takes too long to be measured.")


def send_result(candidate: BenchCandidate, loaded: LoadedSettings, plan: BenchPlan, sender: Connection) -> None:
    """Measure in this process, and send the result or the reason why there is none."""
    with reporting_errors(sender):
        sender.send(measure(candidate, loaded, plan, sender.send))


@contextmanager
def reporting_errors(sender: Connection) -> Iterator[None]:
    """Send an error of what is done meanwhile; only warnings are logged, because progress is sent too."""
    log.start(debug=False, form="text")
    logging.getLogger("wyoming_kokoro").setLevel(logging.WARNING)
    try:
        yield
    except SpeechError as error:
        sender.send(Unavailable(error.message))
