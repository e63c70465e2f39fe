"""Sound as events: one start, chunks of whole samples with the small ones first, one stop."""

from collections.abc import Iterator

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.speech import RATE, Samples
from wyoming_kokoro.wire.frames import pack

_FIRST = RATE // 25
"""The first chunk holds 40 ms: who plays a chunk when it is whole begins so much sooner."""
_MOST = RATE // 5
"""Later ones grow to 200 ms, above which fewer events save nothing that can be measured."""

_FORMAT = {"rate": RATE, "width": 2, "channels": 1}

START = pack("audio-start", {**_FORMAT, "timestamp": 0})
"""The same for every request, so that it can be sent before there is any sound."""

STOPPED = pack("synthesize-stopped")
"""The end of the answer to a streamed request."""


class AudioEvents:
    """Takes samples and gives events."""

    def __init__(self) -> None:
        self._sent = 0

    def feed(self, samples: Samples) -> Iterator[bytes]:
        """Give the chunks for these samples."""
        while len(samples):
            block, samples = samples[: self._size()], samples[self._size() :]
            yield pack("audio-chunk", {**_FORMAT, "timestamp": self._milliseconds()}, pcm16(block))
            self._sent += len(block)

    def finish(self) -> bytes:
        """Give the stop."""
        return pack("audio-stop", {"timestamp": self._milliseconds()})

    def _size(self) -> int:
        return min(_MOST, max(_FIRST, self._sent))

    def _milliseconds(self) -> int:
        return self._sent * 1000 // RATE
