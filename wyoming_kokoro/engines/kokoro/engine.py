"""Kokoro as an engine: renders phrases of phonemes as samples, and reports the length of each phoneme."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.kokoro.expression import EFFECTS
from wyoming_kokoro.engines.kokoro.loading import load_model, load_split, reopen
from wyoming_kokoro.engines.kokoro.model_info import WHOLE, ModelInfo
from wyoming_kokoro.engines.kokoro.open_file import OpenModelFile
from wyoming_kokoro.engines.kokoro.options import KokoroOptions
from wyoming_kokoro.engines.kokoro.prepare import REWRITE_VERSION, split_process
from wyoming_kokoro.engines.kokoro.releases import release_of
from wyoming_kokoro.engines.kokoro.rendering import (
    ONLY_SPEED,
    RENDERING_VERSION,
    SPEED_RANGE,
    PhraseRenderer,
    StyleArray,
)
from wyoming_kokoro.engines.kokoro.session import ModelRefused
from wyoming_kokoro.engines.kokoro.split_files import PREPARED_FOLDER
from wyoming_kokoro.engines.kokoro.split_report import TuningResult
from wyoming_kokoro.engines.kokoro.split_session import AnySession, SplitSession
from wyoming_kokoro.engines.kokoro.tensor_names import MAX_TOKENS
from wyoming_kokoro.engines.kokoro.tuning import calibration_arrays, tune
from wyoming_kokoro.engines.kokoro.voice_statistics import VoiceStatistics
from wyoming_kokoro.settings.model_choices import EXACT, FULL
from wyoming_kokoro.speech import Phrase, Piece, Voice

log = logging.getLogger(__name__)

STATISTICS_FOLDER = "voices"
"""The folder of the statistics of voices, below that of prepared graphs."""


class KokoroEngine:
    """Kokoro-82M through ONNX Runtime; an engine that exists has loaded a working model, and serves many threads."""

    name = "kokoro"

    def __init__(
        self,
        model: Path,
        styles: Callable[[Voice], StyleArray],
        *,
        options: KokoroOptions | None = None,
        digest: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Load a model file; raises ModelRefused with the reason if it cannot be used."""
        self._options = options or KokoroOptions()
        self._clock = clock
        self._lock = threading.Lock()
        self._users = 0
        self._last_use = clock()
        self._file = OpenModelFile(model)
        self._state, session = load_model(model, digest, self._options)
        self._session: AnySession | None = session
        graph = self._state.graph
        self._splitting = split_process(graph)
        self._improving = threading.Lock()
        self._split_attempted = False
        statistics = VoiceStatistics(model.parent / PREPARED_FOLDER / STATISTICS_FOLDER / graph.digest[:16])
        self._release = release_of(model.name, self._options.release)
        self._renderer = PhraseRenderer(styles, self._options, statistics, self._release)

    @property
    def info(self) -> ModelInfo:
        """The description of the model; stays true while it is unloaded."""
        return self._state.info

    @property
    def identity(self) -> str:
        """A text that names the model's bytes, and everything else that changes its sound."""
        info = self.info
        features = f"{info.prepared:d}{info.reports_durations:d}{info.controls_pitch:d}"
        tuning = self._state.tuning_stamp if info.precision != FULL else 0
        sound = f"{info.precision}:{tuning}:{info.streaming}"
        versions = f"{REWRITE_VERSION}.{RENDERING_VERSION}"
        return (
            f"kokoro:{self._release.name}:{info.digest[:16]}:{versions}:{features}:{self._options.min_phonemes}:{sound}"
        )

    @property
    def capabilities(self) -> Capabilities:
        """What the model can do: it has phonemes, not languages, so its voices say which languages there are."""
        info = self.info
        is_split = info.form != WHOLE
        return Capabilities(
            speed_range=ONLY_SPEED if info.integer_speed else SPEED_RANGE,
            pitch=info.controls_pitch,
            range=is_split,
            contour=is_split,
            emphasis=is_split,
            effects=frozenset(EFFECTS) if is_split else frozenset(),
            changes=is_split,
            streaming=info.streaming != EXACT,
            max_phonemes=MAX_TOKENS // self._release.symbols_per_phoneme,
            needs_styles=True,
            model=info.digest,
            context=is_split and info.streaming == EXACT,
        )

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._session is not None

    @property
    def file_unmodified(self) -> bool:
        """Whether the model file is unchanged since it was opened; it may have been replaced or removed."""
        return self._file.unmodified

    def give_way(self) -> None:
        """Let a program write into the model file that waits for it, unless something is being rendered."""
        with self._lock:
            if not self._users:
                self._file.give_way()

    @property
    def may_improve(self) -> bool:
        """Whether no attempt was made yet to split the model, or it was tuned since it was loaded."""
        if not self._state.may_be_split:
            return False
        if self._state.report is None:
            return not self._split_attempted
        return self._options.precision != FULL and self._state.tuned_again

    @property
    def improved_share(self) -> float | None:
        """How much of the splitting is done, from 0 to 1; None while it is not running."""
        return self._splitting.share

    def improve(self) -> bool:
        """Split the model, or load it as it was tuned, and run it so from now on; returns whether that was possible.

        Splitting takes a minute, once for a model file.
        """
        with self._improving:
            if not self.may_improve:
                return False
            if self._state.report is None:
                self._split_attempted = True
                self._splitting.run()
        state, session = load_split(self._state, self._options)
        with self._lock:
            self._state = state
            if session is not None and self._session is not None:
                self._session = session
        return session is not None

    def tune(self, phrases: Sequence[Phrase], progress: Callable[[int], None]) -> dict[str, TuningResult]:
        """Make generators in eight bits, calibrated with phrases; returns how good they are, by precision.

        Takes minutes; `progress` gets the number of phrases that were looked at. Empty if the model is not split.
        """
        with self._session_in_use() as session:
            if not isinstance(session, SplitSession):
                return {}
            arrays = calibration_arrays(session, self._renderer, phrases, progress)
        return tune(self._state.graph, arrays)

    def load(self) -> None:
        """Load the model again if it was unloaded, so that the first phrase need not wait for it."""
        with self._lock:
            self._load()

    def unload_if_idle(self, seconds: float) -> bool:
        """Unload the model if nothing was rendered for this many seconds; returns whether it was unloaded now."""
        with self._lock:
            if self._session is None or self._users or self._clock() - self._last_use < seconds:
                return False
            self._session = None
            self._file.let_write()
        log.info("%s is unloaded until the next request", self.info.model)
        return True

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """Yield the sound of a phrase, in one piece unless it streams; `again` renders it differently than before."""
        tokens = self._renderer.tokens(phrase)
        if not tokens.known:
            return
        with self._session_in_use() as session:
            if isinstance(session, SplitSession) and self._renderer.uses_windows(phrase, tokens, again=again):
                yield from self._renderer.in_windows(session, phrase, tokens)
                return
            if isinstance(session, SplitSession) and self._renderer.uses_context(phrase, tokens, again=again):
                piece = self._renderer.in_context(session, phrase, tokens)
            else:
                piece = self._renderer.whole(session, phrase, tokens, again=again)
        yield piece

    def close(self) -> None:
        """Release the model, and end the process that splits it."""
        self._splitting.stop()
        with self._lock:
            self._session = None

    @contextmanager
    def _session_in_use(self) -> Iterator[AnySession]:
        """Yield the session, and keep the model loaded while it is in use."""
        with self._lock:
            session = self._load()
            self._users += 1
        try:
            yield session
        finally:
            with self._lock:
                self._users -= 1
                self._last_use = self._clock()
                if not self._users:
                    self._file.give_way()

    def _load(self) -> AnySession:
        """Return the session, opened again if it was unloaded; the lock is held."""
        if self._session is None:
            self._file.guard()
            if self._file.replaced:  # the graph refers to offsets in the file, so another file needs another graph
                raise ModelRefused(f"{self.info.model} was changed while it was unloaded.")
            self._session = reopen(self._state, self._options)
            self._last_use = self._clock()
        elif not self._file.unmodified:  # weights are read from the file itself: the sound would be noise, or worse
            raise ModelRefused(f"{self.info.model} was written into while it was in use.")
        return self._session
