"""eSpeak NG in a process of its own, which answers requests over a socket.

The library is C, and there are texts that end it: Greenlandic digits, a Portuguese copyright sign, four hundred letters
with dots between them. They end this process, which is started again, and not the server. It imports nothing but the
standard library, so that it starts at once and stays small.
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
"""Sound is passed to the callback before the call that asked for it returns."""
_KEEP_PROCESS = 0x8000
"""Report an error of initialization; without it the library ends the process."""
_PHONEME_EVENTS = 1
_UTF8 = 1
_IPA, _TIED, _SEPARATED = 0x02, 0x80, 0x01
_CHARACTERS = 1
_END, _WORD = 0, 1

_RATE_PARAMETER = 1
_PARAMETERS = (
    # Volume. At 100 many languages exceed 16 bits, and the limiter that corrects them still works in the next call;
    # at 40 the loudest of a hundred languages stays within, with every voice variant.
    (2, 40),
    (3, 50),  # pitch, as in the voice's file
    (4, 50),  # range, the same
    (5, 0),  # punctuation is not named
    (6, 0),  # nor are capitals
    (7, 0),  # no additional gaps between words
)

_LONGEST_PATH = 59
"""The library copies the path of a voice file into 60 bytes."""

Answer = tuple[dict[str, Any], bytes]


class NativeEvent(ctypes.Structure):
    """An event that the library reports: what happens at which sample."""

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
    """The library; every call sets all that it depends on, because the library keeps its settings between calls."""

    def __init__(self, path: str, data: str) -> None:
        self._c = _with_signatures(ctypes.CDLL(path))
        self.rate = self._c.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _KEEP_PROCESS | _PHONEME_EVENTS)
        if self.rate <= 0:
            raise OSError("the library did not find its data")
        self.version: str = self._c.espeak_Info(None).decode()
        self._voice: tuple[str, str] | None = None
        self._sound: list[bytes] = []
        self._words: list[tuple[int, int, int]] = []
        self._callback = Callback(self._collect)
        self._c.espeak_SetSynthCallback(self._callback)

    def phonemes(self, voice: str, stock: str, parts: list[str]) -> Answer:
        """Return each part in IPA, with spaces between clauses."""
        return self._phonemes(voice, stock, parts, _IPA | _TIED | ord(TIE) << 8)

    def names(self, voice: str, stock: str, parts: list[str]) -> Answer:
        """Return each part in the library's own names of phonemes, with underscores between them."""
        return self._phonemes(voice, stock, parts, _SEPARATED | ord("_") << 8)

    def speak(self, voice: str, stock: str, parts: list[str], rate: int) -> Answer:
        """Return the sound of all parts in order; for each part, how many samples it has and where its words begin."""
        self._use(voice, stock, again=True)
        for parameter, value in ((_RATE_PARAMETER, rate), *_PARAMETERS):
            self._c.espeak_SetParameter(parameter, value, 0)
        sounds = [self._synthesize(part) for part in parts]
        report = [{"samples": len(sound) // 2, "words": words} for sound, words in sounds]
        return {"parts": report}, b"".join(sound for sound, _ in sounds)

    def _phonemes(self, voice: str, stock: str, parts: list[str], mode: int) -> Answer:
        self._use(voice, stock)
        return {"parts": [" ".join(self._clauses(part, mode)) for part in parts]}, b""

    def _clauses(self, part: str, mode: int) -> Iterator[str]:
        buffer = ctypes.create_string_buffer(part.encode())
        position = ctypes.c_void_p(ctypes.addressof(buffer))
        while position.value:
            clause = self._c.espeak_TextToPhonemes(ctypes.byref(position), _UTF8, mode)
            yield clause.decode() if clause else ""

    def _use(self, voice: str, stock: str, *, again: bool = False) -> None:
        """Speak with this voice file; where the system has no files in memory, with the stock voice of this name."""
        if (voice, stock) == self._voice and not again:
            return
        self._voice = None
        with memory_file(voice.encode()) as path:
            refused = self._c.espeak_ng_SetVoiceByFile(path) if path else self._c.espeak_SetVoiceByName(stock.encode())
        if refused:
            raise OSError("the library refused a voice")
        self._voice = voice, stock

    def _synthesize(self, part: str) -> tuple[bytes, list[tuple[int, int, int]]]:
        self._sound, self._words = [], []
        buffer = ctypes.create_string_buffer(part.encode())
        if self._c.espeak_Synth(buffer, len(buffer), 0, _CHARACTERS, 0, _UTF8, None, None):
            raise OSError("the library refused a text")
        return b"".join(self._sound), self._words

    def _collect(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: Any) -> int:  # noqa: ANN401 - C's
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
    """Yield the path of a file that exists in memory only; None where the system has none.

    Voice files are written at run time. A file in memory needs no writable folder and no cleaning up; its path is
    short and in small letters, as the library requires.
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


def serve(connection: socket.socket, path: str, data: str) -> None:
    """Send what the library is, then answer requests until the connection is closed."""
    try:
        library = NativeLibrary(path, data)
    except OSError as error:
        send(connection, {"error": str(error)})
        return
    send(connection, {"rate": library.rate, "version": library.version})
    while request := receive(connection):
        arguments, _ = request
        command: Callable[..., Answer] = getattr(library, arguments.pop("command"))
        send(connection, *command(**arguments))


def send(connection: socket.socket, content: dict[str, Any], samples: bytes = b"") -> None:
    """Send a message."""
    encoded = json.dumps(content).encode()
    connection.sendall(HEADER.pack(len(encoded), len(samples)) + encoded + samples)


def receive(connection: socket.socket) -> Answer | None:
    """Return the next message; None at the end."""
    header = _receive_exactly(connection, HEADER.size)
    if header is None:
        return None
    content, samples = (_receive_exactly(connection, size) for size in HEADER.unpack(header))
    return None if content is None or samples is None else (json.loads(content), samples)


def _receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = connection.recv_into(view)
        if not count:
            return None
        view = view[count:]
    return bytes(data)


def _with_signatures(library: ctypes.CDLL) -> ctypes.CDLL:
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the connection
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # crashes are expected, and need no core file
    serve(socket.socket(fileno=0), *sys.argv[1:])
