"""What the tests of this package share."""

from collections.abc import Iterator

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.packed_lexicon import PackedLexicon
from wyoming_kokoro.pronounce.shipped_lexicons import FOLDER, misaki_file


@pytest.fixture(scope="session")
def american() -> Iterator[PackedLexicon]:
    """The American words of misaki."""
    packed = PackedLexicon(FOLDER / misaki_file("us"))
    yield packed
    packed.close()


@pytest.fixture(scope="session")
def british() -> Iterator[PackedLexicon]:
    """The British words of misaki."""
    packed = PackedLexicon(FOLDER / misaki_file("gb"))
    yield packed
    packed.close()


@pytest.fixture(scope="session")
def english() -> Pronunciation:
    """A pronunciation with everything there is."""
    return Pronunciation(EspeakNg.open())
