"""Speaks fixed sentences with any numbers of a voice, with the model that is here."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.downloads import Downloads, Style
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, RuntimeOptions
from wyoming_kokoro.engines.kokoro.model_choice import models_that_are_here
from wyoming_kokoro.engines.kokoro.releases import release_of
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Voice

Floats = NDArray[np.float32]

SEARCH_SENTENCE = "ðə kˈɛɾᵊl ɪz ˌɔn, ænd ðə tˈi wɪl bi ɹˈɛdi ɪn ɐ fjˈu mˈɪnəts."
"""What every blend says while it is looked for: "The kettle is on, and the tea will be ready in a few minutes"."""
LISTEN_SENTENCE = "wˌɛn ðə sˈʌnlˌIt stɹˈIks ɹˈAndɹˌɑps ɪn ði ˈɛɹ, ðA ˈækt lˈIk ɐ pɹˈɪzəm ænd fˈɔɹm ɐ ɹˈAnbˌO."
"""By what the result is compared, and never used by the search: "When the sunlight strikes raindrops in the air..."."""


class StyleSpeaker:
    """Speaks phonemes with the numbers of a voice."""

    def __init__(self, engine: KokoroEngine, styles: dict[str, Style]) -> None:
        self._engine, self._styles = engine, styles
        self._count = 0

    def speak(self, style: Style, phonemes: str) -> Floats:
        """Return the sound, at RATE."""
        self._count += 1
        name = f"candidate_{self._count}"
        self._styles.clear()
        self._styles[name] = style
        voice = Voice(name, "en-US", "neutral", name, ((name, 1.0),))
        phrase = Phrase(phonemes, "", voice, Delivery(voice=name, language="en-US", speed=1.0, pitch=0.0), "en-US")
        parts = [piece.samples for piece in self._engine.render(phrase)]
        samples: Floats = np.concatenate(parts) if parts else np.zeros(RATE, np.float32)
        return samples


@contextmanager
def open_speaker(loaded: LoadedSettings, store: Downloads) -> Iterator[StyleSpeaker]:
    """Open the model that is set, or the best that is here; Unavailable if there is none. Blocks some seconds."""
    chosen = loaded.settings.engine.model
    release = release_of(chosen, loaded.settings.engine.release)
    path = next(models_that_are_here(store.models, chosen, release), None)
    if path is None:
        raise Unavailable(
            "Kokoro's model is not here yet: `wyoming-kokoro models fetch` downloads it.", code="no_kokoro"
        )
    styles: dict[str, Style] = {}
    options = KokoroOptions(RuntimeOptions(threads=loaded.settings.engine.threads), release=release.name)
    engine = KokoroEngine(path, lambda voice: styles[voice.name], options=options)
    try:
        yield StyleSpeaker(engine, styles)
    finally:
        engine.close()
