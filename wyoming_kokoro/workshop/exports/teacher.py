"""What a small model learns from: tokens of Kokoro, how many samples each is heard, and the sound, in NumPy's files."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets import AlignedWord, SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import by_parts
from wyoming_kokoro.workshop.exports.spoken_phonemes import phonemes_of, symbol_starts

RATE = 24_000
SHARD = 1_000
"""Samples in a file: with sentences of five seconds, some hundred megabytes."""
UNALIGNED = "samples do not tell when their phonemes begin, and were left out"


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write the files of each part; a sample that does not tell when its phonemes begin is left out."""
    count = 0
    for part, chosen in by_parts(samples).items():
        aligned = [(sample, words) for sample in chosen if symbol_starts(words := folder.alignment(sample))]
        folder.notes[UNALIGNED] += len(chosen) - len(aligned)
        count += len(aligned)
        for number, start in enumerate(range(0, len(aligned), SHARD)):
            arrays = _shard(folder, aligned[start : start + SHARD])
            with disk_errors(WHAT):
                np.savez(folder.path(f"{part}/shard_{number:04d}.npz"), **arrays)  # type: ignore[arg-type]  # its stub takes a flag by name
    if not count:
        raise BadRequest("No sample tells when its phonemes begin; those that Kokoro has spoken do.")


def _shard(
    folder: ExportFolder, aligned: Sequence[tuple[SampleRow, Sequence[AlignedWord]]]
) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a file; `starts` say where each sample's own part of the joined ones begins."""
    sounds, tokens, lengths = [], [], []
    for sample, words in aligned:
        sound, _ = folder.samples(sample, RATE)
        ids, own = tokens_of(words, len(sound))
        sounds.append(np.frombuffer(pcm16(sound), np.int16))
        tokens.append(ids)
        lengths.append(own)
    return {
        "audio": np.concatenate(sounds), "audio_starts": _starts(sounds),
        "ids": np.concatenate(tokens), "lengths": np.concatenate(lengths), "id_starts": _starts(tokens),
        "text": np.array([sample.text for sample, _ in aligned]),
        "phonemes": np.array([phonemes_of(sample, words) for sample, words in aligned]),
        "voice": np.array([sample.voice for sample, _ in aligned]),
        "speed": np.array([sample.speed for sample, _ in aligned], np.float32),
        "sample": np.array([sample.id for sample, _ in aligned]),
        "rate": np.array(RATE),
    }  # fmt: skip


def tokens_of(words: Sequence[AlignedWord], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the tokens of a sound with so many samples, pads included, and how many of the samples each is heard."""
    symbols = symbol_starts(words)
    numbers = Vocabulary.published().tokens("".join(symbol for symbol, _ in symbols))
    known = [(number, start) for number, (_, start) in zip(numbers, symbols, strict=True) if number != PAD]
    end = max(word.end for word in words if word.phonemes)
    places = [0, *(round(start * RATE) for _, start in known), round(end * RATE)]
    begins = np.minimum(np.maximum.accumulate(places), count)
    ids = np.array([PAD, *(number for number, _ in known), PAD], np.int64)
    return ids, np.diff(begins, append=count)


def _starts(parts: Sequence[NDArray[np.generic]]) -> NDArray[np.int64]:
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)


TEACHER = ExportDefinition(
    "teacher", "Trainers of small models that learn from Kokoro: tokens, their lengths, and the sound.", write
)
