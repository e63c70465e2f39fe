"""misaki's lexicons, packed once for all tests of this package."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.lexicon import PackedLexicon
from wyoming_kokoro.pronounce.pack_lexicons import misaki_folder, pack, packed_name


@pytest.fixture(scope="session")
def misaki() -> Path:
    """Where misaki is installed."""
    folder = misaki_folder()
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory, misaki: Path) -> Path:
    """A folder with both packed lexicons."""
    folder = tmp_path_factory.mktemp("packs")
    pack(misaki, folder)
    return folder


@pytest.fixture(scope="session")
def american(packs: Path, misaki: Path) -> Iterator[PackedLexicon]:
    """The American words."""
    packed = PackedLexicon(packs / packed_name("us", misaki))
    yield packed
    packed.close()


@pytest.fixture(scope="session")
def british(packs: Path, misaki: Path) -> Iterator[PackedLexicon]:
    """The British words."""
    packed = PackedLexicon(packs / packed_name("gb", misaki))
    yield packed
    packed.close()


@pytest.fixture(scope="session")
def english(packs: Path) -> Pronunciation:
    """A pronunciation with everything there is."""
    return Pronunciation(EspeakNg.open(), packs)
