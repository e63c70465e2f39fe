"""Makes a voice from a recording: checks it, tunes or searches, speaks the result, and says how alike it is."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro import __version__
from wyoming_kokoro.downloads import Downloads, Style
from wyoming_kokoro.errors import BadRequest, SpeechError
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.matching.blend_search import BlendSearch, KnownVoices
from wyoming_kokoro.workshop.matching.decode_process import decode_apart
from wyoming_kokoro.workshop.matching.known_voices import known_voices, style_of
from wyoming_kokoro.workshop.matching.recording_checks import (
    MIN_SECONDS,
    RecordingCheck,
    check_recording,
    is_silent,
    refusal,
)
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.sound_likeness import figures_of, likeness
from wyoming_kokoro.workshop.matching.speaker import LISTEN_SENTENCE, SEARCH_SENTENCE, StyleSpeaker, open_speaker
from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, SpeakerEncoder, mean_direction
from wyoming_kokoro.workshop.matching.tuner import Tuner

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Report = Callable[[str], None]
"""Shows what is being done, in a few words."""

ENCODER, TUNER = "resemblyzer.pt", "inno-tuner.safetensors"
SEARCH_ROUNDS = 8
"""Blends that are spoken where there is no tuner."""
MAX_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a voice sounds to the recording, by a measure that did not make it, beside two marks."""

    measure: str
    voice: float
    nearest: float
    """Of the nearest published voice."""
    same_person: float
    """Of one half of the recording to the other: as alike as another recording of the same person is."""


