"""Kokoro with its real weights: opened once for all tests of a worker, in a data folder of its own."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import REAL_MODEL, link_files
from tests.engines.rewriting import rewrite_here
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.settings import DownloadSettings, Paths, load
from wyoming_kokoro.speech import NOTHING, Delivery, Phrase, Piece, Samples, Utterance, WordTime
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices import VoiceStyles


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """The sound of a text, and its words."""

    samples: Samples
    words: tuple[WordTime, ...]


Speak = Callable[..., Awaitable[Spoken]]


@dataclass(frozen=True, slots=True)
class OpenedOnce:
    """An engine that stays open for the next test when a studio closes it."""

    engine: KokoroEngine

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def identity(self) -> str:
        return self.engine.identity

    @property
    def capabilities(self) -> Capabilities:
        return self.engine.capabilities

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        return self.engine.render(phrase, again=again)

    def close(self) -> None:
        """Stay open."""


@pytest.fixture(scope="session")
def shared_data(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real model and voices for all tests of a worker.

    This model file adds no noise, unlike those of higher precision: it speaks the same in every run.
    """
    return link_files(real_folder, tmp_path_factory.mktemp("real") / "data", "models", "voices")


@pytest.fixture(scope="session")
def engine(shared_data: Path) -> Iterator[KokoroEngine]:
    """Kokoro with the published int8 model, as one graph."""
    styles = VoiceStyles(Downloads(shared_data, DownloadSettings()))
    opened = KokoroEngine(shared_data / REAL_MODEL, styles.of)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def split_engine(shared_data: Path) -> Iterator[KokoroEngine]:
    """Kokoro with the published int8 model, in parts."""
    opened = KokoroEngine(shared_data / REAL_MODEL, VoiceStyles(Downloads(shared_data, DownloadSettings())).of)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RewriteProcess, "run", rewrite_here)  # its process has the lowest priority beside other tests
        opened.improve()
    assert opened.capabilities.context
    yield opened
    opened.close()


@pytest.fixture
async def studio(engine: KokoroEngine, shared_data: Path, tmp_path: Path) -> AsyncIterator[Studio]:
    """A studio that speaks with that engine."""
    settings: dict[str, object] = {"cache.precompute": False, "downloads.enabled": False}
    opened = await Studio.open(load(Paths(tmp_path, shared_data), settings, {}), engine=OpenedOnce(engine))
    yield opened
    await opened.close()


@pytest.fixture
def speak(studio: Studio) -> Speak:
    """Speaks a text in a voice, or one that arrives in parts."""

    async def spoken(text: str, voice: str = "af_heart", arriving: AsyncIterable[str] | None = None) -> Spoken:
        sounds, words = [NOTHING], list[WordTime]()
        async with aclosing(studio.speak(Utterance(text, Delivery(voice)), arriving)) as blocks:
            async for block in blocks:
                sounds.append(block.samples)
                words += block.words
        return Spoken(np.concatenate(sounds), tuple(words))

    return spoken
