"""Measures how loud the published voices are through an engine, and writes that into the shipped table."""

import argparse
import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import Delivery, Samples, Utterance, Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.voice_levels import DIGEST_LENGTH, LEVELS_FILE, reference_sentences

LOAD_SECONDS = 600
"""For a model to be loaded, and where it is new, to be prepared."""
SETTINGS = {"speech.normalize_loudness": False, "cache.precompute": False, "cache.disk": True}
"""The cache on disk keeps what is made, so that the table can be made again in a minute."""
MIN_VOICES = 5
"""Voices from which the difference between two models is known to a tenth of a decibel."""


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True, help="the folder with models/ and voices/")
    parser.add_argument("--engine", choices=("kokoro", "espeak"), default="kokoro")
    parser.add_argument("--model", default="kokoro-v1.0.int8.onnx", help="the model file that speaks")
    parser.add_argument(
        "--compare", nargs="+", metavar="VOICE", help="measure only these, for the level of another model file"
    )
    arguments = parser.parse_args()
    if arguments.compare and len(arguments.compare) < MIN_VOICES:
        parser.error(f"at least {MIN_VOICES} voices are compared")
    asyncio.run(_measure(arguments))


async def _measure(arguments: argparse.Namespace) -> None:
    engine, folder = arguments.engine, arguments.data_dir
    settings = SETTINGS | {"engine.name": engine, "engine.model": arguments.model}
    studio = await Studio.open(load(Paths(folder, folder), settings, {}))
    try:
        async with asyncio.timeout(LOAD_SECONDS):
            while studio.status().engine != engine:  # noqa: ASYNC110 -- a studio has no event for it
                await asyncio.sleep(0.1)
        levels: dict[str, float] = {}
        for voice in studio.voices.listed():
            file = folder / "voices" / f"{voice.name}.bin"
            if voice.name in (arguments.compare or (voice.name,)) and (engine == "espeak" or file.is_file()):
                level = await _level(studio, voice)
                print(f"{voice.name}: {level} LUFS", flush=True)
                if level is not None:
                    levels[voice.name] = level
    finally:
        await studio.close()
    tables = json.loads(LEVELS_FILE.read_text("utf-8")) if LEVELS_FILE.is_file() else {}
    _enter(tables, levels, arguments)
    LEVELS_FILE.write_text("\n".join(_lines(tables)) + "\n", "utf-8")


async def _level(studio: Studio, voice: Voice) -> float | None:
    """Return the level of a voice, to a hundredth of a decibel; None if it cannot say the sentences."""
    sound = np.concatenate([await _spoken(studio, voice, text) for text in reference_sentences(voice.language)])
    level = loudness(sound)
    return None if level is None else round(level, 2)


async def _spoken(studio: Studio, voice: Voice, text: str) -> Samples:
    blocks = studio.speak(Utterance(text, Delivery(voice=voice.name)))
    return np.concatenate([block.samples async for block in blocks])


def _enter(tables: dict[str, Any], levels: Mapping[str, float], arguments: argparse.Namespace) -> None:
    """Enter what was measured into the tables of all engines."""
    if arguments.engine == "espeak":
        lines = [{"voice": name, "level": level} for name, level in levels.items()]
        tables["espeak"] = {"models": [], "voices": lines}
        return
    folder, name = arguments.data_dir, arguments.model
    model = {"model": name, "file": _digest(folder / "models" / name)}
    if not arguments.compare:
        lines = [
            {"voice": name, "file": _digest(folder / "voices" / f"{name}.bin"), "level": level}
            for name, level in levels.items()
        ]
        tables["kokoro"] = {"models": [model | {"louder_by": 0.0}], "voices": lines}
        return
    table = tables["kokoro"]
    known = {line["voice"]: line["level"] for line in table["voices"]}
    differences = [level - known[name] for name, level in levels.items()]
    print(f"louder by {median(differences):.2f} dB, between {min(differences):.2f} and {max(differences):.2f}")
    others = [line for line in table["models"] if line["file"] != model["file"]]
    table["models"] = [*others, model | {"louder_by": round(median(differences), 2)}]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST_LENGTH]


def _lines(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the file: one for each voice and model."""
    yield "{"
    for engine, table in tables.items():
        yield f'  "{engine}": {{'
        for part, lines in table.items():
            yield f'    "{part}": ['
            yield from (f"      {json.dumps(line)}{'' if line is lines[-1] else ','}" for line in lines)
            yield "    ]" if part == list(table)[-1] else "    ],"
        yield "  }" if engine == list(tables)[-1] else "  },"
    yield "}"


if __name__ == "__main__":
    main()
