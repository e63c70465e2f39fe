"""Lists the settings to measure students of Kokoro with: one that is here, as all of them cost the same."""

from collections.abc import Mapping, Sequence

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import STUDENT_SUFFIX

VOICE = "speech.voice"


def variants(
    loaded: LoadedSettings, store: Downloads, *, model: str | None, required: bool
) -> Sequence[Mapping[str, str]]:
    """Return the settings for a student that is here, that of the voice that is set if it is; blocks.

    There are none where a model file of Kokoro's is named. Unavailable if a student is required and none is here.
    """
    present = [state.name for state in store.students.states() if state.state == "present"]
    if model is None and present:
        wanted = loaded.settings.speech.voice.removesuffix(STUDENT_SUFFIX)
        return ({VOICE: f"{wanted if wanted in present else present[0]}{STUDENT_SUFFIX}"},)
    if required and model is None:
        raise Unavailable("No student of Kokoro is here; `wyoming-kokoro students fetch` downloads one.")
    return ()
