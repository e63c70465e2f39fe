"""`models tune` lets a model run in eight bits, tells how that sounds, and says what is missing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from tests.data.make_small_decoder import Kind, make_decoder
from wyoming_kokoro.cli import main

Run = Callable[..., int]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a model that can be taken apart, and two voices."""
    folder = tmp_path / "data"
    for name in ("models", "voices"):
        (folder / name).mkdir(parents=True)
    onnx.save(make_decoder(), folder / "models" / "own.onnx")
    seeds = np.random.default_rng(3)
    for voice in ("af_own", "am_own"):
        seeds.normal(0, 0.2, 510 * 256).astype("<f4").tofile(folder / "voices" / f"{voice}.bin")
    return folder


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command."""
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setattr("wyoming_kokoro.workshop.tuning.phonemes", lambda text, _: "ðə lˈIt ɪz ˈɔn " * len(text))
    monkeypatch.setattr("wyoming_kokoro.workshop.tuning.PHRASES", 3)

    def run(*arguments: str) -> int:
        return main(["models", "tune", *arguments, "--data-dir", str(data)])

    return run


@pytest.mark.slow
def test_a_model_is_split_and_tuned_and_the_results_are_printed(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("own.onnx") == 0
    said = capsys.readouterr()
    assert "prepared first" in said.err and "phrase 3 of 3" in said.err
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["int8", "int8-all"]
    assert "dB below the sound" in lines[0] and 'engine.precision to "int8"' in lines[2]
    assert len(list(data.rglob("tuned.json"))) == 1
    assert run("own.onnx") == 0
    assert "taken apart" not in capsys.readouterr().err


@pytest.mark.slow
def test_a_model_that_cannot_be_tuned_is_an_error(run: Run, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    onnx.save(make_decoder(Kind(spectra=2)), data / "models" / "own.onnx")
    assert run("own.onnx") != 0
    assert "own.onnx" in capsys.readouterr().err
    assert run("none.onnx") != 0
    assert "wyoming-kokoro models fetch none.onnx" in capsys.readouterr().err
    (data / "voices" / "af_own.bin").unlink()
    (data / "voices" / "am_own.bin").write_bytes(b"no voice")
    assert run("own.onnx") != 0
    assert "wyoming-kokoro voices fetch" in capsys.readouterr().err


def test_tuning_that_fails_is_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wyoming_kokoro.workshop.tuning.tune", lambda *_: {})
    assert run("own.onnx") == 1
    assert "own.onnx" in capsys.readouterr().err
