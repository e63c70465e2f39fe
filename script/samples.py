"""Makes the samples of Kokoro's voices that come with the program, and measures how each voice speaks.

Needs Kokoro's published int8 model and voices (script/real-kokoro puts them into .real-kokoro/) and, for Japanese and
Chinese as they should sound, the packages of wyoming-kokoro[ja] and [zh]. What is spoken to be measured is kept in a
folder, so that an interrupted run goes on, and so that `script/bench voices_judged` can judge it. Run it before a
release if the sound has changed since the last one, then script/docs. Half an hour on two cores.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from script.context import TOP
from script.voice_measures import measure
from script.voice_speech import MODEL, opened, spoken
from wyoming_kokoro.audio.effects.limiter import Limiter
from wyoming_kokoro.audio.formats.encoded import AvEncoder
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import RATE, Samples
from wyoming_kokoro.studio.explaining import phonemes
from wyoming_kokoro.voices import sample_file

CATALOGUE = TOP / "voices/catalogue.json"
SENTENCES = TOP / "voices/samples/sentences.json"
SOUNDS = TOP / "build/voices"

ARTIST = "wyoming_kokoro (synthetic speech)"
COMMENT = "Synthetic speech, made with Kokoro-82M"
ESPEAK_COMMENT = "Synthetic speech, made with eSpeak NG"
SAMPLE = "sample"
"""The number of the sentence that a sample speaks, among those that are kept."""
BIT_RATE = 24_000
"""Opus: speech without artefacts that are heard, and 20 kB for six seconds."""
NO_PHONEMES = frozenset(' .,;:!?—…"()“”ˈˌː→↗↘↓')
"""Characters that stand for no sound of their own."""

PEER = """
import sys, wave
import numpy as np
from kokoro_onnx import Kokoro
model, voices, text, out = sys.argv[1:]
samples, rate = Kokoro(model, voices).create(text, voice="af_heart", lang="en-us")
with wave.open(out, "wb") as sound:
    sound.setparams((1, 2, rate, 0, "NONE", ""))
    sound.writeframes((np.asarray(samples).clip(-1, 1) * 32767).astype("<i2").tobytes())
"""
"""A program for the environment of kokoro-onnx."""


def main() -> int:
    """Read the command line, then measure, and make the samples."""
    arguments = _parser().parse_args()
    entries = _catalogue()["voices"]
    chosen = [each for each in entries if "_" in each["id"] and (not arguments.only or each["id"] in arguments.only)]
    arguments.sounds.mkdir(parents=True, exist_ok=True)
    if not arguments.samples_only:
        asyncio.run(_speak_to_measure(chosen, arguments.data, arguments.sounds))
        _write_figures(chosen, arguments.sounds)
    if not arguments.figures_only:
        asyncio.run(_speak_samples(chosen, arguments.data, arguments.sounds))
        for entry in chosen:
            title = f"{entry['id']}: {entry['description']}"
            _write_sample(entry["id"], _read_wave(sound_file(arguments.sounds, entry["id"], SAMPLE)), title)
        if not arguments.only:
            asyncio.run(_compare(arguments.data, arguments.peer))
    return 0


async def _speak_samples(entries: Iterable[Mapping[str, Any]], data: Path, sounds: Path) -> None:
    """Speak the sentence of each voice's sample."""
    texts = _sentences()["languages"]
    missing = [entry for entry in entries if not sound_file(sounds, entry["id"], SAMPLE).exists()]
    if missing:
        async with opened(data, normalized=True) as studio:
            for entry in missing:
                samples = await spoken(studio, texts[entry["language"]]["sample"], entry["id"])
                _write_wave(sound_file(sounds, entry["id"], SAMPLE), samples)
                print(f"{entry['id']}, sample", file=sys.stderr, flush=True)


async def _speak_to_measure(entries: Sequence[Mapping[str, Any]], data: Path, sounds: Path) -> None:
    """Speak the sentences that are measured, all voices with the first one, then with the next."""
    jobs = [
        (entry["id"], number, text)
        for number, texts in enumerate(zip(*(_measured_sentences(entry) for entry in entries), strict=True))
        for entry, text in zip(entries, texts, strict=True)
        if not sound_file(sounds, entry["id"], number).exists()
    ]
    if jobs:
        async with opened(data) as studio:
            for voice, number, text in jobs:
                _write_wave(sound_file(sounds, voice, number), await spoken(studio, text, voice))
                print(f"{voice}, sentence {number + 1}", file=sys.stderr, flush=True)


def sound_file(sounds: Path, voice: str, number: int | str) -> Path:
    """Return where a sentence in a voice is kept."""
    return sounds / f"{voice}-{number}.wav"


