"""Adds recordings from elsewhere: a person's own words, what has woken a device by mistake."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from wyoming_kokoro.audio.formats.decoding import MAX_BYTES, decode
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.take_files import SOUNDS, find_takes

SHORTEST = 0.1
"""Seconds under which a recording holds no word."""
SILENT = 1e-3
"""Peak under which nothing was recorded."""
CLIPPED = 0.999
MOST_CLIPPED = 0.02
"""The share of samples at full scale from which on a recording is damaged."""
ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A file, and what is known of it."""

    path: Path
    text: str = ""
    voice: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class AddedRecording:
    """What came of a file."""

    source: str
    sample: SampleRow | None
    problem: str = ""


def find_recordings(folder: Path, language: str) -> list[RecordingFile]:
    """Return the sounds of a folder in order, with their texts where there are any; BadRequest if there is none."""
    if not folder.is_dir():
        raise BadRequest(f"{folder} is not a folder.")
    try:
        takes = find_takes(folder, language)
    except BadRequest as error:
        if error.code == "bad_file":
            raise
        takes = []  # no sound has a text: a wake word needs none
    known = {take.path: RecordingFile(take.path, take.text, take.voice, take.language) for take in takes}
    for path in folder.rglob("*"):
        if path.suffix.lower() in SOUNDS and path.is_file():
            known.setdefault(path, RecordingFile(path))
    if not known:
        raise BadRequest(f"{folder} has no sounds: {', '.join(sorted(SOUNDS))}.")
    return [known[path] for path in sorted(known)]


def add_recordings(
    data_set: DataSet, files: list[RecordingFile], like: SampleRow, folder: Path
) -> Iterator[AddedRecording]:
    """Add files as samples like a given one, and yield what came of each.

    The same sound twice is one sample. What is silent, cut to pieces or too short is kept as rejected, with the reason.
    """
    for file in files:
        source = file.path.relative_to(folder).as_posix()
        try:
            samples, rate = decode(_content(file.path))
        except BadRequest as error:
            yield AddedRecording(source, None, f"{source}: {error.message}")
            continue
        digest = data_set.sounds.put(wave_file(samples, rate))
        problem = _problem(samples, rate)
        sample = replace(
            like,
            id=digest[:ID_DIGITS],
            digest=digest,
            text=file.text or like.text,
            voice=file.voice or like.voice,
            language=file.language or like.language,
            source=source,
            seconds=len(samples) / rate,
            rate=rate,
            state="rejected" if problem else "made",
            reason=problem,
        )
        before = data_set.catalogue.get(sample.id)
        if before is not None:
            yield AddedRecording(source, None, f"{source} is there already, as {before.id}.")
            continue
        data_set.add(sample)
        data_set.commit()
        yield AddedRecording(source, sample, f"{source}: {problem}" if problem else "")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadRequest(f"it cannot be read: {error.strerror}.") from error


def _problem(samples: Samples, rate: int) -> str:
    """Return why a recording cannot be used; empty if it can."""
    if len(samples) < SHORTEST * rate:
        return f"It is shorter than {SHORTEST:g} seconds."
    if not np.isfinite(samples).all():
        return "It holds values that are no numbers."
    if float(np.abs(samples).max()) < SILENT:
        return "It is silent."
    if float(np.mean(np.abs(samples) >= CLIPPED)) > MOST_CLIPPED:
        return "It is clipped: more than 2 % of it is at full scale."
    return ""
