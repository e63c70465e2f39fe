"""eSpeak NG's own functions and records, as C declares them."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

import espeakng_loader

from wyoming_kokoro.errors import Unavailable

SYNCHRONOUS = 2
"""Output that comes back through the callback, before the call that asked for it returns."""
KEEP_PROCESS = 0x8000
"""Report an error of initialization; without it the library ends the process."""
PHONEME_EVENTS = 1
CHARACTERS = 1
"""Positions are counted in characters; as an encoding: UTF-8."""
IPA = 0x02
TIED = 0x80
"""Join the letters of one phoneme with the character in bits 8 to 23."""

RATE_PARAMETER, VOLUME, PITCH, RANGE, PUNCTUATION, CAPITALS, WORD_GAP = range(1, 8)

END, WORD = 0, 1

# The library copies the path of a voice file into 60 bytes and lower-cases it.
_LONGEST_PATH = 59


class Event(ctypes.Structure):
    """What happened at which sample, as the library tells it."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


def load(data: str) -> tuple[ctypes.CDLL, int]:
    """Give the library, ready to speak, and its sample rate."""
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        message = "The eSpeak NG library could not be loaded."
        raise Unavailable(message, code="espeak_missing") from error
    _declare(library)
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, os.fsencode(data), KEEP_PROCESS | PHONEME_EVENTS)
    if rate <= 0:
        raise Unavailable("The eSpeak NG library did not find its data.", code="espeak_missing")
    return library, rate


@contextmanager
def memory_file(content: bytes) -> Iterator[bytes | None]:
    """Give the path of a file that lives in memory alone; None where the system has none.

    Voices are composed at run time. A file in memory needs no folder to write in, is swept away by nobody, and its
    path is short and in small letters, as the library wants it.
    """
    try:
        descriptor = os.memfd_create("voice")
    except (AttributeError, OSError):
        yield None
        return
    try:
        os.write(descriptor, content)
        path = f"/proc/self/fd/{descriptor}"
        yield path.encode() if len(path) <= _LONGEST_PATH and os.path.exists(path) else None  # noqa: PTH110
    finally:
        os.close(descriptor)


def _declare(library: ctypes.CDLL) -> None:
    text, number = ctypes.c_char_p, ctypes.c_int
    library.espeak_Initialize.argtypes = [number, number, text, number]
    library.espeak_Info.restype = text
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), number, number]
    library.espeak_TextToPhonemes.restype = text
    library.espeak_SetParameter.argtypes = [number, number, number]
    library.espeak_SetSynthCallback.argtypes = [Callback]
    library.espeak_ng_SetVoiceByFile.argtypes = [text]
    library.espeak_SetVoiceByName.argtypes = [text]
    library.espeak_Synth.argtypes = [
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        number,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