def _write_figures(entries: Sequence[Mapping[str, Any]], sounds: Path) -> None:
    """Write what was measured into the catalogue."""
    figures = {entry["id"]: _figures(entry, sounds) for entry in entries}
    document = _catalogue()
    for entry in document["voices"]:
        if entry["id"] in figures:
            entry["measured"] = figures[entry["id"]]
    lines = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in document["voices"])
    CATALOGUE.write_text(f'{{\n  "voices": [\n{lines}\n  ]\n}}\n', encoding="utf-8")


def _figures(entry: Mapping[str, Any], sounds: Path) -> dict[str, float]:
    texts = _measured_sentences(entry)
    samples = np.concatenate([_read_wave(sound_file(sounds, entry["id"], number)) for number in range(len(texts))])
    measures, level = measure(samples), loudness(samples)
    count = sum(sound not in NO_PHONEMES for text in texts for sound in phonemes(text, entry["language"]))
    return {
        "pitch": round(measures.pitch),
        "range": round(measures.pitch_range, 1),
        "speed": round(count / measures.spoken, 1),
        "level": round(level or 0.0, 1),
        "brightness": round(measures.brightness, 1),
        "clearness": round(measures.clearness, 1),
    }


async def _compare(data: Path, peer: str | None) -> None:
    """Make the samples of several systems with the same sentence, equally loud."""
    text = _sentences()["comparison"]
    async with opened(data, normalized=True) as studio:
        _write_sample("compare-ours", await spoken(studio, text, "af_heart"), "The same sentence by ours", COMMENT)
    async with opened(data, engine="espeak") as studio:
        samples = await spoken(studio, text, "af_heart")  # eSpeak NG has American English for it
        _write_sample("compare-espeak", samples, "The same sentence by espeak", ESPEAK_COMMENT)
    if peer:
        speak = partial(_peer, data, peer, text)
        _write_sample(
            "compare-kokoro-onnx",
            await asyncio.to_thread(speak),
            "The same sentence by kokoro-onnx",
            f"{COMMENT} and kokoro-onnx",
        )


def _peer(data: Path, python: str, text: str) -> Samples:
    """Return the sentence as kokoro-onnx speaks it with the same files and its own reading."""
    with tempfile.TemporaryDirectory() as folder:
        voices, out = Path(folder) / "voices.npz", Path(folder) / "out.wav"
        np.savez(voices, af_heart=np.fromfile(data / "voices/af_heart.bin", "<f4").reshape(510, 1, 256))
        subprocess.run([python, "-c", PEER, data / "models" / MODEL, voices, text, out], check=True)
        return _read_wave(out)


def _write_sample(name: str, samples: Samples, title: str, comment: str = COMMENT) -> None:
    """Write a sample, as loud as all others."""
    level = loudness(samples)
    gain = 0.0 if level is None else Settings().speech.loudness - level
    louder = samples * np.float32(10 ** (gain / 20))
    limiter = Limiter()
    equal = np.concatenate([limiter.feed(louder), limiter.finish()])
    file = sample_file(name)
    file.write_bytes(encoded(equal, title, comment))
    print(file.name, file=sys.stderr, flush=True)


def encoded(samples: Samples, title: str, comment: str = COMMENT) -> bytes:
    """Return samples as Opus in Ogg, with tags that say that the speech is synthetic."""
    tags = {"title": title, "artist": ARTIST, "comment": comment}
    encoder = AvEncoder(RATE, container="ogg", codec="libopus", options={}, bit_rate=BIT_RATE, tags=tags)
    return encoder.feed(samples.astype(np.float32)) + encoder.finish()


def _measured_sentences(entry: Mapping[str, Any]) -> list[str]:
    texts: list[str] = _sentences()["languages"][entry["language"]]["measured"]
    return texts


def _catalogue() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(CATALOGUE.read_text("utf-8"))
    return content


def _sentences() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SENTENCES.read_text("utf-8"))
    return content


def _write_wave(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes((samples.clip(-1, 1) * 32767).astype("<i2").tobytes())


def _read_wave(path: Path) -> Samples:
    with wave.open(str(path)) as sound:
        return (np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32767).astype(np.float32)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/samples", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=TOP / ".real-kokoro", help="the data folder with model and voices")
    parser.add_argument("--sounds", type=Path, default=SOUNDS, help="where what is spoken to be measured is kept")
    parser.add_argument("--only", type=lambda names: names.split(","), help="some voices, with commas between")
    parser.add_argument("--figures-only", action="store_true", help="measure, and make no samples")
    parser.add_argument("--samples-only", action="store_true", help="make the samples, and measure nothing")
    parser.add_argument(
        "--peer", metavar="PYTHON", help="the Python of an environment with kokoro-onnx, to compare with"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
