"""Measures a candidate in a process of its own, so that its memory is counted alone and a crash does no harm."""

import logging
import multiprocessing
from multiprocessing.connection import Connection

from wyoming_kokoro import log
from wyoming_kokoro.errors import SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate
from wyoming_kokoro.workshop.bench.measure import LOAD_TIMEOUT, Report, measure
from wyoming_kokoro.workshop.bench.results import BenchPlan, BenchResult

TIME_LIMIT_FACTOR = 2.0
"""A candidate is given up after this many times the plan's time limit: what was begun is finished."""


def measure_in_subprocess(
    candidate: BenchCandidate, loaded: LoadedSettings, plan: BenchPlan, report: Report
) -> BenchResult:
    """Measure a candidate; raises Unavailable with the reason if there is no result."""
    context = multiprocessing.get_context("spawn")  # so that none of our memory is in the new process
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=send_result, args=(candidate, loaded, plan, sender), daemon=True)
    process.start()
    sender.close()
    try:
        return receive_result(receiver, candidate, report, LOAD_TIMEOUT + TIME_LIMIT_FACTOR * plan.time_limit)
    finally:
        process.terminate()
        process.join()


def receive_result(receiver: Connection, candidate: BenchCandidate, report: Report, timeout: float) -> BenchResult:
    """Wait for the result, and pass on the reports before it; raises Unavailable if there will be none."""
    try:
        while receiver.poll(timeout):
            message = receiver.recv()
            if isinstance(message, BenchResult):
                return message
            if isinstance(message, Exception):
                raise message
            report(message)
    except EOFError:
        raise Unavailable(f"{candidate.name} ended while it was measured.") from None
    raise Unavailable(f"{candidate.name} takes too long to be measured.")


def send_result(candidate: BenchCandidate, loaded: LoadedSettings, plan: BenchPlan, sender: Connection) -> None:
    """Measure in this process; only warnings are logged, because progress is reported through the connection."""
    log.start(debug=False, form="text")
    logging.getLogger("wyoming_kokoro").setLevel(logging.WARNING)
    try:
        sender.send(measure(candidate, loaded, plan, sender.send))
    except SpeechError as error:
        sender.send(Unavailable(error.message))
