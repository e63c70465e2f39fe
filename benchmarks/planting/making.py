"""Makes clips with planted faults: what is spoken otherwise by the engine, and what is done to samples."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.hearing.sound_files import write_sound
from wyoming_kokoro.pronounce.homographs import english_readings
from wyoming_kokoro.speech import NOTHING, RATE, Delivery, Samples, Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.explaining import phonemes

DATA = Path(__file__).parents[1] / "data"
FAULT_VOICES = ("af_bella", "am_puck", "bf_isabella", "bm_fable")
"""Two American and two British voices; a sentence is spoken by one of them."""
HOMOGRAPH_VOICES = FAULT_VOICES
PAIR_VOICES = ("af_heart", "bm_george")
PARTS = ("first", "second", "third")
"""The parts of each table, of equal size."""
ALL = "all"
UNTOUCHED = "untouched"
INSIDE = (0.25, 0.75)
"""The part of a sound in which silence is inserted."""
CUT = (0.6, 0.92)
"""The part of a sound after which the rest is cut off."""
NOISE = 20.0
"""Decibels below the speech."""
LOUD = 6.0
"""The factor before clipping."""
SILENCE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound to be made: what is spoken, what it claims to say, and what is done to the samples."""

    name: str
    spoken: str
    text: str
    voice: str
    kind: str
    change: "Change | None" = None
    facts: Mapping[str, str] | None = None
    """What the table needs to know."""


Change = Callable[[Samples, np.random.Generator], Samples]


def fault_clips(part: str, voices: Sequence[str] = FAULT_VOICES) -> Iterator[Clip]:
    """Yield each sentence untouched and with seven kinds of faults, each in one of the voices."""
    for number, (text, word, other, dropped, doubled) in numbered_rows("planted_faults.tsv", part):
        voice = voices[number % len(voices)]
        spoken = {
            UNTOUCHED: text,
            "swapped": replaced(text, word, other),
            "dropped": replaced(text, dropped, "").replace("  ", " ").replace(" .", "."),
            "doubled": replaced(text, doubled, f"{doubled} {doubled}"),
        }
        for kind, said in spoken.items():
            yield Clip(f"{kind}-{number:02}", said, text, voice, kind)
        for kind, change in CHANGES.items():
            yield Clip(f"{kind}-{number:02}", text, text, voice, kind, change)


def homograph_clips(part: str, voices: Sequence[str] = HOMOGRAPH_VOICES) -> Iterator[Clip]:
    """Yield each sentence with the right reading and with the wrong one, in every voice."""
    named = {reading.name: (word, reading) for word, several in english_readings().items() for reading in several}
    for number, (name, sentence) in numbered_rows("planted_homographs.tsv", part):
        word, right = named[name]
        wrong = next(each for each in english_readings()[word] if each.name != name)
        for voice in voices:
            for kind, reading in (("right", right), ("wrong", wrong)):
                sound = reading.british if voice.startswith("b") else reading.american
                before, written, after = sentence.split("*")
                said = f"{before}[{written}](/{sound}/){after}"
                meant = f"{before}[{written}](/{right.british if voice.startswith('b') else right.american}/){after}"
                facts = {"word": word, "phonemes": phonemes(meant, "en-GB" if voice.startswith("b") else "en-US")}
                yield Clip(f"{kind}-{number:02}-{voice}", said, before + written + after, voice, kind, facts=facts)


def pair_clips(part: str, voices: Sequence[str] = PAIR_VOICES) -> Iterator[Clip]:
    """Yield the sentences of the pairs, as they are, each in one of the voices."""
    for number, (text, word, other) in numbered_rows("planted_pairs.tsv", part):
        voice = voices[number % len(voices)]
        facts = {"word": word, "other": other}
        yield Clip(f"pair-{number:02}-{voice}", text, text, voice, UNTOUCHED, facts=facts)


async def make(folder: Path, clips: Iterator[Clip], studio: Studio, report: Callable[[str], None]) -> None:
    """Speak the clips that are not here yet."""
    said: dict[tuple[str, str], Samples] = {}
    for number, clip in enumerate(clips, 1):
        path = folder / f"{clip.name}.wav"
        if path.with_suffix(".json").is_file():
            continue
        report(f"{folder.name}: {number}")
        key = (clip.spoken, clip.voice)
        if key not in said:
            said[key] = await _spoken(studio, clip)
        samples = said[key]
        if clip.change is not None:
            samples = clip.change(samples, np.random.default_rng(sum(map(ord, clip.name))))
        language = studio.voices.find(clip.voice).language
        facts = {"text": clip.text, "voice": clip.voice, "language": language, "kind": clip.kind, **(clip.facts or {})}
        await asyncio.to_thread(_write, path, samples, facts)


def _write(path: Path, samples: Samples, facts: Mapping[str, str]) -> None:
    write_sound(path, samples)
    path.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


async def _spoken(studio: Studio, clip: Clip) -> Samples:
    async with aclosing(studio.speak(Utterance(clip.spoken, Delivery(clip.voice)))) as blocks:
        return np.concatenate([NOTHING, *[block.samples async for block in blocks]])


def cut_end(samples: Samples, rng: np.random.Generator) -> Samples:
    """Cut off the end, inside speech."""
    return samples[: _loud_place(samples, CUT, rng)]


def with_silence(samples: Samples, rng: np.random.Generator) -> Samples:
    """Insert silence, inside speech."""
    place = _loud_place(samples, INSIDE, rng)
    silence = np.zeros(round(SILENCE_SECONDS * RATE), np.float32)
    return np.concatenate((samples[:place], silence, samples[place:]))


def clipped(samples: Samples, _: np.random.Generator) -> Samples:
    """Make it so loud that its peaks are cut off."""
    return np.asarray(np.clip(samples * np.float32(LOUD), -1, 1), np.float32)


def noisy(samples: Samples, rng: np.random.Generator) -> Samples:
    """Add white noise."""
    audible = samples[np.abs(samples) > 0.01 * np.abs(samples).max()]
    level = float(np.sqrt(np.mean(np.square(audible)))) * 10 ** (-NOISE / 20)
    return np.asarray(samples + rng.standard_normal(len(samples)) * level, np.float32)


CHANGES: Mapping[str, Change] = {"cut": cut_end, "silence": with_silence, "clipping": clipped, "noise": noisy}
"""Faults of the samples."""


def _loud_place(samples: Samples, part: tuple[float, float], rng: np.random.Generator) -> int:
    """Return a place at random in a part of the sound where there is speech."""
    first, last = (round(len(samples) * share) for share in part)
    size = RATE // 50
    levels = np.array([np.abs(samples[at : at + size]).max(initial=0) for at in range(first, last, size)])
    loud = np.flatnonzero(levels > 0.2 * np.abs(samples).max())
    return first + size * int(rng.choice(loud))


def replaced(text: str, word: str, other: str) -> str:
    """Return a text with another word in the place of one; there must be exactly one."""
    changed, count = re.subn(rf"\b{re.escape(word)}\b", other, text)
    if count != 1:
        raise ValueError(f"{word!r} is not exactly once in {text!r}")
    return changed


def numbered_rows(name: str, part: str) -> list[tuple[int, list[str]]]:
    """Return a part of a table, or all of it, with the numbers of its rows."""
    numbered = list(enumerate(rows(name)))
    if part == ALL:
        return numbered
    size = len(numbered) // len(PARTS)
    start = PARTS.index(part) * size
    return numbered[start : start + size]


def rows(name: str) -> list[list[str]]:
    """Return the rows of a table of ours."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
