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
from wyoming_kokoro.espeakng.languages import EspeakLanguage, nearest, read_languages
from wyoming_kokoro.espeakng.process import ANSWER_SECONDS, EspeakProcess, ProcessEnded
from wyoming_kokoro.espeakng.voice_variant import STEADY, VoiceVariant
from wyoming_kokoro.espeakng.worker import TIE, Answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)

SLOWEST, FASTEST = 80 / 175, 300 / 175
"""The speeds at which the library speaks well; 175 words a minute is 1.

It accepts up to 450 words a minute, but above 300 a sentence may be a third shorter than it should be.
"""

MAX_WORD = 60
"""Characters without a space; longer words are split, because 160 letters with dots overrun the stack of 1.52.0."""
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD}}}(?=\S)")

MAX_REMEMBERED_TAGS = 256
"""Tags whose language is remembered: to find one of 140 takes as long as to speak a word in it."""

_WORDS_PER_MINUTE = 175
_LANGUAGE_SWITCH = re.compile(rf"\([{TIE}a-z-]+\)")
_OTHER_LANGUAGE = re.compile(r"\([a-z-]+\)[^(]*\([a-z-]+\)")


@dataclass(frozen=True, slots=True)
class WordEvent:
    """A word of the text, and the sample at which it begins."""

    start: int
    length: int
    sample: int


@dataclass(frozen=True, slots=True, eq=False)
class EspeakAudio:
    """A text as sound, and when its words begin."""

    samples: "NDArray[np.int16]"
    words: tuple[WordEvent, ...]


class EspeakNg:
    """eSpeak NG: one for the whole program, with one lock, in a process of its own, because some texts crash it."""

    _opened: ClassVar["EspeakNg | None"] = None
    _opening: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def open(cls, *, start: bool = True) -> "EspeakNg":
        """Return the one library of this program; Unavailable where it is not installed.

        Without `start` its process starts with the first request, and only then is it known whether it can.
        """
        with cls._opening:
            if cls._opened is None:
                cls._opened = cls(start=start)
                atexit.register(cls._opened.close)
            elif start:
                cls._opened.start()
            return cls._opened

    def __init__(self, *, start: bool = True, answer_seconds: float = ANSWER_SECONDS) -> None:
        try:
            self._folder = Path(espeakng_loader.get_data_path())
        except RuntimeError as error:
            raise Unavailable("eSpeak NG's data is not installed.", code="espeak_missing") from error
        self._lock = threading.Lock()
        self._process = EspeakProcess(
            espeakng_loader.get_library_path(), str(self._folder), answer_seconds=answer_seconds
        )
        self.language = lru_cache(MAX_REMEMBERED_TAGS)(self._language)
        """Returns the library's language for a tag such as en-US; None where it has none."""
        if start:
            self.start()

    def start(self) -> None:
        """Start its process unless it runs; Unavailable where it cannot."""
        with self._lock:
            self._process.start()

    @property
    def pid(self) -> int | None:
        """The number of its process; None while it does not run."""
        return self._process.pid

    @property
    def version(self) -> str:
        """The library's version."""
        return str(self._info["version"])

    @property
    def rate(self) -> int:
        """Samples a second."""
        return int(self._info["rate"])

    @cached_property
    def _info(self) -> dict[str, Any]:
        self.start()
        return self._process.info

    def close(self) -> None:
        """End its process; the next request starts it again."""
        with self._lock:
            self._process.close()

    def languages(self) -> tuple[EspeakLanguage, ...]:
        """Return every language of the library, sorted by tag."""
        return self._languages

    @cached_property
    def _languages(self) -> tuple[EspeakLanguage, ...]:
        return read_languages(self._folder)

    def _language(self, tag: str) -> EspeakLanguage | None:
        return nearest(tag, self._languages)

    def phonemes(self, text: str, language: str) -> str:
        """Return the text in IPA, with spaces between words and ties between the letters of one phoneme."""
        return self.phonemes_of([text], language)[0]

    def phonemes_of(self, texts: Sequence[str], language: str) -> list[str]:
        """Return each text in IPA; one request for many takes little longer than for one of them."""
        return [_LANGUAGE_SWITCH.sub("", answer) for answer in self._each("phonemes", texts, language)]

    def names_of(self, texts: Sequence[str], language: str) -> list[str]:
        """Return each text in the library's own names of phonemes, with underscores between them.

        Spaces stand between words. The names say more than IPA, tones for instance. What is spoken in another language
        is left out.
        """
        return [_OTHER_LANGUAGE.sub("", answer).replace("|", " ") for answer in self._each("names", texts, language)]

    def speak(
        self, text: str, language: str, variant: VoiceVariant, *, speed: float = 1.0, semitones: float = 0.0
    ) -> EspeakAudio:
        """Return the text as sound, made as a whole: some 600 seconds of sound take a second."""
        known = self._known(language)
        rate = round(_WORDS_PER_MINUTE * min(max(speed, SLOWEST), FASTEST))
        for version in (text, _letters(text)):
            starts, parts = _split(version)
            answer = self._ask("speak", known, parts, variant, semitones, rate=rate)
            if answer is not None:
                return _audio(starts, parts, *answer)
        raise BadRequest("eSpeak NG cannot speak this text.", code="text_unspeakable", about="input")

    def _each(self, command: str, texts: Sequence[str], language: str) -> list[str]:
        """Return the answer for each text; for one that ended the process that of its letters, or nothing."""
        answers = self._together(command, texts, self._known(language))
        if answers is None and len(texts) > 1:  # one of them ended the process
            return [answer for text in texts for answer in self._each(command, [text], language)]
        return answers or self._together(command, [_letters(texts[0])], self._known(language)) or [""]

    def _together(self, command: str, texts: Sequence[str], language: EspeakLanguage) -> list[str] | None:
        """Return the answers for all texts, from one request; None if one of them has ended the process."""
        split_texts = [_split(text)[1] for text in texts]
        parts = [part for parts in split_texts for part in parts]
        answer = self._ask(command, language, parts) if parts else ({"parts": []}, b"")
        if answer is None:
            return None
        answers = iter(answer[0]["parts"])
        return [" ".join(" ".join(islice(answers, len(parts))).split()) for parts in split_texts]

    def _known(self, tag: str) -> EspeakLanguage:
        language = self.language(tag)
        if language is None:
            raise BadRequest("eSpeak NG does not speak this language.", code="language_not_supported", about="language")
        return language

    def _ask(
        self,
        command: str,
        language: EspeakLanguage,
        parts: list[str],
        variant: VoiceVariant | None = None,
        semitones: float = 0.0,
        **more: object,
    ) -> Answer | None:
        """Return the library's answer; None if the text has ended its process."""
        voice = _voice_file(language.file) + STEADY + (variant.lines(semitones) if variant else "")
        stock = language.name + ("+f2" if variant and variant.pitch > FEMALE_PITCH else "")
        with self._lock:
            try:
                return self._process.ask(command, voice=voice, stock=stock, parts=parts, **more)
            except ProcessEnded:
                size = sum(map(len, parts))
                _LOG.warning("eSpeak NG was ended by a text of %d characters in %s", size, language.tag)
                _LOG.debug("The text that ended eSpeak NG: %r", parts)
                return None


