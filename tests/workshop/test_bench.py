"""What `wyoming-kokoro bench` measures, makes of it, and shows."""

import json
import multiprocessing
import os
import struct
import time
import zlib
from dataclasses import replace
from pathlib import Path
from shutil import copy

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from tests.data.make_small_decoder import Kind, make_decoder
from tests.data.make_tiny_model import TINY
from tests.downloads.origin import voice_bytes
from wyoming_kokoro.cli import main
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines import ModelMeasurements
from wyoming_kokoro.engines.kokoro.graph_rewrite.split_model import split_model
from wyoming_kokoro.engines.kokoro.rewrite_process import RewriteProcess
from wyoming_kokoro.engines.kokoro.split_files import REPORT
from wyoming_kokoro.engines.measurements import ModelMeasurement
from wyoming_kokoro.errors import InternalError, Unavailable
from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.speech import Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.bench import measuring, subprocess_run
from wyoming_kokoro.workshop.bench.advice import advice, busy, keep
from wyoming_kokoro.workshop.bench.candidates import BenchCandidate, candidates
from wyoming_kokoro.workshop.bench.figures import BenchExtent, BenchFigures, LoadFigures
from wyoming_kokoro.workshop.bench.letters import HEIGHT, WIDTH, written
from wyoming_kokoro.workshop.bench.measuring import ListenerTiming, measured
from wyoming_kokoro.workshop.bench.picture import COLORS, picture
from wyoming_kokoro.workshop.bench.table import table

SHORT = BenchExtent(rounds=2, listeners=(1, 3), seconds=30.0)
OWN = "own.onnx"


def crowd(listeners: int, gaps: int = 0) -> LoadFigures:
    return LoadFigures(listeners, 2.5, 0.4, gaps, 0.7 * gaps)


def figures(
    candidate: BenchCandidate, rtf: float = 0.3, first: float = 0.4, crowds: tuple[LoadFigures, ...] = ()
) -> BenchFigures:
    return BenchFigures(candidate, 1.5, first, rtf, rtf, 500.0, 520.0, crowds)


@pytest.fixture
def own(tmp_path: Path, rng: np.random.Generator) -> LoadedSettings:
    """The settings of a data folder with a small model and a voice of somebody's own."""
    for folder in ("models", "voices"):
        (tmp_path / "data" / folder).mkdir(parents=True)
    copy(TINY, tmp_path / "data" / "models" / OWN)
    (tmp_path / "data" / "voices" / "af_mine.bin").write_bytes(voice_bytes(rng))
    return load(Paths(tmp_path / "data", tmp_path / "data"), {}, {})


def store_of(loaded: LoadedSettings) -> Downloads:
    return Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)


def test_a_player_stands_still_when_sound_comes_too_late() -> None:
    assert ListenerTiming(((0.2, 1.0), (1.6, 1.0))).gaps(0.5) == []
    assert ListenerTiming(((0.2, 1.0), (2.0, 1.0), (3.5, 1.0))).gaps(0.5) == pytest.approx([0.3, 0.5])


def test_the_engine_that_hums_is_measured(loaded: LoadedSettings) -> None:
    told: list[str] = []
    found = measured(BenchCandidate("tone"), loaded, SHORT, told.append)
    assert found.load > 0 and found.first > 0 and 0 < found.rtf < 1 and found.processor > 0
    assert 10 < found.memory < 10_000 and found.most_memory > 10
    assert [each.listeners for each in found.crowds] == [1, 3] and all(each.speed > 1 for each in found.crowds)
    assert told[-1] == "3 listeners at once" and len(told) == 6


def test_nothing_new_is_begun_when_time_is_up(loaded: LoadedSettings) -> None:
    found = measured(BenchCandidate("tone"), loaded, replace(SHORT, seconds=0.0), lambda _: None)
    assert found.crowds == () and found.rtf > 0


def test_kokoro_is_measured_with_a_voice_that_is_here(own: LoadedSettings) -> None:
    (candidate, *_) = candidates(own, store_of(own), quick=True)
    found = measured(candidate, own, SHORT, lambda _: None)
    assert (candidate.model, candidate.voice) == (OWN, "af_mine")
    assert found.candidate.name.startswith(OWN) and found.first > 0


