"""A model is taken apart once, runs in the form that is fastest here, and never sounds other than as a whole."""

import itertools
import json
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.make_small_decoder import Kind, make_decoder
from tests.engines.conftest import BELLA, HEART, Styles, phrase
from wyoming_kokoro.engines.host import Host
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, RuntimeOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite import generator_forms, temporary
from wyoming_kokoro.engines.kokoro.graph_rewrite.block import block
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import (
    EQUAL_DECIBELS,
    signal_to_difference,
    spectral_distance,
)
from wyoming_kokoro.engines.kokoro.graph_rewrite.editor import GraphEditor
from wyoming_kokoro.engines.kokoro.graph_rewrite.fold import fold
from wyoming_kokoro.engines.kokoro.graph_rewrite.generator_forms import FORMS, rewritten
from wyoming_kokoro.engines.kokoro.graph_rewrite.graph_session import open_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.norm_statistics import input_statistics, output_statistics
from wyoming_kokoro.engines.kokoro.graph_rewrite.quantize import find_convolutions
from wyoming_kokoro.engines.kokoro.graph_rewrite.split import CannotSplit, split_graph
from wyoming_kokoro.engines.kokoro.graph_rewrite.split_model import split_model
from wyoming_kokoro.engines.kokoro.graph_rewrite.tune_model import tune_model
from wyoming_kokoro.engines.kokoro.prepare import PREPARED_FOLDER, digest_of, prepare, split_folder, split_process
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.engines.kokoro.shared_session import SharedSession
from wyoming_kokoro.engines.kokoro.split_files import REPORT, TUNING, WEIGHTS, part_file
from wyoming_kokoro.engines.kokoro.split_report import SplitReport, TuningResult
from wyoming_kokoro.engines.kokoro.split_session import SplitSession
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights
from wyoming_kokoro.engines.kokoro.tensor_names import STATISTICS, STYLE
from wyoming_kokoro.engines.kokoro.voice_statistics import VoiceStatistics
from wyoming_kokoro.engines.kokoro.windows import (
    MIN_COLUMNS,
    OVERLAP,
    STREAMING_WINDOWS,
    WindowSizes,
    split_into_windows,
)
from wyoming_kokoro.speech import Piece, Samples

SENTENCE = "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt, ænd ðə wˈɛðəɹ tədˈA ɪz sˈʌni."
OTHER = "wˈʌn tˈu θɹˈi fˈɔɹ fˈIv sˈɪks sˈɛvən ˈAt nˈIn tˈɛn, ænd ɔl ʌv ðˈɛm ɐɡˈɛn."


@pytest.fixture(autouse=True)
def parts_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes models apart in this process, unless a test asks for a process of its own."""
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr(RewriteProcess, "run", _operate)


def _operate(surgery: RewriteProcess) -> None:
    kind, *paths = (Path(each) for each in surgery.arguments)
    if str(kind) == "parts":
        split_model(*paths)
    else:
        tune_model(*paths)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A model with a decoder of Kokoro's kind, in a folder of its own."""
    return saved(tmp_path, Kind())


def saved(folder: Path, kind: Kind) -> Path:
    path = folder / "model.onnx"
    onnx.save(make_decoder(kind), path)
    return path


def sound(
    engine: KokoroEngine, phonemes: str = SENTENCE, *, speed: float | None = None, pitch: float | None = None
) -> Samples:
    asked = phrase(phonemes, speed=speed, pitch=pitch)
    return np.concatenate([piece.samples for piece in engine.render(asked)])


def pieces(engine: KokoroEngine, phonemes: str = SENTENCE) -> list[Piece]:
    return list(engine.render(phrase(phonemes)))


def improved(model: Path, styles: Styles, streaming: str = "exact") -> KokoroEngine:
    engine = KokoroEngine(model, styles, options=KokoroOptions(streaming=streaming))
    assert engine.may_improve and engine.improve()
    return engine


def assert_settled(engine: KokoroEngine) -> None:
    """Nothing is tried any more."""
    assert not engine.may_improve


# Taking apart


