"""Starts an engine, and keeps it as the settings ask."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from wyoming_kokoro.downloads import DownloadProgress, Downloads, Style
from wyoming_kokoro.engines.engine import Engine
from wyoming_kokoro.engines.unavailable import UnavailableEngine
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Samples, Voice


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What an engine may be built from."""

    store: Downloads
    """Model and voice files."""
    styles: Callable[[Voice], Style]
    """Reads the style of a voice; blocks."""
    resample: Callable[[Samples, int, int], Samples]
    """Converts a whole sound from one rate to another."""
    espeak: EspeakNg | None = None
    """The eSpeak NG library, where it is installed."""
    measurements: Path | None = None
    """The file where `bench` keeps how fast models are on this machine."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is under way until the engine that the settings ask for speaks, or speaks faster."""

    step: Literal["download", "load", "improve"]
    share: float | None = None
    """How much of it is done, from 0 to 1, where that is known."""
    seconds_left: float | None = None
    """How long the rest takes, where that is known."""
    download: DownloadProgress | None = None


def downloading(progress: DownloadProgress) -> Preparation:
    """Return that a file is downloaded for the engine."""
    share = progress.done / progress.total if progress.total else None
    return Preparation("download", share, progress.seconds_left, progress)


def seconds_left(share: float | None, seconds: float) -> float | None:
    """Return how long the rest takes, if a share of the work took so many seconds."""
    return seconds * (1 - share) / share if share else None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Which engine speaks now, and why."""

    engine: Engine
    why: str
    """One sentence."""
    problems: tuple[str, ...] = ()
    """What is not as the settings ask, a sentence each."""
    progress: DownloadProgress | None = None
    """The download that the engine waits for."""
    model: str | None = None
    """The model file it speaks with, if it needs one."""
    how: str | None = None
    """How it makes sound with it, as one sentence."""
    standing_in: bool = False
    """Whether it speaks only because the engine that the settings ask for cannot speak yet."""
    execution_provider: str | None = None
    """What computes the model, by ONNX Runtime's name, if it needs one."""
    preparation: Preparation | None = None
    """What is under way until the engine speaks, or speaks faster."""


class EngineLifecycle(Protocol):
    """One engine from the moment the settings ask for it until they ask for another."""

    @property
    def engine(self) -> Engine | None:
        """The engine; None while it cannot speak."""
        ...

    @property
    def improving(self) -> bool:
        """Whether the engine is being made faster, or will be in a moment."""
        ...

    def status(self, stand_in: Engine) -> EngineStatus:
        """Return which engine speaks now, without waiting: this one, or the stand-in until this one can."""
        ...

    def use(self, settings: Settings, voices: tuple[str, ...]) -> None:
        """Follow these settings from now on; `voices` are the files of the voice that is spoken with by default."""
        ...

    async def settled(self) -> None:
        """Wait until the engine speaks, or until it is known that this takes longer."""
        ...

    async def engine_for(self, voice: Voice) -> Engine:
        """Return the engine once it can speak with a voice; Unavailable if it cannot soon, BadRequest if never."""
        ...

    def stop(self) -> None:
        """Follow no settings; the engine is freed when the last utterance that began with it ends."""
        ...

    async def close(self) -> None:
        """End everything that is under way, and close the engine."""
        ...


class AlwaysReady:
    """The lifecycle of an engine that speaks at once and has nothing to load."""

    improving = False

    def __init__(self, engine: Engine, why: str = "The settings name this engine.") -> None:
        self.engine = engine
        self._why = why

    def status(self, stand_in: Engine) -> EngineStatus:  # noqa: ARG002 -- it is never needed
        """Return the engine."""
        return EngineStatus(self.engine, self._why)

    def use(self, settings: Settings, voices: tuple[str, ...]) -> None:
        """Do nothing: no setting changes the engine."""

    async def settled(self) -> None:
        """Return at once."""

    async def engine_for(self, voice: Voice) -> Engine:  # noqa: ARG002 -- every voice is the same to it
        """Return the engine."""
        return self.engine

    def stop(self) -> None:
        """Do nothing: nothing is under way."""

    async def close(self) -> None:
        """Close the engine."""
        self.engine.close()


class FailedStart:
    """The lifecycle of an engine that could not start: a stand-in speaks in its place."""

    engine = None
    improving = False

    def __init__(self, name: str, problem: str) -> None:
        self._why = f"The engine {name} cannot start: {problem}"
        self._problem = problem

    def status(self, stand_in: Engine) -> EngineStatus:
        """Return the stand-in; where there is none, every request is told why this engine cannot start."""
        if isinstance(stand_in, UnavailableEngine):
            stand_in = UnavailableEngine(self._why)
        return EngineStatus(stand_in, self._why, (self._problem,), standing_in=True)

    def use(self, settings: Settings, voices: tuple[str, ...]) -> None:
        """Do nothing: the selector starts the engine anew when the settings change."""

    async def settled(self) -> None:
        """Return at once."""

    async def engine_for(self, voice: Voice) -> Engine:  # noqa: ARG002 -- no voice can be spoken
        """Raise Unavailable."""
        raise Unavailable(self._why)

    def stop(self) -> None:
        """Do nothing: nothing is under way."""

    async def close(self) -> None:
        """Do nothing: there is nothing to release."""
