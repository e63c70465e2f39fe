"""Detectors hear real Kokoro say their wake words, and a command wakes none of them.

They need the packages of recogniser.txt, which CI installs.
"""

import asyncio
from importlib.util import find_spec

import pytest

from tests.model.conftest import Speak
from wyoming_kokoro.audio import resample
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.augmentation import at_level
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.jobs.speech_worker import LEVEL
from wyoming_kokoro.workshop.wake.detectors import find_detectors
from wyoming_kokoro.workshop.wake.listening import listen
from wyoming_kokoro.workshop.wake.listening_stream import PlacedSound, placed
from wyoming_kokoro.workshop.wake.speech_embedding import RATE as DETECTOR_RATE

PACKAGES = ("pyopen_wakeword", "pymicro_wakeword")
pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(find_spec(name) for name in PACKAGES), reason="no detectors: pip install -r tests/model/recogniser.txt"
    ),
]
WAKE, COMMAND = ("af_heart", "am_puck", "bf_isabella", "bm_lewis"), "Turn on the light."


async def placed_speech(speak: Speak, text: str, voice: str, role: str) -> PlacedSound:
    """Return what a voice says, as a sample of a data set is brought to a level and stored."""
    spoken = await speak(text, voice)
    samples = at_level(resample(spoken.samples, RATE, DETECTOR_RATE), DETECTOR_RATE, LEVEL)
    return placed(SampleRow(f"{role} {voice}", role=role, voice=voice, text=text), samples)


async def test_wake_words_of_every_accent_are_heard_and_a_command_is_not(speak: Speak) -> None:
    for name, text, fewest in (("hey_jarvis", "Hey Jarvis", 3), ("okay_nabu", "Okay Nabu", 3)):
        sounds = [await placed_speech(speak, text, voice, "wake") for voice in WAKE]
        sounds.append(await placed_speech(speak, COMMAND, WAKE[0], "near"))
        for asked in find_detectors(name):
            result = await asyncio.to_thread(listen, asked, sounds, None, lambda _: None)
            heard = [each.sample.voice for each in result.heard if each.score > result.use.threshold]
            woke = [each.sample.voice for each in result.heard if each.delay is not None]
            assert heard == woke and result.heard[-1].delay is None, (asked.name, heard)
            assert len(heard) >= (fewest if asked.kind.name == "open" else 2), (asked.name, heard)
            assert all(each.delay < 1.0 for each in result.heard if each.delay is not None)