@pytest.mark.slow
@pytest.mark.parametrize("delivery", [{}, {"speed": 1.4}, {"pitch": 4.0}, {"speed": 0.7, "pitch": -3.0}])
def test_parts_sound_as_the_whole_does(small: Path, styles: Styles, delivery: dict[str, float]) -> None:
    engine = KokoroEngine(small, styles)
    whole = {text: sound(engine, text, **delivery) for text in (SENTENCE, OTHER, "jˈɛs.")}
    assert engine.info.form == "whole"
    assert engine.improve()
    assert engine.info.form in FORMS
    for text, samples in whole.items():
        assert signal_to_difference(samples, sound(engine, text, **delivery)) >= EQUAL_DECIBELS


def test_every_form_sounds_the_same(small: Path) -> None:
    parts = split_graph(onnx.load_from_string(graph_without_weights(small)))
    seeds = np.random.default_rng(3)
    feeds = {
        STYLE: seeds.normal(0, 0.2, (1, 256)).astype(np.float32),
        parts.features.name: seeds.normal(0, 1, (1, parts.features.channels, 40)).astype(np.float32),
        parts.source.name: seeds.normal(0, 1, (1, parts.source.channels, 2401)).astype(np.float32),
    }
    plain = open_graph(rewritten(parts, small, ()), small.parent).run(None, feeds)[0]
    for form, steps in FORMS.items():
        made = open_graph(rewritten(parts, small, steps), small.parent).run(None, feeds)[0]
        assert signal_to_difference(plain, made) >= EQUAL_DECIBELS, form
    assert plain.size == 40 * 300


def test_a_form_makes_fewer_passes(small: Path) -> None:
    parts = split_graph(onnx.load_from_string(graph_without_weights(small)))
    kinds = {
        form: [node.op_type for node in rewritten(parts, small, steps).graph.node] for form, steps in FORMS.items()
    }
    assert "Pow" in kinds["plain"] and "Pow" not in kinds["folded"]
    assert "Reciprocal" in kinds["plain"] and "Reciprocal" not in kinds["folded"]
    assert kinds["blocked"].count("Squeeze") > kinds["folded"].count("Squeeze")


def test_statistics_that_are_told_and_taken_make_the_same_sound(small: Path) -> None:
    parts = split_graph(onnx.load_from_string(graph_without_weights(small)))
    seeds = np.random.default_rng(4)
    feeds = {
        STYLE: seeds.normal(0, 0.2, (1, 256)).astype(np.float32),
        parts.features.name: seeds.normal(0, 1, (1, parts.features.channels, 40)).astype(np.float32),
        parts.source.name: seeds.normal(0, 1, (1, parts.source.channels, 2401)).astype(np.float32),
    }
    plain = open_graph(rewritten(parts, small, ()), small.parent).run(None, feeds)[0]
    for steps in FORMS.values():
        telling = open_graph(rewritten(parts, small, (output_statistics, *steps)), small.parent)
        told, statistics = telling.run([parts.audio, STATISTICS], feeds)
        taking = open_graph(rewritten(parts, small, (input_statistics, *steps)), small.parent)
        (taken,) = taking.run([parts.audio], {**feeds, STATISTICS: statistics})
        assert (
            signal_to_difference(plain, told) >= EQUAL_DECIBELS and signal_to_difference(plain, taken) >= EQUAL_DECIBELS
        )
        assert statistics.shape == (2, 2 * 2 * (32 + 16)) and (statistics[1] >= 0).all()


@pytest.mark.slow
def test_what_the_stock_file_holds_is_not_kept_twice(small: Path, styles: Styles) -> None:
    engine = improved(small, styles)
    place = split_folder(prepare(small, engine.info.digest))
    graphs_kept = {path.stem for path in place.glob("*.onnx")}
    assert graphs_kept == {"front", "middle", "generator", "windowed", "learning"}
    assert (place / WEIGHTS).stat().st_size < small.stat().st_size / 3
    locations = {
        entry.value
        for path in place.glob("*.onnx")
        for weight in onnx.load(path, load_external_data=False).graph.initializer
        for entry in weight.external_data
        if entry.key == "location"
    }
    assert locations <= {"model.onnx", f"{PREPARED_FOLDER}/{place.name}/{WEIGHTS}"} and "model.onnx" in locations


