"""Measures how far the times of words are from what is heard of them, at sounds whose edges are certain.

    word_times.py FOLDER [--voices af_heart,bf_emma] [--share 4] [--speed 1.0] [--engine kokoro] [--pocketsphinx]

FOLDER is a data folder with a model and voices. Judged are the beginnings and ends of words at pauses, and at s and sh
next to a vowel or a nasal, where the level above 4 kHz changes by 20 dB. With --pocketsphinx (5.1, installed beside the
program) its alignment in frames of 10 ms is a second opinion on every word.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from pathlib import Path

import numpy as np

from benchmarks.judges.sound_edges import REACH, STEP, hiss, offset, onset, pauses
from wyoming_kokoro.audio import pcm16, resample
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Delivery, Samples, Utterance, WordTime
from wyoming_kokoro.studio import Studio

SENTENCES = tuple((Path(__file__).parent / "judges" / "hissing_sentences.txt").read_text("utf-8").splitlines())
VOICES = "af_heart,am_michael,bf_emma,am_adam"
HISSES = "sʃ"
OPEN = "AIOQWYaiuæɑɐɒɔəɛɜɪʊʌᵊᵻmnŋlɹwjː"
"""Phonemes without hiss."""
NOISES = frozenset("sʃzʒʧʤtdkfθ")
"""Phonemes with a hiss or a burst of their own."""
PLOSIVES = "pbtdkɡ"
"""Where a word ends with one, its last silence may be before the burst or after it."""
CONTIGUOUS = 100
"""Milliseconds between the reported times of two words between which there is no pause."""
PAUSE = 120
"""Milliseconds of silence that are certainly a pause, and not the closure of a p, t or k."""

LOAD_SECONDS = 600
"""How long the engine may take until it speaks."""

Error = tuple[str, float]
"""Which kind of edge, and by how many milliseconds the reported time is later than the sound."""


def main() -> None:
    """Speak the sentences, and print a line for each voice and kind of edge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--voices", default=VOICES)
    parser.add_argument("--share", type=int, default=1, help="each voice speaks one of so many sentences")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--engine", default="kokoro")
    parser.add_argument("--model", help="the model file")
    parser.add_argument("--pocketsphinx", action="store_true")
    print_table(asyncio.run(measure(parser.parse_args())))


async def measure(arguments: argparse.Namespace) -> dict[str, list[Error]]:
    """Return the errors by voice."""
    own = {"cache.memory_megabytes": 0, "cache.disk": False, "engine.name": arguments.engine}
    if arguments.model:
        own["engine.model"] = arguments.model
    studio = await Studio.open(load(Paths.find(arguments.folder), own))
    await ready(studio)
    print("engine:", studio.status().engine, studio.status().model or "")
    errors: dict[str, list[Error]] = defaultdict(list)
    try:
        for number, voice in enumerate(arguments.voices.split(",")):
            for text in SENTENCES[number % arguments.share :: arguments.share]:
                samples, words = await speak(studio, Utterance(text, Delivery(voice, speed=arguments.speed)))
                errors[voice] += edge_errors(samples, words)
                if arguments.pocketsphinx:
                    errors[voice] += alignment_errors(samples, words)
    finally:
        await studio.close()
    return errors


async def ready(studio: Studio) -> None:
    """Wait until the engine of the settings speaks: a model may have to be prepared."""
    async with asyncio.timeout(LOAD_SECONDS):
        while studio.status().standing_in:  # noqa: ASYNC110 -- the studio offers no event
            await asyncio.sleep(0.5)


async def speak(studio: Studio, utterance: Utterance) -> tuple[Samples, list[WordTime]]:
    """Return the sound of an utterance, and the times of its words."""
    async with aclosing(studio.speak(utterance)) as blocks:
        audio = [block async for block in blocks]
    return np.concatenate([block.samples for block in audio]), [word for block in audio for word in block.words]


