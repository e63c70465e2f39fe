"""Tunes a Kokoro model to this machine, with everyday phrases in the voices that are used here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.cache import everyday
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Phrase, Voice
from wyoming_kokoro.studio.explaining import phonemes
from wyoming_kokoro.studio.speech_config import user_voices
from wyoming_kokoro.voices import Catalogue, VoiceStyles

if TYPE_CHECKING:
    from wyoming_kokoro.engines.kokoro.split_report import TuningResult

PHRASES = 16
"""Half of them calibrate the generator, and the other half test it."""
MAX_VOICES = 4
MIN_PHONEMES = 60
"""In one phrase: about four seconds."""


def tune(
    loaded: LoadedSettings, store: Downloads, name: str, report: Callable[[str], None]
) -> "dict[str, TuningResult]":
    """Tune a model that is here, and return the results by precision. Takes minutes; `report` is given the progress."""
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
            report(f"{name} is prepared first, which takes a minute")
            engine.improve()
        if engine.info.form == "whole":
            raise BadRequest(f"{name} cannot be tuned: {engine.info.summary}")
        report(f"{len(phrases)} phrases, in {len(voices)} voices")
        return engine.tune(phrases, lambda done: report(f"phrase {done} of {len(phrases)}"))
    finally:
        engine.close()


def _voices(loaded: LoadedSettings, store: Downloads, styles: VoiceStyles) -> list[Voice]:
    """Return the default voice and some others whose files are here."""
    speech = loaded.settings.speech
    catalogue = Catalogue.load(voices_folder(), (), speech.voice, own=user_voices(store))
    here = {state.name for state in store.voices.states() if state.state == "present"}
    present = [voice for voice in catalogue.listed() if voice.styles and all(name in here for name, _ in voice.styles)]
    usable = [voice for voice in present if _is_usable(voice, styles)]
    if not usable:
        raise BadRequest("No voice is here to tune with: wyoming-kokoro voices fetch")
    default = catalogue.default
    return sorted(usable, key=lambda voice: (voice.name != default.name, voice.language != default.language))[
        :MAX_VOICES
    ]


def _is_usable(voice: Voice, styles: VoiceStyles) -> bool:
    """Return whether a voice's files can be read."""
    try:
        styles.of(voice)
    except SpeechError:
        return False
    return True


def _phrases(voices: list[Voice]) -> Iterator[Phrase]:
    """Yield phrases of everyday sentences, joined until they are long enough, each in the next voice."""
    sentences = iter(everyday(voices[0].language) or everyday("en-US"))
    for number in range(PHRASES):
        voice, phrase_phonemes = voices[number % len(voices)], ""
        while len(phrase_phonemes) < MIN_PHONEMES and (sentence := next(sentences, None)) is not None:
            phrase_phonemes = f"{phrase_phonemes} {phonemes(sentence, voice.language)}".strip()
        if phrase_phonemes:
            yield Phrase(phrase_phonemes, "", voice, Delivery(), voice.language)
