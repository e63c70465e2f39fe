"""The eSpeak NG library, opened once: text to phonemes, text to sound."""

import atexit
import logging
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import espeakng_loader

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.espeakng import languages
from wyoming_kokoro.espeakng.languages import EspeakLanguage
from wyoming_kokoro.espeakng.process import EspeakProcess, ProcessEnded
from wyoming_kokoro.espeakng.voice_variant import STEADY, VoiceVariant
from wyoming_kokoro.espeakng.worker import TIE, Answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)

SLOWEST, FASTEST = 80 / 175, 300 / 175
"""The paces at which the library speaks well; 175 words a minute is its 1.

It takes up to 450, but above 300 a sentence may be a third shorter than it should be.
"""

# Longer runs without a blank are parted: at 160 letters with dots between them 1.52.0 overruns its stack.
_LONGEST_RUN = 60
_GIANT = re.compile(rf"\S{{{_LONGEST_RUN}}}(?=\S)")

_TAGS_KEPT = 256
"""Tags whose language is kept at hand: to find one of 140 takes as long as to say a word in it."""

_OWN_RATE = 175
_LANGUAGE_SWITCH = re.compile(rf"\([{TIE}a-z-]+\)")
_SWITCHED = re.compile(r"\([a-z-]+\)[^(]*\([a-z-]+\)")


@dataclass(frozen=True, slots=True)
class WordEvent:
    """Where a word stands in the text and at which sample it begins."""

    start: int
    length: int
    sample: int


@dataclass(frozen=True, slots=True, eq=False)
class EspeakAudio:
    """A text as sound, and when its words begin."""

    samples: "NDArray[np.int16]"
    words: tuple[WordEvent, ...]


class EspeakNg:
    """eSpeak NG: one for the whole program, with one lock, in a process that may be ended by a text."""

    _opened: ClassVar["EspeakNg | None"] = None
    _opening: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def open(cls, *, start: bool = True) -> "EspeakNg":
        """Give the one library of this program; Unavailable where there is none.

        Without `start` its process is started when something is asked, and only then is known whether it can be.
        """
        with cls._opening:
            if cls._opened is None:
                cls._opened = cls(start=start)
                atexit.register(cls._opened.close)
            elif start:
                cls._opened.start()
            return cls._opened

    def __init__(self, *, start: bool = True) -> None:
        try:
            self._folder = Path(espeakng_loader.get_data_path())
        except RuntimeError as error:
            raise Unavailable("eSpeak NG's data is not installed.", code="espeak_missing") from error
        self._lock = threading.Lock()
        self._process = EspeakProcess(espeakng_loader.get_library_path(), str(self._folder))
        self.language = lru_cache(_TAGS_KEPT)(self._language)
        """The library's language for a tag such as en-US; None where it has none."""
        if start:
            self.start()

    def start(self) -> None:
        """See that its process runs; Unavailable where it cannot."""
        with self._lock:
            self._process.start()

    @property
    def version(self) -> str:
        """The library's version."""
        return str(self._about["version"])

    @property
    def rate(self) -> int:
        """Samples a second."""
        return int(self._about["rate"])

    @cached_property
    def _about(self) -> dict[str, Any]:
        self.start()
        return self._process.about

    def close(self) -> None:
        """End its process; it is started again when something is asked."""
        with self._lock:
            self._process.close()

    def languages(self) -> tuple[EspeakLanguage, ...]:
        """Every language the library has, by tag."""
        return self._languages

    @cached_property
    def _languages(self) -> tuple[EspeakLanguage, ...]:
        return languages.read(self._folder)

    def _language(self, tag: str) -> EspeakLanguage | None:
        return languages.nearest(tag, self._languages)

    def phonemes(self, text: str, language: str) -> str:
        """The text in IPA, words parted by blanks, with a tie between the letters of one phoneme."""
        return self.phonemes_of([text], language)[0]

    def phonemes_of(self, texts: Sequence[str], language: str) -> list[str]:
        """Each text by itself in IPA; asked for in one go, which takes little longer than one of them alone."""
        return [_LANGUAGE_SWITCH.sub("", spoken) for spoken in self._spoken("phonemes", texts, language)]

    def names_of(self, texts: Sequence[str], language: str) -> list[str]:
        """Each text by itself in the library's own names of phonemes, low lines between them, blanks between words.

        They tell more than IPA does, tones for instance. What is said in another language is left out.
        """
        return [_SWITCHED.sub("", spoken).replace("|", " ") for spoken in self._spoken("names", texts, language)]

    def speak(
        self, text: str, language: str, character: VoiceVariant, *, speed: float = 1.0, semitones: float = 0.0
    ) -> EspeakAudio:
        """The text as sound, made whole in one go: some 600 seconds of it in a second."""
        found = self._wanted(language)
        rate = round(_OWN_RATE * min(max(speed, SLOWEST), FASTEST))
        for spoken in (text, _letters(text)):
            places, parts = _parted(spoken)
            answer = self._asked("speak", found, parts, character, semitones, rate=rate)
            if answer is not None:
                return _spoken(places, parts, *answer)
        raise BadRequest("eSpeak NG cannot speak this text.", code="text_unspeakable", about="input")

    def _spoken(self, do: str, texts: Sequence[str], language: str) -> list[str]:
        """Each text as the library says it; without its signs where it ended the process, or nothing."""
        spoken = self._said_together(do, texts, self._wanted(language))
        if spoken is None and len(texts) > 1:  # one of them did
            return [each for text in texts for each in self._spoken(do, [text], language)]
        return spoken or self._said_together(do, [_letters(texts[0])], self._wanted(language)) or [""]

    def _said_together(self, do: str, texts: Sequence[str], language: EspeakLanguage) -> list[str] | None:
        parted = [_parted(text)[1] for text in texts]
        every = [part for parts in parted for part in parts]
        answer = self._asked(do, language, every) if every else ({"parts": []}, b"")
        if answer is None:
            return None
        told = iter(answer[0]["parts"])
        return [" ".join(" ".join(islice(told, len(parts))).split()) for parts in parted]

    def _wanted(self, tag: str) -> EspeakLanguage:
        language = self.language(tag)
        if language is None:
            raise BadRequest("eSpeak NG does not speak this language.", code="language_not_supported", about="language")
        return language

    def _asked(
        self,
        do: str,
        language: EspeakLanguage,
        parts: list[str],
        character: VoiceVariant | None = None,
        semitones: float = 0.0,
        **more: object,
    ) -> Answer | None:
        """The library's answer; None if the text has ended its process."""
        voice = _own_lines(language.file) + STEADY + (character.lines(semitones) if character else "")
        stock = language.name + ("+f2" if character and character.pitch > _BETWEEN else "")
        with self._lock:
            try:
                return self._process.ask(do, voice=voice, stock=stock, parts=parts, **more)
            except ProcessEnded:
                size = sum(map(len, parts))
                _LOG.warning("eSpeak NG was ended by a text of %d characters in %s", size, language.tag)
                _LOG.debug("The text that ended eSpeak NG: %r", parts)
                return None