FEMALE_PITCH = 130
"""Hertz; a variant above it has a woman's voice."""


def _audio(starts: list[int], parts: list[str], report: dict[str, Any], sound: bytes) -> EspeakAudio:
    import numpy as np  # noqa: PLC0415 - importing it takes longer than reading a text, and only sound needs it

    words: list[WordEvent] = []
    samples_before = 0
    for start, part, answer in zip(starts, parts, report["parts"], strict=True):
        # A sign that is spelled out ("vertical bar") gives more words than the text has; those have no place in it.
        words += [
            WordEvent(start + position - 1, min(length, len(part) - position + 1), samples_before + sample)
            for position, length, sample in answer["words"]
            if 1 <= position <= len(part)
        ]
        samples_before += answer["samples"]
    return EspeakAudio(np.frombuffer(sound, np.int16), tuple(words))


@lru_cache(maxsize=256)
def _voice_file(file: Path) -> str:
    return file.read_text("utf-8")


def _split(text: str) -> tuple[list[int], list[str]]:
    """Return the text without harmful characters, in parts that the library can take, and where each starts."""
    clean = text if text.isprintable() else "".join(map(_harmless, text))
    if len(clean) <= MAX_WORD:
        return ([0], [clean]) if clean.strip() else ([], [])
    cuts = [0, *(match.end() for match in _LONG_WORD.finditer(clean)), len(clean)]
    parts = [(start, clean[start:end]) for start, end in pairwise(cuts) if clean[start:end].strip()]
    return [start for start, _ in parts], [part for _, part in parts]


def _harmless(character: str) -> str:
    """Return the character, or a space for one that is a command to the library, or that it cannot take."""
    return " " if character.isspace() or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} else character


def _letters(text: str) -> str:
    """Return the text without digits and signs: what is spoken of a text that has ended the process."""
    return "".join(
        character if character in ".,?!'" or unicodedata.category(character)[0] in "LM" else " " for character in text
    )