@dataclass(frozen=True, slots=True, eq=False)
class MatchedVoice:
    """What was made of a recording."""

    style: Style
    nearest: str
    nearest_style: Style
    method: str
    version: str
    mixed_from: Mapping[str, float]
    likeness: Likeness
    checks: Sequence[RecordingCheck]
    sample_sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A decoded recording that may become a voice."""

    samples: Floats
    rate: int
    sha256: str
    windows: Floats
    """What the encoder hears of its parts."""
    checks: Sequence[RecordingCheck]

    @property
    def direction(self) -> Floats:
        """What the encoder hears of all of it."""
        return mean_direction(self.windows)

    def halves(self) -> tuple[Floats, Floats]:
        """Return the first and the second half of it."""
        middle = len(self.samples) // 2
        return self.samples[:middle], self.samples[middle:]


class VoiceMatcher:
    """Makes voices from recordings, with the files that are here or can be fetched."""

    def __init__(self, loaded: LoadedSettings, store: Downloads, report: Report = lambda _: None) -> None:
        self._loaded, self._store, self._report = loaded, store, report
        self._encoder: SpeakerEncoder | None = None

    def check(self, content: bytes) -> Recording:
        """Decode and check a recording; BadRequest where it is none, Unavailable where the encoder is missing."""
        self._report("checking the recording")
        samples, rate = decode_apart(content)
        if len(samples) < MIN_SECONDS * rate:
            raise BadRequest(f"The recording is shorter than {MIN_SECONDS:.0f} seconds.", code="recording_refused")
        if is_silent(samples):
            raise BadRequest("There is no sound in the recording.", code="recording_refused", about="file")
        windows = self.encoder.embed_windows(to_rate(samples, rate, SPEECH_RATE))
        checks = check_recording(samples, rate, windows)
        return Recording(samples, rate, hashlib.sha256(content).hexdigest(), windows, checks)

    def match(self, content: bytes, rounds: int | None = None, leave_out: str | None = None) -> MatchedVoice:
        """Return the voice of a recording. With `rounds`, so many blends are spoken to come nearer. Blocks."""
        recording = self.check(content)
        if why := refusal(list(recording.checks)):
            raise BadRequest(why, code="recording_refused", about="file")
        tuner = self._tuner()
        voices = known_voices(self._store)
        if leave_out is not None:
            voices = voices.without(leave_out)
        with open_speaker(self._loaded, self._store) as speaker:
            return _Match(recording, tuner, self.encoder, voices, self._store, speaker, self._report).run(rounds)

    @property
    def encoder(self) -> SpeakerEncoder:
        """The speaker encoder; it is fetched when it is first needed."""
        if self._encoder is None:
            self._encoder = SpeakerEncoder(self._fetched(ENCODER))
        return self._encoder

    def _tuner(self) -> Tuner | None:
        """Return the tuner; None where its file is not here and cannot be fetched."""
        try:
            return Tuner(self._fetched(TUNER))
        except SpeechError as error:
            self._report(f"without the tuner: {error.message}")
            return None

    def _fetched(self, name: str) -> Path:
        return asyncio.run(self._store.encoders.download(name))


@dataclass(slots=True)
class _Match:
    """The work on one recording."""

    recording: Recording
    tuner: Tuner | None
    encoder: SpeakerEncoder
    voices: KnownVoices
    store: Downloads
    speaker: StyleSpeaker
    report: Report

    def run(self, rounds: int | None) -> MatchedVoice:
        nearest = self.voices.names[int(np.argmax(self.voices.directions @ self.recording.direction))]
        base = style_of(self.store, {nearest: 1.0})
        if self.tuner is not None:
            tuned = self.tuner.tune(self.recording.samples, self.recording.rate)
            style, mixed, method = tuned.style, dict(tuned.prosody), "tuner"
            if rounds:
                style, mixed = self._searched(rounds, style)
                method = "tuner and search"
        else:
            style, mixed = self._searched(rounds or SEARCH_ROUNDS)
            method = "search"
        self.report("speaking the result")
        spoken = [self.speaker.speak(each, LISTEN_SENTENCE) for each in (style, base)]
        return MatchedVoice(
            style,
            nearest,
            base,
            method,
            self.tuner.version if self.tuner is not None else __version__,
            mixed,
            self._likeness(*spoken, by_tuner=method == "tuner"),
            self.recording.checks,
            self.recording.sha256,
        )

    def _searched(self, rounds: int, tuned: Style | None = None) -> tuple[Style, dict[str, float]]:
        """Return the best blend, which the tuner's voice may be a part of."""
        names, loaded = list(self.voices.names), {} if tuned is None else {_TUNED: tuned}
        voices = self.voices
        if tuned is not None:
            heard = self._heard(tuned, SEARCH_SENTENCE)
            means = np.vstack([voices.styles, tuned.mean(axis=0)])
            names = [*names, _TUNED]
            voices = KnownVoices(names, means, np.vstack([voices.directions, heard]))

        def hear(shares: Doubles) -> Floats:
            return self._heard(style_of(self.store, shares_by_name(names, shares), loaded), SEARCH_SENTENCE)

        search = BlendSearch(voices, self.recording.direction, hear)
        best = search.run(rounds, lambda count: self.report(f"blend {count} of {rounds} is heard"))
        shares = shares_by_name(names, best.shares)
        return style_of(self.store, shares, loaded), shares

    def _heard(self, style: Style, phonemes: str) -> Floats:
        return self.encoder.embed(to_rate(self.speaker.speak(style, phonemes), RATE, SPEECH_RATE))

    def _likeness(self, voice: Floats, nearest: Floats, *, by_tuner: bool) -> Likeness:
        """Compare by what did not make the voice: the encoder for the tuner's, else the tuner's ear, else figures."""
        measure, compare = self._measure(by_tuner=by_tuner)
        recording = self.recording
        first, second = recording.halves()
        marks = [compare(spoken, RATE, recording.samples) for spoken in (voice, nearest)]
        return Likeness(measure, marks[0], marks[1], compare(first, recording.rate, second))

    def _measure(self, *, by_tuner: bool) -> tuple[str, Callable[[Floats, int, Floats], float]]:
        rate, tuner = self.recording.rate, self.tuner

        def by_encoder(sound: Floats, sound_rate: int, other: Floats) -> float:
            one = self.encoder.embed(to_rate(sound, sound_rate, SPEECH_RATE))
            return float(one @ self.encoder.embed(to_rate(other, rate, SPEECH_RATE)))

        def by_tuners_ear(sound: Floats, sound_rate: int, other: Floats) -> float:
            return 0.0 if tuner is None else float(tuner.direction(sound, sound_rate) @ tuner.direction(other, rate))

        def by_figures(sound: Floats, sound_rate: int, other: Floats) -> float:
            return likeness(figures_of(sound, sound_rate), figures_of(other, rate))

        if by_tuner:
            return "GE2E encoder", by_encoder
        return ("spectrum and pitch", by_figures) if tuner is None else ("the tuner's encoder", by_tuners_ear)


_TUNED = "tuned"


def shares_by_name(names: Sequence[str], shares: Doubles) -> dict[str, float]:
    """Return the shares that are not 0, the largest first."""
    order = np.argsort(-shares)
    return {names[place]: round(float(shares[place]), 4) for place in order if shares[place] > 0}
