"""Makes the parts of a stock graph, and keeps of each rewrite what this machine finds equal and faster."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator import block, fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.norms import take_statistics, tell_statistics
from wyoming_kokoro.engines.kokoro.graph_rewrite.polyphase import part_phases
from wyoming_kokoro.engines.kokoro.graph_rewrite.quantize import (
    CAREFUL,
    SIGNED,
    Extent,
    convolutions,
    count_in_bytes,
    tell_extents,
)
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import CannotSplit, SplitGraphs, parted
from wyoming_kokoro.engines.kokoro.graph_rewrite.stock import silence_noise
from wyoming_kokoro.engines.kokoro.graph_rewrite.weight_store import WeightStore
from wyoming_kokoro.engines.kokoro.report import (
    ALL,
    GENERATOR,
    LEARNING,
    PARTS,
    REPORT,
    RESIDUALS,
    TUNED,
    TUNED_WEIGHTS,
    WINDOWED,
    SplitReport,
    TuningResult,
    part_file,
)
from wyoming_kokoro.engines.kokoro.strip_weights import outline
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME, PITCH, SPEED, STYLE, STYLE_SIZE, TOKENS

Floats = NDArray[np.float32]
Step = Callable[[GraphEditor], int]

FORMS: Mapping[str, tuple[Step, ...]] = {
    "plain": (),
    "folded": (fold,),
    "blocked": (fold, block),
    "phased": (fold, part_phases, block),
}
"""Ways to compute the same; which is fastest depends on the processor."""
EQUAL = 100.0
"""Decibels between the sound and the difference from which on two sounds are the same: a tenth of what 16 bits hold."""
FASTER = 0.98
"""Of the plain form's time; what saves less is not worth a change."""
PROBE_TOKENS = 24
"""About two seconds of sound: enough for the kernels that long phrases use too."""
STALE_SECONDS = 3600.0
"""Nobody takes so long; what is older was left behind."""
_MAKING = ".making-"
JUDGED = 4
"""Phrases by which eight bits are judged: some fifteen seconds of speech, in every voice that is tuned with."""
ROUNDS = 4
"""How often each form is timed; the fastest counts."""


def make_parts(stock: Path, place: Path) -> None:
    """Put the parts of a stock file into a folder, in one move; where it has none, the folder says so."""
    place.parent.mkdir(exist_ok=True)
    _remove_stale(place.parent)
    with tempfile.TemporaryDirectory(prefix=_MAKING, dir=place.parent) as making:
        folder = Path(making) / "parts"
        folder.mkdir()
        try:
            report = _made(stock, place, folder)
        except CannotSplit:
            report = SplitReport(f"The parts of {stock.name} cannot be told from each other, so it runs as a whole.")
        (folder / REPORT).write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)


