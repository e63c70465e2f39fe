"""Measures how loud finished speech is, by FFmpeg's ebur128: voices, short texts, the sentences of a text."""

import argparse
import asyncio
import json
import shutil
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.hearing.ebur128 import Level, ffmpeg_level
from wyoming_kokoro.audio.effects.limiter import MAX_TRUE_PEAK, Limiter
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Delivery, Samples, Utterance, Voice
from wyoming_kokoro.studio import Studio

LOAD_SECONDS = 600

SENTENCES: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("data").joinpath("level_sentences.json").read_text("utf-8")
)
"""A statement, a question and a long sentence that the shipped table was not measured with, by language."""

_AUDIBLE = 0.005

COUNTING = ("21 34 47 58 62 79 83 96",)
"""What voices of other languages say."""

SHORT = (
    *("Hi.", "Off.", "No.", "Yes.", "On.", "Hello.", "Okay.", "Done.", "Stop.", "Sorry?"),
    *("Good night.", "Turn it off.", "It is raining.", "The light is on.", "Not now.", "Of course.", "Ten past six."),
    *("Volume up.", "Next song.", "Who is there?", "Good morning, everyone.", "The washing machine is done."),
    *("It is seven degrees outside.", "The garage door is open.", "Your timer has ended.", "Dinner is ready!"),
    *("I did not understand that.", "Lights off in the kitchen.", "Paused.", "Resumed.", "Cancelled.", "Locked."),
    *("The front door is locked.", "Heating set to twenty.", "Alarm at seven.", "One moment, please.", "Welcome home!"),
    *("Battery low.", "Nothing found.", "See you tomorrow."),
)

TEXT = (
    "Good evening. The heating in the living room was turned down to nineteen degrees an hour ago. "
    "Two windows are open. Shall I close the blinds? "
    "It will rain after nine, and the wind is getting stronger. Good night."
)


async def spoken(studio: Studio, voice: Voice, text: str) -> Samples:
    """Return the finished sound of a text."""
    blocks = studio.speak(Utterance(text, Delivery(voice=voice.name)))
    return np.concatenate([block.samples async for block in blocks])


async def all_voices(studio: Studio, voices: Sequence[Voice], target: float) -> None:
    """Print a line for each voice: how far each sentence is from the target, their mean, and the highest true peak."""
    print("| voice | sentences | mean | true peak |\n|---|---|---|---|")
    levels = []
    for voice in voices:
        texts = SENTENCES.get(voice.language.partition("-")[0], COUNTING)
        found = [ffmpeg_level(await spoken(studio, voice, text)) for text in texts]
        mean = Level(sum(each.loudness for each in found) / len(found), max(each.true_peak for each in found))
        levels.append(mean)
        offs = ", ".join(f"{each.loudness - target:+.1f}" for each in found)
        print(f"| `{voice.name}` | {offs} | {mean.loudness - target:+.1f} | {mean.true_peak:.1f} |", flush=True)
    summary("voices", levels, target, 1.0)


async def short_texts(studio: Studio, voice: Voice, target: float) -> None:
    """Print how loud short texts are."""
    levels = []
    for text in SHORT:
        found = ffmpeg_level(await spoken(studio, voice, text))
        levels.append(found)
        print(f"{found.loudness - target:+5.1f} {found.true_peak:5.1f}  {text}", flush=True)
    summary(f"short texts of {voice.name}", levels, target, 2.0)


async def consecutive(studio: Studio, voice: Voice, target: float) -> None:
    """Print how much the level changes from one sentence of a text to the next."""
    sound = await spoken(studio, voice, TEXT)
    levels = [ffmpeg_level(part) for part in between_pauses(sound)]
    steps = [abs(after.loudness - before.loudness) for before, after in pairwise(levels)]
    print(f"{voice.name}: sentences at {', '.join(f'{each.loudness - target:+.1f}' for each in levels)} LU")
    print(
        f"{voice.name}: the largest step is {max(steps):.1f} LU; true peak {ffmpeg_level(sound).true_peak:.1f}",
        flush=True,
    )