_BETWEEN = 130
"""Hertz between a man's voice and a woman's."""


def _spoken(places: list[int], parts: list[str], told: dict[str, Any], sound: bytes) -> EspeakAudio:
    import numpy as np  # noqa: PLC0415 - it takes longer to import than a text to be read, and only a sound needs it

    words: list[WordEvent] = []
    before = 0
    for place, part, heard in zip(places, parts, told["parts"], strict=True):
        # A sign that is spelled out ("vertical bar") has further words behind the end of the text: they stand nowhere.
        words += [
            WordEvent(place + at - 1, min(length, len(part) - at + 1), before + sample)
            for at, length, sample in heard["words"]
            if 1 <= at <= len(part)
        ]
        before += heard["samples"]
    return EspeakAudio(np.frombuffer(sound, np.int16), tuple(words))


@lru_cache(maxsize=256)
def _own_lines(file: Path) -> str:
    return file.read_text("utf-8")


def _parted(text: str) -> tuple[list[int], list[str]]:
    """The text, clean, in parts the library bears, each with its place."""
    clean = text if text.isprintable() else "".join(map(_bearable, text))
    if len(clean) <= _LONGEST_RUN:
        return ([0], [clean]) if clean.strip() else ([], [])
    cuts = [0, *(match.end() for match in _GIANT.finditer(clean)), len(clean)]
    found = [(start, clean[start:end]) for start, end in pairwise(cuts) if clean[start:end].strip()]
    return [place for place, _ in found], [part for _, part in found]


def _bearable(character: str) -> str:
    """The character, or a blank for one that is a command to the library, or that it cannot take at all."""
    return " " if character.isspace() or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} else character


def _letters(text: str) -> str:
    """The text without figures and signs: what is said of one that has ended the library."""
    return "".join(each if each in ".,?!'" or unicodedata.category(each)[0] in "LM" else " " for each in text)
