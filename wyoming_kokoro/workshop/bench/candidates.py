"""Lists what there is to measure: each model file that is here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.registry import AUTO, ENGINES, EngineDefinition
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.settings.loaded import load_from

MODEL, VOICE = "engine.model", "speech.voice"
"""The settings in which the candidates of an engine differ."""
MEASURE_SETTINGS = {
    "cache.memory_megabytes": 0,
    "cache.disk": False,
    "cache.precompute": False,
    "downloads.enabled": False,
    "log.debug": False,
}
"""No sound comes from the cache, is made ahead of time, or competes with a download."""


@dataclass(frozen=True, slots=True)
class BenchCandidate:
    """An engine, and the settings of it that are measured."""

    engine: str
    model: str | None = None
    voice: str | None = None
    """A voice whose file is here, if the engine needs one."""
    other_settings: Mapping[str, object] = field(default_factory=lambda: dict(MEASURE_SETTINGS))

    @classmethod
    def of(cls, engine: str, settings: Mapping[str, str]) -> "BenchCandidate":
        """Return the candidate for an engine with these settings."""
        return cls(engine, settings.get(MODEL), settings.get(VOICE))

    @property
    def name(self) -> str:
        """The name in the table and the picture."""
        return self.model or self.engine

    def settings(self, loaded: LoadedSettings) -> LoadedSettings:
        """Return the settings that it is measured with: those that are loaded, overridden by its own."""
        own = {"engine.name": self.engine, MODEL: self.model, VOICE: self.voice}
        overrides = {**self.other_settings, **{name: value for name, value in own.items() if value is not None}}
        sources = loaded.sources
        return load_from(replace(sources, command_line={**sources.command_line, **overrides}))


def candidates(loaded: LoadedSettings, store: Downloads, *, only: str | None = None) -> tuple[BenchCandidate, ...]:
    """Return what to measure: every variant of the engine that is set; blocks.

    Where that is left open, the one that would be chosen and those for small machines, or the first stand-in if the
    files of none are here. Unavailable if an engine or a model file is named and cannot be measured.
    """
    name = loaded.settings.engine.name
    required = name != AUTO or only is not None
    for engines in _groups(name):
        found = [
            BenchCandidate.of(engine.name, variant)
            for engine in engines
            for variant in engine.find_variants(loaded, store, model=only, required=required and engine is engines[0])
        ]
        if found:
            return tuple(found)
    raise Unavailable("No engine is here to be measured.")


def _groups(name: str) -> Iterator[Sequence[EngineDefinition]]:
    """Yield the engines to measure, and then those in their place if there is nothing to measure."""
    if name != AUTO:
        yield (ENGINES.find(name),)
        return
    yield (ENGINES.find(name), *(engine for engine in ENGINES if engine.is_small))
    yield from ((engine,) for engine in ENGINES if engine.stand_in)
