"""eSpeak NG in a process of its own, which is asked and answers over a socket.

The library is C, and there are texts that end it: Greenlandic digits, a Portuguese copyright sign, four hundred letters
with dots between them. They end this process, which is started again, and not the server. It needs nothing but the
standard library, so that it starts in no time and stays small.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

HEADER = struct.Struct("<II")
"""How many bytes of JSON and how many of samples follow."""

TIE = "\u0361"
"""Joins two letters of one phoneme, as in t͡ʃ."""

_SYNCHRONOUS = 2
"""Output that comes back through the callback, before the call that asked for it returns."""
_KEEP_PROCESS = 0x8000
"""Report an error of initialization; without it the library ends the process."""
_PHONEME_EVENTS = 1
_UTF8 = 1
_IPA, _TIED, _PARTED = 0x02, 0x80, 0x01
_CHARACTERS = 1
_END, _WORD = 0, 1

_RATE_PARAMETER = 1
_PARAMETERS = (
    # At 100 many languages pass the end of 16 bits, and the gain that catches them is felt in the next call too; the
    # loudest of a hundred languages with every character stays within at this one.
    (2, 40),
    (3, 50),  # pitch, as in the voice's file
    (4, 50),  # range, the same
    (5, 0),  # punctuation is not named
    (6, 0),  # nor are capitals
    (7, 0),  # no longer gaps between words
)

_LONGEST_PATH = 59
"""The library copies the path of a voice file into 60 bytes."""

Answer = tuple[dict[str, Any], bytes]


class NativeEvent(ctypes.Structure):
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


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(NativeEvent))


class NativeLibrary:
    """The library: every call sets all that it depends on, because the library keeps what it was told."""

    def __init__(self, place: str, data: str) -> None:
        self._c = _declared(ctypes.CDLL(place))
        self.rate = self._c.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _KEEP_PROCESS | _PHONEME_EVENTS)
        if self.rate <= 0:
            raise OSError("the library did not find its data")
        self.version: str = self._c.espeak_Info(None).decode()
        self._set: tuple[str, str] | None = None
        self._sound: list[bytes] = []
        self._words: list[tuple[int, int, int]] = []
        self._callback = Callback(self._take)
        self._c.espeak_SetSynthCallback(self._callback)

    def phonemes(self, voice: str, stock: str, parts: list[str]) -> Answer:
        """Each part in IPA, clauses parted by blanks."""
        return self._phonemes(voice, stock, parts, _IPA | _TIED | ord(TIE) << 8)

    def names(self, voice: str, stock: str, parts: list[str]) -> Answer:
        """Each part in the library's own names of phonemes, parted by low lines."""
        return self._phonemes(voice, stock, parts, _PARTED | ord("_") << 8)

    def speak(self, voice: str, stock: str, parts: list[str], rate: int) -> Answer:
        """The parts as sound, one behind the other; for each how many samples, and where its words begin."""
        self._use(voice, stock, again=True)
        for parameter, value in ((_RATE_PARAMETER, rate), *_PARAMETERS):
            self._c.espeak_SetParameter(parameter, value, 0)
        spoken = [self._synthesized(part) for part in parts]
        told = [{"samples": len(sound) // 2, "words": words} for sound, words in spoken]
        return {"parts": told}, b"".join(sound for sound, _ in spoken)

    def _phonemes(self, voice: str, stock: str, parts: list[str], mode: int) -> Answer:
        self._use(voice, stock)
        return {"parts": [" ".join(self._clauses(part, mode)) for part in parts]}, b""

    def _clauses(self, part: str, mode: int) -> Iterator[str]:
        buffer = ctypes.create_string_buffer(part.encode())
        place = ctypes.c_void_p(ctypes.addressof(buffer))
        while place.value:
            clause = self._c.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, mode)
            yield clause.decode() if clause else ""

    def _use(self, voice: str, stock: str, *, again: bool = False) -> None:
        """Make a voice's file the one that speaks; where there are no files in memory, the stock voice of that name."""
        if (voice, stock) == self._set and not again:
            return
        self._set = None
        with memory_file(voice.encode()) as path:
            refused = self._c.espeak_ng_SetVoiceByFile(path) if path else self._c.espeak_SetVoiceByName(stock.encode())
        if refused:
            raise OSError("the library refused a voice")
        self._set = voice, stock

    def _synthesized(self, part: str) -> tuple[bytes, list[tuple[int, int, int]]]:
        self._sound, self._words = [], []
        buffer = ctypes.create_string_buffer(part.encode())
        if self._c.espeak_Synth(buffer, len(buffer), 0, _CHARACTERS, 0, _UTF8, None, None):
            raise OSError("the library refused a text")
        return b"".join(self._sound), self._words

    def _take(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: Any) -> int:  # noqa: ANN401 - C's
        index = 0
        while (event := events[index]).type != _END:
            if event.type == _WORD:
                self._words.append((event.text_position, event.length, event.sample))
            index += 1
        if count > 0:
            self._sound.append(ctypes.string_at(samples, 2 * count))
        return 0


@contextmanager
def memory_file(content: bytes) -> Iterator[bytes | None]:
    """Give the path of a file that lives in memory alone; None where the system has none.

    Voices are composed at run time. A file in memory needs no folder to write in and is swept away by nobody; its path
    is short and in small letters, as the library wants it.
    """
    try:
        descriptor = os.memfd_create("voice")
    except (AttributeError, OSError):
        yield None
        return
    try:
        os.write(descriptor, content)
        path = f"/proc/self/fd/{descriptor}"
        yield path.encode() if len(path) <= _LONGEST_PATH and os.path.exists(path) else None  # noqa: PTH110 - no pathlib
    finally:
        os.close(descriptor)


def serve(connection: socket.socket, place: str, data: str) -> None:
    """Say what the library is, then answer until nobody asks any more."""
    try:
        library = NativeLibrary(place, data)
    except OSError as error:
        send(connection, {"error": str(error)})
        return
    send(connection, {"rate": library.rate, "version": library.version})
    while request := receive(connection):
        asked, _ = request
        does: Callable[..., Answer] = getattr(library, asked.pop("do"))
        send(connection, *does(**asked))


def send(connection: socket.socket, told: dict[str, Any], samples: bytes = b"") -> None:
    """Send a message."""
    written = json.dumps(told).encode()
    connection.sendall(HEADER.pack(len(written), len(samples)) + written + samples)


def receive(connection: socket.socket) -> Answer | None:
    """The next message; None at the end."""
    header = _exactly(connection, HEADER.size)
    if header is None:
        return None
    written, samples = (_exactly(connection, size) for size in HEADER.unpack(header))
    return None if written is None or samples is None else (json.loads(written), samples)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = connection.recv_into(view)
        if not count:
            return None
        view = view[count:]
    return bytes(data)


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    text, number = ctypes.c_char_p, ctypes.c_int
    library.espeak_Initialize.argtypes = [number, number, text, number]
    library.espeak_Info.restype = text
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), number, number]
    library.espeak_TextToPhonemes.restype = text
    library.espeak_SetParameter.argtypes = [number, number, number]
    library.espeak_SetSynthCallback.argtypes = [Callback]
    library.espeak_ng_SetVoiceByFile.argtypes = [text]
    library.espeak_SetVoiceByName.argtypes = [text]
    unsigned, anything = ctypes.c_uint, ctypes.c_void_p
    library.espeak_Synth.argtypes = [
        anything,
        ctypes.c_size_t,
        unsigned,
        number,
        unsigned,
        unsigned,
        anything,
        anything,
    ]
    return library


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's: it ends us by asking no more
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it may well crash, and nobody wants to keep that
    serve(socket.socket(fileno=0), *sys.argv[1:])
