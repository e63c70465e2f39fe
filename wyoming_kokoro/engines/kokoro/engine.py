"""Kokoro as an engine: phrases of phonemes to samples, with the length of each phoneme."""

import logging
import os
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.engine import Capabilities
from wyoming_kokoro.engines.kokoro.prepare import (
    FOLDER,
    PARTS_PATIENCE,
    PASSES,
    PreparedGraph,
    RewriteProcess,
    digest_of,
    forget,
    forget_parts,
    parts_place,
    plain,
    prepare,
    taking_apart,
)
from wyoming_kokoro.engines.kokoro.report import FULL, TUNED, SplitReport, TuningResult, VerifiedFiles
from wyoming_kokoro.engines.kokoro.session import PROCESSOR, ModelRefused, ModelSession, RuntimeOptions
from wyoming_kokoro.engines.kokoro.short_phrases import CarrierPhrase, carried, cut, padded
from wyoming_kokoro.engines.kokoro.split_session import SplitSession
from wyoming_kokoro.engines.kokoro.tensor_names import LONGEST, STYLE_ROWS
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.engines.kokoro.windows import STREAMING_WINDOWS, VoiceStatistics, windows
from wyoming_kokoro.errors import InternalError
from wyoming_kokoro.speech import Phrase, Piece, Samples, Voice

log = logging.getLogger(__name__)

StyleArray = NDArray[np.float32]
"""A voice's styles, one for each number of tokens: STYLE_ROWS x STYLE_SIZE."""
Lengths = NDArray[np.int64]

AnySession = ModelSession | SplitSession

ENOUGH = 16
"""Tokens from which on a phrase is given to the model alone: a word or two are fewer, a short sentence is more."""
SEMITONES = 12
"""In an octave."""
SPEED_RANGE = (0.5, 2.0)
"""Beyond these the durations inside the model are too coarse, or too long to stay speech."""
MOST_CARRIED = 100
"""Tokens; a longer phrase is not carried at a second try, because that takes twice as long."""
EXACT = "exact"
RISING = b"ConvTranspose"
"""What raises the rate of sound in a generator; a graph without it has none that could be taken out."""
LEARNED = "voices"
"""The folder for what was learned of voices, below that of prepared graphs."""
OTHER_PACE = 0.97
"""What a second try is slowed to: hardly heard, and yet no number inside the model stays what it was."""


@dataclass(frozen=True, slots=True)
class KokoroOptions:
    """How Kokoro is to speak."""

    running: RuntimeOptions = field(default_factory=RuntimeOptions)
    enough: int = ENOUGH
    """Phrases of fewer tokens are carried by copies of themselves; 0 carries none."""
    precision: str = FULL
    """How the generator counts; what is not tuned counts in full."""
    streaming: str = EXACT
    """`exact` makes a phrase in one; `balanced` and `fast` in windows, which sound a little different, and sooner."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
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
    form: str = "whole"
    """How it is run: `whole` as in the file, or in parts, with the generator in a form from `plain` to `phased`."""
    share: float = 1.0
    """What the generator takes of the plain form's time, as measured here."""
    precision: str = FULL
    """How the generator counts."""
    streaming: str = EXACT
    """How phrases are made; `exact` where the model cannot be taken apart."""

    @property
    def how(self) -> str:
        """How it is run, as one sentence."""
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        if self.form == "whole":
            return f"It runs as a whole, on {threads}."
        saved = round(100 * (1 - self.share))
        form = self.form if self.precision == FULL else self.precision
        less = f", whose {form} generator saves {saved} % of its time" if saved > 0 else ""
        made = "in one" if self.streaming == EXACT else f"in windows ({self.streaming})"
        return f"It runs in parts{less}, on {threads}; phrases are made {made}."


