"""Kokoro as an engine: phrases of phonemes to samples, with the length of each phoneme."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.graph import PASSES, Graph, digest_of, forget, plain, prepare
from wyoming_kokoro.engines.kokoro.guard import Carrier, carried, cut, padded
from wyoming_kokoro.engines.kokoro.names import LONGEST, STYLE_ROWS
from wyoming_kokoro.engines.kokoro.session import ModelRefused, Running, Session, Sound
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.errors import Broken
from wyoming_kokoro.speech import Phrase, Piece, Samples, Voice

log = logging.getLogger(__name__)

Styles = NDArray[np.float32]
"""A voice's styles, one for each number of tokens: STYLE_ROWS x STYLE_SIZE."""
Lengths = NDArray[np.int64]

ENOUGH = 16
"""Tokens from which on a phrase is given to the model alone: a word or two are fewer, a short sentence is more."""
SEMITONES = 12
"""In an octave."""
PACES = (0.5, 2.0)
"""Beyond these the durations inside the model are too coarse, or too long to stay speech."""
MOST_CARRIED = 100
"""Tokens; a longer phrase is not carried at a second try, because that takes twice as long."""
OTHER_PACE = 0.97
"""What a second try is slowed to: hardly heard, and yet no number inside the model stays what it was."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How Kokoro is to speak."""

    running: Running = field(default_factory=Running)
    enough: int = ENOUGH
    """Phrases of fewer tokens are carried by copies of themselves; 0 carries none."""


@dataclass(frozen=True, slots=True)
class About:
    """What a loaded model is and can, for people to see."""

    model: str
    digest: str
    providers: tuple[str, ...]
    """What it really runs on, the best first."""
    threads: int
    prepared: bool
    tells_lengths: bool
    bends_pitch: bool
    whole_speeds: bool
    problems: tuple[str, ...]
    """What it cannot do, or was asked to do and does not, a sentence each."""


