"""A small model with a decoder of Kokoro's kind, and what tests of its splitting and tuning share."""

from pathlib import Path

import numpy as np

from tests.data.make_small_decoder import Kind, make_decoder
from tests.engines.conftest import Styles, phrase
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.engines.kokoro.prepare import digest_of, prepare, split_folder
from wyoming_kokoro.speech import Piece, Samples

SENTENCE = "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt, ænd ðə wˈɛðəɹ tədˈA ɪz sˈʌni."
OTHER = "wˈʌn tˈu θɹˈi fˈɔɹ fˈIv sˈɪks sˈɛvən ˈAt nˈIn tˈɛn, ænd ɔl ʌv ðˈɛm ɐɡˈɛn."


def save_model(folder: Path, kind: Kind | None = None) -> Path:
    """Write a model into a folder; returns its path."""
    path = folder / "model.onnx"
    path.write_bytes(make_decoder(kind or Kind()).SerializeToString())
    return path


def split_engine(model: Path, styles: Styles, streaming: str = "exact") -> KokoroEngine:
    """Return an engine whose model has been split."""
    engine = KokoroEngine(model, styles, options=KokoroOptions(streaming=streaming))
    assert engine.may_improve and engine.improve()
    return engine


def finished(engine: KokoroEngine) -> bool:
    """Return whether there is nothing left to improve."""
    return not engine.may_improve


def folder_of(model: Path) -> Path:
    """Return the folder with the parts of a model."""
    return split_folder(prepare(model, digest_of(model)))


def pieces(engine: KokoroEngine, phonemes: str = SENTENCE) -> list[Piece]:
    """Return the pieces of a phrase."""
    return list(engine.render(phrase(phonemes)))


def sound(
    engine: KokoroEngine, phonemes: str = SENTENCE, *, speed: float | None = None, pitch: float | None = None
) -> Samples:
    """Return the whole sound of a phrase."""
    return np.concatenate([piece.samples for piece in engine.render(phrase(phonemes, speed=speed, pitch=pitch))])
