"""The vocabulary is that of Kokoro 1.0, which kokoro-onnx has too."""

import pytest

from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary


def test_every_phoneme_has_the_token_number_of_kokoro_onnx() -> None:
    config = pytest.importorskip("kokoro_onnx.config", reason="kokoro-onnx has no release for this Python")
    assert len(config.DEFAULT_VOCAB) == 114
    assert Vocabulary.published().tokens("".join(config.DEFAULT_VOCAB)) == list(config.DEFAULT_VOCAB.values())


def test_unknown_phonemes_become_padding_tokens() -> None:
    assert Vocabulary.published().tokens("a漢\u0000") == [*Vocabulary.published().tokens("a"), PAD, PAD]
