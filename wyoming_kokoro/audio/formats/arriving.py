"""Decodes a sound while it arrives: its format is found by its first bytes, whatever its sender calls it."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from wyoming_kokoro.samples import RawSound, Samples
from wyoming_kokoro.speech import RATE

if TYPE_CHECKING:
    from av import AudioResampler

SNIFFED = 4_096
"""Bytes that are looked at: two frames of MP3 at any bit rate, and any beginning of a WAV file."""

PROBED = {"probesize": "4096", "analyzeduration": "0"}
"""How much FFmpeg reads before the first sound; by default five megabytes."""

MIN_RATE, MAX_RATE = 4_000, 384_000
MAX_CHANNELS = 8

_WIDTHS = {1: "u8", 2: "s16", 4: "s32"}
_CUT_SHORT = "The sound breaks off before its end."
_UNKNOWN_LENGTH = 0x7FFF_0000
"""Lengths in a WAV file from here on say that its writer did not know."""


class UnknownSound(ValueError):
    """The bytes are no sound, or one that is damaged or incomplete; the message is one sentence."""


def decoded_while_arriving(read: Callable[[], bytes], raw: Callable[[], RawSound | None]) -> Iterator[Samples]:
    """Yield the samples of a sound as it arrives, one channel at RATE; UnknownSound where it is none. Blocks.

    `read` returns the next bytes, none at the end. `raw` says, once the first bytes were read, how samples are written
    where there is no header. No more is held in memory than what was read last.
    """
    beginning = bytearray()
    while len(beginning) < SNIFFED and (piece := read()):
        beginning += piece
        if _is_clear(bytes(beginning)):
            break
    if not beginning:
        return
    name, head = format_of(bytes(beginning)), _WaveHead.of(bytes(beginning))
    if head is not None and head.raw is not None:
        yield from _raw(head.raw, _ByteSource(bytes(beginning[head.start :]), read), head.size)
        return
    source = _ByteSource(bytes(beginning), read)
    if name is not None:
        yield from _contained(name, source)
        if head is not None and head.size is not None and source.count < head.start + head.size:
            raise UnknownSound(_CUT_SHORT)
    elif (written := raw()) is not None and not _is_text(bytes(beginning)):
        yield from _raw(written, source)
    else:
        raise UnknownSound("The answer is no sound.")


def format_of(beginning: bytes) -> str | None:
    """Return FFmpeg's name of the format that begins with these bytes; None where they have no header."""
    for name, offset, magic in _MAGIC:
        if beginning[offset : offset + len(magic)] == magic:
            return name
    if beginning[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "aac" if _second_adts(beginning) else None
    return "mp3" if _second_mp3(beginning) else None


_MAGIC = (
    ("wav", 8, b"WAVE"),
    ("ogg", 0, b"OggS"),
    ("flac", 0, b"fLaC"),
    ("mp3", 0, b"ID3"),
    ("aiff", 8, b"AIFF"),
    ("aiff", 8, b"AIFC"),
    ("matroska", 0, b"\x1a\x45\xdf\xa3"),
    ("mov", 4, b"ftyp"),
    ("au", 0, b".snd"),
    ("caf", 0, b"caff"),
)

_KBITS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _mp3_frame(header: bytes) -> int | None:
    """Return the bytes of the MP3 frame with this header; None if it is none: samples may look like one."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # noqa: PLR2004 -- layer III
        return None
    version, bit_rate, rate = (header[1] >> 3) & 3, header[2] >> 4, (header[2] >> 2) & 3
    if version not in _MP3_RATES or bit_rate in (0, 15) or rate == 3:  # noqa: PLR2004 -- reserved
        return None
    generation = 1 if version == 3 else 2  # noqa: PLR2004 -- MPEG 1
    factor = 144_000 if generation == 1 else 72_000
    return factor * _KBITS[generation][bit_rate] // _MP3_RATES[version][rate] + ((header[2] >> 1) & 1)


def _second_mp3(beginning: bytes) -> bool:
    """Return whether two MP3 frames follow one another, or one is all there is."""
    size = _mp3_frame(beginning[:4])
    return size is not None and (len(beginning) <= size or _mp3_frame(beginning[size : size + 4]) is not None)


def _second_adts(beginning: bytes) -> bool:
    if len(beginning) < 7:  # noqa: PLR2004 -- a header
        return False
    size = (beginning[3] & 3) << 11 | beginning[4] << 3 | beginning[5] >> 5
    return size > 7 and (len(beginning) <= size or beginning[size : size + 2] == beginning[:2])  # noqa: PLR2004


def _is_clear(beginning: bytes) -> bool:
    """Return whether the format is known without more bytes: a header that is complete."""
    if beginning[8:12] == b"WAVE":
        return _WaveHead.of(beginning) is not None
    return len(beginning) >= 12 and beginning[0] != 0xFF and format_of(beginning) is not None  # noqa: PLR2004


def _is_text(beginning: bytes) -> bool:
    """Return whether bytes are JSON or a page: samples would hold bytes below the blank."""
    start = beginning.lstrip()[:1]
    return start in (b"{", b"[", b"<") and all(byte >= 9 for byte in beginning[:64])  # noqa: PLR2004 -- a tab


@dataclass(frozen=True, slots=True)
class _WaveHead:
    """What the header of a WAV file says."""

    start: int
    """Where the samples begin."""
    size: int | None
    """Their bytes, where the writer knew."""
    raw: RawSound | None
    """How they are written, where that is plain: FFmpeg decodes the others, but reads a second of sound first."""

    @classmethod
    def of(cls, beginning: bytes) -> "_WaveHead | None":
        """Return what the header says; None where there is none, or not all of it."""
        if beginning[:4] != b"RIFF" or beginning[8:12] != b"WAVE":
            return None
        at, raw = 12, None
        while at + 8 <= len(beginning):
            kind, size = struct.unpack_from("<4sI", beginning, at)
            if kind == b"data":
                return cls(at + 8, size if 0 < size < _UNKNOWN_LENGTH else None, raw)
            if kind == b"fmt " and at + 24 <= len(beginning):
                code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", beginning, at + 8)
                raw = RawSound(rate, bits // 8, channels) if code == 1 and bits in (8, 16, 32) else None
            at += 8 + size + size % 2
        return None


class _ByteSource:
    """The bytes of a sound as a file that FFmpeg can read, but not seek in."""

    def __init__(self, beginning: bytes, read: Callable[[], bytes]) -> None:
        self._held = beginning
        self._read = read
        self.count = len(beginning)
        """Bytes that have arrived."""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most as many; none at the end."""
        if not self._held:
            self._held = self._read()
            self.count += len(self._held)
        size = len(self._held) if size < 0 else size
        front, self._held = self._held[:size], self._held[size:]
        return front


def _contained(name: str, source: _ByteSource) -> Iterator[Samples]:
    """Yield the samples of a sound with a header."""
    import av  # noqa: PLC0415 -- a tenth of a second and 20 MB, which raw samples do without

    try:
        with av.open(source, "r", format=name, metadata_errors="ignore", buffer_size=4096, options=PROBED) as container:
            resampler = av.AudioResampler("fltp", None, RATE)
            for frame in container.decode(audio=0):
                yield from _resampled(resampler, frame)
            yield from _resampled(resampler, None)
    except (av.FFmpegError, IndexError, TypeError) as error:
        raise UnknownSound("The sound cannot be decoded.") from error


def _raw(raw: RawSound, source: _ByteSource, size: int | None = None) -> Iterator[Samples]:
    """Yield samples that have no header, or follow one that says their `size`; an incomplete last one is left out."""
    if raw.width not in _WIDTHS or not MIN_RATE <= raw.rate <= MAX_RATE or not 1 <= raw.channels <= MAX_CHANNELS:
        raise UnknownSound(f"The sound has {raw.rate} samples a second of {raw.width} bytes, which speech cannot have.")
    import av  # noqa: PLC0415 -- the same

    step, kind, left, position = raw.width * raw.channels, _WIDTHS[raw.width], b"", 0
    missing = size
    resampler = av.AudioResampler("fltp", None, RATE)
    while (missing is None or missing > 0) and (piece := source.read()):
        if missing is not None:
            piece, missing = piece[:missing], missing - len(piece)
        piece = left + piece
        whole = len(piece) // step * step
        left = piece[whole:]
        if not whole:
            continue
        samples = np.frombuffer(piece[:whole], {1: "u1", 2: "<i2", 4: "<i4"}[raw.width]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format=kind, layout=_LAYOUTS[raw.channels])
        frame.sample_rate, frame.pts, frame.time_base = raw.rate, position, Fraction(1, raw.rate)
        position += whole // step
        yield from _resampled(resampler, frame)
    yield from _resampled(resampler, None)
    if missing is not None and missing > 0:
        raise UnknownSound(_CUT_SHORT)


_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


def _resampled(resampler: "AudioResampler", frame: Any) -> Iterator[Samples]:  # noqa: ANN401 -- an av frame, or None
    """Yield the samples of a frame at RATE; channels are averaged, because FFmpeg would add them up and clip."""
    for part in resampler.resample(frame):
        yield np.asarray(part.to_ndarray().mean(axis=0), np.float32)