@pytest.mark.slow
@pytest.mark.usefixtures("own_process")
def test_a_process_of_its_own_takes_a_model_apart(small: Path, styles: Styles) -> None:
    engine = improved(small, styles)
    assert engine.info.form in FORMS and engine.info.problems == ()
    assert "split into parts" in engine.info.summary
    assert list((small.parent / PREPARED_FOLDER).glob(".making-*")) == []


@pytest.mark.slow
@pytest.mark.usefixtures("own_process")
def test_a_process_that_is_stopped_leaves_nothing(small: Path, styles: Styles) -> None:
    engine = KokoroEngine(small, styles)
    at_work = threading.Thread(target=engine.improve)
    at_work.start()
    deadline = time.monotonic() + 60
    while not list((small.parent / PREPARED_FOLDER).glob(".making-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    engine.close()
    at_work.join(60)
    assert not at_work.is_alive()
    assert list((small.parent / PREPARED_FOLDER).glob(".making-*")) == []


@pytest.mark.usefixtures("own_process")
def test_a_process_that_takes_too_long_is_ended_and_not_tried_again(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.prepare.SPLIT_TIMEOUT", 0.01)
    engine = KokoroEngine(small, styles)
    assert not engine.improve()
    assert_settled(engine)
    assert engine.info.form == "whole" and len(sound(engine))


@pytest.mark.usefixtures("own_process")
def test_what_was_stopped_before_it_began_is_not_begun(small: Path) -> None:
    taking = split_process(prepare(small, digest_of(small)))
    taking.stop()
    taking.run()
    assert not split_folder(prepare(small, digest_of(small))).exists()


@pytest.mark.slow
def test_what_others_left_in_the_middle_is_removed(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = small.parent / PREPARED_FOLDER / ".making-long-ago"
    left.mkdir(parents=True)
    monkeypatch.setattr(temporary, "STALE_SECONDS", -1.0)
    split_model(small, small.parent / PREPARED_FOLDER / "x.parts")
    assert not left.exists()


@pytest.mark.slow
def test_parts_are_made_once(small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
    first = improved(small, styles)

    def never(_: RewriteProcess) -> None:
        raise AssertionError

    monkeypatch.setattr(RewriteProcess, "run", never)
    engine = KokoroEngine(small, styles)
    assert engine.info == first.info and not engine.may_improve
    np.testing.assert_array_equal(sound(engine), sound(first))
    assert engine.unload_if_idle(0) and len(sound(engine))


@pytest.mark.parametrize("kind", [Kind(energy_name="another"), Kind(spectra=2)], ids=["names", "sources"])
def test_a_model_that_cannot_be_parted_runs_as_a_whole_and_is_not_tried_again(
    tmp_path: Path, styles: Styles, kind: Kind
) -> None:
    model = saved(tmp_path, kind)
    engine = KokoroEngine(model, styles)
    before = sound(engine)
    assert not engine.improve()
    assert_settled(engine)
    np.testing.assert_array_equal(sound(engine), before)
    again = KokoroEngine(model, styles, options=KokoroOptions(streaming="fast"))
    assert not again.may_improve
    assert again.info.form == "whole" and again.info.streaming == "exact"
    (problem,) = again.info.problems
    assert "cannot be split" in problem
    assert len(pieces(again)) == 1


def test_a_model_without_a_generator_is_not_tried(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    assert not engine.may_improve and not engine.improve()


def test_a_form_that_does_not_sound_the_same_is_not_taken(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(editor: GraphEditor) -> int:
        for node in editor.graph.node:
            if node.op_type == "Sin":
                node.op_type = "Cos"
        return 1

    monkeypatch.setattr(generator_forms, "MIN_GAIN", 100.0)
    monkeypatch.setattr(generator_forms, "FORMS", {"plain": (), "wrong": (spoil,)})
    engine = improved(small, styles)
    assert engine.info.form == "plain"
    assert "generator" not in engine.info.summary


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plain", "other", "cores", "form"), [(1, 2, 4, "plain"), (2, 1, 4, "other"), (1, 2, 1, "other")]
)
def test_a_form_that_is_slower_on_all_cores_is_not_taken(
    small: Path, monkeypatch: pytest.MonkeyPatch, plain: int, other: int, cores: int, form: str
) -> None:
    now = itertools.accumulate(itertools.cycle([0, plain, 0, other]))
    monkeypatch.setattr(generator_forms, "FORMS", {"plain": (), "other": (fold,)})
    here = replace(Host.here(), cores=cores)
    monkeypatch.setattr(Host, "here", lambda: here)
    work = itertools.accumulate(itertools.cycle([0, 2, 0, 1]))
    monkeypatch.setattr(time, "process_time", lambda: float(next(work)))
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(now)))
    split_model(small, small.parent / PREPARED_FOLDER / "parts")
    assert SplitReport.read(small.parent / PREPARED_FOLDER / "parts").form == form


def test_what_does_not_sound_the_same_in_parts_runs_as_a_whole(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.graph_rewrite.split_model.EQUAL_DECIBELS", 1000.0)
    engine = KokoroEngine(small, styles)
    assert not engine.improve()
    assert SplitReport.read(split_folder(prepare(small, engine.info.digest))).problem


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["report", "list", "missing", "cut", "weights", "rubbish"])
def test_damaged_parts_give_way_to_the_whole_and_are_made_anew(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    # Whatever is fastest today: a form whose weights are not those of the stock file.
    monkeypatch.setattr(generator_forms, "FORMS", {"plain": (fold, block)})
    before = sound(improved(small, styles))
    place = split_folder(prepare(small, digest_of(small)))
    if damage == "report":
        (place / REPORT).write_text("{")
    elif damage == "list":
        (place / REPORT).write_text("[]")
    elif damage == "missing":
        (place / "front.onnx").unlink()
    elif damage == "cut":
        generator = place / "generator.onnx"
        generator.write_bytes(generator.read_bytes()[:1000])
    elif damage == "weights":
        (place / WEIGHTS).write_bytes(b"")
    else:
        (place / "middle.onnx").write_bytes(b"<html>")
    engine = KokoroEngine(small, styles)
    assert engine.info.form == "whole"
    assert signal_to_difference(before, sound(engine)) >= EQUAL_DECIBELS
    assert engine.may_improve and engine.improve()
    assert signal_to_difference(before, sound(engine)) >= EQUAL_DECIBELS


@pytest.mark.slow
def test_what_was_proven_is_not_proven_again_until_it_changes(
    small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    improved(small, styles)
    proofs: list[SplitSession] = []
    prove = SplitSession.verify

    def counted(session: SplitSession) -> None:
        proofs.append(session)
        prove(session)

    monkeypatch.setattr(SplitSession, "verify", counted)
    KokoroEngine(small, styles)
    assert not proofs
    weights = split_folder(prepare(small, digest_of(small))) / WEIGHTS
    weights.write_bytes(weights.read_bytes())
    KokoroEngine(small, styles)
    KokoroEngine(small, styles)
    assert len(proofs) == 1


@pytest.mark.slow
def test_weights_that_are_no_numbers_are_noticed(small: Path, styles: Styles) -> None:
    improved(small, styles)
    weights = split_folder(prepare(small, digest_of(small))) / WEIGHTS
    weights.write_bytes(np.full(weights.stat().st_size // 4, np.nan, np.float32).tobytes())
    assert KokoroEngine(small, styles).info.form == "whole"


@pytest.mark.slow
def test_parts_of_another_file_are_removed(tmp_path: Path, styles: Styles) -> None:
    improved(saved(tmp_path, Kind()), styles)
    engine = KokoroEngine(saved(tmp_path, Kind(noise=0.1)), styles)
    assert engine.info.form == "whole" and engine.improve()
    assert len(list((tmp_path / PREPARED_FOLDER).glob("*.parts"))) == 1


@pytest.mark.slow
def test_a_model_behind_a_link_is_taken_apart_beside_the_file(small: Path, tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "models").mkdir()
    link = tmp_path / "models" / "own.onnx"
    link.symlink_to(small)
    engine = improved(link, styles)
    assert engine.info.model == "own.onnx" and len(sound(engine))


@pytest.mark.slow
def test_a_model_under_two_names_is_taken_apart(small: Path, tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "other.onnx").hardlink_to(small)
    assert improved(small, styles).info.form in FORMS


@pytest.mark.slow
def test_other_processors_run_the_whole(small: Path, styles: Styles) -> None:
    improved(small, styles)
    options = KokoroOptions(RuntimeOptions(providers=("CUDAExecutionProvider", "CPUExecutionProvider")))
    assert KokoroEngine(small, styles, options=options).info.form == "whole"


@pytest.mark.slow
def test_a_replaced_session_is_let_go(small: Path, styles: Styles) -> None:
    engine = improved(small, styles)
    place = str(small.parent)
    assert place in Path("/proc/self/maps").read_text("utf-8")
    engine.close()
    assert place not in Path("/proc/self/maps").read_text("utf-8")


def test_a_single_user_gets_all_threads_and_others_one_each() -> None:
    opened: list[int] = []
    shared = SharedSession(opened.append, 3)
    with shared.acquire(), shared.acquire():
        assert opened == [3, 1]
    with shared.acquire(), shared.acquire():
        assert opened == [3, 1], "each session is opened once"


# Windows


@pytest.mark.slow
@pytest.mark.parametrize("streaming", list(STREAMING_WINDOWS))
def test_windows_are_the_phrase_when_its_voice_is_known(small: Path, styles: Styles, streaming: str) -> None:
    exact = sound(improved(small, styles))
    engine = KokoroEngine(small, styles, options=KokoroOptions(streaming=streaming))
    assert engine.info.streaming == streaming
    while len(made := pieces(engine)) == 1:  # learned from this very phrase, so the statistics are its own
        np.testing.assert_allclose(made[0].samples, exact, atol=1e-4)
    lengths = [length for piece in made for length in piece.lengths or ()]
    assert len(lengths) == len(SENTENCE) and sum(lengths) == len(exact)
    assert len(made[0].samples) == STREAMING_WINDOWS[streaming].first * 300
    assert signal_to_difference(exact, np.concatenate([piece.samples for piece in made])) > 40
    told = 0
    for piece in made[:-1]:
        told += sum(piece.lengths or ())
        assert told <= sum(len(each.samples) for each in made[: made.index(piece) + 1])


@pytest.mark.slow
def test_a_voice_is_learned_before_windows_balance_and_borrowed_for_fast_ones(small: Path, styles: Styles) -> None:
    improved(small, styles)
    balanced = KokoroEngine(small, styles, options=KokoroOptions(streaming="balanced"))
    counts = [len(pieces(balanced, text)) for text in (SENTENCE, OTHER, SENTENCE, OTHER)]
    assert counts[0] == 1 and counts[-1] > 1
    fast = KokoroEngine(small, styles, options=KokoroOptions(streaming="fast"))
    assert len(pieces(fast)) > 1  # known from what is kept
    assert len(list(fast.render(phrase(SENTENCE, BELLA)))) > 1  # borrowed
    shutil.rmtree(small.parent / PREPARED_FOLDER / "voices")
    fresh = KokoroEngine(small, styles, options=KokoroOptions(streaming="fast"))
    assert len(pieces(fresh)) == 1
    assert len(pieces(fresh)) > 1


@pytest.mark.slow
def test_short_phrases_and_second_tries_are_made_in_one(small: Path, styles: Styles) -> None:
    improved(small, styles)
    engine = KokoroEngine(small, styles, options=KokoroOptions(streaming="fast"))
    pieces(engine)
    assert len(pieces(engine)) > 1
    assert len(pieces(engine, "jˈɛs.")) == 1
    assert len(list(engine.render(phrase(SENTENCE), again=True))) == 1


@pytest.mark.slow
def test_windows_have_takes_of_their_own(small: Path, styles: Styles) -> None:
    improved(small, styles)
    identities = {
        KokoroEngine(small, styles, options=KokoroOptions(streaming=each)).identity
        for each in ("exact", "balanced", "fast")
    }
    assert len(identities) == 3


@given(st.integers(1, 3000), st.integers(1, 200), st.integers(1, 400))
def test_windows_are_whole_in_order_and_never_a_sliver(columns: int, first: int, largest: int) -> None:
    made = list(split_into_windows(columns, WindowSizes(first, max(first, largest), borrow_statistics=False)))
    assert [window.start for window in made] == [0, *(window.end for window in made[:-1])]
    assert made[-1].end == columns
    for window in made:
        assert window.render_start == max(window.start - OVERLAP, 0)
        assert window.render_end == min(window.end + OVERLAP, columns)
    assert len(made) == 1 or made[-1].end - made[-1].start >= min(MIN_COLUMNS, first)


def test_what_is_learned_is_that_of_all_the_time_together(tmp_path: Path) -> None:
    seeds = np.random.default_rng(5)
    wave = seeds.normal(3, 2, (4, 500))
    learned = VoiceStatistics(tmp_path / "voices")
    for part in (wave[:, :100], wave[:, 100:]):
        learned.add("a", np.stack((part.mean(1), part.var(1))).astype(np.float32), part.shape[1])
    for each in (learned, VoiceStatistics(tmp_path / "voices")):
        statistics = each.of("a", borrow=False)
        assert statistics is not None
        np.testing.assert_allclose(statistics, np.stack((wave.mean(1), wave.var(1))), rtol=1e-3)


def test_what_is_no_number_is_not_learned_and_what_is_damaged_not_read(tmp_path: Path) -> None:
    learned = VoiceStatistics(tmp_path)
    learned.add("a", np.full((2, 4), np.nan, np.float32), 900)
    assert learned.of("a", borrow=True) is None
    learned.add("a", np.ones((2, 4), np.float32), 900)
    (kept,) = tmp_path.iterdir()
    for content in (b"", b"abc", np.array([1, np.nan, 2], "<f4").tobytes()):
        kept.write_bytes(content)
        assert VoiceStatistics(tmp_path).of("a", borrow=False) is None


def test_what_cannot_be_kept_is_known_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file where a folder should be")
    for folder in (tmp_path / "voices", None):
        learned = VoiceStatistics(folder)
        learned.add("a", np.ones((2, 4), np.float32), 900)
        assert learned.of("a", borrow=False) is not None
        assert learned.of("b", borrow=False) is None


# Eight bits


def tuned(model: Path, styles: Styles) -> dict[str, TuningResult]:
    engine = improved(model, styles)
    told: list[int] = []
    found = engine.tune([phrase(each, voice) for each in (SENTENCE, OTHER) for voice in (HEART, BELLA)], told.append)
    assert told == [1, 2, 3, 4]
    return found


@pytest.mark.slow
def test_a_tuned_generator_counts_in_eight_bits_and_sounds_nearly_the_same(small: Path, styles: Styles) -> None:
    found = tuned(small, styles)
    assert list(found) == ["int8", "int8-all"]
    exact = sound(KokoroEngine(small, styles))
    for precision, each in found.items():
        assert each.decibels > 3 and 0 < each.spectrum < 8 and each.share > 0
        engine = KokoroEngine(small, styles, options=KokoroOptions(precision=precision))
        assert engine.info.precision == precision and engine.info.problems == ()
        assert 3 < signal_to_difference(exact, sound(engine)) < EQUAL_DECIBELS
    assert found["int8"].decibels >= found["int8-all"].decibels - 1


@pytest.mark.slow
def test_tuned_generators_do_hold_whole_numbers(small: Path, styles: Styles) -> None:
    tuned(small, styles)
    place = split_folder(prepare(small, digest_of(small)))
    counts = {
        precision: sum(node.op_type == "QLinearConv" for node in onnx.load(path, load_external_data=False).graph.node)
        for precision in ("int8", "int8-all")
        for path in [place / part_file("generator", precision)]
    }
    assert counts == {"int8": 4, "int8-all": 8}


def test_what_was_measured_in_one_generator_is_called_the_same_in_every_other(small: Path) -> None:
    parts = split_graph(onnx.load_from_string(graph_without_weights(small)))
    found = []
    for steps in ((fold,), (output_statistics, fold), (input_statistics, fold)):
        editor = GraphEditor(rewritten(parts, small, steps).graph, small.parent)
        found.append(set(find_convolutions(editor, parts.features.name, source_too=True)))
    assert found[0] == found[1] == found[2] and found[0]


@pytest.mark.slow
def test_tuned_generators_make_windows_too(small: Path, styles: Styles) -> None:
    tuned(small, styles)
    engine = KokoroEngine(small, styles, options=KokoroOptions(precision="int8", streaming="fast"))
    first = sound(engine)
    made = pieces(engine)
    assert len(made) > 1
    assert 3 < signal_to_difference(first, np.concatenate([piece.samples for piece in made])) < EQUAL_DECIBELS


@pytest.mark.slow
def test_what_is_not_tuned_counts_in_full_and_says_so_until_it_is_tuned(small: Path, styles: Styles) -> None:
    engine = improved(small, styles)
    waiting = KokoroEngine(small, styles, options=KokoroOptions(precision="int8"))
    (problem,) = waiting.info.problems
    assert waiting.info.precision == "full" and "not tuned for int8" in problem
    assert_settled(waiting)
    before, identity = sound(waiting), waiting.identity
    engine.tune([phrase(SENTENCE), phrase(OTHER)], lambda _: None)
    assert waiting.improve()
    assert_settled(waiting)
    assert (waiting.info.precision, *waiting.info.problems) == ("int8",)
    assert waiting.identity != identity
    assert signal_to_difference(before, sound(waiting)) < EQUAL_DECIBELS
    assert waiting.unload_if_idle(0) and signal_to_difference(before, sound(waiting)) < EQUAL_DECIBELS


def test_a_whole_model_cannot_be_tuned(tiny: Path, styles: Styles) -> None:
    assert KokoroEngine(tiny, styles).tune([phrase(SENTENCE)], lambda _: None) == {}


@pytest.mark.slow
@pytest.mark.parametrize("content", ["", "[]", "{", '{"int8": {"decibels": 1}}'])
def test_what_is_said_of_tuning_in_rubbish_is_not_believed(small: Path, styles: Styles, content: str) -> None:
    tuned(small, styles)
    (split_folder(prepare(small, digest_of(small))) / TUNING).write_text(content)
    engine = KokoroEngine(small, styles, options=KokoroOptions(precision="int8"))
    assert engine.info.precision == "full" and len(sound(engine))


@pytest.mark.slow
@pytest.mark.usefixtures("own_process")
def test_a_process_of_its_own_tunes(small: Path, styles: Styles) -> None:
    assert list(tuned(small, styles)) == ["int8", "int8-all"]


def test_spectra_that_are_equal_are_not_apart() -> None:
    wave = np.sin(np.arange(4800, dtype=np.float32))
    assert spectral_distance(wave, wave) == 0
    assert spectral_distance(wave, wave * 2) == pytest.approx(6, abs=1)


# The report


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = SplitReport("", form="folded", decibels=120.0, share=0.9, seconds={"plain": 0.3})
    (tmp_path / REPORT).write_text(json.dumps({name: getattr(report, name) for name in report.__slots__}))
    assert SplitReport.read(tmp_path) == report
    (tmp_path / REPORT).write_text(json.dumps({"problem": ""}))
    with pytest.raises(ValueError, match=REPORT):
        SplitReport.read(tmp_path)


def test_sounds_of_other_lengths_or_of_no_numbers_are_not_near() -> None:
    wave = np.ones(10, np.float32)
    assert signal_to_difference(wave, wave) > EQUAL_DECIBELS
    assert (
        signal_to_difference(wave, wave[:9]) == 0
        and signal_to_difference(wave, wave * np.nan) == 0
        and signal_to_difference(wave * 0, wave) == 0
    )


@pytest.mark.parametrize("missing", ["ConvTranspose", "waveform", "/encoder/MatMul_1_output_0"])
def test_a_graph_that_lacks_what_is_needed_is_not_parted(missing: str) -> None:
    model = make_decoder()
    if missing == "waveform":
        model.graph.output[0].name = "another"
    for node in model.graph.node:
        node.op_type = "Conv" if node.op_type == missing else node.op_type
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                names[place] = "another" if name == missing else name
    with pytest.raises(CannotSplit):
        split_graph(model)


@pytest.mark.slow
def test_ways_can_be_told_apart(small: Path, styles: Styles) -> None:
    about = improved(small, styles).info
    told = {
        replace(about, **change).summary for change in ({}, {"threads": 1}, {"streaming": "fast"}, {"form": "whole"})
    }
    assert len(told) == 4
