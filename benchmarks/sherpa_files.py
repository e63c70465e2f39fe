"""Writes the files that sherpa-onnx needs beside a stand-in model: FOLDER/sherpa, for the benchmark named speed.

sherpa_files.py FOLDER
"""

import argparse
import json
import shutil
from importlib.resources import files
from pathlib import Path

import espeakng_loader
import numpy as np
import onnx

from benchmarks.systems.texts import LANGUAGE, every_word
from wyoming_kokoro.engines.kokoro.tensor_names import STYLE_ROWS, STYLE_SIZE
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.studio.explaining import phonemes


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="model.onnx")
    arguments = parser.parse_args()
    write(arguments.folder, arguments.model)


def write(folder: Path, name: str) -> None:
    """Write the model with what sherpa-onnx reads from it, all voices in one file, the symbols, and the words."""
    target = folder / "sherpa"
    target.mkdir(exist_ok=True)
    voices = np.load(folder / "voices-v1.0.bin")
    names = sorted(voices)
    model = onnx.load(folder / name)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, _facts(names))
    onnx.save(model, target / name)
    np.concatenate([voices[each].reshape(-1) for each in names]).astype(np.float32).tofile(target / "voices.bin")
    (target / "voices.json").write_text(json.dumps(names), encoding="utf-8")
    symbols = json.loads((files("kokoro_onnx") / "config.json").read_text("utf-8"))["vocab"]
    lines = [f"{symbol} {number}\n" for symbol, number in symbols.items()]
    (target / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    shutil.copytree(espeakng_loader.get_data_path(), target / "espeak-ng-data", dirs_exist_ok=True)
    words = [f"{word} {' '.join(phonemes(word, LANGUAGE))}\n" for word in sorted(every_word())]
    (target / "lexicon.txt").write_text("".join(words), encoding="utf-8")
    print(f"{target}: {len(names)} voices, {len(words)} words")


def _facts(names: list[str]) -> dict[str, str]:
    facts = {
        "model_type": "kokoro",
        "language": "English",
        "has_espeak": 1,
        "sample_rate": RATE,
        "version": 2,
        "voice": "en-us",
        "style_dim": f"{STYLE_ROWS},1,{STYLE_SIZE}",
        "n_speakers": len(names),
        "speaker_names": ",".join(names),
        "model_url": "",
        "maintainer": "stand-in",
        "comment": "random weights",
    }
    return {name: str(value) for name, value in facts.items()}


if __name__ == "__main__":
    main()
