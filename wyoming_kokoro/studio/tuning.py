"""Lets a model be tuned to this machine, on phrases as its household hears them."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.cache import everyday
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Phrase, Voice
from wyoming_kokoro.studio.explaining import phonemes
from wyoming_kokoro.studio.speech_config import own_voices
from wyoming_kokoro.voices import Catalogue, VoiceStyles

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro.split_report import TuningResult

PHRASES = 16
"""From half of them what goes through the generator is learned, and by the other half it is judged."""
MOST_VOICES = 4
PHONEMES = 60
"""In one phrase: about four seconds."""


def tune(loaded: LoadedSettings, store: Downloads, name: str, told: Callable[[str], None]) -> "dict[str, TuningResult]":
    """Tune a model that is here; what came of it, by precision. Takes minutes, and tells how far it has come."""
    try:
        # Here and not above: half a second and fifty megabytes that few commands are worth.
        from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, RuntimeOptions  # noqa: PLC0415
    except ImportError as error:
        raise Unavailable(f"Kokoro cannot run here: {error.name} is not installed.", code="no_kokoro") from error
    state = store.models.state(name)
    if state.state != "present":
        raise BadRequest(f"The model {name} is not here: wyoming-kokoro models fetch {name}")
    styles = VoiceStyles(store)
    voices = _voices(loaded, store, styles)
    phrases = list(_phrases(voices))
    options = KokoroOptions(RuntimeOptions(loaded.settings.engine.threads), precision=loaded.settings.engine.precision)
    engine = KokoroEngine(store.models.folder / name, styles.of, options=options)
    try:
        if engine.may_improve:
            told(f"{name} is taken apart first, which takes a minute")
            engine.improve()
        if engine.info.form == "whole":
            raise BadRequest(f"{name} cannot be tuned: {engine.info.summary}")
        told(f"{len(phrases)} phrases, in {len(voices)} voices")
        return engine.tune(phrases, lambda done: told(f"phrase {done} of {len(phrases)}"))
    finally:
        engine.close()


def _voices(loaded: LoadedSettings, store: Downloads, styles: VoiceStyles) -> list[Voice]:
    """The default voice and some others whose files are here."""
    speech = loaded.settings.speech
    catalogue = Catalogue.load(voices_folder(), (), speech.voice, own=own_voices(store))
    here = {state.name for state in store.voices.states() if state.state == "present"}
    present = [voice for voice in catalogue.listed() if voice.styles and all(name in here for name, _ in voice.styles)]
    found = [voice for voice in present if _sounds(voice, styles)]
    if not found:
        raise BadRequest("No voice is here to tune with: wyoming-kokoro voices fetch")
    default = catalogue.default
    return sorted(found, key=lambda voice: (voice.name != default.name, voice.language != default.language))[
        :MOST_VOICES
    ]


def _sounds(voice: Voice, styles: VoiceStyles) -> bool:
    """Whether its files are as they should be."""
    try:
        styles.of(voice)
    except SpeechError:
        return False
    return True


def _phrases(voices: list[Voice]) -> Iterator[Phrase]:
    """Everyday sentences, joined until they are of some length, each in the next voice."""
    sentences = iter(everyday(voices[0].language) or everyday("en-US"))
    for number in range(PHRASES):
        voice, sounds = voices[number % len(voices)], ""
        while len(sounds) < PHONEMES and (sentence := next(sentences, None)) is not None:
            sounds = f"{sounds} {phonemes(sentence, voice.language)}".strip()
        if sounds:
            yield Phrase(sounds, "", voice, Delivery(), voice.language)
