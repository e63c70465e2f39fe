"""Compares phrases made in windows with the same phrases made in one: how far apart the sounds are.

    windows.py FOLDER [--model model.onnx] [--phrases 6]

FOLDER holds a model and voices, such as build_full_size_model.py writes; the model is taken apart beside the file, if
it was not before. Each phrase is carried as far as the generator once, so that both are made of the same noise. Windows
are made with what other phrases of the voice told about it, as the program does, and with what the phrase itself tells.
"""

import argparse
from pathlib import Path

import numpy as np

from wyoming_kokoro.engines.kokoro.engine import KokoroEngine
from wyoming_kokoro.engines.kokoro.graph_rewrite.candidates import nearness, spectral_distance
from wyoming_kokoro.engines.kokoro.split_session import PhraseFeatures, SplitSession
from wyoming_kokoro.engines.kokoro.vocabulary import PAD
from wyoming_kokoro.engines.kokoro.windows import STREAMING_WINDOWS, Floats, VoiceStatistics, windows

TOKENS = (30, 45, 60, 75)
"""Of the phrases that are compared: two to seven seconds."""


def main() -> None:
    """Print a line for each pace and length."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--phrases", type=int, default=6, help="from how many a voice is learned")
    asked = parser.parse_args()
    voice = min((asked.folder / "voices").iterdir())
    style = np.fromfile(voice, "<f4").reshape(510, 256)
    engine = KokoroEngine(asked.folder / asked.model, lambda _: style)
    if engine.may_improve:
        engine.improve()
    session = engine._session  # noqa: SLF001 -- what is compared are halves of what it does
    if not isinstance(session, SplitSession):
        raise SystemExit(engine.about.how)
    seeds = np.random.default_rng(1)
    learned = VoiceStatistics(None)
    for _ in range(asked.phrases):
        outline = outlined(session, seeds, style, 60)
        learned.learn("", session.learn(outline)[1], outline.columns)
    statistics = learned.of("", borrows=True)
    assert statistics is not None, "it was learned just now"  # noqa: S101
    for tokens in TOKENS:
        outline = outlined(session, seeds, style, tokens)
        exact, own = session.learn(outline)
        for name, speed in STREAMING_WINDOWS.items():
            for whose, known in (("the voice's", statistics), ("the phrase's own", own)):
                made = np.concatenate(
                    [session.window(outline, each, known) for each in windows(outline.columns, speed)]
                )
                near, apart = nearness(exact.samples, made), spectral_distance(exact.samples, made)
                told = f"{exact.samples.size / 24_000:4.1f} s, {name:8} with {whose:16} statistics"
                print(f"{told}: {near:5.1f} dB, spectrum {apart:.2f} dB")


def outlined(session: SplitSession, seeds: np.random.Generator, style: Floats, tokens: int) -> PhraseFeatures:
    """A phrase of so many sounds, as far as the generator."""
    spoken = [int(token) for token in seeds.integers(43, 150, tokens)]
    return session.outline((PAD, *spoken, PAD), style[tokens - 1])


if __name__ == "__main__":
    main()
