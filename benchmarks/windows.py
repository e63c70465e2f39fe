"""Compares phrases rendered in windows with the same phrases rendered as a whole: how far apart the sounds are.

    windows.py FOLDER [--model model.onnx] [--phrases 6]

FOLDER holds a model and voices, such as build_full_size_model.py writes; the model is split first, unless it already
is. The features of each phrase are computed once, so that both renderings have the same noise. Windows are rendered
with the statistics of other phrases of the voice, as the program does, and with those of the phrase itself.
"""

import argparse
from pathlib import Path

import numpy as np

from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import signal_to_difference, spectral_distance
from wyoming_kokoro.engines.kokoro.loading import load_model
from wyoming_kokoro.engines.kokoro.split_session import PhraseFeatures, SplitSession
from wyoming_kokoro.engines.kokoro.vocabulary import PAD
from wyoming_kokoro.engines.kokoro.voice_statistics import Floats, VoiceStatistics
from wyoming_kokoro.engines.kokoro.windows import STREAMING_WINDOWS, WindowSizes, split_into_windows
from wyoming_kokoro.speech import RATE

TOKENS = (30, 45, 60, 75)
"""The lengths of the phrases that are compared: two to seven seconds."""
LEARNING_TOKENS = 60
"""The length of the phrases from which the statistics of the voice come."""


def main() -> None:
    """Print a line for each length, window size and source of statistics."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--phrases", type=int, default=6, help="from how many the statistics of the voice come")
    arguments = parser.parse_args()
    style = np.fromfile(min((arguments.folder / "voices").iterdir()), "<f4").reshape(510, 256)
    session = split_session(arguments.folder / arguments.model, style)
    seeds = np.random.default_rng(1)
    learned = VoiceStatistics(None)
    for _ in range(arguments.phrases):
        phrase = random_phrase(session, seeds, style, LEARNING_TOKENS)
        learned.add("", session.run_with_statistics(phrase)[1], phrase.columns)
    statistics = learned.of("", borrow=True)
    assert statistics is not None, "there are phrases"  # noqa: S101
    for tokens in TOKENS:
        compare(session, random_phrase(session, seeds, style, tokens), statistics)


def split_session(model: Path, style: Floats) -> SplitSession:
    """Return the session of a split model."""
    engine = KokoroEngine(model, lambda _: style)
    engine.improve()
    engine.close()
    state, session = load_model(model, None, KokoroOptions())
    if not isinstance(session, SplitSession):
        raise SystemExit(state.info.summary)
    return session


def random_phrase(session: SplitSession, seeds: np.random.Generator, style: Floats, tokens: int) -> PhraseFeatures:
    """Return the features of a phrase of random phonemes."""
    spoken = [int(token) for token in seeds.integers(43, 150, tokens)]
    return session.features((PAD, *spoken, PAD), style[tokens - 1])


def compare(session: SplitSession, phrase: PhraseFeatures, voice_statistics: Floats) -> None:
    """Print how far windows of a phrase are from the whole."""
    exact, own_statistics = session.run_with_statistics(phrase)
    for name, sizes in STREAMING_WINDOWS.items():
        for source, statistics in (("the voice's", voice_statistics), ("the phrase's own", own_statistics)):
            sound = in_windows(session, phrase, sizes, statistics)
            decibels, spectrum = signal_to_difference(exact.samples, sound), spectral_distance(exact.samples, sound)
            print(
                f"{exact.samples.size / RATE:4.1f} s, {name:8} with {source:16} statistics: {decibels:5.1f} dB, "
                f"spectrum {spectrum:.2f} dB"
            )


def in_windows(session: SplitSession, phrase: PhraseFeatures, sizes: WindowSizes, statistics: Floats) -> Floats:
    """Return the sound of a phrase rendered in windows."""
    windows = split_into_windows(phrase.columns, sizes)
    return np.concatenate([session.run_window(phrase, window, statistics) for window in windows])


if __name__ == "__main__":
    main()
