"""What there is to measure: each model file that is here, in each way of speaking it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.model_choice import MARK, tuned_here
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import OPTIONS, LoadedSettings
from wyoming_kokoro.settings.loaded import load_from
from wyoming_kokoro.settings.model_choices import FULL

PRECISION = "engine.precision"
STREAMING = "engine.streaming"
"""The setting that has several ways of speaking with one model file."""
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
        return f"{self.model}{MARK}{self.precision}"

    def loaded(self, loaded: LoadedSettings) -> LoadedSettings:
        """The settings that it is measured with: the given ones, but for what makes it what it is."""
        own = {
            "engine.name": self.engine,
            "engine.model": self.model,
            STREAMING: self.streaming,
            PRECISION: self.precision,
            "speech.voice": self.voice,
        }
        asked = {**self.others, **{name: value for name, value in own.items() if value is not None}}
        sources = loaded.sources
        return load_from(replace(sources, command_line={**sources.command_line, **asked}))


def candidates(
    loaded: LoadedSettings, store: Downloads, *, only: str | None = None, quick: bool = False
) -> tuple[BenchCandidate, ...]:
    """What to measure: the engine that is set, or Kokoro with every file that is here, or else eSpeak NG; blocks.

    Unavailable if Kokoro is wanted, by the settings or by the name of a file, and cannot be had.
    """
    engine = loaded.settings.engine.name
    if engine in ("espeak", "tone"):
        return (BenchCandidate(engine),)
    models, voice = _models(store, only), _voice(loaded, store)
    if models and voice:
        ways = _ways(loaded, quick=quick)
        return tuple(
            BenchCandidate("kokoro", model, way, precision, voice)
            for model in models
            for precision in (FULL, *tuned_here(store.models.folder, model))
            for way in ways
        )
    if engine == "kokoro" or only:
        missing = "the model" if voice else "a voice"
        raise Unavailable(
            f"Kokoro cannot be measured: {missing} is not here; `wyoming-kokoro models` and `voices` tell."
        )
    return (BenchCandidate("espeak"),)


def _models(store: Downloads, only: str | None) -> Sequence[str]:
    here = [state.name for state in store.models.states() if state.state == "present"]
    return [name for name in here if only in (None, name)]


def _voice(loaded: LoadedSettings, store: Downloads) -> str | None:
    """The voice that is set, or another one, as far as its file is here: all of them cost the same."""
    here = [state.name for state in store.voices.states() if state.state == "present"]
    wanted = loaded.settings.speech.voice
    return wanted if wanted in here else next(iter(here), None)


def _ways(loaded: LoadedSettings, *, quick: bool) -> Sequence[str]:
    """The way that is set first: its figures are what the model's are kept as."""
    set_one = str(loaded.settings.value(STREAMING))
    others = [way for way in OPTIONS[STREAMING].choices if way != set_one]
    return (set_one,) if quick else (set_one, *others)
