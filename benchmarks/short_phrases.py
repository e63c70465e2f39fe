"""Compares short phrases alone, cut off a sentence, and inside a sentence: their length and level.

    short_phrases.py FOLDER [--model model.onnx]

FOLDER holds a model and voices, such as build_full_size_model.py writes. Printed are the length and the level of a word
without its first phoneme, which includes the silence before it, and without its mark, which includes that after it.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Piece, Voice

SHORT = ("jˈɛs.", "dˈʌn.", "nˈO!", "twˈɛnti wˈʌn.", "ˌOkˈA?")
BEFORE = "ðə lˈIt ɪz ˈɔn, "
AFTER = " ðə dˈɔɹ ɪz lˈɑkt."


def main() -> None:
    """Print a line for each phrase and voice, and the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="model.onnx")
    arguments = parser.parse_args()
    voices = sorted((arguments.folder / "voices").iterdir())
    styles = {path.stem: np.fromfile(path, "<f4").reshape(510, 256) for path in voices}
    model = arguments.folder / arguments.model
    repeating = KokoroEngine(model, lambda voice: styles[voice.name])
    plain = KokoroEngine(model, lambda voice: styles[voice.name], options=KokoroOptions(min_phonemes=0))
    rows = [measured(repeating, plain, phonemes, name) for name in styles for phonemes in SHORT]
    ratios = np.array(rows)
    print(
        f"before a sentence / inside one: length {np.median(ratios[:, 0]):.2f}, level {np.median(ratios[:, 1]):+.1f} dB"
    )
    print(f"alone / inside a sentence:   length {np.median(ratios[:, 2]):.2f}, level {np.median(ratios[:, 3]):+.1f} dB")


def measured(repeating: KokoroEngine, plain: KokoroEngine, phonemes: str, name: str) -> tuple[float, ...]:
    """Return length and level relative to the same word inside a sentence: repeated, and alone."""
    voice = Voice(name, "en-US", "neutral", name)
    repeated = word(spoken(repeating, phonemes, voice), 0, len(phonemes) - 1)
    alone = word(spoken(plain, phonemes, voice), 0, len(phonemes) - 1)
    inside = word(spoken(plain, BEFORE + phonemes + AFTER, voice), len(BEFORE), len(phonemes) - 1)
    print(
        f"{name:12s} {phonemes:14s}"
        + "".join(
            f"  {name_of_form} {sound.size / RATE:.2f} s {level(sound):6.1f} dB"
            for name_of_form, sound in (("alone", alone), ("before", repeated), ("inside", inside))
        )
    )
    ratios = ((sound.size / inside.size, level(sound) - level(inside)) for sound in (repeated, alone))
    return tuple(number for pair in ratios for number in pair)


def spoken(engine: KokoroEngine, phonemes: str, voice: Voice) -> Piece:
    """Return the sound of a phrase."""
    (piece,) = engine.render(Phrase(phonemes, "", voice, Delivery(), voice.language))
    return piece


def word(piece: Piece, first: int, count: int) -> NDArray[np.float32]:
    """Return the samples of some phonemes without the first one."""
    edges = np.cumsum([0, *(piece.lengths or ())])
    return piece.samples[edges[first + 1] : edges[first + count]]


def level(samples: NDArray[np.float32]) -> float:
    """Return the root mean square, in decibels."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


if __name__ == "__main__":
    main()
