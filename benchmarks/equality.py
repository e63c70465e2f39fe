"""Compares our samples with kokoro-onnx's: same model, tokens and styles, and no noise on either side.

    equality.py FOLDER [--model model.onnx] [--parts]

FOLDER holds a model and voices, such as build_full_size_model.py writes. A copy of the model without its random noise
is made in a temporary folder, and both speak from it, in two of the voices: ours as a whole, or with --parts split
in the form that is fastest here.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from kokoro_onnx import Kokoro
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite import silence_noise
from wyoming_kokoro.onnx_format.graphs import read_model
from wyoming_kokoro.speech import Delivery, Phrase, Voice

PHRASES = (
    "jˈɛs.",
    "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt.",
    "ðə wˈɛðəɹ tədˈA ɪz sˈʌni wɪð ɐ hˈI ʌv twˈɛnti θɹˈi dəɡɹˈiz, ænd ɪt mˈIt ɹˈAn tənˈIt.",
)
SPEEDS = (1.0, 1.4)


def main() -> None:
    """Print, for each phrase and speed, how far apart the samples are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--parts", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        quiet = Path(folder) / arguments.model
        model = read_model((arguments.folder / arguments.model).read_bytes())
        print(f"{arguments.model}: {silence_noise(model.graph)} sources of noise removed")
        quiet.write_bytes(model.SerializeToString())
        del model
        compare(quiet, arguments.folder, parts=arguments.parts)


def compare(model: Path, folder: Path, *, parts: bool) -> None:
    """Let both speak every phrase with every voice and speed."""
    theirs = Kokoro(str(model), str(folder / "voices-v1.0.bin"))
    styles = {path.stem: np.fromfile(path, "<f4").reshape(510, 256) for path in sorted((folder / "voices").iterdir())}
    # Nothing is repeated, because kokoro-onnx does not do that.
    ours = KokoroEngine(model, lambda voice: styles[voice.name], options=KokoroOptions(min_phonemes=0))
    if parts:
        ours.improve()
    print(ours.info.summary)
    print(f"prepared {ours.info.prepared}, lengths {ours.info.reports_durations}, pitch {ours.info.controls_pitch}")
    for name in list(styles)[:2]:
        voice = Voice(name, "en-US", "neutral", name)
        for phonemes in PHRASES:
            for speed in SPEEDS:
                phrase = Phrase(phonemes, "", voice, Delivery(speed=speed), voice.language)
                (piece,) = ours.render(phrase)
                reference, _ = theirs.create(phonemes, name, speed=speed, is_phonemes=True, trim=False)
                print(f"{name:12s} {len(phonemes):3d} phonemes at {speed}: {difference(piece.samples, reference)}")


def difference(samples: NDArray[np.float32], reference: NDArray[np.float32]) -> str:
    """Return how far samples are from a reference."""
    if samples.shape != reference.shape:
        return f"{samples.size} samples instead of {reference.size}"
    error = samples.astype(np.float64) - reference
    if not error.any():
        return f"{samples.size} samples, equal to the last bit"
    ratio = 10 * np.log10(np.sum(np.square(reference, dtype=np.float64)) / np.sum(error**2))
    return f"{samples.size} samples, largest difference {np.abs(error).max():.2e}, {ratio:.1f} dB"


if __name__ == "__main__":
    main()