def tune(stock: Path, place: Path, phrases: Path) -> None:
    """Make generators that count in eight bits, beside the parts, from the outlines of phrases."""
    with np.load(phrases) as kept:
        outlines = [
            {name: kept[f"{name}_{number}"] for name in ("style", "features", "source")}
            for number in range(len(kept.files) // 3)
        ]
    parts = parted(onnx.load_from_string(outline(stock)))
    names = {"style": STYLE, "features": parts.features.name, "source": parts.source.name}
    heard = [{names[each]: value for each, value in one.items()} for one in outlines]
    shown, judged = heard[:: 1 if len(heard) < 2 else 2], heard[1::2] or heard  # noqa: PLR2004 - every other one
    extents = _extents(parts, stock, shown)
    judge = _SoundComparison(parts, stock, judged)
    host = Host.here()
    largest = SIGNED if host.machine != "x86_64" or host.multiplies_bytes else CAREFUL
    with tempfile.TemporaryDirectory(prefix=_MAKING, dir=place.parent) as making:
        folder = Path(making)
        shelf = WeightStore(stock, place, folder, TUNED_WEIGHTS)
        found: dict[str, TuningResult] = {}
        for precision in (RESIDUALS, ALL):
            counting = _counting(parts, extents, largest, source_too=precision == ALL)
            steps = (fold, counting, part_phases, block)
            made = _changed(parts, stock, steps)
            shelf.keep(part_file(GENERATOR, precision), made)
            shelf.keep(part_file(WINDOWED, precision), _changed(parts, stock, (take_statistics, *steps)))
            found[precision] = judge.tuned(made)
        shelf.close()
        content = json.dumps({precision: asdict(each) for precision, each in found.items()}, indent=1)
        (folder / TUNED).write_text(content, encoding="utf-8")
        (place / TUNED).unlink(missing_ok=True)  # what is read last is put in place last
        for path in sorted(folder.iterdir(), key=lambda each: each.name == TUNED):
            path.replace(place / path.name)


def _extents(parts: SplitGraphs, stock: Path, heard: Sequence[Mapping[str, Floats]]) -> dict[str, Extent]:
    """The extents over all phrases of what convolutions take and give."""
    model = _changed(parts, stock, (fold,))
    editor = GraphEditor(model.graph, stock.parent)
    tensors = tell_extents(editor, convolutions(editor, parts.features.name, source_too=True))
    session = open_model(model, stock.parent)
    names = [each.name for each in model.graph.output if each.name != parts.audio]
    rows = np.array([session.run(names, dict(feeds)) for feeds in heard], np.float64)
    lows, highs = rows[:, 0::2].min(0), rows[:, 1::2].max(0)
    return {tensor: (float(low), float(high)) for tensor, low, high in zip(tensors, lows, highs, strict=True)}


def _counting(parts: SplitGraphs, extents: Mapping[str, Extent], largest: int, *, source_too: bool) -> Step:
    def step(editor: GraphEditor) -> int:
        wanted = convolutions(editor, parts.features.name, source_too=source_too)
        return count_in_bytes(editor, wanted, extents, largest)

    return step


class _SoundComparison:
    """Says how far other generators are from the plain one, on a few phrases that they were not made from."""

    def __init__(self, parts: SplitGraphs, stock: Path, heard: Sequence[Mapping[str, Floats]]) -> None:
        self._parts = parts
        self._stock = stock
        self._heard = heard[:JUDGED]
        self._plain = open_model(_changed(parts, stock, ()), stock.parent)
        self._sound = _sound(self._plain, parts, self._heard)

    def tuned(self, made: onnx.ModelProto) -> TuningResult:
        """What a generator is like."""
        session = open_model(made, self._stock.parent)
        sound = _sound(session, self._parts, self._heard)
        plain, its = (min(self._seconds(each) for _ in range(ROUNDS)) for each in (self._plain, session))
        return TuningResult(
            round(nearness(self._sound, sound), 1),
            round(spectral_distance(self._sound, sound), 2),
            round(its / max(plain, 1e-9), 3),
        )

    def _seconds(self, session: onnxruntime.InferenceSession) -> float:
        began = time.process_time()
        _sound(session, self._parts, self._heard[:1])
        return time.process_time() - began


def _sound(session: onnxruntime.InferenceSession, parts: SplitGraphs, heard: Sequence[Mapping[str, Floats]]) -> Floats:
    return np.concatenate([session.run([parts.audio], dict(feeds))[0].ravel() for feeds in heard]).astype(np.float32)


def spectral_distance(sound: Floats, other: Floats) -> float:
    """How far spectra are apart: the mean difference of their levels, in decibels, over windows of 21 milliseconds."""
    window, step, floor = 512, 128, 1e-5

    def levels(samples: Floats) -> Floats:
        frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::step] * np.hanning(window)
        return np.asarray(20 * np.log10(np.abs(np.fft.rfft(frames)) + floor), np.float32)

    return float(np.abs(levels(sound) - levels(other)).mean())


def _remove_stale(folder: Path) -> None:
    """Remove what others left who were ended in the middle."""
    for each in folder.glob(f"{_MAKING}*"):
        if time.time() - each.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(each, ignore_errors=True)


def _made(stock: Path, place: Path, folder: Path) -> SplitReport:
    outlined = outline(stock)
    parts = parted(onnx.load_from_string(outlined))
    probe = _TestPhrase(stock, outlined, parts)
    if probe.whole < EQUAL:
        return SplitReport(f"{stock.name} in parts does not sound as it does as a whole, so it runs as a whole.")
    form, decibels, times = _best_form(parts, stock, probe)
    shelf = WeightStore(stock, place, folder)
    made = {"front": parts.front, "middle": parts.middle}
    made[GENERATOR] = _changed(parts, stock, FORMS[form])
    made[LEARNING] = _changed(parts, stock, (tell_statistics, *FORMS[form]))
    made[WINDOWED] = _changed(parts, stock, (take_statistics, *FORMS[form]))
    assert set(made) == set(PARTS)  # noqa: S101
    for part, model in made.items():
        shelf.keep(part_file(part), model)
    shelf.close()
    return SplitReport(
        problem="",
        form=form,
        decibels=round(decibels, 1),
        share=round(times[form] / times["plain"], 3),
        seconds={each: round(value / probe.seconds, 4) for each, value in times.items()},
        text=parts.text,
        pitch=parts.pitch,
        energy=parts.energy,
        durations=parts.durations,
        features=parts.features.name,
        source=parts.source.name,
        audio=parts.audio,
    )


