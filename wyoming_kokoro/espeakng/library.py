"""The eSpeak NG library, opened once for the whole process: text to phonemes, text to sound."""

import ctypes
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.errors import BadRequest, Broken, Unavailable
from wyoming_kokoro.espeakng import languages, native
from wyoming_kokoro.espeakng.character import STEADY, Character
from wyoming_kokoro.espeakng.languages import Language

TIE = "\u0361"
"""Joins two letters of one phoneme, as in t͡ʃ."""

SLOWEST, FASTEST = 80 / 175, 300 / 175
"""The paces at which the library speaks well; 175 words a minute is its 1.

It takes up to 450, but above 300 a sentence may be a third shorter than it should be.
"""

# Longer runs without a blank end the process: at 160 letters with dots between them 1.52.0 overruns its stack.
_LONGEST_RUN = 60

_OWN_RATE = 175
_LANGUAGE_SWITCH = re.compile(rf"\([{TIE}a-z-]+\)")


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a word stands in the text and at which sample it begins."""

    start: int
    length: int
    sample: int


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A text as sound, and when its words begin."""

    samples: NDArray[np.int16]
    words: tuple[Heard, ...]


class EspeakNg:
    """eSpeak NG, which keeps one state for the whole process: one lock, and every call sets all it depends on."""

    _opened: ClassVar["EspeakNg | None"] = None
    _opening: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def open(cls) -> "EspeakNg":
        """Give the one library of this process; Unavailable where there is none."""
        with cls._opening:
            if cls._opened is None:
                cls._opened = cls()
            return cls._opened

    def __init__(self) -> None:
        try:
            folder = Path(espeakng_loader.get_data_path())
        except RuntimeError as error:
            raise Unavailable("eSpeak NG's data is not installed.", code="espeak_missing") from error
        self._library, self.rate = native.load(str(folder.parent / folder.name))
        self.version: str = self._library.espeak_Info(None).decode()
        self._languages = languages.read(folder)
        self._lock = threading.Lock()
        self._set: bytes | None = None
        self._sound: list[bytes] = []
        self._events: list[tuple[int, int, int]] = []
        self._callback = native.Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def languages(self) -> tuple[Language, ...]:
        """Every language the library has, by tag."""
        return self._languages

    def language(self, tag: str) -> Language | None:
        """The library's language for a tag such as en-US; None where it has none."""
        return languages.nearest(tag, self._languages)

    def phonemes(self, text: str, language: str) -> str:
        """The text in IPA, words parted by blanks, with a tie between the letters of one phoneme."""
        found = self._wanted(language)
        with self._lock:
            self._use(found, "")
            said = [self._phonemes(part) for _, part in _parts(text)]
        return " ".join(" ".join(said).split())

    def speak(
        self, text: str, language: str, character: Character, *, pace: float = 1.0, semitones: float = 0.0
    ) -> Spoken:
        """The text as sound, made whole in one go: some 600 seconds of it in a second."""
        found = self._wanted(language)
        with self._lock:
            self._use(found, character.lines(semitones), female=character.pitch > _BETWEEN)
            self._set_parameters(pace)
            blocks, words, samples = [], [], 0
            for offset, part in _parts(text):
                self._speak(part)
                block = np.frombuffer(b"".join(self._sound), np.int16)
                words += _heard(self._events, offset, len(part), samples)
                blocks.append(block)
                samples += len(block)
        return Spoken(np.concatenate(blocks) if blocks else np.zeros(0, np.int16), tuple(words))

    def _wanted(self, tag: str) -> Language:
        language = self.language(tag)
        if language is None:
            raise BadRequest("eSpeak NG does not speak this language.", code="language_not_supported", about="language")
        return language

    def _use(self, language: Language, lines: str, *, female: bool = False) -> None:
        content = _own_lines(language.file) + (STEADY + lines).encode()
        if content == self._set and not lines:
            return
        self._set = None
        with native.memory_file(content) as path:
            if path is not None:
                status = self._library.espeak_ng_SetVoiceByFile(path)
            else:
                name = language.name + ("+f2" if female else "")
                status = self._library.espeak_SetVoiceByName(name.encode())
        if status != 0:
            raise Broken("eSpeak NG refused its own voice.", code="espeak_voice")
        self._set = content

    def _set_parameters(self, pace: float) -> None:
        words_a_minute = round(_OWN_RATE * min(max(pace, SLOWEST), FASTEST))
        for parameter, value in ((native.RATE_PARAMETER, words_a_minute), *_PARAMETERS):
            self._library.espeak_SetParameter(parameter, value, 0)

    def _phonemes(self, part: str) -> str:
        buffer = ctypes.create_string_buffer(part.encode())
        place = ctypes.c_void_p(ctypes.addressof(buffer))
        mode = native.IPA | native.TIED | ord(TIE) << 8
        clauses = []
        while place.value:
            clause = self._library.espeak_TextToPhonemes(ctypes.byref(place), native.CHARACTERS, mode)
            clauses.append(_LANGUAGE_SWITCH.sub("", clause.decode()) if clause else "")
        return " ".join(clauses)

    def _speak(self, part: str) -> None:
        self._sound, self._events = [], []
        buffer = ctypes.create_string_buffer(part.encode())
        status = self._library.espeak_Synth(buffer, len(buffer), 0, 1, 0, native.CHARACTERS, None, None)
        if status != 0:
            raise Broken("eSpeak NG could not speak.", code="espeak_failed")

    def _take(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: object) -> int:
        index = 0
        while (event := events[index]).type != native.END:  # type: ignore[index]
            if event.type == native.WORD:
                self._events.append((event.text_position, event.length, event.sample))
            index += 1
        if count > 0:
            self._sound.append(ctypes.string_at(samples, 2 * count))
        return 0


_BETWEEN = 130
"""Hertz between a man's voice and a woman's."""

_PARAMETERS = (
    # At 100 many languages pass the end of 16 bits, and the gain that catches them is felt in the next call too; the
    # loudest of a hundred languages with every character stays within at this one.
    (native.VOLUME, 40),
    (native.PITCH, 50),
    (native.RANGE, 50),
    (native.PUNCTUATION, 0),
    (native.CAPITALS, 0),
    (native.WORD_GAP, 0),
)


def _heard(events: list[tuple[int, int, int]], offset: int, longest: int, samples: int) -> list[Heard]:
    # A sign that is spelled out ("vertical bar") has further words behind the end of the text: they stand nowhere.
    return [
        Heard(offset + place - 1, min(length, longest - place + 1), samples + sample)
        for place, length, sample in events
        if 1 <= place <= longest
    ]


@lru_cache(maxsize=256)
def _own_lines(file: Path) -> bytes:
    return file.read_bytes()


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text, clean, in parts the library bears, each with its place."""
    clean = "".join(map(_bearable, text))
    start = 0
    for match in re.finditer(rf"\S{{{_LONGEST_RUN}}}(?=\S)", clean):
        yield start, clean[start : match.end()]
        start = match.end()
    if clean[start:].strip():
        yield start, clean[start:]


def _bearable(character: str) -> str:
    """The character, or a blank for one that is a command to the library, or that it cannot take at all."""
    return " " if character.isspace() or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} else character
