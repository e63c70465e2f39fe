"""Runs a judge in a process of its own: it can be stopped when it takes too long, and its death harms nothing else."""

import logging
import multiprocessing
import os
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from wyoming_kokoro.errors import InternalError, SpeechError, Unavailable
from wyoming_kokoro.workshop.judging.choices import Choice, Segment
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take

START_TIMEOUT = 600.0
"""Seconds for a judge to load its model: Whisper took more than two minutes on a machine with ten busy programs."""
ATTEMPTS = 2
"""How often a take is given to a judge that fails: the second time to a new process."""
FAILURES_IN_A_ROW = 5
"""Takes in a row without a result after which a judge is not asked again: it would only cost time."""
NICENESS = 10
"""Judges give way to listeners."""
_STOP_SECONDS = 2.0


class SupervisedJudge:
    """Asks a judge in another process, within a time limit, twice, and not at all once it has failed too often."""

    def __init__(self, definition: JudgeDefinition, options: JudgeOptions) -> None:
        self.definition = definition
        self._options = options
        self._process: Any = None
        self._pipe: Connection | None = None
        self._version: str | None = None
        self._failures = 0
        self.given_up: str | None = None
        """Why it is not asked any more."""

    def __enter__(self) -> Self:
        """Return the judge; its process is started with the first question."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    @property
    def name(self) -> str:
        """The name of the judge."""
        return self.definition.name

    @property
    def version(self) -> str:
        """The version of the judge; starts its process. Unavailable if that fails."""
        if self._version is None:
            self._started()
        return self._version or ""

    def judge(self, take: Take) -> list[Measure]:
        """Return what the judge finds; raises Unavailable where there is no result."""
        result: list[Measure] = self._ask("judge", take)
        return result

    def margins(self, take: Take, choices: Sequence[Choice]) -> list[float | None]:
        """Return what the chooser says of each choice."""
        result: list[float | None] = self._ask("margins", take, tuple(choices)) if choices else []
        return result

    def segments(self, take: Take, choice: Choice) -> list[Segment]:
        """Return when each word is heard."""
        result: list[Segment] = self._ask("segments", take, choice)
        return result

    def close(self) -> None:
        """End the process."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()  # on which it ends by itself
        if process is not None:
            process.join(_STOP_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def _ask(self, question: str, *arguments: object) -> Any:  # noqa: ANN401 -- what the question asks for
        if self.given_up is not None:
            raise Unavailable(self.given_up)
        reason = ""
        for _ in range(ATTEMPTS):
            try:
                answer = self._answer(question, arguments)
            except Unavailable as error:
                reason = error.message
            else:
                self._failures = 0
                return answer
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW:
            self.close()
            self.given_up = f"{reason} It failed {self._failures} times in a row and is not asked again."
        raise Unavailable(reason)

    def _answer(self, question: str, arguments: tuple[object, ...]) -> Any:  # noqa: ANN401 -- as above
        pipe = self._started()
        try:
            pipe.send((question, arguments))
            return self._received(pipe, self._options.timeout)
        except (EOFError, OSError):
            self.close()
            raise Unavailable(f"The judge {self.name} ended unexpectedly.") from None

    def _received(self, pipe: Connection, timeout: float) -> Any:  # noqa: ANN401 -- as above
        if not pipe.poll(timeout):
            self._kill()
            raise Unavailable(f"The judge {self.name} did not answer within {timeout:g} seconds.")
        is_answer, content = pipe.recv()
        if not is_answer:
            raise Unavailable(f"The judge {self.name} failed: {content}")
        return content

    def _started(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        context = multiprocessing.get_context("spawn")  # a fork would copy threads that hold locks
        self._pipe, end = context.Pipe()
        self._process = context.Process(
            target=serve_judge, args=(self.definition, self._options, end), daemon=True, name=f"judge {self.name}"
        )
        self._process.start()
        end.close()
        try:
            self._version = str(self._received(self._pipe, START_TIMEOUT))
        except (EOFError, OSError):
            self.close()
            raise Unavailable(f"The judge {self.name} ended while it was started.") from None
        except Unavailable:
            self.close()
            raise
        return self._pipe

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()


def serve_judge(definition: JudgeDefinition, options: JudgeOptions, pipe: Connection) -> None:
    """Answer questions in this process until the other end is closed."""
    with suppress(OSError):
        os.nice(NICENESS)
    logging.disable(logging.CRITICAL)  # libraries write about every sound
    try:
        judge: Any = definition.create(options)
        pipe.send((True, judge.version))
    except Exception as error:  # noqa: BLE001 -- whatever a library raises is told to the other end
        _tell(pipe, error)
        return
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            question, arguments = pipe.recv()
            try:
                answer = getattr(judge, question)(*arguments)
                pipe.send((True, list(answer)))
            except Exception as error:  # noqa: BLE001 -- as above
                _tell(pipe, error)


def _tell(pipe: Connection, error: Exception) -> None:
    """Send an error without the text of the take."""
    message = error.message if isinstance(error, SpeechError) else f"{type(error).__name__}."
    if isinstance(error, InternalError | ModuleNotFoundError | OSError):
        message = str(error)
    with suppress(OSError):
        pipe.send((False, message))
