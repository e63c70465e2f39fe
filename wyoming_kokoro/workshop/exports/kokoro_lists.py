"""Lists as StyleTTS2, and with it the fine-tuning of Kokoro, reads them: `wav|phonemes|speaker`."""

from collections.abc import Iterator, Sequence

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import part_of
from wyoming_kokoro.workshop.exports.spoken_phonemes import phonemes_of

RATE = 24_000
SHORTEST, LONGEST = 2.0, 30.0
"""Seconds of a sound that the recipes take."""
LONG_TEXT = 50
"""Phonemes of a text for the second stage at least: the trainer draws texts until one is so long."""
LISTS = {"train": "train_list.txt", "validation": "val_list.txt", "test": "test_list.txt"}


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds and lists; a sample whose phonemes are not known is left out."""
    speakers = {name: at for at, name in enumerate(sorted({sample.voice for sample in samples}))}
    rows: dict[str, list[str]] = {name: [] for name in LISTS}
    texts: list[str] = []
    for sample in samples:
        phonemes = folder.one_line(phonemes_of(sample, folder.alignment(sample)), "|")
        if not phonemes:
            folder.notes["samples have no phonemes, and were left out"] += 1
            continue
        name = f"wavs/{sample.id}.wav"
        seconds = folder.sound(name, sample, RATE)
        if not SHORTEST <= seconds <= LONGEST:
            folder.notes[f"sounds are shorter than {SHORTEST:g} or longer than {LONGEST:g} seconds"] += 1
        rows[part_of(sample)].append(f"{folder.place(name)}|{phonemes}|{speakers[sample.voice]}")
        texts.append(phonemes)
    if not texts:
        raise BadRequest("No sample has phonemes, which these lists are made of.")
    for part, name in LISTS.items():
        folder.lines(name, rows[part])
    folder.lines("OOD_texts.txt", _long_texts(texts))
    folder.lines("speakers.txt", (f"{number}|{name}" for name, number in speakers.items()))


def _long_texts(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts that are long enough, joined where they are not."""
    text = ""
    for each in dict.fromkeys(texts):
        text = f"{text} {each}".strip()
        if len(text) >= LONG_TEXT:
            yield text
            text = ""
    while text and len(text) < LONG_TEXT:
        text = f"{text} {text}"
    if text:
        yield text


KOKORO_LISTS = ExportDefinition(
    "kokoro", "StyleTTS2's trainer and the recipes to fine-tune Kokoro: lists with its phonemes.", write
)