def _best_form(parts: SplitGraphs, stock: Path, probe: "_TestPhrase") -> tuple[str, float, dict[str, float]]:
    """The fastest form that sounds the same, how near it is, and the time of each."""
    sessions, sounds = dict[str, onnxruntime.InferenceSession](), dict[str, Floats]()
    for form, steps in FORMS.items():
        with nullcontext() if form == "plain" else suppress(Exception):  # what does not run here is not taken
            session = open_model(_changed(parts, stock, steps), stock.parent)
            sounds[form] = probe.sound(session)
            sessions[form] = session
    times = dict.fromkeys(sessions, float("inf"))
    for _ in range(ROUNDS):
        for form, session in sessions.items():
            began = time.process_time()  # others may use the processor meanwhile
            probe.sound(session)
            times[form] = min(times[form], time.process_time() - began)
    near = {form: nearness(sounds["plain"], sound) for form, sound in sounds.items()}
    sessions.clear()
    fit = [form for form in near if near[form] >= EQUAL and times[form] <= FASTER * times["plain"]]
    fastest_first = sorted(fit, key=lambda form: times[form])
    best = next((form for form in fastest_first if _shares(parts, stock, probe, form, Host.here().cores)), "plain")
    return best, near[best], times


def _shares(parts: SplitGraphs, stock: Path, probe: "_TestPhrase", form: str, cores: int) -> bool:
    """Whether a form keeps its lead where all cores make one phrase: not all kernels divide their work alike."""
    if cores == 1:
        return True
    sessions = {each: open_model(_changed(parts, stock, FORMS[each]), stock.parent, cores) for each in ("plain", form)}
    seconds = dict.fromkeys(sessions, float("inf"))
    for _ in range(ROUNDS):
        for each, session in sessions.items():
            began = time.perf_counter()
            probe.sound(session)
            seconds[each] = min(seconds[each], time.perf_counter() - began)
    return seconds[form] <= seconds["plain"]


def _changed(parts: SplitGraphs, stock: Path, steps: Sequence[Step]) -> onnx.ModelProto:
    model = onnx.ModelProto()
    model.CopyFrom(parts.generator)
    editor = GraphEditor(model.graph, stock.parent)
    for step in steps:
        step(editor)
    return model


class _TestPhrase:
    """A short phrase, as far as the generator, whose forms are compared by what they make of it."""

    def __init__(self, stock: Path, outlined: bytes, parts: SplitGraphs) -> None:
        tokens = np.array([[0, *(43 + np.arange(PROBE_TOKENS) * 7 % 90), 0]], np.int64)
        style = np.random.default_rng(1).normal(0, 0.1, (1, STYLE_SIZE)).astype(np.float32)
        self._parts = parts
        quiet = onnx.ModelProto()
        quiet.CopyFrom(parts.middle)
        silence_noise(quiet.graph)
        front = open_model(parts.front, stock.parent)
        given = dict(
            zip(*_run(front, [parts.text, parts.pitch, parts.energy], _feeds(front, tokens, style)), strict=True)
        )
        middle = open_model(quiet, stock.parent)
        names = [parts.features.name, parts.source.name]
        self._given: dict[str, Any] = {
            STYLE: style,
            **dict(zip(*_run(middle, names, {**given, STYLE: style}), strict=True)),
        }
        sound = self.sound(open_model(parts.generator, stock.parent))
        self.seconds = sound.size / (40 * FRAME)
        self.whole = nearness(self._whole(stock, outlined, tokens, style), sound)
        """Decibels between the sound of the parts and what differs from the whole."""

    def sound(self, generator: onnxruntime.InferenceSession) -> Floats:
        """What a generator makes of it."""
        wanted = {each.name for each in generator.get_inputs()}
        feeds = {name: value for name, value in self._given.items() if name in wanted}
        return np.asarray(generator.run([self._parts.audio], feeds)[0], np.float32).ravel()

    def _whole(self, stock: Path, outlined: bytes, tokens: NDArray[np.int64], style: Floats) -> Floats:
        model = onnx.load_from_string(outlined)
        silence_noise(model.graph)
        session = open_model(model, stock.parent)
        return np.asarray(session.run([self._parts.audio], _feeds(session, tokens, style))[0], np.float32).ravel()


def nearness(sound: Floats, other: Floats) -> float:
    """Decibels between a sound and the difference of another one from it."""
    if sound.shape != other.shape or not np.isfinite(other).all():
        return 0.0
    error = np.sum(np.square(sound.astype(np.float64) - other))
    power = np.sum(np.square(sound, dtype=np.float64))
    if not power:
        return 0.0
    return float(10 * np.log10(power / error)) if error else 400.0


def open_model(model: onnx.ModelProto, folder: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """A session for weights in a folder."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # what goes wrong is raised as well
    options.enable_mem_reuse = False  # as whoever will run it
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _run(session: onnxruntime.InferenceSession, names: list[str], feeds: Mapping[str, object]) -> tuple[list[str], Any]:
    return names, session.run(names, feeds)


def _feeds(session: onnxruntime.InferenceSession, tokens: NDArray[np.int64], style: Floats) -> dict[str, object]:
    feeds: dict[str, object] = {}
    for each in session.get_inputs():
        if each.name in TOKENS:
            feeds[each.name] = tokens
        elif each.name == STYLE:
            feeds[each.name] = style
        elif each.name in (SPEED, PITCH):
            feeds[each.name] = np.ones(1, np.int32 if each.type == "tensor(int32)" else np.float32)
    return feeds
