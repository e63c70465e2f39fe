"""What a training of F5-TTS stumbles over, found before it begins."""

import csv
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets import DataSetProblem
from wyoming_kokoro.workshop.exports.training_inputs import TrainingInputs

SHORTEST, LONGEST = 0.3, 30.0
"""Seconds of a sound that the trainer takes."""
LONG = 15.0
"""Seconds from which on a sound may need more memory than a graphics card has."""
RATE = 24_000
CHECKPOINT_BYTES = 5_000_000_000
"""Of what is written each time the model is kept."""
LEAST_CHECKPOINTS = 3
LEAST_PRETRAINED = 100_000_000
"""Bytes of a model; a smaller file is a page or a pointer in place of it."""
MODELS = (".safetensors", ".pt")
TOKENIZERS = ("char", "pinyin")


def check(folder: Path, inputs: TrainingInputs) -> Iterator[DataSetProblem]:
    """Yield what is wrong in a folder that was exported, and what is beside it."""
    rows = _rows(folder)
    yield from _sounds(rows)
    yield from _symbols(folder, rows, inputs.vocabulary)
    yield from _folder_name(folder)
    yield from _disk(folder)
    yield from _pretrained(inputs.pretrained)


def _rows(folder: Path) -> list[tuple[str, str]]:
    try:
        with (folder / "metadata.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="|"))
    except (OSError, ValueError, csv.Error) as error:
        raise BadRequest(f"{folder} is no export for F5-TTS: metadata.csv cannot be read ({error}).") from error
    if not rows or rows[0] != ["audio_file", "text"] or any(len(row) != 2 for row in rows):  # noqa: PLR2004 -- two columns
        raise BadRequest(f"{folder} is no export for F5-TTS: metadata.csv has no columns audio_file and text.")
    return [(place, text) for place, text in rows[1:]]


def _sounds(rows: list[tuple[str, str]]) -> Iterator[DataSetProblem]:
    for place, text in rows:
        path = Path(place)
        if not path.is_absolute():
            yield DataSetProblem("path", f"{place} is no absolute path.")
            continue
        try:
            with wave.open(place, "rb") as file:
                rate, channels, seconds = (
                    file.getframerate(),
                    file.getnchannels(),
                    file.getnframes() / file.getframerate(),
                )
        except (OSError, EOFError, wave.Error) as error:
            yield DataSetProblem("path", f"{place} cannot be read: {error}. Was the folder moved? Export it again.")
            continue
        if (rate, channels) != (RATE, 1):
            yield DataSetProblem(
                "sound", f"{path.name} has {rate} Hz and {channels} channels; 24000 Hz and one are needed."
            )
        if not SHORTEST <= seconds <= LONGEST:
            yield DataSetProblem(
                "duration", f"{path.name} lasts {seconds:.2f} s; the trainer takes {SHORTEST} to {LONGEST:g} s."
            )
        elif seconds > LONG:
            what = f"{path.name} lasts {seconds:.1f} s; above {LONG:g} s a graphics card may not have the memory."
            yield DataSetProblem("duration", what, is_advice=True)
        if not text:
            yield DataSetProblem("text", f"{path.name} has no text.")


def _symbols(folder: Path, rows: list[tuple[str, str]], given: Path | None) -> Iterator[DataSetProblem]:
    path = given or next(iter(sorted(folder.glob("*/vocab.txt"))), None)
    if path is None:
        what = "No vocabulary is told: --vocabulary names vocab.txt of the model that is trained on."
        yield DataSetProblem("vocabulary", what, is_advice=True)
        return
    try:
        symbols = path.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read: {error}.") from error
    if symbols[0] != " ":
        yield DataSetProblem(
            "vocabulary", f"The first line of {path.name} is to be a blank: F5-TTS takes it for unknown symbols."
        )
    missing = sorted({symbol for _, text in rows for symbol in text} - set(symbols))
    if missing:
        listed = " ".join(missing[:20])
        yield DataSetProblem("vocabulary", f"{len(missing)} symbols of the texts are not in {path.name}: {listed}")


def _folder_name(folder: Path) -> Iterator[DataSetProblem]:
    prepared = [path.parent.name for path in sorted(folder.glob("*/raw.arrow"))]
    for name in prepared:
        base, _, tokenizer = name.rpartition("_")
        if tokenizer not in TOKENIZERS or not base:
            yield DataSetProblem("folder", f"The folder {name} is to end with _char or _pinyin, the tokenizer.")
        elif base.endswith(tuple(f"_{each}" for each in TOKENIZERS)):
            what = f"The folder {name} names the tokenizer twice; F5-TTS adds it to datasets.name itself."
            yield DataSetProblem("folder", what)
    if not prepared:
        what = "It is not prepared: F5-TTS' prepare_csv_wavs writes NAME_pinyin, where datasets.name is NAME."
        yield DataSetProblem("folder", what, is_advice=True)


def _disk(folder: Path) -> Iterator[DataSetProblem]:
    free = shutil.disk_usage(folder).free
    if free < LEAST_CHECKPOINTS * CHECKPOINT_BYTES:
        what = f"{free / 1e9:.1f} GB are free on the disk; each checkpoint takes {CHECKPOINT_BYTES / 1e9:g} GB."
        yield DataSetProblem("disk", what, is_advice=free >= CHECKPOINT_BYTES)


def _pretrained(path: Path | None) -> Iterator[DataSetProblem]:
    if path is None:
        what = "No model to begin with is told: --pretrained names it. A first loss above 2 means that it was not read."
        yield DataSetProblem("pretrained", what, is_advice=True)
    elif not path.is_file():
        yield DataSetProblem("pretrained", f"The model to begin with is not there: {path}.")
    elif path.suffix not in MODELS or path.stat().st_size < LEAST_PRETRAINED:
        yield DataSetProblem("pretrained", f"{path} is no model: {' or '.join(MODELS)} of more than 100 MB.")
