"""A student of Kokoro as an engine: its one voice is in its weights, its phonemes and its durations are Kokoro's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.kokoro.execution_providers import computing_provider, provider_problems
from wyoming_kokoro.engines.kokoro.loading import load_whole
from wyoming_kokoro.engines.kokoro.open_file import OpenModelFile, unreadable
from wyoming_kokoro.engines.kokoro.options import KokoroOptions
from wyoming_kokoro.engines.kokoro.prepare import REWRITE_VERSION, prepare
from wyoming_kokoro.engines.kokoro.rendering import (
    ONLY_SPEED,
    RENDERING_VERSION,
    SPEED_RANGE,
    PhraseRenderer,
    StyleArray,
)
from wyoming_kokoro.engines.kokoro.session import ModelRefused, ModelSession
from wyoming_kokoro.engines.kokoro.tensor_names import MAX_TOKENS, STYLE_ROWS, STYLE_SIZE
from wyoming_kokoro.engines.kokoro.voice_statistics import VoiceStatistics
from wyoming_kokoro.speech import Phrase, Piece, Voice

_NO_STYLE: StyleArray = np.broadcast_to(np.zeros(1, np.float32), (STYLE_ROWS, STYLE_SIZE))
"""What Kokoro's renderer looks up for a voice; a student does not take it."""


class StudentEngine:
    """One student through ONNX Runtime; an engine that exists has loaded a working model, and serves many threads."""

    name = "student"

    def __init__(self, model: Path, digest: str, options: KokoroOptions | None = None) -> None:
        """Load a student's file; raises ModelRefused with the reason if it cannot be used."""
        self._options = options or KokoroOptions()
        self._lock = threading.Lock()
        self._users = 0
        self._file = OpenModelFile(model)
        try:
            graph = prepare(model, digest)
        except OSError as error:
            raise unreadable(model, error) from error
        graph, self._session = load_whole(graph, self._options.runtime, styled=False)
        self._graph = graph
        self._renderer = PhraseRenderer(_no_style, self._options, VoiceStatistics(None))

    @property
    def identity(self) -> str:
        """A text that names the model's bytes, and everything else that changes its sound."""
        session, prepared = self._session, self._graph.prepared is not None
        features = f"{prepared:d}{session.reports_durations:d}{session.controls_pitch:d}"
        versions = f"{REWRITE_VERSION}.{RENDERING_VERSION}"
        return f"student:{self._graph.digest[:16]}:{versions}:{features}:{self._options.min_phonemes}"

    @property
    def capabilities(self) -> Capabilities:
        """What the model can do."""
        return Capabilities(
            speed_range=ONLY_SPEED if self._session.integer_speed else SPEED_RANGE,
            pitch=self._session.controls_pitch,
            max_phonemes=MAX_TOKENS,
            model=self._graph.digest,
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """What it cannot do, a sentence each."""
        name = self._graph.stock.name
        problems = tuple(provider_problems(name, self._session.providers))
        if self._session.reports_durations:
            return problems
        return (f"{name} does not report the durations of its phonemes, so word times are estimates.", *problems)

    @property
    def execution_provider(self) -> str:
        """What computes it."""
        return computing_provider(self._session.providers)

    @property
    def summary(self) -> str:
        """How it is run, as one sentence."""
        threads = "1 thread" if self._session.threads == 1 else f"{self._session.threads} threads"
        return f"It runs as one graph on {threads}."

    def give_way(self) -> None:
        """Let a program write into the file that waits for it, unless something is being rendered."""
        with self._lock:
            if not self._users:
                self._file.give_way()

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """Yield the sound of a phrase in one piece; `again` renders it differently than before."""
        tokens = self._renderer.tokens(phrase)
        if tokens.known:
            with self._session_in_use() as session:
                piece = self._renderer.whole(session, phrase, tokens, again=again)
            yield piece

    def close(self) -> None:
        """Do nothing: the memory is freed with the engine."""

    @contextmanager
    def _session_in_use(self) -> Iterator[ModelSession]:
        """Yield the session, whose weights are in the file: no program may write into it meanwhile."""
        with self._lock:
            if not self._file.unmodified:  # the sound would be noise, or worse
                raise ModelRefused(f"{self._graph.stock.name} was written into while it was in use.")
            self._users += 1
        try:
            yield self._session
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._file.give_way()


def _no_style(_: Voice) -> StyleArray:
    return _NO_STYLE
