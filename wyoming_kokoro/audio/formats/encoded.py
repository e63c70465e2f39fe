"""Formats that PyAV encodes; it is loaded with the first answer that needs it."""

import io
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from wyoming_kokoro.audio.formats.format import Format
from wyoming_kokoro.audio.formats.labels import SoundLabel
from wyoming_kokoro.speech import RATE, Samples

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream


_LABEL = SoundLabel()


class AvEncoder:
    """Writes one answer into one of FFmpeg's containers, without seeking.

    A container holds megabytes and threads that Python does not count, in a reference cycle: so it has to be closed.
    A listener may leave while a thread is encoding; closing waits for that thread.
    """

    def __init__(
        self,
        rate: int,
        label: SoundLabel = _LABEL,
        *,
        container: str,
        codec: str,
        options: Mapping[str, str],
        bit_rate: int | None = None,
        has_comments: bool = False,
        has_id3_tag: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        import av  # noqa: PLC0415 -- a tenth of a second and 20 MB that plain answers do without

        self._av = av
        self._output = _PipeFile()
        self._container = av.open(self._output, "w", format=container, options=dict(options))
        self._stream = cast("AudioStream", self._container.add_stream(codec, rate=rate, layout="mono"))
        if bit_rate is not None:
            self._stream.bit_rate = bit_rate
        comments = {**(label.comments if has_comments else {}), **(tags or {})}
        self._stream.metadata.update(comments)  # Ogg reads the stream's, FLAC the container's
        self._container.metadata.update(comments)
        if has_id3_tag and label.is_file:
            self._output.write(label.id3_tag())
        self._resampler = av.AudioResampler(self._stream.codec_context.format, "mono", rate)
        self._received = 0
        self._working = threading.Lock()
        self._closed = False

    def feed(self, samples: Samples) -> bytes:
        """Return the bytes that are ready; none once it is closed."""
        with self._working:
            if len(samples) and not self._closed:
                frame = self._av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[np.newaxis], "flt", "mono")
                frame.sample_rate = RATE
                frame.pts = self._received
                self._received += len(samples)
                self._encode(frame)
            return self._output.take()

    def finish(self) -> bytes:
        """Return what was held back and the end of the container, and close it."""
        with self._working:
            if not self._closed:
                self._encode(None)
                for packet in self._stream.encode(None):
                    self._container.mux(packet)
                self._close()
            return self._output.take()

    def close(self) -> None:
        """Release everything, once the thread that is encoding is done; harmless when repeated."""
        with self._working, suppress(self._av.FFmpegError):  # an answer that is not read need not be complete
            if not self._closed:
                self._close()

    def _close(self) -> None:
        self._closed = True
        self._container.close()

    def _encode(self, frame: "AudioFrame | None") -> None:
        for resampled in self._resampler.resample(frame):
            for packet in self._stream.encode(resampled):
                self._container.mux(packet)


class _PipeFile(io.RawIOBase):
    """A file without seeking, as FFmpeg writes it."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()

    def writable(self) -> bool:
        """Tell FFmpeg that it may write."""
        return True

    def write(self, data: "io.ReadableBuffer") -> int:  # type: ignore[name-defined]  # typeshed keeps the name to itself
        """Keep what FFmpeg writes."""
        self._bytes += data
        return len(data)

    def take(self) -> bytes:
        """Return everything written since the last call."""
        written = bytes(self._bytes)
        self._bytes.clear()
        return written


_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_AAC_RATES = _MP3_RATES
_OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)

MP3 = Format(
    "mp3",
    "audio/mpeg",
    "mp3",
    # No frame count, and a tag in files only: clients join answers, and a length in one would be wrong for the whole.
    partial(
        AvEncoder,
        container="mp3",
        codec="libmp3lame",
        options={"write_xing": "0", "id3v2_version": "0"},
        bit_rate=64_000,
        has_id3_tag=True,
    ),
    _MP3_RATES,
)

OPUS = Format(
    "opus",
    "audio/ogg",
    "ogg",
    # By default the muxer holds two seconds back; pages of a tenth of a second cost 7 % more bytes.
    partial(
        AvEncoder,
        container="ogg",
        codec="libopus",
        options={"page_duration": "100000"},
        bit_rate=32_000,
        has_comments=True,
    ),
    _OPUS_RATES,
)

AAC = Format(
    "aac",
    "audio/aac",
    "aac",
    partial(AvEncoder, container="adts", codec="aac", options={}, bit_rate=64_000),
    _AAC_RATES,
)

FLAC = Format(
    "flac",
    "audio/flac",
    "flac",
    partial(AvEncoder, container="flac", codec="flac", options={}, has_comments=True),
)

MULAW = Format("mulaw", "audio/basic", "ulaw", partial(AvEncoder, container="mulaw", codec="pcm_mulaw", options={}))

ALAW = Format("alaw", "audio/x-alaw", "alaw", partial(AvEncoder, container="alaw", codec="pcm_alaw", options={}))
