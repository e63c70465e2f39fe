"""A process that makes the samples of a plan: one thread, which gives way to listeners of a server."""

import asyncio
import logging
import os
import signal
from contextlib import aclosing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from wyoming_kokoro import __version__
from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.errors import BadRequest, SpeechError
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import NOTHING, RATE, Delivery, Samples, Utterance, WordTime
from wyoming_kokoro.studio import SpeakingVoice, Studio
from wyoming_kokoro.workshop.augmentation import at_level, augment_sound, find_preset, within_full_scale
from wyoming_kokoro.workshop.jobs.align_words import align_words
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample
from wyoming_kokoro.workshop.jobs.plan import PlanLine
from wyoming_kokoro.workshop.own_studio import own_studio

LEVEL = -23.0
"""Decibels of full scale of the part of a sample in which somebody speaks: the same for every voice and text, and not
measured while it speaks, so that no sample depends on those before it."""
SETTINGS: dict[str, object] = {"engine.threads": 1, "speech.normalize_loudness": False}
NICENESS = 10
"""Samples give way to listeners."""


def serve_lines(loaded: LoadedSettings, pipe: Connection) -> None:
    """Make samples in this process until the other end is closed.

    Ctrl-C reaches all processes of a terminal: the one that sent the lines decides what it means.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(NICENESS)
    logging.disable(logging.CRITICAL)
    with suppress(EOFError, OSError):
        asyncio.run(_serve(loaded, pipe))


async def _serve(loaded: LoadedSettings, pipe: Connection) -> None:
    try:
        async with own_studio(loaded, SETTINGS, cores=1) as studio:
            await asyncio.to_thread(pipe.send, (True, _identity(studio)))
            while True:
                line = await asyncio.to_thread(pipe.recv)
                made = await _made(studio, line, loaded.sources.paths.presets)
                await asyncio.to_thread(pipe.send, (True, made))
    except SpeechError as error:
        await asyncio.to_thread(pipe.send, (False, error.message))


def _identity(studio: Studio) -> str:
    status = studio.status()
    return " ".join(filter(None, (status.engine, status.model, __version__)))


async def _made(studio: Studio, line: PlanLine, presets: Path) -> MadeSample:
    try:
        return await _spoken(studio, line, presets)
    except BadRequest as error:
        return MadeSample(line, problem=error.message)


async def _spoken(studio: Studio, line: PlanLine, presets: Path) -> MadeSample:
    delivery = Delivery(line.voice, line.language, line.speed, line.pitch or None)
    sounds, words, speaker = [NOTHING], list[WordTime](), SpeakingVoice()
    async with aclosing(studio.speak(Utterance(line.text, delivery), speaker=speaker)) as blocks:
        async for block in blocks:
            sounds.append(block.samples)
            words += block.words
    phonemes = " ".join(word.phonemes for word in words if word.phonemes)
    content, seconds = await asyncio.to_thread(_finished, np.concatenate(sounds), line, presets)
    aligned = align_words(line.text, words)
    return MadeSample(line, content, phonemes, seconds, words=aligned, trainable=not speaker.cloud)


def _finished(samples: Samples, line: PlanLine, presets: Path) -> tuple[bytes, float]:
    """Return a sound as a file, after its preset, and its length; the seed of a copy is the sample's own."""
    sound = at_level(resample(samples, RATE, line.rate), line.rate, LEVEL)
    if not np.any(sound):
        raise BadRequest("There is nothing to be heard.")
    if line.preset:
        sound = augment_sound(sound, line.rate, find_preset(line.preset, presets), line.id).samples
    return wave_file(within_full_scale(sound), line.rate), len(sound) / line.rate
