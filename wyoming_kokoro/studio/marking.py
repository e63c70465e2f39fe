"""Marks the sound of an utterance as made by a machine, as the settings and its voices ask."""

from collections.abc import Callable

from wyoming_kokoro.audio.watermark import Kind, Watermark
from wyoming_kokoro.speech import NOTHING, Samples, Voice

_SINGLE = 1


class Marking:
    """Puts the watermark into finished sound, from the first sample on, or from where a voice needs it.

    An utterance with a voice from a recording is marked from that voice on, whatever the settings say, and says so.
    """

    def __init__(self, *, is_wanted: bool, from_recording: Callable[[Voice], bool]) -> None:
        self._from_recording = from_recording
        self._kinds: dict[str, Kind] = {}
        self._mark = Watermark() if is_wanted else None
        self._noted: Kind | None = None

    def note(self, voice: Voice) -> None:
        """Note that a voice speaks from here on; the first time it reads a small file."""
        kind = self._kinds.get(voice.name)
        if kind is None:
            kind = self._kinds[voice.name] = kind_of(voice, self._from_recording)
        if kind is Kind.RECORDING and self._mark is None:
            self._mark = Watermark()
        if self._noted is not Kind.RECORDING:
            self._noted = kind
        if self._mark is not None:
            self._mark.kind = self._noted

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready; the very samples that came, where nothing is to be marked."""
        return samples if self._mark is None else self._mark.feed(samples)

    def finish(self) -> Samples:
        """Return what was held back."""
        return NOTHING if self._mark is None else self._mark.finish()


def unmarked() -> Marking:
    """Return what marks no voice."""
    return Marking(is_wanted=False, from_recording=lambda _: False)


def kind_of(voice: Voice, from_recording: Callable[[Voice], bool]) -> Kind:
    """Return what the mark says of a voice."""
    if from_recording(voice):
        return Kind.RECORDING
    if not voice.styles or voice.kind == "own":
        return Kind.OTHER
    return Kind.STOCK if len(voice.styles) == _SINGLE else Kind.BLEND
