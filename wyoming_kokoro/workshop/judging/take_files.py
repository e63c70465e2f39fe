"""Reads takes from folders: pairs of sound and text, and the lists of the usual data sets."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.audio.formats.decoding import MAX_BYTES, decode
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.judging.take import Take

SOUNDS = frozenset((".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aac", ".webm"))
TEXTS = (".txt", ".lab", ".normalized.txt")
"""Files beside a sound that have its text."""
LISTS = ("metadata.csv", "metadata.jsonl", "manifest.jsonl", "metadata.tsv")
"""Files of a data set that have the texts of all its sounds."""
MAX_LIST_BYTES = 200_000_000
_PATH_NAMES = ("file_name", "audio_filepath", "audio", "path", "file", "wav")
_TEXT_NAMES = ("text", "transcription", "sentence", "transcript", "normalized_text")
_LJ_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class TakeFile:
    """A sound file and what is known of it, before it is read."""

    path: Path
    key: str
    text: str
    language: str
    voice: str = ""
    kind: str = ""
    phonemes: str = ""

    def read(self) -> Take:
        """Read and decode the sound; BadRequest where it cannot be."""
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise BadRequest(f"{self.key} is larger than {MAX_BYTES} bytes.", code="bad_file")
            content = self.path.read_bytes()
        except OSError as error:
            raise BadRequest(f"{self.key} cannot be read: {error.strerror}.", code="bad_file") from error
        samples, rate = decode(content)
        return Take(self.key, samples, rate, self.text, self.language, self.voice, self.kind, self.phonemes)


def find_takes(folder: Path, language: str) -> list[TakeFile]:
    """Return the takes of a folder in order; BadRequest if there are none.

    Lists of data sets come first; elsewhere each sound needs a text beside it, or a .json file with "text".
    """
    if not folder.is_dir():
        raise BadRequest(f"{folder} is not a folder.")
    listed = [each for name in LISTS if (folder / name).is_file() for each in _listed(folder / name, language)]
    known = {each.path for each in listed}
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SOUNDS and path not in known)
    takes = [*listed, *(each for path in paths if (each := _with_text(path, folder, language)) is not None)]
    if not takes:
        raise BadRequest(
            f"{folder} has no sound with a text: name.wav beside name.txt, or a metadata.csv of a data set."
        )
    return takes


def _with_text(path: Path, folder: Path, language: str) -> TakeFile | None:
    """Return the take of a sound that has its text beside it."""
    key = path.relative_to(folder).with_suffix("").as_posix()
    for suffix in TEXTS:
        text = path.with_suffix(suffix)
        if text.is_file():
            return TakeFile(path, key, _read(text).strip(), language)
    facts = path.with_suffix(".json")
    if facts.is_file():
        try:
            known = json.loads(_read(facts))
        except ValueError as error:
            raise BadRequest(f"{facts} is not JSON: {error}.", code="bad_file") from error
        if isinstance(known, dict) and isinstance(known.get("text"), str):
            return _take(path, key, known, language)
    return None


def _listed(file: Path, language: str) -> Iterator[TakeFile]:
    """Yield the takes of a list, those whose sounds are here."""
    if file.stat().st_size > MAX_LIST_BYTES:
        raise BadRequest(f"{file} is larger than {MAX_LIST_BYTES} bytes.", code="bad_file")
    for row in _rows(file):
        name = next((row[key] for key in _PATH_NAMES if row.get(key)), None)
        text = next((row[key] for key in _TEXT_NAMES if row.get(key)), None)
        if name is None or text is None:
            continue
        path = _sound(file.parent, str(name))
        if path is not None:
            yield _take(path, str(name), {**row, "text": str(text)}, language)


def _rows(file: Path) -> Iterator[Mapping[str, object]]:
    lines = _read(file).splitlines()
    if file.suffix == ".jsonl":
        for number, line in enumerate(filter(str.strip, lines), 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadRequest(f"{file}, line {number}: not JSON.", code="bad_file") from error
            if isinstance(row, dict):
                yield row
        return
    if lines and "|" in lines[0] and not any(name in lines[0].split("|") for name in _PATH_NAMES):
        yield from _ljspeech(lines)
        return
    delimiter = "|" if lines and "|" in lines[0] else "\t" if file.suffix == ".tsv" else ","
    yield from csv.DictReader(lines, delimiter=delimiter)


def _ljspeech(lines: Iterable[str]) -> Iterator[Mapping[str, object]]:
    """Yield rows of `name|text|text as it is read`, without a heading."""
    for line in lines:
        parts = line.split("|")
        if len(parts) >= _LJ_COLUMNS:
            yield {"path": parts[0], "text": parts[-1] or parts[1]}


def _sound(folder: Path, name: str) -> Path | None:
    """Return the path of a sound that a list names, inside the folder: by its path, in wavs/, with .wav added."""
    tries = (name, f"{name}.wav", f"wavs/{name}", f"wavs/{name}.wav")
    for each in tries:
        path = folder / each
        if path.is_file() and path.suffix.lower() in SOUNDS:
            return path
    return None


def _take(path: Path, key: str, row: Mapping[str, object], language: str) -> TakeFile:
    def known(name: str) -> str:
        value = row.get(name)
        return value if isinstance(value, str) else ""

    own_language = known("language") or language
    return TakeFile(path, key, known("text"), own_language, known("voice"), known("kind"), known("phonemes"))


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise BadRequest(f"{file} cannot be read as UTF-8.", code="bad_file") from error
