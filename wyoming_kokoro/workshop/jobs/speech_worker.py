"""A process that makes the samples of a plan: one thread, which gives way to listeners of a server."""

import asyncio
import logging
import os
import signal
from contextlib import aclosing, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from wyoming_kokoro import __version__
from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.errors import BadRequest, SpeechError
from wyoming_kokoro.pronounce.phonetic_alphabets import kokoro_symbols
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import NOTHING, RATE, Delivery, GivenReading, Line, Samples, Utterance, WordTime
from wyoming_kokoro.studio import SpeakingVoice, Studio
from wyoming_kokoro.workshop.augmentation import (
    at_level,
    augment_sound,
    find_preset,
    make_noise,
    random_of,
    within_full_scale,
)
from wyoming_kokoro.workshop.jobs.align_words import align_words
from wyoming_kokoro.workshop.jobs.clip import cut_clip, with_floor
from wyoming_kokoro.workshop.jobs.made_sample import MadeSample, WorkerFacts
from wyoming_kokoro.workshop.jobs.plan import PlanLine
from wyoming_kokoro.workshop.own_studio import own_studio

LEVEL = -23.0
"""Decibels of full scale of the part of a sample in which somebody speaks: the same for every voice and text, and not
measured while it speaks, so that no sample depends on those before it."""
SETTINGS: dict[str, object] = {"engine.threads": 1, "speech.normalize_loudness": False}
NICENESS = 10
"""Samples give way to listeners."""
DIGEST_DIGITS = 16
"""Of a model's digest in the ids of samples."""
FINAL_MARKS = ".?!,"
"""At the end of a clip's text: how the voice rises or falls."""
WRITTEN_PHONEMES = "/"
"""Around a word of a clip that is written as its phonemes."""
CLIP_RULE = "clip"
"""What an explanation would show as the rule by which a clip is read."""
NOISE_SECONDS, NOISE_LEVELS = (1.0, 3.0), (-50.0, -20.0)
"""How long noise lasts without speech, and how loud it is, in decibels of full scale."""


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
            await asyncio.to_thread(pipe.send, (True, facts_of(studio)))
            while True:
                line = await asyncio.to_thread(pipe.recv)
                made = await make_sample(studio, line, loaded.sources.paths.presets)
                await asyncio.to_thread(pipe.send, (True, made))
    except SpeechError as error:
        await asyncio.to_thread(pipe.send, (False, error.message))


def facts_of(studio: Studio) -> WorkerFacts:
    """Return what a studio speaks with, and what is known of it in every process."""
    status = studio.status()
    identity = " ".join(filter(None, (status.engine, status.model, status.digest[:DIGEST_DIGITS], __version__)))
    return WorkerFacts(identity, tuple(voice for voice in studio.voices.listed() if voice.remote))


async def make_sample(studio: Studio, line: PlanLine, presets: Path) -> MadeSample:
    """Return what comes of a line; the problem where it cannot be spoken."""
    try:
        if line.noise:
            return await asyncio.to_thread(_noise, line, presets)
        return await _spoken(studio, line, presets)
    except BadRequest as error:
        return MadeSample(line, problem=error.message)


async def _spoken(studio: Studio, line: PlanLine, presets: Path) -> MadeSample:
    sounds, words, speaker = [NOTHING], list[WordTime](), SpeakingVoice()
    async with aclosing(studio.speak(_utterance(line), speaker=speaker)) as blocks:
        async for block in blocks:
            sounds.append(block.samples)
            words += block.words
    if speaker.voice != studio.voices.find(line.voice).name:
        raise BadRequest(f"The voice {line.voice} cannot speak now, and another one is not what was asked for.")
    sound = np.concatenate(sounds)
    if line.clip:
        made = await asyncio.to_thread(_finished_clip, sound, words, line, presets)
        return replace(made, trainable=not speaker.cloud)
    phonemes = " ".join(word.phonemes for word in words if word.phonemes)
    content, seconds = await asyncio.to_thread(_finished, resample(sound, RATE, line.rate), line, presets)
    aligned = align_words(line.text, words)
    return MadeSample(line, content, phonemes, seconds, words=aligned, trainable=not speaker.cloud)


def _utterance(line: PlanLine) -> Utterance:
    """Return what is to be spoken: a text as it is read, or exactly the phonemes of a clip and what is around them."""
    delivery = Delivery(line.voice, line.language, line.speed, line.pitch or None)
    if not line.clip:
        return Utterance(line.text, delivery)
    if kokoro_symbols(line.phonemes, "misaki", line.language) is None:
        raise BadRequest(f"A phoneme of {line.phonemes!r} is not known.")
    words = line.text.rstrip(FINAL_MARKS)
    before, rest = _before(line), f"{line.text[len(words) :]} {line.after}".rstrip()
    reading = GivenReading("misaki", line.phonemes, rule=CLIP_RULE)
    cues = [Line(before), Line(words, len(before), reading=reading), Line(rest, len(before) + len(words))]
    written = f"{before}{words}{rest}"
    return Utterance("", delivery, cues=tuple(cue for cue in cues if cue.text), written=written)


def _before(line: PlanLine) -> str:
    """Return what is written before the words of a clip."""
    return f"{line.before} " if line.before else ""


def _finished_clip(samples: Samples, words: list[WordTime], line: PlanLine, presets: Path) -> MadeSample:
    """Return a clip, cut closely, over the noise of a room, and when its own words are said in it."""
    random = random_of("clip", line.id)
    text = f"{_before(line)}{line.text}"
    places = range(len(text) - len(line.text), len(text))
    own = [replace(word, spoken=word.spoken.replace(WRITTEN_PHONEMES, "")) for word in words if word.start in places]
    said = None
    if line.before or line.after:
        if not own:
            raise BadRequest("The words are not found in the sound.")
        said = min(word.start_sample for word in own), max(word.end_sample for word in own)
    clip = cut_clip(samples, RATE, random, said, line.kept)
    sound = resample(clip.samples, RATE, line.rate)
    if not np.any(sound):
        raise BadRequest("There is nothing to be heard.")
    content, seconds = _finished(with_floor(at_level(sound, line.rate, LEVEL), random), line, presets)
    return MadeSample(line, content, line.phonemes, seconds, words=align_words(text, own, clip))


def _finished(samples: Samples, line: PlanLine, presets: Path) -> tuple[bytes, float]:
    """Return a sound as a file, after its preset, and its length; the seed of a copy is the sample's own."""
    sound = at_level(samples, line.rate, LEVEL)
    if not np.any(sound):
        raise BadRequest("There is nothing to be heard.")
    if line.preset:
        sound = augment_sound(sound, line.rate, find_preset(line.preset, presets), line.id).samples
    return wave_file(within_full_scale(sound), line.rate), len(sound) / line.rate


def _noise(line: PlanLine, presets: Path) -> MadeSample:
    """Return a sample in which nobody speaks, of another length and level each time."""
    random = random_of("noise", line.id)
    count = round(float(random.uniform(*NOISE_SECONDS)) * line.rate)
    level = np.float32(10 ** (float(random.uniform(*NOISE_LEVELS)) / 20))
    sound = make_noise(line.noise, random, count, line.rate) * level
    if line.preset:
        sound = augment_sound(sound, line.rate, find_preset(line.preset, presets), line.id).samples
    return MadeSample(line, wave_file(within_full_scale(sound), line.rate), "", count / line.rate)
