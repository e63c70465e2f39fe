"""Lists the settings to measure Kokoro with: each model file that is here, in each precision and streaming mode."""

from collections.abc import Mapping, Sequence

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.kokoro.model_choice import tuned_precisions
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import OPTIONS, LoadedSettings
from wyoming_kokoro.settings.model_choices import FULL

MODEL, VOICE = "engine.model", "speech.voice"
PRECISION, STREAMING = "engine.precision", "engine.streaming"


def variants(
    loaded: LoadedSettings, store: Downloads, *, model: str | None, quick: bool, required: bool
) -> Sequence[Mapping[str, str]]:
    """Return the settings of each combination, for one model file or for all that are here; blocks.

    Unavailable if one is required and a model or a voice is missing.
    """
    models, voice = _models(store, model), _voice(loaded, store)
    if models and voice:
        return [
            {MODEL: name, PRECISION: precision, STREAMING: streaming, VOICE: voice}
            for name in models
            for precision in (FULL, *tuned_precisions(store.models.folder, name))
            for streaming in _streaming_modes(loaded, quick=quick)
        ]
    if required:
        missing = "the model" if voice else "a voice"
        raise Unavailable(
            f"Kokoro cannot be measured: {missing} is not here; `wyoming-kokoro models` and `voices` show which are."
        )
    return ()


def _models(store: Downloads, only: str | None) -> Sequence[str]:
    present = [state.name for state in store.models.states() if state.state == "present"]
    return [name for name in present if only in (None, name)]


def _voice(loaded: LoadedSettings, store: Downloads) -> str | None:
    """Return the voice that is set, or another one, as far as its file is here: all of them cost the same."""
    present = [state.name for state in store.voices.states() if state.state == "present"]
    default = loaded.settings.speech.voice
    return default if default in present else next(iter(present), None)


def _streaming_modes(loaded: LoadedSettings, *, quick: bool) -> Sequence[str]:
    """Return the mode that is set first: its result is saved as that of the model."""
    default = loaded.settings.engine.streaming
    others = [mode for mode in OPTIONS[STREAMING].choices if mode != default]
    return (default,) if quick else (default, *others)
