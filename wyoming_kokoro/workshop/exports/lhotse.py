"""Lhotse: recordings, supervisions and cuts, with the times of words and phonemes."""

import gzip
import json
from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import AlignedWord, SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.sample_facts import by_parts

_DIGITS = 5
"""Of a second: less than a sample."""
Row = dict[str, object]


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write sounds, and the three lists of each part."""
    for part, chosen in by_parts(samples).items():
        recordings, supervisions, cuts = list[Row](), list[Row](), list[Row]()
        for sample in chosen:
            name = f"wavs/{sample.id}.wav"
            seconds = folder.sound(name, sample)
            recording = _recording(folder.place(name), sample, seconds)
            supervision = _supervision(sample, seconds, folder.alignment(sample))
            recordings.append(recording)
            supervisions.append(supervision)
            cuts.append(
                {
                    "id": sample.id, "start": 0.0, "duration": seconds, "channel": 0, "supervisions": [supervision],
                    "recording": recording, "type": "MonoCut",
                }
            )  # fmt: skip
        for name, rows in (("recordings", recordings), ("supervisions", supervisions), ("cuts", cuts)):
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            folder.file(f"{part}_{name}.jsonl.gz", gzip.compress(lines.encode(), mtime=0))


def _recording(place: str, sample: SampleRow, seconds: float) -> Row:
    return {
        "id": sample.id, "sources": [{"type": "file", "channels": [0], "source": place}],
        "sampling_rate": sample.rate, "num_samples": round(seconds * sample.rate), "duration": seconds,
        "channel_ids": [0],
    }  # fmt: skip


def _supervision(sample: SampleRow, seconds: float, words: Sequence[AlignedWord]) -> Row:
    row: Row = {
        "id": sample.id, "recording_id": sample.id, "start": 0.0, "duration": seconds, "channel": 0,
        "text": sample.text, "language": sample.language, "speaker": sample.voice,
        "custom": {"role": sample.role, "phonemes": sample.phonemes, "preset": sample.preset},
    }  # fmt: skip
    if words:
        phones = [phone for word in words for phone in word.phones()]
        row["alignment"] = {
            "word": [_item(word.spoken, word.start, word.end) for word in words],
            **({"phone": [_item(*phone) for phone in phones]} if phones else {}),
        }
    return row


def _item(symbol: str, start: float, end: float) -> list[object]:
    return [symbol, round(start, _DIGITS), round(end - start, _DIGITS)]


LHOTSE = ExportDefinition("lhotse", "Lhotse, k2 and icefall: with the times of words and phonemes.", write)