def test_a_model_is_measured_as_it_runs_when_it_suits_the_machine(
    own: LoadedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(surgery: RewriteProcess) -> None:
        time.sleep(0.2)  # so that it is under way when somebody looks
        _, model, place = surgery.arguments
        split_model(Path(model), Path(place))

    monkeypatch.setattr(RewriteProcess, "run", run)
    onnx.save(make_decoder(Kind()), own.sources.paths.models / OWN)
    told: list[str] = []
    (candidate, *_) = candidates(own, store_of(own), quick=True)
    measured(candidate, own, replace(SHORT, rounds=1, listeners=()), told.append)
    assert told[:3] == ["prepared", "made to suit this machine, which is done once", "loaded"]
    assert list(own.sources.paths.models.rglob(REPORT))


async def test_what_comes_from_the_cache_is_not_counted(loaded: LoadedSettings) -> None:
    with_cache = replace(BenchCandidate("tone"), others={}).loaded(loaded)
    studio = await Studio.open(with_cache)
    try:
        for _ in range(2):
            async for _ in studio.speak(Utterance("Good morning.")):
                pass
        with pytest.raises(InternalError):
            measuring._must_be_made(studio)
    finally:
        await studio.close()


def test_a_candidate_that_cannot_speak_says_why(own: LoadedSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    (candidate, *_) = candidates(own, store_of(own), quick=True)
    (own.sources.paths.models / OWN).write_bytes(b"this is no model")
    monkeypatch.setattr(measuring, "LOAD_SECONDS", 30.0)
    with pytest.raises(Unavailable, match=OWN):
        measured(candidate, own, SHORT, lambda _: None)


def test_a_process_of_its_own_finds_the_same(loaded: LoadedSettings) -> None:
    told: list[str] = []
    found = subprocess_run.measured_apart(
        BenchCandidate("tone"), loaded, replace(SHORT, rounds=1, listeners=(2,)), told.append
    )
    assert found.crowds[0].listeners == 2 and told[-1] == "2 listeners at once"


def test_what_the_process_says_is_passed_on_and_its_end_is_noticed() -> None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    candidate, told = BenchCandidate("tone"), list[str]()
    with pytest.raises(Unavailable, match="too long"):
        subprocess_run._told(ours, candidate, told.append, 0.0)
    theirs.send("loaded")
    theirs.send(Unavailable("It is broken."))
    with pytest.raises(Unavailable, match="broken"):
        subprocess_run._told(ours, candidate, told.append, 5.0)
    theirs.send(figures(candidate))
    assert subprocess_run._told(ours, candidate, told.append, 5.0) == figures(candidate)
    theirs.close()
    with pytest.raises(Unavailable, match="ended"):
        subprocess_run._told(ours, candidate, told.append, 5.0)
    assert told == ["loaded"]


def test_the_process_says_what_it_found_or_why_not(loaded: LoadedSettings, own: LoadedSettings) -> None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    subprocess_run._measure(BenchCandidate("tone"), loaded, replace(SHORT, rounds=1, listeners=()), theirs)
    assert isinstance(subprocess_run._told(ours, BenchCandidate("tone"), lambda _: None, 5.0), BenchFigures)
    missing = BenchCandidate("kokoro", "gone.onnx", voice="af_mine")
    subprocess_run._measure(missing, own, SHORT, theirs)
    with pytest.raises(Unavailable, match=r"gone\.onnx"):
        subprocess_run._told(ours, missing, lambda _: None, 5.0)


def test_without_a_model_espeak_is_measured_unless_kokoro_is_wanted(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path)
    empty = load(paths, {}, {})
    assert candidates(empty, store_of(empty)) == (BenchCandidate("espeak"),)
    with pytest.raises(Unavailable, match="voice"):
        candidates(load(paths, {"engine.name": "kokoro"}, {}), store_of(empty))
    assert candidates(load(paths, {"engine.name": "tone"}, {}), store_of(empty)) == (BenchCandidate("tone"),)


def test_one_file_can_be_named(own: LoadedSettings) -> None:
    copy(TINY, own.sources.paths.models / "other.onnx")
    both = candidates(own, store_of(own), quick=True)
    assert {each.model for each in both} == {OWN, "other.onnx"}
    assert {each.model for each in candidates(own, store_of(own), only=OWN)} == {OWN}
    with pytest.raises(Unavailable, match="the model"):
        candidates(own, store_of(own), only="gone.onnx")


def test_the_way_that_is_set_is_measured_first_and_alone_if_it_is_to_be_quick(own: LoadedSettings) -> None:
    paths = own.sources.paths
    fast = load(paths, {"engine.streaming": "fast"}, {})
    assert [each.streaming for each in candidates(fast, store_of(fast))] == ["fast", "exact", "balanced"]
    assert [each.streaming for each in candidates(fast, store_of(fast), quick=True)] == ["fast"]


def test_the_most_exact_file_that_is_fast_enough_is_advised() -> None:
    exact = figures(BenchCandidate("kokoro", "model.onnx"), 0.8, 2.0)
    tuned = figures(BenchCandidate("kokoro", "tuned.onnx"), 0.2, 0.3, (crowd(1), crowd(4), crowd(8, gaps=2)))
    told = advice([exact, tuned])
    assert told.best is tuned and told.sentences[0].startswith("Use tuned.onnx")
    assert told.sentences[-1] == "4 listeners at once hear no gaps."
    faster = figures(BenchCandidate("kokoro", "model.onnx"), 0.4, 0.8, (crowd(1, gaps=1),))
    assert advice([faster, tuned]).sentences[-1] == "Even one listener hears gaps."
    assert advice([faster, tuned]).best is faster


def test_the_first_way_that_is_soon_enough_is_advised() -> None:
    ways = [
        figures(BenchCandidate("kokoro", "model.onnx", way), 0.4, first, (crowd(1),))
        for way, first in (("exact", 1.2), ("balanced", 0.45), ("fast", 0.2))
    ]
    told = advice(ways)
    assert told.best is ways[1] and "balanced" in told.sentences[1]
    assert told.sentences[-1] == "1 listener at once hears no gaps."
    slow = [replace(each, first=10 * each.first) for each in ways]
    assert advice(slow).best is slow[2]


def test_engines_without_files_have_advice_too() -> None:
    told = advice([figures(BenchCandidate("espeak"), 0.05)])
    assert told.sentences == (
        "espeak needs 0.050 s for a second of sound.",
        "How many can listen at once was not measured.",
    )


def test_a_busy_machine_is_told() -> None:
    assert busy(0.5, 2) is None
    assert "3.0" in (busy(3.0, 2) or "")


def test_what_was_measured_is_kept_for_auto(own: LoadedSettings) -> None:
    store, kept = store_of(own), ModelMeasurements(own.sources.paths.measurements)
    keep([figures(BenchCandidate("espeak"))], kept, store)
    assert not own.sources.paths.measurements.exists()
    ways = [figures(BenchCandidate("kokoro", OWN, way), rtf) for way, rtf in (("exact", 0.25), ("fast", 0.35))]
    keep(ways, kept, store)
    assert kept.seconds(store.models.digest) == {OWN: 0.25}


def test_the_table_has_every_candidate_and_every_crowd() -> None:
    found = [
        figures(BenchCandidate("kokoro", "model.onnx"), 0.3, 0.4, (crowd(1), crowd(8, gaps=3))),
        figures(BenchCandidate("kokoro", "tuned.onnx"), 0.2, 0.3, (crowd(1, gaps=1),)),
    ]
    lines = list(table(found))
    assert "0.400 s" in lines[1] and "0.300" in lines[1] and "500 MB" in lines[1]
    assert lines[-2].endswith("2.50, 3 gaps") and "none" in lines[-2]
    assert "2.50, 1 gap " in lines[-1] and lines[-1].endswith("no time left")
    assert len({len(line) for line in lines if line and "gaps, by" not in line}) <= 2
    assert len(list(table([figures(BenchCandidate("tone"))]))) == 2


def decoded(png: bytes) -> NDArray[np.uint8]:
    """The points of a PNG as we write them, every check sum looked at."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, dict[bytes, bytes]()
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + content)
        chunks[kind] = content
        at += 12 + size
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


def width_of(points: NDArray[np.uint8], color: tuple[int, int, int]) -> int:
    """The longest row of a colour."""
    return int((points == np.array(color)).all(axis=2).sum(axis=1).max())


def test_the_picture_has_a_bar_for_each_as_long_as_its_figure() -> None:
    found = [figures(BenchCandidate("kokoro", f"{name}.onnx"), 0.1 * at, 0.5) for at, name in enumerate("abc", 1)]
    points = decoded(picture(found, "a machine"))
    lengths = [width_of(points[250:340], color) for color in COLORS[:3]]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=2) and lengths[2] == pytest.approx(3 * lengths[0], abs=2)
    assert (points != 255).any()


def test_the_picture_grows_by_a_chart_where_several_listened() -> None:
    few = decoded(picture([figures(BenchCandidate("tone"))], "a machine"))
    with_crowds = figures(BenchCandidate("tone"), crowds=(crowd(1), crowd(4), crowd(16, gaps=2)))
    many = decoded(picture([with_crowds, with_crowds], "a machine"))
    assert many.shape[0] > few.shape[0] + 300 and many.shape[1] == few.shape[1]
    one = decoded(picture([figures(BenchCandidate("tone"), crowds=(crowd(4),))], "a machine"))
    assert one.shape[0] > few.shape[0] + 300


def test_long_names_do_not_break_the_picture() -> None:
    found = figures(BenchCandidate("kokoro", "a_very_long_name_for_a_model_file_" * 4 + ".onnx"), crowds=(crowd(1),))
    assert decoded(picture([found], "x" * 500)).shape[1] == 1000


def test_every_letter_is_drawn_and_no_two_alike() -> None:
    drawn = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-_/%()+*=?'<> "
    shapes = [written(letter) for letter in drawn]
    assert {shape.shape for shape in shapes} == {(HEIGHT, WIDTH)}
    assert len({shape.tobytes() for shape in shapes}) == len(drawn)
    assert (written("a") == written("A")).all() and (written("é") == written("?")).all()
    assert written("").shape == (HEIGHT, 0) and written("ab").shape == (HEIGHT, 2 * WIDTH + 1)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measures in this process, and little."""
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setattr(BenchExtent, "quick", lambda: BenchExtent(1, (1, 2), 10.0))
    monkeypatch.setattr("wyoming_kokoro.workshop.bench.measured_apart", measured)


@pytest.mark.usefixtures("quick")
def test_the_command_shows_a_table_and_draws_and_keeps(own: LoadedSettings, capsys: pytest.CaptureFixture[str]) -> None:
    data = own.sources.paths.data
    assert main(["bench", "--quick", "--data-dir", str(data)]) == 0
    told = capsys.readouterr()
    assert OWN in told.out and "first sound" in told.out and "listen at once" in told.out
    assert f"{OWN}" in told.err and "one listener, round 1 of 1\n" in told.err and "\x1b" not in told.err
    assert decoded((data / "bench.png").read_bytes()).size
    kept = ModelMeasurements(own.sources.paths.measurements).seconds(store_of(own).models.digest)
    assert set(kept) == {OWN} and kept[OWN] > 0


@pytest.mark.usefixtures("quick")
def test_the_command_tells_programs_everything(
    loaded: LoadedSettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "elsewhere.png"
    data = str(loaded.sources.paths.data)
    assert main(["bench", "--quick", "--json", "--engine", "tone", "-o", str(target), "--data-dir", data]) == 0
    found = json.loads(capsys.readouterr().out)
    (one,) = found["measured"]
    assert one["name"] == "tone" and one["first"] > 0 and [each["listeners"] for each in one["crowds"]] == [1, 2]
    assert found["advice"]["name"] == "tone" and found["machine"]["runtime"].startswith("ONNX Runtime")
    assert target.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("quick")
def test_on_a_terminal_progress_is_one_line(
    loaded: LoadedSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(["bench", "--quick", "--engine", "tone", "--data-dir", str(loaded.sources.paths.data)]) == 0
    assert "\rtone: one listener, round 1 of 1\x1b[K\r" in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "tone", "-o", "/nowhere/at/all.png"], "cannot be written"),
        (["--model", "gone.onnx"], "the model is not here"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    own: LoadedSettings, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["bench", "--quick", "--data-dir", str(own.sources.paths.data), *arguments]) == 1
    assert told in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.usefixtures("quick")
def test_a_damaged_file_does_not_stop_the_others(own: LoadedSettings, capsys: pytest.CaptureFixture[str]) -> None:
    models = own.sources.paths.models
    (models / "damaged.onnx").write_bytes(b"this is no model")
    assert main(["bench", "--quick", "--data-dir", str(own.sources.paths.data)]) == 0
    told = capsys.readouterr()
    assert "damaged.onnx, exact cannot be measured." in told.err and OWN in told.out
    (models / OWN).unlink()
    assert main(["bench", "--quick", "--data-dir", str(own.sources.paths.data)]) == 1
    assert "Nothing could be measured." in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
def test_what_cannot_be_kept_is_said_and_shown_anyway(
    own: LoadedSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: ModelMeasurements, __: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(ModelMeasurements, "save", full)
    assert main(["bench", "--quick", "--data-dir", str(own.sources.paths.data)]) == 0
    told = capsys.readouterr()
    assert "is not kept: No space left" in told.err and OWN in told.out


async def test_auto_speaks_with_what_was_measured_best(own: LoadedSettings) -> None:
    copy(TINY, own.sources.paths.models / "slow.onnx")
    store = store_of(own)
    digests = {name: store.models.digest(name) for name in (OWN, "slow.onnx")}
    kept = ModelMeasurements(own.sources.paths.measurements)
    kept.save({OWN: ModelMeasurement(digests[OWN], 0.3), "slow.onnx": ModelMeasurement(digests["slow.onnx"], 0.9)})
    wanted = {"engine.model": "auto", "speech.voice": "af_mine", "downloads.enabled": False, "cache.precompute": False}
    studio = await Studio.open(load(own.sources.paths, wanted, {}))
    try:
        status = studio.status()
        assert status.model == OWN and "0.30 s for a second of sound" in status.why
    finally:
        await studio.close()