class KokoroEngine:
    """Kokoro-82M through ONNX Runtime; what exists has been loaded and works, on any number of threads."""

    name = "kokoro"
    longest = LONGEST

    def __init__(
        self,
        model: Path,
        styles: Callable[[Voice], Styles],
        *,
        ways: Ways | None = None,
        digest: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._styles = styles
        self._ways = ways or Ways()
        self._vocabulary = Vocabulary.published()
        self._clock = clock
        self._lock = threading.Lock()
        self._at_work = 0
        self._last_work = clock()
        self._stamp = _stamp(model)
        self._graph, session = _loaded(model, digest, self._ways)
        self._session: Session | None = session
        self.about = _description(self._graph, session, self._ways.running)
        """What was loaded; stays true while it is unloaded for idleness."""

    @property
    def identity(self) -> str:
        """The model's bytes, and how it is made to speak."""
        about = self.about
        features = f"{about.prepared:d}{about.tells_lengths:d}{about.bends_pitch:d}"
        return f"kokoro:{about.digest[:16]}:{PASSES}:{features}:{self._ways.enough}"

    @property
    def paces(self) -> tuple[float, float]:
        """What the model does well itself; one that takes whole speeds only leaves pace to the effects."""
        return (1.0, 1.0) if self.about.whole_speeds else PACES

    @property
    def bends_pitch(self) -> bool:
        """Whether the pitch curve inside the model could be reached."""
        return self.about.bends_pitch

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._session is not None

    def speaks(self, language: str) -> bool:
        """The model has phonemes, not languages: whether it has one is for its voices to say."""
        del language
        return True

    def wake(self) -> None:
        """Load the model again if it was unloaded, so that the first phrase need not wait for it."""
        with self._lock:
            self._awake()

    def rest(self, idle: float) -> bool:
        """Unload the model if nothing was made with it for so many seconds; gives whether it was unloaded now."""
        with self._lock:
            if self._session is None or self._at_work or self._clock() - self._last_work < idle:
                return False
            self._session = None
        log.info("%s is unloaded until somebody speaks again", self.about.model)
        return True

    def render(self, phrase: Phrase, *, again: bool = False) -> Iterator[Piece]:
        """The sound of a phrase in one piece; `again` makes it in another way than before."""
        tokens = self._vocabulary.tokens(phrase.phonemes)
        spoken = [token for token in tokens if token != PAD]
        if not spoken:
            return
        if len(spoken) > LONGEST:
            raise Broken(f"A phrase has {len(spoken)} phonemes; Kokoro takes {LONGEST} at once.")
        with self._working() as session:
            samples, lengths = self._sound(session, phrase, spoken, again=again)
        yield Piece(samples, None if lengths is None else _each_phoneme(tokens, lengths))

    def close(self) -> None:
        """Let go of the model."""
        with self._lock:
            self._session = None

    @contextmanager
    def _working(self) -> Iterator[Session]:
        with self._lock:
            session = self._awake()
            self._at_work += 1
        try:
            yield session
        finally:
            with self._lock:
                self._at_work -= 1
                self._last_work = self._clock()

    def _awake(self) -> Session:
        if self._session is None:
            # The graph says where in the file each weight is, so another file needs another graph.
            if _stamp(self._graph.stock) != self._stamp:
                raise ModelRefused(f"{self.about.model} was changed while it was unloaded.")
            # What was proven to work once is not proven again, unless that is how its lengths were found to be wrong.
            session = Session(self._graph, self._ways.running)
            if session.tells_lengths and not self.about.tells_lengths:
                session.prove()
            self._session = session
            self._last_work = self._clock()
        return self._session

    def _sound(
        self, session: Session, phrase: Phrase, spoken: Sequence[int], *, again: bool
    ) -> tuple[Samples, Lengths | None]:
        """Samples and the length of each token spoken, the pads' silence being part of the first and the last one."""
        styles = self._styles(phrase.voice)
        speed = self._speed(phrase.manner.pace or 1.0, again=again)
        pitch = 2 ** ((phrase.manner.pitch or 0.0) / SEMITONES)

        def run(tokens: Sequence[int]) -> Sound:
            row = styles[min(len(tokens), STYLE_ROWS) - 1]
            return session.run((PAD, *tokens, PAD), row, speed=speed, pitch=pitch)

        carrier = self._carrier(spoken, copies=session.tells_lengths, again=again)
        sound = run(carrier.tokens)
        if sound.lengths is None:
            return sound.samples, None
        return cut(sound.samples, _within(sound.lengths), carrier)

    def _carrier(self, spoken: Sequence[int], *, copies: bool, again: bool) -> Carrier:
        """Short phrases are carried at first, and at a second try the others, unless that would take too long."""
        short = len(spoken) < self._ways.enough
        alone = short or len(spoken) >= MOST_CARRIED if again else not short
        if alone:
            return Carrier(tuple(spoken))
        carry = carried if copies else padded
        return carry(spoken, self._vocabulary, self._ways.enough)

    def _speed(self, pace: float, *, again: bool) -> float:
        slowest, fastest = self.paces
        return min(max(pace * (OTHER_PACE if again and fastest > slowest else 1.0), slowest), fastest)


def _loaded(model: Path, digest: str | None, ways: Ways) -> tuple[Graph, Session]:
    """The prepared graph if it works, else the stock graph."""
    try:
        graph = prepare(model, digest or digest_of(model))
    except OSError as error:
        raise _unreadable(model, error) from error
    if graph.prepared is not None:
        try:
            return graph, _proven(graph, ways.running)
        except ModelRefused as refused:
            log.warning("The prepared graph does not work, so the stock graph is used: %s", refused)
            forget(graph)
            graph = plain(model, graph.digest, f"{model.name} could not be prepared and is used as it is.")
    return graph, _proven(graph, ways.running)


def _proven(graph: Graph, running: Running) -> Session:
    session = Session(graph, running)
    session.prove()
    return session


def _stamp(model: Path) -> tuple[int, int, int]:
    """What changes when a file does."""
    try:
        facts = model.stat()
    except OSError as error:
        raise _unreadable(model, error) from error
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _unreadable(model: Path, error: OSError) -> ModelRefused:
    return ModelRefused(f"{model.name} cannot be read: {error.strerror}.")


def _description(graph: Graph, session: Session, running: Running) -> About:
    file = graph.stock.name
    problems = [graph.problem] if graph.problem else []
    if not session.tells_lengths:
        problems.append(f"{file} does not tell how long its phonemes are, so word times are estimates.")
    if not session.bends_pitch:
        problems.append(f"The pitch inside {file} cannot be reached, so pitch is changed afterwards.")
    if session.whole_speeds:
        problems.append(f"{file} takes whole speeds only, so speed is changed afterwards.")
    missing = [name for name in running.providers if name not in session.providers]
    if missing:
        problems.append(f"{', '.join(missing)} is not available here; {file} runs on {session.providers[0]}.")
    return About(
        model=file,
        digest=graph.digest,
        providers=session.providers,
        threads=session.threads,
        prepared=graph.prepared is not None,
        tells_lengths=session.tells_lengths,
        bends_pitch=session.bends_pitch,
        whole_speeds=session.whole_speeds,
        problems=tuple(problems),
    )


def _within(lengths: Lengths) -> Lengths:
    """Lengths without the pads, whose silence goes to their neighbours: together they are still all samples."""
    within = lengths[1:-1].copy()
    within[0] += lengths[0]
    within[-1] += lengths[-1]
    return within


def _each_phoneme(tokens: Sequence[int], lengths: Lengths) -> tuple[int, ...]:
    """Lengths for all phonemes; those the model does not know have none."""
    known = iter(lengths.tolist())
    return tuple(0 if token == PAD else next(known) for token in tokens)
