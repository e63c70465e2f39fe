"""`models` and `voices`: what they do with files, and what they print."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.downloads.origin import Origin, voice_bytes
from wyoming_kokoro.cli import main
from wyoming_kokoro.downloads import VOICE_BYTES, FileList

MODEL = "model_small.onnx"

Run = Callable[..., int]


@pytest.fixture
def origin(rng: np.random.Generator) -> Iterator[Origin]:
    """A source that answers on a thread of its own, because commands have their own loop."""
    origin = Origin()
    origin.files = {
        f"onnx/{MODEL}": rng.bytes(300_000),
        "onnx/other.onnx": rng.bytes(1000),
        "voices/af_heart.bin": voice_bytes(rng),
        "voices/af_sky.bin": voice_bytes(rng),
    }
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(origin.start(), loop).result()
    yield origin
    asyncio.run_coroutine_threadsafe(origin.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def run(tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command against the source, with a data folder of its own."""
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setattr(FileList, "load", origin.published)
    monkeypatch.setenv("WYOMING_KOKORO_ENGINE_MODEL", MODEL)

    def run(*arguments: str) -> int:
        return main([*arguments, "--data-dir", str(tmp_path / "data"), "--engine", "tone"])

    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "data"


def test_the_configured_model_is_fetched(
    run: Run, data: Path, origin: Origin, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("models", "fetch") == 0
    assert (data / "models" / MODEL).read_bytes() == origin.files[f"onnx/{MODEL}"]
    assert capsys.readouterr().out == f"{data}/models/{MODEL}\n"


def test_named_models_are_fetched(run: Run, data: Path) -> None:
    assert run("models", "fetch", "other.onnx", MODEL) == 0
    assert {path.name for path in (data / "models").glob("*.onnx")} == {"other.onnx", MODEL}


def test_an_unknown_model_does_not_stop_the_other_downloads(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("models", "fetch", "othr.onnx", MODEL) == 1
    assert (data / "models" / MODEL).exists()
    assert "othr.onnx" in capsys.readouterr().err


def test_fetching_the_model_auto_is_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WYOMING_KOKORO_ENGINE_MODEL", "auto")
    assert run("models", "fetch") == 1
    assert "engine.model" in capsys.readouterr().err


@pytest.mark.parametrize("action", [["models"], ["models", "list"]])
def test_the_list_shows_the_state_of_each_model(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str], action: list[str]
) -> None:
    (data / "models").mkdir(parents=True)
    (data / "models" / "mine.onnx").write_bytes(bytes(2_000_000))
    (data / "models" / "other.onnx").write_bytes(b"damaged")
    (data / "models" / f"{MODEL}.part").write_bytes(bytes(100_000))
    assert run(*action) == 0
    models, _, providers = capsys.readouterr().out.partition("\n\n")
    assert models.splitlines() == [
        "model_small.onnx   0.3 MB  incomplete, 0.1 MB are here, named in the settings",
        "other.onnx         0.0 MB  damaged: it has 7 bytes instead of 1,000",
        "mine.onnx          2.0 MB  present, your own file",
    ]
    rows = {name: rest.strip() for name, _, rest in (line.partition(" ") for line in providers.splitlines()[1:])}
    assert rows["CPUExecutionProvider"] == "here, used"
    assert rows["CUDAExecutionProvider"] == "not here: in the package onnxruntime-gpu"


def test_the_list_can_be_printed_as_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("models", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    states = [(state["name"], state["state"]) for state in listed["models"]]
    assert states == [(MODEL, "missing"), ("other.onnx", "missing")]
    cuda = {"name": "CUDAExecutionProvider", "here": False, "used": False, "package": "onnxruntime-gpu"}
    assert cuda in listed["execution_providers"]


def test_verifying_names_damaged_files_and_fails(run: Run, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("models", "verify") == 0
    assert capsys.readouterr().out == "There are no models yet.\n"
    run("models", "fetch")
    (data / "models" / "mine.onnx").write_bytes(b"mine")
    assert run("models", "verify") == 0
    (data / "models" / "other.onnx").write_bytes(bytes(1000))
    capsys.readouterr()
    assert run("models", "verify") == 1
    assert capsys.readouterr().out.splitlines() == [
        "model_small.onnx: intact",
        "other.onnx: damaged: it is not what was published under this name",
        "mine.onnx: your own file, not a published one",
    ]
    assert run("models", "verify", "nothing.onnx") == 1
    assert capsys.readouterr().out == "nothing.onnx: not here\n"


def test_a_model_of_the_user_is_imported(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.onnx").write_bytes(b"mine")
    assert run("models", "import", str(tmp_path / "mine.onnx")) == 0
    assert run("models", "import", "--as", "special.onnx", str(tmp_path / "mine.onnx")) == 0
    assert (data / "models" / "special.onnx").read_bytes() == b"mine"
    assert capsys.readouterr().out.startswith("mine.onnx: imported, SHA-256 ")


@pytest.mark.parametrize("name", ["nothing.onnx", ""])
def test_a_file_that_cannot_be_read_is_not_imported(
    run: Run, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("models", "import", "--as", "x.onnx", str(tmp_path / name)) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_model_is_not_imported_with_an_invalid_model_name(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.pt").write_bytes(b"mine")
    assert run("models", "import", str(tmp_path / "mine.pt")) == 1
    assert "mine.pt" in capsys.readouterr().err


def test_pruning_lists_the_files_it_removes(run: Run, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("models", "prune") == 0
    assert capsys.readouterr().out == "There is nothing to remove.\n"
    run("models", "fetch", MODEL, "other.onnx")
    capsys.readouterr()
    assert run("models", "prune", "--unused", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "other.onnx: would be removed, because it is not in use",
        "0.0 MB would be free again.",
    ]
    assert run("models", "prune", "--unused") == 0
    assert {path.name for path in (data / "models").glob("*.onnx")} == {MODEL}
    assert "other.onnx: removed, because it is not in use" in capsys.readouterr().out


def test_all_voices_are_fetched_unless_some_are_named(run: Run, data: Path) -> None:
    assert run("voices", "fetch", "af_sky") == 0
    assert {path.name for path in (data / "voices").glob("*.bin")} == {"af_sky.bin"}
    assert run("voices", "fetch") == 0
    assert {path.name for path in (data / "voices").glob("*.bin")} == {"af_sky.bin", "af_heart.bin"}
    assert run("voices", "verify") == 0


def test_fetching_a_blend_fetches_the_voices_in_it(run: Run, data: Path) -> None:
    assert run("voices", "fetch", "af_heart(2)+af_sky(1)", "af_sky") == 0
    assert {path.name for path in (data / "voices").glob("*.bin")} == {"af_sky.bin", "af_heart.bin"}


def test_an_unknown_voice_is_an_error_with_similar_names(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("voices", "fetch", "af_hart") == 1
    assert "af_heart" in capsys.readouterr().err


def test_a_voice_of_the_user_is_imported(
    run: Run, data: Path, tmp_path: Path, rng: np.random.Generator, capsys: pytest.CaptureFixture[str]
) -> None:
    voice = voice_bytes(rng)
    (tmp_path / "my_voice.bin").write_bytes(voice)
    assert run("voices", "import", str(tmp_path / "my_voice.bin")) == 0
    assert (data / "voices" / "my_voice.bin").read_bytes() == voice
    assert "my_voice: imported" in capsys.readouterr().out
    assert run("voices", "verify", "my_voice") == 0


def test_every_voice_of_an_archive_is_imported(run: Run, data: Path, tmp_path: Path, rng: np.random.Generator) -> None:
    voices = {name: np.frombuffer(voice_bytes(rng), "<f4").reshape(510, 1, 256) for name in ("am_new", "bf_new")}
    with (tmp_path / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, **voices)  # type: ignore[arg-type]
    assert run("voices", "import", str(tmp_path / "voices-v1.0.bin")) == 0
    assert {path.stem: path.read_bytes() for path in (data / "voices").glob("*.bin")} == {
        name: array.tobytes() for name, array in voices.items()
    }


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x01.", bytes(VOICE_BYTES + 1)])
def test_something_other_than_a_voice_is_not_imported(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "voice.pt").write_bytes(content)
    assert run("voices", "import", str(tmp_path / "voice.pt")) == 1
    assert "522,240 bytes" in capsys.readouterr().err
    assert not list(data.glob("voices/*.bin"))


def test_a_missing_voice_file_is_an_error(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("voices", "import", "nowhere.bin") == 1
    assert "nowhere.bin" in capsys.readouterr().err


def test_arguments_before_an_action_apply_to_the_action(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "models").mkdir(parents=True)
    (data / "models" / "mine.onnx").write_bytes(b"mine")
    assert main(["models", "--data-dir", str(data), "--model", "mine.onnx", "list"]) == 0
    assert "mine.onnx" in capsys.readouterr().out.partition("\n\n")[0].splitlines()[-1]
