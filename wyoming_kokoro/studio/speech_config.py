"""What a studio speaks with, made from the settings; an utterance keeps the same to its end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from wyoming_kokoro import markup
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.sounds import SOUNDS, SoundLibrary, sound_files
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.user_words import UserWord, UserWords
from wyoming_kokoro.settings import LoadedSettings, Settings
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.studio.user_words import read_user_words
from wyoming_kokoro.text import Locale, rules_of
from wyoming_kokoro.voices import Catalogue, VoiceSimilarity, every_voice
from wyoming_kokoro.voices.recorded_voice import adjustments

_LOG = logging.getLogger(__name__)

MAX_LISTED = 5
"""Damaged voices, and mistakes in the user's words, that are listed in the status."""


@dataclass(frozen=True, slots=True)
class SpeechConfig:
    """Everything that depends on the settings alone, replaced whole when they change."""

    loaded: LoadedSettings
    voices: Catalogue
    pronunciation: Pronunciation
    similarity: VoiceSimilarity
    """How alike voices sound."""
    sounds: SoundLibrary
    """The sounds that backgrounds and markup can name."""
    available: Callable[[Voice], bool] = every_voice
    """Whether a voice's files are here or can be downloaded; blocks shortly."""
    words: UserWords = field(default_factory=UserWords)
    """The user's words, and the mistakes in their file."""
    damaged: tuple[str, ...] = ()
    """Voice files that cannot be used, a sentence each."""
    seen: tuple[object, ...] = ()
    """The state of the user's files: when it changes, the configuration is made anew."""

    @property
    def settings(self) -> Settings:
        """The settings it was made from."""
        return self.loaded.settings

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, a sentence each."""
        mistakes = tuple(mistake.brief for mistake in self.words.mistakes[:MAX_LISTED])
        return (*self.voices.problems, *self.damaged[:MAX_LISTED], *self.pronunciation.missing, *mistakes)

    def with_word(self, word: UserWord, library: EspeakNg | None) -> "SpeechConfig":
        """Return the same with one more word of the user's, before all others; takes a moment."""
        words = (word, *self.words.entries)
        return replace(self, pronunciation=Pronunciation(library, words))

    def locale(self, language: str) -> Locale:
        """Return how texts in a language are read."""
        reading = self.settings.reading
        return Locale(
            language,
            day_first={"day": True, "month": False}.get(reading.date_order),
            years="thousands" if reading.years == "thousands" else "hundreds",
            emoji=reading.emoji,
            code=reading.code,
            dictionary=self.pronunciation.dictionary(language),
        )


def configure(
    loaded: LoadedSettings,
    library: EspeakNg | None,
    store: Downloads,
    before: SpeechConfig | None = None,
    remote: tuple[Voice, ...] = (),
) -> SpeechConfig:
    """Return the configuration for these settings, reusing what does not change; blocks for a moment.

    `remote` has the voices of providers.
    """
    seen = file_state(store, loaded, remote)
    names = loaded.settings.voices
    languages = library.languages() if library else ()
    default = loaded.settings.speech.voice
    routes, own, students = loaded.settings.providers.routes, user_voices(store), student_voices(store)
    voices = Catalogue.load(
        voices_folder(),
        languages,
        default,
        names.aliases,
        names.saved,
        own,
        remote=remote,
        routes=routes,
        adjustments=adjustments(store, own),
        students=students,
    )
    words = read_user_words(loaded)
    if before is not None and before.words.entries == words.entries:
        pronunciation = before.pronunciation
    else:
        pronunciation = Pronunciation(library, words.entries)
    pronunciation.preload(voices.default.language)
    rules_of(Locale(voices.default.language))  # imports them, so that the first request does not wait for that
    damaged = damaged_voices(store)
    for problem in damaged:
        if before is None or problem not in before.damaged:
            _LOG.warning("%s", problem)
    markup.load()
    sounds = SoundLibrary(SOUNDS, loaded.sources.paths.sounds)
    similarity = VoiceSimilarity.load(voices_folder())
    available = every_voice if loaded.settings.downloads.enabled else partial(_is_complete, store)
    return SpeechConfig(loaded, voices, pronunciation, similarity, sounds, available, words, damaged, seen)


def _is_complete(store: Downloads, voice: Voice) -> bool:
    """Return whether all files of a voice are here."""
    return all(store.voices.state(name).state == "present" for name, _ in voice.styles)


def file_state(store: Downloads, loaded: LoadedSettings, remote: tuple[Voice, ...] = ()) -> tuple[object, ...]:
    """Return the state of the user's files and the voices that a configuration is made of; blocks shortly."""
    stamp: object
    try:
        stamp = store.disk.stamp(loaded.sources.paths.pronunciations)
    except OSError as error:  # reading it will say why
        stamp = str(error)
    own = user_voices(store)
    adjusted = tuple(sorted(adjustments(store, own).items()))
    files = own, adjusted, student_voices(store), damaged_voices(store)
    return *files, stamp, sound_files(loaded.sources.paths.sounds), remote


def damaged_voices(store: Downloads) -> tuple[str, ...]:
    """Return what is wrong with voice files, a sentence each, as far as that is known without reading them. Blocks."""
    damaged = (state for state in store.voices.states() if state.state == "damaged")
    return tuple(f"The voice {state.name} is damaged: it {state.why}." for state in damaged)


def user_voices(store: Downloads) -> tuple[str, ...]:
    """Return the names of voice files that are not published ones; blocks shortly."""
    return tuple(state.name for state in store.voices.states() if not state.known and state.state == "present")


def student_voices(store: Downloads) -> tuple[str, ...]:
    """Return the voices of which a student of Kokoro is here; blocks shortly."""
    return tuple(state.name for state in store.students.states() if state.state == "present")
