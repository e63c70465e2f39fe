"""What there is to measure: each model file that is here, in each way of speaking it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.model_choice import PRECISION_MARK
from wyoming_kokoro.engines.registry import AUTO, ENGINES, EngineDefinition
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.settings.loaded import load_from
from wyoming_kokoro.settings.model_choices import FULL

MODEL, STREAMING, PRECISION, VOICE = "engine.model", "engine.streaming", "engine.precision", "speech.voice"
"""The settings in which ways of speaking differ."""
ALONE = {
    "cache.memory_megabytes": 0,
    "cache.disk": False,
    "cache.precompute": False,
    "downloads.enabled": False,
    "log.debug": False,
}
"""Nothing is taken from the cache, made ahead of time, or fetched meanwhile."""


@dataclass(frozen=True, slots=True)
class BenchCandidate:
    """An engine, a model file if it has one, and a way of speaking with it if it has several."""

    engine: str
    model: str | None = None
    streaming: str | None = None
    precision: str | None = None
    voice: str | None = None
    """A voice whose file is here, if the engine needs one."""
    others: Mapping[str, object] = field(default_factory=lambda: dict(ALONE))

    @classmethod
    def of(cls, engine: str, way: Mapping[str, str]) -> "BenchCandidate":
        """Return the candidate for an engine with these settings."""
        return cls(engine, way.get(MODEL), way.get(STREAMING), way.get(PRECISION), way.get(VOICE))

    @property
    def name(self) -> str:
        """What people call it."""
        precision = None if self.precision == FULL else self.precision
        return ", ".join(filter(None, (self.model or self.engine, precision, self.streaming)))

    @property
    def kept_as(self) -> str | None:
        """Under which name its figures are kept: the file's, and how it counts where it was tuned."""
        if self.model is None or self.precision in (None, FULL):
            return self.model
        return f"{self.model}{PRECISION_MARK}{self.precision}"

    def loaded(self, loaded: LoadedSettings) -> LoadedSettings:
        """The settings that it is measured with: the given ones, but for what makes it what it is."""
        own = {
            "engine.name": self.engine,
            MODEL: self.model,
            STREAMING: self.streaming,
            PRECISION: self.precision,
            VOICE: self.voice,
        }
        asked = {**self.others, **{name: value for name, value in own.items() if value is not None}}
        sources = loaded.sources
        return load_from(replace(sources, command_line={**sources.command_line, **asked}))


def candidates(
    loaded: LoadedSettings, store: Downloads, *, only: str | None = None, quick: bool = False
) -> tuple[BenchCandidate, ...]:
    """Return what to measure: every way of speaking of the engine that is set; blocks.

    Where that is left open, the one that would be chosen, or the first stand-in if its files are not here. Unavailable
    if an engine or a model file is named and cannot be measured.
    """
    required = loaded.settings.engine.name != AUTO or only is not None
    for engine in _engines(loaded.settings.engine.name):
        ways = engine.ways(loaded, store, model=only, quick=quick, required=required)
        if ways:
            return tuple(BenchCandidate.of(engine.name, way) for way in ways)
    raise Unavailable("No engine is here to be measured.")


def _engines(name: str) -> Iterator[EngineDefinition]:
    yield ENGINES.find(name)
    if name == AUTO:
        yield from (engine for engine in ENGINES if engine.stand_in)
