"""The command `augment`: copies of files, the user's own noises and rooms, and the list of presets."""

import json
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.cli import main
from wyoming_kokoro.workshop.augmentation.file_augmentation import MANIFEST

RATE = 16_000


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


@pytest.fixture
def sounds(tmp_path: Path, rng: np.random.Generator) -> list[Path]:
    paths = [tmp_path / f"take {number}.wav" for number in range(2)]
    for path in paths:
        path.write_bytes(wave_file(rng.standard_normal(RATE // 2).astype(np.float32) * np.float32(0.1), RATE))
    return paths


def augment(folder: Path, *arguments: object) -> int:
    return main(["augment", "--data-dir", str(folder / "data"), *map(str, arguments)])


def test_copies_are_written_with_a_list_of_what_was_done(
    tmp_path: Path, sounds: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert augment(tmp_path, *sounds, "--preset", "esp32_living_room", "-o", out, "--copies", 2, "--rate", 24_000) == 0
    assert "4 sounds, 2.0 seconds" in capsys.readouterr().out
    rows = [json.loads(line) for line in (out / MANIFEST).read_text("utf-8").splitlines()]
    assert [row["file"] for row in rows] == [f"take {n}.esp32_living_room.{c}.wav" for n in (0, 1) for c in (0, 1)]
    assert [step["step"] for step in rows[0]["steps"]] == ["room", "noise", "level", "microphone"]
    samples, rate = decode((out / rows[0]["file"]).read_bytes())
    assert rate == 24_000 and len(samples) == 12_000
    assert len({(out / row["file"]).read_bytes() for row in rows}) == 4


def test_a_copy_depends_on_its_sound_and_the_seed_alone(tmp_path: Path, sounds: list[Path]) -> None:
    name = f"{sounds[1].stem}.outdoor_noisy.0.wav"
    for out, chosen, seed in (("a", sounds, 0), ("b", sounds[1:], 0), ("c", sounds[1:], 1)):
        assert augment(tmp_path, *chosen, "--preset", "outdoor_noisy", "-o", tmp_path / out, "--seed", seed) == 0
    contents = [(tmp_path / out / name).read_bytes() for out in "abc"]
    assert contents[0] == contents[1] != contents[2]


def test_a_file_that_is_there_is_not_replaced_unless_asked_for(
    tmp_path: Path, sounds: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (sounds[0], "--preset", "outdoor_noisy", "-o", tmp_path / "out")
    assert augment(tmp_path, *asked) == augment(tmp_path, *asked) == 0
    assert augment(tmp_path, *asked, "--seed", 5) == 1 and "--replace" in capsys.readouterr().err
    assert augment(tmp_path, *asked, "--seed", 5, "--replace") == 0


def test_recordings_of_the_user_are_used_beside_those_that_are_made(tmp_path: Path, sounds: list[Path]) -> None:
    (tmp_path / "noise").mkdir()
    (tmp_path / "rooms").mkdir()
    tone = np.sin(np.arange(4_000) * (2 * np.pi * 1000 / 8_000)).astype(np.float32) / 2
    (tmp_path / "noise/tone.wav").write_bytes(wave_file(tone, 8_000))
    response = np.zeros(4_000, np.float32)
    response[100], response[900] = 0.8, 0.4
    (tmp_path / "rooms/echo.wav").write_bytes(wave_file(response, 16_000))
    preset = tmp_path / "data/presets/mine.toml"
    preset.parent.mkdir(parents=True)
    preset.write_text('[[steps]]\nstep = "noise"\nsnr = 0\n[[steps]]\nstep = "room"\n', "utf-8")
    own = ("--noise", tmp_path / "noise", "--rooms", tmp_path / "rooms")
    assert augment(tmp_path, sounds[0], "--preset", "mine", "-o", tmp_path / "o", "--copies", 12, *own) == 0
    tones, echoes = 0, 0
    for path in sorted((tmp_path / "o").glob("*.wav")):
        samples, _ = decode(path.read_bytes())
        spectrum = np.abs(np.fft.rfft(samples)) ** 2
        tones += bool(spectrum[495:506].sum() > 0.3 * spectrum.sum())
        similar = np.correlate(samples, samples, "full")[len(samples) - 1 :]
        echoes += bool(similar[800] > 0.2 * similar[0])
    assert 2 <= tones <= 10 and echoes >= 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name sounds"),
        (("take.wav",), "--preset NAME"),
        (("take.wav", "--preset", "moon"), "no preset 'moon'"),
        (("take.wav", "--preset", "telephone"), "it cannot be read"),
        (("take.wav", "--preset", "telephone", "--copies", "0"), "1 to 1000"),
        (("take.wav", "--preset", "telephone", "--rate", "1"), "The rate can be"),
        (("take.wav", "--preset", "telephone", "--noise", "."), "has no sounds"),
        (("take.wav", "a/take.wav", "--preset", "telephone"), "Several files are called take"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path,
    arguments: tuple[str, ...],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert augment(tmp_path, *arguments) == 1
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error


def test_presets_are_listed_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert augment(tmp_path, "--presets") == 0
    listed = capsys.readouterr().out
    assert "esp32_living_room" in listed and "step noise" in listed
    assert augment(tmp_path, "--presets", "--json") == 0
    assert set(json.loads(capsys.readouterr().out)) == {"presets", "steps"}
    assert augment(tmp_path, "--show", "car_bluetooth") == 0
    preset = tmp_path / "data/presets/mine.toml"
    preset.parent.mkdir(parents=True, exist_ok=True)
    preset.write_text(capsys.readouterr().out, "utf-8")
    assert augment(tmp_path, "--show", "mine") == 0
