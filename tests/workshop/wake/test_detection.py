"""Detectors hear data sets: what share they wake at, by voice, speed and text, and how soon."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.workshop.wake.fake_detectors import CHUNK, kind
from tests.workshop.wake.wake_sets import RATE, SECONDS, filled_set, other, tone, wake
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop import datasets
from wyoming_kokoro.workshop.wake.detection_rates import DetectionReport, detection_table
from wyoming_kokoro.workshop.wake.detector_run import find_presets, run_detector, samples_to_hear
from wyoming_kokoro.workshop.wake.detectors import DETECTORS, DetectorKind, detectors_for, find_detectors
from wyoming_kokoro.workshop.wake.detectors.detector import AskedDetector
from wyoming_kokoro.workshop.wake.listening import listen
from wyoming_kokoro.workshop.wake.listening_stream import FLOOR, GRID, LEAD, TAIL, placed


@pytest.fixture
def detector() -> Iterator[AskedDetector]:
    """A detector of the list, for as long as a test takes."""
    DETECTORS.register(kind())
    (asked,) = find_detectors("tone:beep")
    yield asked
    DETECTORS.unregister("tone")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Wake words of two voices, of which one beeps at another height, and other sounds, of which one is the beep."""
    samples = [wake(number, speed=1.0 + 0.2 * (number % 2)) for number in range(4)]
    row, _ = wake(10, "bob")
    wrong, _ = other(20, "beepy")
    samples += [(row, tone(600.0, 10)), *(other(number) for number in range(30, 35)), (wrong, tone(1000.0, 20))]
    return filled_set(tmp_path / "set", samples)


def run(folder: Path, detector: AskedDetector, threshold: float | None = None) -> DetectionReport:
    with datasets.opened(folder) as data_set:
        samples = samples_to_hear(data_set)
        return run_detector(data_set, samples, detector, None, threshold, lambda _: None)


def test_what_is_heard_is_counted_by_voice_speed_and_text(folder: Path, detector: AskedDetector) -> None:
    found = run(folder, detector)
    assert (found.true_accepts.woke, found.true_accepts.samples) == (4, 5)
    assert (found.false_accepts.woke, found.false_accepts.samples) == (1, 6)
    assert found.false_accepts_an_hour == pytest.approx(3600 / (6 * SECONDS))
    assert {each.name: (each.woke, each.samples) for each in found.by("voice")} == {"bob": (0, 1), "ann": (4, 4)}
    assert {each.name: (each.woke, each.samples) for each in found.by("speed")} == {"1": (2, 3), "1.2": (2, 2)}
    assert {each.name: (each.woke, each.samples) for each in found.by("text")} == {"beepy": (1, 1), "boop": (0, 5)}
    assert [(each.name, each.woke, each.samples) for each in found.by("preset")] == [("clean", 4, 5)]
    assert [(each.name, each.woke, each.samples) for each in found.others_by("preset")] == [("clean", 1, 6)]
    assert {"  voice bob: 0 of 1 heard", "  woke at 'beepy': 1 of 1"} <= set(found.lines())
    assert "4 of 5 (80.0 %)" in list(detection_table([found]))[1]


def test_other_speech_is_counted_by_how_many_sounds_it_is_apart(tmp_path: Path, detector: AskedDetector) -> None:
    near, far = (1000.0, "boop"), (600.0, "turn on the light")
    said = [(*near, "bˈup"), (*near, "zˈup"), (*far, "tˈɜn ɔn ðə lˈIt"), (*far, "")]
    others = [
        (replace(other(number, text)[0], phonemes=phonemes), tone(pitch, number))
        for number, (pitch, text, phonemes) in enumerate(said, 20)
    ]
    spoken = replace(wake(1)[0], phonemes="bˈip"), wake(1)[1]
    found = run(filled_set(tmp_path / "set", [spoken, *others]), detector)
    told = [(each.name, each.woke, each.samples) for each in found.others_by_sounds()]
    assert told == [("1 sound", 1, 1), ("2 sounds", 1, 1), ("3 sounds", 0, 1)]
    assert "  2 sounds apart: woke at 1 of 1 (100.0 %)" in list(found.lines())


def test_a_threshold_of_one_is_never_passed_and_points_show_the_others(folder: Path, detector: AskedDetector) -> None:
    found = run(folder, detector, threshold=1.0)
    assert found.true_accepts.woke == found.false_accepts.woke == 0 and found.delay is None
    points = {each.threshold: [each.missed, each.false_accepts] for each in found.points}
    assert points[0.5] == pytest.approx([1 / 5, 1 / 6])
    assert points[1.0] == [1.0, 0.0]


