"""Measures the search for a voice in a closed loop: whether a published voice is found again from the others.

    script/bench voice_match --data FOLDER [NAME ...]

FOLDER is a data folder with a model, all voices, and `encoders/resemblyzer.pt`. For each voice, two sentences spoken by
it are the recording, and it is left out of the search. What was found then says a sentence that neither the recording
nor the search had, each of the other voices says one too, and the speaker encoder compares them with the recording. A
voice is found if none of the others sounds more like it than what was found. The measure without a network, by which
nothing was searched, is printed beside it.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.matching.blend_search import BlendSearch, KnownVoices
from wyoming_kokoro.workshop.matching.known_voices import known_voices, style_of
from wyoming_kokoro.workshop.matching.match_recording import ENCODER, SEARCH_ROUNDS, shares_by_name
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.sound_likeness import figures_of, likeness
from wyoming_kokoro.workshop.matching.speaker import LISTEN_SENTENCE, SEARCH_SENTENCE, StyleSpeaker, open_speaker
from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, SpeakerEncoder

Floats = NDArray[np.float32]

VOICES = (
    *("af_heart", "af_bella", "am_michael", "am_fenrir", "bf_emma"),
    *("bf_isabella", "bm_george", "bm_fable", "af_kore", "am_puck"),
)
"""Five women and five men, American and British, chosen before anything was measured."""
SETTINGS = {"engine.model": "auto", "downloads.enabled": False}
CACHE = "voices-heard.npz"
RECORDING = (
    "ɐ kwˈIət vˈYs tˈOld ʌs əbˌWt ði ˈOld bɹˈɪʤ, ðə ɹˈɪvəɹ ænd ðə mˈɪl. "
    "dɪd ju ɹəmˈɛmbəɹ tə klˈOz ðə wˈɪndOz bəfˈɔɹ ju lˈɛft ðə hˈWs?"
)


def main() -> None:
    """Measure each voice and print a line for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--threads", type=int, default=0, help="threads of the model")
    parser.add_argument("--rounds", type=int, default=SEARCH_ROUNDS, help="blends that are spoken")
    parser.add_argument("voices", nargs="*", default=VOICES, metavar="NAME")
    parsed = parser.parse_args()
    loaded = load(Paths(parsed.data, parsed.data), {**SETTINGS, "engine.threads": parsed.threads}, {})
    store = Downloads(parsed.data, loaded.settings.downloads)
    encoder = SpeakerEncoder(store.encoders.path(ENCODER))
    voices = known_voices(store)
    found = 0
    with open_speaker(loaded, store) as speaker:
        loop = ClosedLoop(store, voices, encoder, speaker, parsed.rounds, parsed.data / CACHE)
        for count, name in enumerate(parsed.voices, 1):
            found += loop.measure(name)
            print(f"{found} of {count} found", flush=True)


class ClosedLoop:
    """Leaves one voice out and looks for it."""

    def __init__(
        self,
        store: Downloads,
        voices: KnownVoices,
        encoder: SpeakerEncoder,
        speaker: StyleSpeaker,
        rounds: int,
        cache: Path,
    ) -> None:
        self._store, self._voices, self._encoder, self._speaker = store, voices, encoder, speaker
        self._rounds, self._cache = rounds, cache
        self._heard: dict[str, Floats] = dict(np.load(cache)) if cache.exists() else {}

    def measure(self, name: str) -> bool:
        """Print how alike what was found is, and the others; return whether it is nearer than all of them."""
        begun = time.monotonic()
        recording = self._speaker.speak(self._store.style(name), RECORDING)
        target = self._embedded(recording)
        others = self._voices.without(name)

        def hear(shares: NDArray[np.float64]) -> Floats:
            style = style_of(self._store, shares_by_name(others.names, shares))
            return self._embedded(self._speaker.speak(style, SEARCH_SENTENCE))

        best = BlendSearch(others, target, hear).run(self._rounds)
        seconds = time.monotonic() - begun
        shares = shares_by_name(others.names, best.shares)
        sound = self._speaker.speak(style_of(self._store, shares), LISTEN_SENTENCE)
        alike = float(self._embedded(sound) @ target)
        marks = {rival: float(self._said(rival) @ target) for rival in others.names}
        nearest = max(marks, key=lambda rival: marks[rival])
        figures = figures_of(recording, RATE)
        without = likeness(figures_of(sound, RATE), figures)
        rival_sound = self._speaker.speak(self._store.style(nearest), LISTEN_SENTENCE)
        rival_without = likeness(figures_of(rival_sound, RATE), figures)
        mixed = " ".join(f"{voice}:{share:.2f}" for voice, share in shares.items())
        print(
            f"{name}: {alike:.3f}, nearest of {len(marks)} others {nearest} {marks[nearest]:.3f}; by spectrum and pitch"
            f" {without:.2f}, {rival_without:.2f}; {seconds:.0f} s; {mixed}"
        )
        return alike > marks[nearest]

    def _said(self, name: str) -> Floats:
        """Return what is heard of a voice; it speaks once, and what was heard is kept in a file."""
        if name not in self._heard:
            self._heard[name] = self._embedded(self._speaker.speak(self._store.style(name), SEARCH_SENTENCE))
            with self._cache.open("wb") as file:
                np.savez(file, **self._heard)  # type: ignore[arg-type] # its stubs have only an argument of its own
        return self._heard[name]

    def _embedded(self, samples: Floats) -> Floats:
        return self._encoder.embed(to_rate(samples, RATE, SPEECH_RATE))


if __name__ == "__main__":
    main()
