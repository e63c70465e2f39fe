"""The vocabulary is that of kokoro-onnx, located without importing it."""

import sys
from pathlib import Path

import pytest
from kokoro_onnx.config import DEFAULT_VOCAB

from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary, published_file
from wyoming_kokoro.errors import Unavailable


def test_every_phoneme_has_the_token_number_of_kokoro_onnx() -> None:
    assert len(DEFAULT_VOCAB) == 114
    assert Vocabulary.published().tokens("".join(DEFAULT_VOCAB)) == list(DEFAULT_VOCAB.values())


def test_unknown_phonemes_become_padding_tokens() -> None:
    assert Vocabulary.published().tokens("a漢\u0000") == [*Vocabulary.published().tokens("a"), PAD, PAD]


def test_a_missing_package_is_named_in_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.vocabulary.find_spec", lambda _: None)
    with pytest.raises(Unavailable, match="kokoro-onnx"):
        published_file()


def test_a_package_without_its_vocabulary_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "kokoro_onnx").mkdir()
    (tmp_path / "kokoro_onnx" / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, "kokoro_onnx")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(Unavailable, match="kokoro-onnx"):
        published_file()
