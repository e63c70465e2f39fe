"""Mixes backgrounds under speech, sample by sample, however the speech is cut into blocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.sounds.sound import SoundDefinition, SoundStream
from wyoming_kokoro.samples import NOTHING, Samples
from wyoming_kokoro.speech import RATE, Background

MAX_LAYERS = 4
"""Backgrounds at once: each costs up to one percent of a core, and more of them are a din."""

LOUDEST, SOFTEST = -6.0, -60.0
"""Decibels relative to speech between which a background can be: louder ones hide words."""

FRAME = round(0.01 * RATE)
"""Samples over which it is decided whether words are spoken, for ducking."""

AHEAD = 4
"""Frames by which a background is turned down before a word."""

ATTACK, RELEASE = 0.05, 0.4
"""Seconds in which ducking nearly reaches its depth, and leaves it."""

_SPOKEN = 10 ** (-45 / 20)
"""The level above which a frame counts as spoken."""


@dataclass(slots=True)
class _BackgroundLayer:
    background: Background
    stream: SoundStream
    gain: float
    start: int
    fade_out: tuple[int, int] | None = None
    """From where to where it fades out; None while it goes on."""

    def block(self, at: int, size: int, ducked: NDArray[np.float64] | None) -> tuple[int, Samples]:
        """Return what is heard of it in a stretch of the stream, and how much of that comes before."""
        skipped = min(max(self.start - at, 0), size)
        places = np.arange(at + skipped, at + size)
        curve = np.clip((places - self.start + 1) / max(round(self.background.fade_in * RATE), 1), 0, 1)
        if self.fade_out is not None:
            start, end = self.fade_out
            curve = np.minimum(curve, np.clip((end - places) / max(end - start, 1), 0, 1))
        if ducked is not None and self.background.duck:
            curve = curve * 10 ** (-self.background.duck / 20 * ducked[skipped:])
        return skipped, self.stream.take(len(places)) * (self.gain * curve).astype(np.float32)


class BackgroundMixer:
    """Adds backgrounds to one stream of speech."""

    def __init__(self, speech_level: float) -> None:
        self._speech_level = speech_level
        """The loudness of the speech in LUFS."""
        self._layers: list[_BackgroundLayer] = []
        self._at = 0
        """Samples that were returned."""
        self._held: Samples = NOTHING
        """Speech that waits until it is known whether a word follows."""
        self._ducking: Ducking | None = None

    @property
    def _received(self) -> int:
        return self._at + len(self._held)

    @property
    def _going_on(self) -> list[_BackgroundLayer]:
        return [layer for layer in self._layers if layer.fade_out is None]

    @property
    def heard(self) -> bool:
        """Whether there is a background now."""
        return bool(self._layers)

    @property
    def lead(self) -> float:
        """For how many seconds the backgrounds are heard before the first word."""
        return max((layer.background.lead for layer in self._going_on), default=0.0)

    @property
    def tail(self) -> float:
        """For how many seconds the backgrounds that go on are heard after the last word."""
        return max((max(each.background.tail, each.background.fade_out) for each in self._going_on), default=0.0)

    def start(self, background: Background, sound: SoundDefinition) -> None:
        """Begin a background with the sample that is fed next; one too many has no effect."""
        if len(self._going_on) >= MAX_LAYERS:
            return
        if background.duck and self._ducking is None:
            self._ducking = Ducking(self._received)
        level = min(max(background.level, SOFTEST), LOUDEST)
        gain = 10 ** ((self._speech_level + level - sound.loudness) / 20)
        self._layers.append(_BackgroundLayer(background, sound.open(background.seed), gain, self._received))

    def end_last(self) -> None:
        """Let the background that began last fade out from the sample on that is fed next."""
        for layer in self._going_on[-1:]:
            layer.fade_out = self._received, self._received + round(layer.background.fade_out * RATE)

    def end_all(self, samples: int) -> None:
        """Let every background be faded out after so many samples more."""
        end = self._received + samples
        for layer in self._going_on:
            layer.fade_out = end - round(layer.background.fade_out * RATE), end

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready, with the backgrounds."""
        if not self._layers and not len(self._held):
            self._at += len(samples)
            if self._ducking is not None:
                self._ducking.feed(samples)
            return samples
        self._held = np.concatenate((self._held, samples))
        if self._ducking is None:
            return self._mixed(len(self._held))
        self._ducking.feed(samples)
        return self._mixed(min(max(self._ducking.decided - self._at, 0), len(self._held)))

    def finish(self) -> Samples:
        """Return what was held back."""
        if self._ducking is not None:
            self._ducking.finish()
        return self._mixed(len(self._held))

    def _mixed(self, count: int) -> Samples:
        mixed, self._held = self._held[:count].copy(), self._held[count:]
        ducked = None if self._ducking is None else self._ducking.curve(self._at, count)
        for layer in self._layers:
            skipped, sound = layer.block(self._at, count, ducked)
            mixed[skipped:] += sound
        self._at += count
        self._layers = [layer for layer in self._layers if layer.fade_out is None or layer.fade_out[1] > self._at]
        return mixed


class Ducking:
    """Follows speech: how far backgrounds are turned down, from 0 to 1, at each sample since it began."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._rest: Samples = NOTHING
        """Speech of a frame that is not complete."""
        self._spoken: list[bool] = []
        """Of the last frames, whether words are spoken in them."""
        self._depths: list[float] = [0.0]
        """How far they are turned down at the ends of frames; those that have passed are forgotten."""
        self._forgotten = 0

    @property
    def decided(self) -> int:
        """The sample of the stream up to which it is known."""
        return self._start + (self._forgotten + len(self._depths) - 1) * FRAME

    def feed(self, samples: Samples) -> None:
        """Take more of the speech."""
        speech = np.concatenate((self._rest, samples))
        count = len(speech) // FRAME
        self._rest = speech[count * FRAME :]
        powers = np.mean(np.square(speech[: count * FRAME].reshape(count, FRAME)), axis=1)
        for power in powers:
            self._add(spoken=bool(power > _SPOKEN**2))

    def finish(self) -> None:
        """Decide about what is left: no word follows."""
        for _ in range(AHEAD + 2):
            self._add(spoken=False)

    def curve(self, at: int, count: int) -> NDArray[np.float64]:
        """Return how far backgrounds are turned down at these samples, and forget what is before them."""
        places = (np.arange(at, at + count) - self._start) / FRAME - self._forgotten
        curve = np.interp(places, np.arange(len(self._depths)), self._depths)
        passed = max((at + count - self._start) // FRAME - self._forgotten, 0)
        passed = min(passed, len(self._depths) - 1)
        self._depths = self._depths[passed:]
        self._forgotten += passed
        return curve

    def _add(self, *, spoken: bool) -> None:
        """Note a frame; that decides about the one that lies AHEAD before it."""
        self._spoken.append(spoken)
        if len(self._spoken) <= AHEAD:
            return
        target = 1.0 if any(self._spoken) else 0.0
        del self._spoken[0]
        depth = self._depths[-1]
        share = 1 - float(np.exp(-FRAME / RATE / ((ATTACK if target > depth else RELEASE) / 3)))
        self._depths.append(depth + share * (target - depth))