class KokoroEngine:
    """Kokoro-82M through ONNX Runtime; what exists has been loaded and works, on any number of threads."""

    name = "kokoro"

    def __init__(
        self,
        model: Path,
        styles: Callable[[Voice], StyleArray],
        *,
        ways: KokoroOptions | None = None,
        digest: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._styles = styles
        self._ways = ways or KokoroOptions()
        self._vocabulary = Vocabulary.published()
        self._clock = clock
        self._lock = threading.Lock()
        self._at_work = 0
        self._last_work = clock()
        self._stamp = _stamp(model)
        self._held = _held(self, model)
        self._written = _written(self._held)
        self._graph, session, self._report = _loaded(model, digest, self._ways)
        self._tuned = _tuned_stamp(self._graph)
        self._session: AnySession | None = session
        self._taking_apart = taking_apart(self._graph)
        self._improving = threading.Lock()
        self._tried = False
        self._learned = VoiceStatistics(model.parent / FOLDER / LEARNED / self._graph.digest[:16])
        self.about = _description(self._graph, session, self._ways, self._report)
        """What was loaded; stays true while it is unloaded for idleness."""

    @property
    def identity(self) -> str:
        """The model's bytes, and how it is made to speak."""
        about = self.about
        features = f"{about.prepared:d}{about.tells_lengths:d}{about.bends_pitch:d}"
        sound = f"{about.precision}:{self._tuned if about.precision != FULL else 0}:{about.streaming}"
        return f"kokoro:{about.digest[:16]}:{PASSES}:{features}:{self._ways.enough}:{sound}"

    @property
    def capabilities(self) -> Capabilities:
        """What the model can do: it has phonemes, not languages, so its voices say which languages there are."""
        about = self.about
        return Capabilities(
            speed_range=(1.0, 1.0) if about.whole_speeds else SPEED_RANGE,
            pitch=about.bends_pitch,
            streaming=about.streaming != EXACT,
            max_phonemes=LONGEST,
            needs_styles=True,
        )

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._session is not None

    @property
    def untouched(self) -> bool:
        """Whether nobody has written into the file since it was loaded; it may have been replaced or removed."""
        return _written(self._held) == self._written

    @property
    def may_improve(self) -> bool:
        """Whether nobody has tried yet to take it apart, or it was tuned anew since it was loaded."""
        prepared = self._graph.prepared
        if prepared is None or RISING not in prepared or self.about.providers[0] != PROCESSOR:
            return False
        if self._report is None:
            return not self._tried
        return self._ways.precision != FULL and _tuned_stamp(self._graph) != self._tuned

    def improve(self) -> bool:
        """Take the model apart and run it so from now on, if that is possible; gives whether it is. Takes a minute."""
        with self._improving:
            if not self.may_improve:
                return False
            if self._report is None:
                self._tried = True
                self._taking_apart.run()
        tuned = _tuned_stamp(self._graph)
        session, report = _parts(self._graph, self._ways)
        with self._lock:
            self._report, self._tuned = report, tuned
            if session is None:
                return False
            if self._session is not None:
                self._session = session
            self.about = _description(self._graph, session, self._ways, report)
        return True

    def tune(self, phrases: Sequence[Phrase], told: Callable[[int], None]) -> dict[str, TuningResult]:
        """Make generators that count in eight bits, from phrases as they are spoken here; what they are like.

        Takes minutes, and tells how many phrases were looked at. Nothing if the model cannot be taken apart.
        """
        with self._working() as session:
            if not isinstance(session, SplitSession):
                return {}
            outlines: dict[str, NDArray[np.float32]] = {}
            for number, phrase in enumerate(phrases):
                tokens = self._vocabulary.tokens(phrase.phonemes)
                spoken = [token for token in tokens if token != PAD][:LONGEST]
                row, speed, pitch = self._asked(phrase, spoken)
                outline = session.outline((PAD, *spoken, PAD), row, speed=speed, pitch=pitch)
                outlines[f"style_{number}"] = outline.style
                outlines[f"features_{number}"] = outline.features
                outlines[f"source_{number}"] = outline.source
                told(number + 1)
        place = parts_place(self._graph)
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "phrases.npz"
            np.savez(kept, allow_pickle=False, **outlines)
            RewriteProcess(self.about.model, "tune", self._graph.weights, place, kept, patience=PARTS_PATIENCE).run()
        return TuningResult.read(place)

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
            raise InternalError(f"A phrase has {len(spoken)} phonemes; Kokoro takes {LONGEST} at once.")
        with self._working() as session:
            if isinstance(session, SplitSession) and self._in_windows(spoken, again=again):
                yield from self._pieces(session, phrase, tokens, spoken)
                return
            samples, lengths = self._sound(session, phrase, spoken, again=again)
        yield Piece(samples, None if lengths is None else _each_phoneme(tokens, lengths))

    def close(self) -> None:
        """Let go of the model."""
        self._taking_apart.stop()
        with self._lock:
            self._session = None

    @contextmanager
    def _working(self) -> Iterator[AnySession]:
        with self._lock:
            session = self._awake()
            self._at_work += 1
        try:
            yield session
        finally:
            with self._lock:
                self._at_work -= 1
                self._last_work = self._clock()

    def _awake(self) -> AnySession:
        if self._session is None:
            # The graph says where in the file each weight is, so another file needs another graph.
            if _stamp(self._graph.stock) != self._stamp:
                raise ModelRefused(f"{self.about.model} was changed while it was unloaded.")
            self._session = self._opened_again()
            self._last_work = self._clock()
        elif not self.untouched:  # weights are used where they lie in the file: what comes would be noise, or worse
            raise ModelRefused(f"{self.about.model} was written into while it was at work.")
        return self._session

    def _opened_again(self) -> AnySession:
        # What was proven to work once is not proven again, unless that is how its lengths were found to be wrong.
        if self._report is not None and not self._report.problem:
            return _opened_parts(self._graph, self._report, self._ways.running, self.about.precision)
        session = ModelSession(self._graph, self._ways.running)
        if session.tells_lengths and not self.about.tells_lengths:
            session.prove()
        return session

    def _in_windows(self, spoken: Sequence[int], *, again: bool) -> bool:
        """A second try is made in one, and so is what is carried: it is short, and is cut out of a whole."""
        return self._ways.streaming in STREAMING_WINDOWS and not again and len(spoken) >= self._ways.enough

    def _pieces(
        self, session: SplitSession, phrase: Phrase, tokens: Sequence[int], spoken: Sequence[int]
    ) -> Iterator[Piece]:
        """A phrase in windows, once it is known how its voice is normalized."""
        row, speed, pitch = self._asked(phrase, spoken)
        outline = session.outline((PAD, *spoken, PAD), row, speed=speed, pitch=pitch)
        lengths = _each_phoneme(tokens, _within(outline.lengths))
        sizes, voice = STREAMING_WINDOWS[self._ways.streaming], repr(phrase.voice.styles)
        statistics = self._learned.of(voice, borrows=sizes.borrows)
        if statistics is None:
            sound, learned = session.learn(outline)
            self._learned.learn(voice, learned, outline.columns)
            yield Piece(sound.samples, lengths)
            return
        ends, told, given = np.cumsum(lengths), 0, 0
        for window in windows(outline.columns, sizes):
            samples = session.window(outline, window, statistics)
            given += samples.size
            last = window.end == outline.columns
            ended = len(lengths) if last else int(np.searchsorted(ends, given, side="right"))
            yield Piece(samples, lengths[told:ended])
            told = ended

    def _asked(self, phrase: Phrase, spoken: Sequence[int], *, again: bool = False) -> tuple[StyleArray, float, float]:
        """The style, the speed and the pitch's factor for a phrase's tokens."""
        row = self._styles(phrase.voice)[min(len(spoken), STYLE_ROWS) - 1]
        return (
            row,
            self._speed(phrase.delivery.speed or 1.0, again=again),
            2 ** ((phrase.delivery.pitch or 0.0) / SEMITONES),
        )

    def _sound(
        self, session: AnySession, phrase: Phrase, spoken: Sequence[int], *, again: bool
    ) -> tuple[Samples, Lengths | None]:
        """Samples and the length of each token spoken, the pads' silence being part of the first and the last one."""
        carrier = self._carrier(spoken, copies=session.tells_lengths, again=again)
        row, speed, pitch = self._asked(phrase, carrier.tokens, again=again)
        sound = session.run((PAD, *carrier.tokens, PAD), row, speed=speed, pitch=pitch)
        if sound.lengths is None:
            return sound.samples, None
        return cut(sound.samples, _within(sound.lengths), carrier)

    def _carrier(self, spoken: Sequence[int], *, copies: bool, again: bool) -> CarrierPhrase:
        """Short phrases are carried at first, and at a second try the others, unless that would take too long."""
        short = len(spoken) < self._ways.enough
        alone = short or len(spoken) >= MOST_CARRIED if again else not short
        if alone:
            return CarrierPhrase(tuple(spoken))
        carry = carried if copies else padded
        return carry(spoken, self._vocabulary, self._ways.enough)

    def _speed(self, speed: float, *, again: bool) -> float:
        slowest, fastest = self.capabilities.speed_range
        return min(max(speed * (OTHER_PACE if again and fastest > slowest else 1.0), slowest), fastest)


def _loaded(
    model: Path, digest: str | None, ways: KokoroOptions
) -> tuple[PreparedGraph, AnySession, SplitReport | None]:
    """The parts of the prepared graph if they are here and work, else the prepared graph, else the stock graph."""
    try:
        graph = prepare(model, digest or digest_of(model))
    except OSError as error:
        raise _unreadable(model, error) from error
    parts, report = _parts(graph, ways)
    if parts is not None:
        return graph, parts, report
    if graph.prepared is not None:
        try:
            return graph, _proven(graph, ways.running), report
        except ModelRefused as refused:
            log.warning("The prepared graph does not work, so the stock graph is used: %s", refused)
            forget(graph)
            graph = plain(model, graph.digest, f"{model.name} could not be prepared and is used as it is.")
    return graph, _proven(graph, ways.running), report


def _parts(graph: PreparedGraph, ways: KokoroOptions) -> tuple[SplitSession | None, SplitReport | None]:
    """The model in its parts, and what is known of them; nothing is known where nobody has tried to make them."""
    if graph.prepared is None or ways.running.providers[:1] != (PROCESSOR,):
        return None, None
    try:
        report = SplitReport.read(parts_place(graph))
    except (OSError, ValueError):
        return None, None
    if report.problem:
        return None, report
    try:
        session = _opened_parts(graph, report, ways.running, _precision(graph, ways))
        proven = VerifiedFiles(graph.weights, parts_place(graph))
        if not proven.holds():
            session.prove()
            proven.note()
    except ModelRefused as refused:
        log.warning("The model runs as a whole: %s", refused)
        forget_parts(graph)
        return None, None
    return session, report


def _opened_parts(graph: PreparedGraph, report: SplitReport, running: RuntimeOptions, precision: str) -> SplitSession:
    return SplitSession(graph.stock.name, parts_place(graph), graph.weights.parent, report, running, precision)


def _precision(graph: PreparedGraph, ways: KokoroOptions) -> str:
    """The precision that is wanted, if it was tuned."""
    return ways.precision if ways.precision in TuningResult.read(parts_place(graph)) else FULL


def _tuned_stamp(graph: PreparedGraph) -> int:
    """Changes when a model is tuned anew; 0 if it was not tuned."""
    try:
        return (parts_place(graph) / TUNED).stat().st_mtime_ns
    except OSError:
        return 0


def _proven(graph: PreparedGraph, running: RuntimeOptions) -> ModelSession:
    session = ModelSession(graph, running)
    session.prove()
    return session


def _stamp(model: Path) -> tuple[int, int, int]:
    """What changes when a file does."""
    try:
        facts = model.stat()
    except OSError as error:
        raise _unreadable(model, error) from error
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _held(engine: KokoroEngine, model: Path) -> int:
    """A descriptor of the file that is loaded, whatever happens to its name; closed when the engine is gone."""
    try:
        held = os.open(model, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise _unreadable(model, error) from error
    weakref.finalize(engine, os.close, held)
    return held


def _written(held: int) -> tuple[int, int]:
    """What changes when somebody writes into a file, and not when it is renamed or removed."""
    facts = os.fstat(held)
    return facts.st_size, facts.st_mtime_ns


def _unreadable(model: Path, error: OSError) -> ModelRefused:
    return ModelRefused(f"{model.name} cannot be read: {error.strerror}.")


def _description(
    graph: PreparedGraph, session: AnySession, ways: KokoroOptions, report: SplitReport | None
) -> ModelInfo:
    file, running = graph.stock.name, ways.running
    problems = [graph.problem] if graph.problem else []
    parted = report is not None and not report.problem
    if ways.streaming != EXACT and report is not None and report.problem:
        problems.append(f"{report.problem} Phrases are made in one.")
    precision = _precision(graph, ways) if parted else FULL
    if precision != ways.precision:
        problems.append(f"{file} counts in full: it is not tuned for {ways.precision} on this machine.")
    if not session.tells_lengths:
        problems.append(f"{file} does not tell how long its phonemes are, so word times are estimates.")
    if not session.bends_pitch:
        problems.append(f"The pitch inside {file} cannot be reached, so pitch is changed afterwards.")
    if session.whole_speeds:
        problems.append(f"{file} takes whole speeds only, so speed is changed afterwards.")
    missing = [name for name in running.providers if name not in session.providers]
    if missing:
        problems.append(f"{', '.join(missing)} is not available here; {file} runs on {session.providers[0]}.")
    return ModelInfo(
        model=file,
        digest=graph.digest,
        providers=session.providers,
        threads=session.threads,
        prepared=graph.prepared is not None,
        tells_lengths=session.tells_lengths,
        bends_pitch=session.bends_pitch,
        whole_speeds=session.whole_speeds,
        problems=tuple(problems),
        form=report.form if report is not None and parted else "whole",
        share=_share(graph, report, precision) if report is not None and parted else 1.0,
        precision=precision,
        streaming=ways.streaming if parted else EXACT,
    )


def _share(graph: PreparedGraph, report: SplitReport, precision: str) -> float:
    return report.share if precision == FULL else TuningResult.read(parts_place(graph))[precision].share


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