def edge_errors(samples: Samples, words: Sequence[WordTime]) -> Iterator[Error]:
    """Yield the errors of those words whose edges are certain."""
    levels = hiss(samples)
    starts, ends = ([word.start_sample / STEP for word in words], [word.end_sample / STEP for word in words])
    sounds = ["", *(word.phonemes.strip("ˈˌ.,!?;: ") for word in words), ""]
    for since, until in pauses(samples, PAUSE):
        for kind, times, edge in (("end before a pause", ends, since), ("start after a pause", starts, until)):
            distances = [abs(time - edge) for time in times]
            nearest = distances.index(min(distances))
            released = kind.startswith("end") and sounds[nearest + 1][-1:] in PLOSIVES
            outside = edge in {0, len(samples) // STEP}
            if distances[nearest] < REACH and not released and not outside:
                yield kind, times[nearest] - edge
    for at, sound in enumerate(sounds[1:-1]):
        before, after = "".join(sounds[: at + 1]), "".join(sounds[at + 2 :])
        follows = at > 0 and starts[at] - ends[at - 1] < CONTIGUOUS and starts[at] - starts[at - 1] > REACH
        precedes = at + 1 < len(words) and starts[at + 1] - ends[at] < CONTIGUOUS and ends[at + 1] - ends[at] > REACH
        if follows and _is_certain(before, sound):
            yield from _error("start, hiss", starts[at], onset(levels, round(starts[at])))
        if precedes and _is_certain(after[::-1], sound[::-1]):
            yield from _error("end, hiss", ends[at], offset(levels, round(ends[at])))


def _is_certain(before: str, sound: str) -> bool:
    """Return whether a sound begins with a hiss, and no other noise beside it could be taken for it."""
    begins = sound[:1] in HISSES and before[-1:] in OPEN
    return begins and not NOISES & {*before[-3:], *sound.replace("ˈ", "")[1:3]}


def _error(kind: str, reported: float, heard: int | None) -> Iterator[Error]:
    if heard is not None:
        yield kind, reported - heard


def alignment_errors(samples: Samples, words: Sequence[WordTime]) -> Iterator[Error]:
    """Yield how much later words begin than Pocketsphinx says; words that it does not know end the sentence."""
    import pocketsphinx  # noqa: PLC0415 -- only this option needs it

    decoder = pocketsphinx.Decoder(samprate=16_000, loglevel="FATAL")
    spoken = [each for word in words for each in word.spoken.lower().split()]
    if any(decoder.lookup_word(each) is None for each in spoken):
        return
    decoder.set_align_text(" ".join(spoken))
    decoder.start_utt()
    decoder.process_raw(pcm16(resample(samples, RATE, 16_000)), full_utt=True)
    decoder.end_utt()
    aligned = [each.start_frame * 10 for each in decoder.seg() if not each.word.startswith(("<", "["))]
    if len(aligned) == len(words) == len(spoken):
        yield from (
            ("start, Pocketsphinx", word.start_sample / STEP - at) for word, at in zip(words, aligned, strict=True)
        )


def print_table(errors: dict[str, list[Error]]) -> None:
    """Print how late each kind of edge is reported."""
    print(
        f"{'voice':12} {'edge':20} {'number':>6} {'late by':>8} {'|error|':>8} {'p95':>6}   (medians, in milliseconds)"
    )
    everything = [error for each in errors.values() for error in each]
    for voice, some in [*errors.items(), ("all", everything)]:
        rows = {kind: [value for other, value in some if other == kind] for kind in sorted({kind for kind, _ in some})}
        for whole in ("start", "end"):
            rows[f"all {whole}s"] = [value for kind, value in some if kind.startswith(whole) and "Pocket" not in kind]
        for kind, values in rows.items():
            if values:
                sizes = np.abs(values)
                print(
                    f"{voice:12} {kind:20} {len(values):6} {np.median(values):8.1f} {np.median(sizes):8.1f}"
                    f" {np.percentile(sizes, 95):6.1f}"
                )


if __name__ == "__main__":
    main()
