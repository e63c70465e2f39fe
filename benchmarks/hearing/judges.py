"""Judges sounds by models: what Whisper hears, DNSMOS and DistillMOS. It uses the judges of `wyoming-kokoro judge`.

    judges.py FOLDER [--whisper FOLDER] [--words]

runs in an environment of its own, which judges.txt describes, with this checkout in its path. For each sound in FOLDER
that has no judgement yet, or has changed since, it writes one beside it.
"""

import argparse
import hashlib
import json
import sys
import wave
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the judges' environment has not installed us

from wyoming_kokoro.workshop.judging.judge import Judge
from wyoming_kokoro.workshop.judging.judges import distilled, dnsmos, whisper
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.take import Take


def main() -> int:
    """Judge what has no judgement."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--whisper", type=Path, help="a folder with a model for faster-whisper; without it that of packages"
    )
    parser.add_argument("--words", action="store_true", help="only what Whisper hears, which needs no PyTorch")
    arguments = parser.parse_args()
    sounds = [path for path in sorted(arguments.folder.rglob("*.wav")) if not _is_judged(path)]
    if not sounds:
        return 0
    options = JudgeOptions(whisper_model=str(arguments.whisper or ""))
    judges: list[Judge] = [whisper.create(options)]
    if not arguments.words:
        judges += [dnsmos.create(options), distilled.create(options)]
    for number, path in enumerate(sounds, 1):
        item = json.loads(path.with_suffix(".json").read_text("utf-8"))
        take = _read(path, item["language"])
        judgement: dict[str, object] = {"of": _digest(path), "whisper": judges[0].version.rpartition(" ")[2]}
        for judge in judges:
            judgement |= {each.name: each.value for each in judge.judge(take)}
        _judgement(path).write_text(json.dumps(judgement, ensure_ascii=False), encoding="utf-8")
        print(f"\r{number} of {len(sounds)} sounds judged", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return 0


def _read(path: Path, language: str) -> Take:
    with wave.open(str(path), "rb") as file:
        rate, content = file.getframerate(), file.readframes(file.getnframes())
    samples = np.frombuffer(content, "<i2").astype(np.float32) / 32_768
    return Take(path.stem, np.asarray(samples, np.float32), rate, language=language)


def _judgement(path: Path) -> Path:
    return path.with_suffix(".judged.json")


def _is_judged(path: Path) -> bool:
    try:
        return bool(json.loads(_judgement(path).read_text("utf-8"))["of"] == _digest(path))
    except (OSError, ValueError, KeyError):
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