def test_the_delay_is_from_the_end_of_the_speech(detector: AskedDetector) -> None:
    """The score passes the threshold while the tone is heard, at its second step or third; then silence follows."""
    row, samples = wake(1)
    sound = placed(row, np.concatenate((samples, np.zeros(RATE, np.float32))))
    (heard,) = listen(detector, [sound], None, lambda _: None).heard
    assert heard.delay is not None and -SECONDS < heard.delay <= -SECONDS + 4 * CHUNK / RATE


def test_a_sound_is_heard_the_same_whatever_is_beside_it(detector: AskedDetector) -> None:
    first, second = placed(*wake(1)), placed(*wake(2))
    heard = listen(detector, [second, first, second, first], None, lambda _: None).heard
    assert [each.sample.id for each in heard[:2]] == [second.sample.id, first.sample.id]
    for one, other_one in zip(heard[:2], heard[2:], strict=True):
        assert one.score == pytest.approx(other_one.score, abs=1e-6) and one.delay == other_one.delay is not None


def test_pauses_hold_faint_noise_and_no_sound_is_moved() -> None:
    row, samples = wake(7)
    sound = placed(row, samples)
    pause = sound.samples[: round(LEAD * RATE)]
    assert 20 * np.log10(np.sqrt(np.mean(pause**2))) == pytest.approx(FLOOR, abs=0.5)
    assert np.abs(sound.samples[sound.begin : sound.begin + len(samples)] - samples).max() < 0.01
    assert len(sound.samples) % GRID == 0 and len(sound.samples) - sound.begin - len(samples) >= TAIL * RATE
    assert np.array_equal(sound.samples, placed(row, samples).samples)


def test_a_preset_changes_what_is_heard_but_not_when(tmp_path: Path, detector: AskedDetector) -> None:
    (clean, noisy) = find_presets("clean, telephone", tmp_path)
    assert clean is None and noisy is not None
    row, samples = wake(3)
    plain, changed = placed(row, samples), placed(row, samples, noisy)
    assert plain.begin == changed.begin and not np.array_equal(plain.samples, changed.samples)
    assert listen(detector, [changed], None, lambda _: None).heard[0].score > 0.5
    with pytest.raises(BadRequest, match="telephone"):
        find_presets("telephon", tmp_path)


def test_a_limit_takes_samples_of_each_role_spread_over_all(folder: Path) -> None:
    with datasets.opened(folder) as data_set:
        roles = [each.role for each in samples_to_hear(data_set, limit=2)]
        assert sorted(roles) == ["near", "near", "wake", "wake"]
        with pytest.raises(BadRequest, match="no samples in test"):
            samples_to_hear(data_set, "test")


@pytest.mark.usefixtures("detector")
def test_the_command_prints_a_table_and_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wake", "test", str(folder), "--detector", "tone:beep", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["wake"] == {"name": "wake", "woke": 4, "samples": 5, "share": 0.8} and found["preset"] == "clean"
    assert main(["wake", "test", str(folder), "--detector", "tone:beep", "--threshold", "2"]) == 1
    assert "from 0 to 1" in capsys.readouterr().err


def test_a_detector_is_found_by_its_name_its_file_and_the_phrase(detector: AskedDetector, tmp_path: Path) -> None:
    assert find_detectors("beep") == detectors_for("Beep!") == [detector] and detectors_for("no such word") == []
    with pytest.raises(BadRequest, match=r"There are .*alexa, beep.*\.npz"):
        find_detectors("okay_nobody")
    with pytest.raises(BadRequest, match="is no file"):
        find_detectors(str(tmp_path / "head.npz"))
    absent = DetectorKind("absent", "", "", ("no_such_module",), "no-such-package", builtin=("boop",))
    DETECTORS.register(absent)
    try:
        with pytest.raises(Unavailable, match="pip install no-such-package"):
            find_detectors("boop")
    finally:
        DETECTORS.unregister("absent")


@pytest.mark.skipif(
    not all(find_spec(name) for name in ("pyopen_wakeword", "pymicro_wakeword", "livekit")),
    reason="no detectors: pip install -r tests/model/recogniser.txt",
)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.tflite", b"\0\0\0\0nope"),
        ("broken.json", b'{"wake_word": "x"}'),
        ("broken.onnx", b"nope"),
        ("broken.npz", b"nope"),
    ],
)
def test_a_file_that_is_no_detector_is_told_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    """Before a library sees it: they end the process over a file that is none of theirs."""
    path = tmp_path / name
    path.write_bytes(content)
    (asked,) = find_detectors(str(path))
    with pytest.raises(BadRequest, match="broken"):
        asked.definition().create(asked.options(60.0))
