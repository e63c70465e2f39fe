"""Lists the settings to measure Kokoro with: each model file that is here."""

from collections.abc import Mapping, Sequence

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings

MODEL, VOICE = "engine.model", "speech.voice"


def variants(
    loaded: LoadedSettings, store: Downloads, *, model: str | None, required: bool
) -> Sequence[Mapping[str, str]]:
    """Return the settings for one model file or for all that are here; blocks.

    Unavailable if one is required and a model or a voice is missing.
    """
    models, voice = _models(store, model), _voice(loaded, store)
    if models and voice:
        return [{MODEL: name, VOICE: voice} for name in models]
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