def between_pauses(sound: Samples, seconds: float = 0.3) -> list[Samples]:
    """Return the parts of a sound that pauses of at least this length separate."""
    audible = np.flatnonzero(np.abs(sound) > _AUDIBLE)
    gaps = np.flatnonzero(np.diff(audible) > seconds * RATE)
    starts = [audible[0], *audible[gaps + 1]]
    ends = [*audible[gaps], audible[-1]]
    return [sound[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def summary(what: str, levels: Iterable[Level], target: float, tolerance: float) -> None:
    """Print how many are within the tolerance, and the extremes."""
    levels = list(levels)
    offs = np.array([each.loudness - target for each in levels])
    within = int((np.abs(offs) <= tolerance).sum())
    peak = max(each.true_peak for each in levels)
    print(
        f"{what}: {within} of {len(offs)} within {tolerance:g} LU of {target:g} LUFS; "
        f"from {offs.min():+.1f} to {offs.max():+.1f}, on average {offs.mean():+.2f}; "
        f"highest true peak {peak:.1f} dBTP (at most {MAX_TRUE_PEAK:g})\n",
        flush=True,
    )


def limiter_cost() -> None:
    """Print what the limiter takes of the time that the sound lasts."""
    noise = np.random.default_rng(1).standard_normal(20 * RATE).astype(np.float32)
    for name, factor in (("below the ceiling", 0.05), ("above it", 0.6)):
        limiter, sound = Limiter(), noise * np.float32(factor)
        began = time.process_time()
        for start in range(0, len(sound), RATE // 10):
            limiter.feed(sound[start : start + RATE // 10])
        share = (time.process_time() - began) / (len(sound) / RATE)
        print(f"the limiter, {name}: {share:.2%} of the sound's duration")


async def measure(arguments: argparse.Namespace) -> None:
    """Measure what is asked for."""
    wanted = {
        "engine.name": arguments.engine,
        "engine.model": arguments.model,
        "speech.loudness": arguments.loudness,
        "speech.volume": arguments.volume,
        "cache.precompute": False,
        "cache.disk": True,
    }
    studio = await Studio.open(load(Paths(arguments.data_dir, arguments.data_dir), wanted, {}))
    try:
        async with asyncio.timeout(LOAD_SECONDS):
            while studio.status().engine != arguments.engine:  # noqa: ASYNC110 -- a studio has no event for it
                await asyncio.sleep(0.1)
        here = {path.stem for path in (arguments.data_dir / "voices").glob("*.bin")}
        listed = [voice for voice in studio.voices.listed() if arguments.engine == "espeak" or voice.name in here]
        target = arguments.loudness + 20 * float(np.log10(arguments.volume))
        if "voices" in arguments.parts:
            await all_voices(studio, [v for v in listed if v.name in (arguments.voices or (v.name,))], target)
        for name in arguments.short_voices:
            if "short" in arguments.parts:
                await short_texts(studio, studio.voices.find(name), target)
            if "text" in arguments.parts:
                await consecutive(studio, studio.voices.find(name), target)
    finally:
        await studio.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True, help="the folder with models/ and voices/")
    parser.add_argument("--engine", choices=("kokoro", "espeak"), default="kokoro")
    parser.add_argument("--model", default="kokoro-v1.0.int8.onnx")
    parser.add_argument("--loudness", type=float, default=-18.0)
    parser.add_argument("--volume", type=float, default=1.0)
    parser.add_argument("--parts", nargs="+", default=["voices", "short", "text"], choices=("voices", "short", "text"))
    parser.add_argument("--voices", nargs="+", help="only these")
    parser.add_argument("--short-voices", nargs="+", default=["af_heart"], help="voices of the short texts")
    arguments = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        parser.error("ffmpeg is not installed")
    limiter_cost()
    asyncio.run(measure(arguments))


if __name__ == "__main__":
    main()
