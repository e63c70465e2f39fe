"""With Kokoro's real weights, a voice is adjusted as far as asked for, and sounds as it did before it was saved."""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.hearing.prosody import pitch_track
from tests.conftest import REAL_MODEL
from tests.engines.rewriting import rewrite_here
from tests.model.conftest import OpenedOnce
from wyoming_kokoro.downloads import Style
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import NOTHING, RATE, Delivery, Samples, Utterance, Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices import VoiceStyles
from wyoming_kokoro.voices.adjustment import UNCHANGED, VoiceAdjustment
from wyoming_kokoro.voices.consent import Consent
from wyoming_kokoro.voices.recorded_voice import VoiceToSave

pytestmark = [pytest.mark.model, pytest.mark.slow]

TEXT = "The parcel for the neighbours is lying in the hall, and somebody should bring it over this evening."
BANDS = (300, 600, 1200, 2400, 4000)
VOICES = ("af_heart", "bm_george")


class StudioEngine:
    """The published int8 model, with the voices of the studio that speaks."""

    def __init__(self, model: Path) -> None:
        self.styles: VoiceStyles | None = None
        self.engine = KokoroEngine(model, self._style)

    def _style(self, voice: Voice) -> Style:
        assert self.styles is not None
        return self.styles.of(voice)


@pytest.fixture(scope="module", params=["one graph", "in parts"])
def opened_engine(request: pytest.FixtureRequest, shared_data: Path) -> Iterator[StudioEngine]:
    """The engine, as one graph and in parts."""
    opened = StudioEngine(shared_data / REAL_MODEL)
    if request.param == "in parts":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(RewriteProcess, "run", rewrite_here)
            opened.engine.improve()
    assert opened.engine.capabilities.context == (request.param == "in parts")
    yield opened
    opened.engine.close()


@pytest.fixture
async def studio(opened_engine: StudioEngine, shared_data: Path, tmp_path: Path) -> AsyncIterator[tuple[Studio, Path]]:
    """A studio that speaks with it, and the folder of its voices."""
    settings: dict[str, object] = {
        "cache.precompute": False,
        "downloads.enabled": False,
        "speech.normalize_loudness": False,
    }
    engine = OpenedOnce(opened_engine.engine)
    opened = await Studio.open(load(Paths(tmp_path, shared_data), settings, {}), engine=engine)
    opened_engine.styles = opened._styles
    yield opened, shared_data / "voices"
    await opened.close()


async def _heard(studio: tuple[Studio, Path], voice: str, adjustment: VoiceAdjustment) -> Samples:
    content = (studio[1] / f"{voice}.bin").read_bytes()
    async with aclosing(studio[0].speak_draft(_voice(content, adjustment), TEXT)) as blocks:
        return np.concatenate([NOTHING, *[block.samples async for block in blocks]])


def _voice(content: bytes, adjustment: VoiceAdjustment) -> VoiceToSave:
    return VoiceToSave(content, "test", "1", "ab" * 32, {}, adjustment)


def _pitch(samples: Samples) -> float:
    """Return the median pitch in semitones above 100 Hz."""
    track = pitch_track(samples)
    return float(np.median(track.semitones[track.voiced]))


def _slope(samples: Samples, plain: Samples) -> float:
    """Return by how many decibels an octave the spectrum of one rises, compared with the other's."""
    levels = [_octave_levels(each) for each in (samples, plain)]
    centres = [np.log2(np.sqrt(low * high)) for low, high in pairwise(BANDS)]
    return float(np.polyfit(centres, levels[0] - levels[1], 1)[0])


def _octave_levels(samples: Samples) -> np.ndarray:
    power = np.abs(np.fft.rfft(samples)) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    bands = pairwise(BANDS)
    return np.array([10 * np.log10(power[(frequencies >= low) & (frequencies < high)].sum()) for low, high in bands])


@pytest.mark.parametrize("voice", VOICES)
async def test_a_voice_is_adjusted_as_far_as_asked_for(
    studio: tuple[Studio, Path], opened_engine: StudioEngine, voice: str
) -> None:
    in_parts = opened_engine.engine.capabilities.context
    semitones_off, pace_off = (0.3, 0.03) if in_parts else (0.5, 0.1)  # as one graph, the model takes its own pace
    plain = await _heard(studio, voice, UNCHANGED)
    for semitones in (-3.0, 1.5, 3.0):
        changed = await _heard(studio, voice, VoiceAdjustment(pitch=semitones))
        assert _pitch(changed) - _pitch(plain) == pytest.approx(semitones, abs=semitones_off)
    for pace in (0.7, 0.9, 1.2, 1.4):
        changed = await _heard(studio, voice, VoiceAdjustment(pace=pace))
        assert len(plain) / len(changed) == pytest.approx(pace, rel=pace_off)
    for tilt in (-3.0, -1.0, 2.0, 3.0):
        changed = await _heard(studio, voice, VoiceAdjustment(brightness=tilt))
        assert _slope(changed, plain) == pytest.approx(tilt, abs=0.15)


async def test_the_saved_voice_sounds_as_it_was_heard(studio: tuple[Studio, Path]) -> None:
    adjustment = VoiceAdjustment(pitch=-1.5, pace=1.1, brightness=1.0)
    heard = await _heard(studio, "bf_emma", adjustment)
    content = (studio[1] / "bf_emma.bin").read_bytes()
    try:
        await studio[0].save_voice("af_saved", _voice(content, adjustment), Consent("Ada", ""))
        async with aclosing(studio[0].speak(Utterance(TEXT, Delivery("af_saved")))) as blocks:
            spoken = np.concatenate([block.samples async for block in blocks])
        assert np.array_equal(heard, spoken)
    finally:
        await studio[0].remove_voice("af_saved")
