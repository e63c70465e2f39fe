"""Audio as Wyoming events: one audio-start, chunks that begin small, one audio-stop."""

from collections.abc import Iterator

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.frames import pack
from wyoming_kokoro.speech import RATE, Samples

_FIRST_CHUNK = RATE // 25
"""Samples: 40 ms. Players start with the first whole chunk, so a small one is heard sooner."""
_LARGEST_CHUNK = RATE // 5
"""Samples: chunks grow to 200 ms; larger ones save nothing that can be measured."""

_FORMAT = {"rate": RATE, "width": 2, "channels": 1}

START = pack("audio-start", {**_FORMAT, "timestamp": 0})
"""The same for every request, so that it can be sent before there is any audio."""

STOPPED = pack("synthesize-stopped")
"""The end of the answer to a streamed request."""


class AudioEvents:
    """Turns samples into the events of one answer."""

    def __init__(self) -> None:
        self._sent = 0

    def feed(self, samples: Samples) -> Iterator[bytes]:
        """Yield the chunks for these samples."""
        while len(samples):
            block, samples = samples[: self._chunk_size()], samples[self._chunk_size() :]
            yield pack("audio-chunk", {**_FORMAT, "timestamp": self._milliseconds()}, pcm16(block))
            self._sent += len(block)

    def finish(self) -> bytes:
        """Return the audio-stop event."""
        return pack("audio-stop", {"timestamp": self._milliseconds()})

    def _chunk_size(self) -> int:
        return min(_LARGEST_CHUNK, max(_FIRST_CHUNK, self._sent))

    def _milliseconds(self) -> int:
        return self._sent * 1000 // RATE
