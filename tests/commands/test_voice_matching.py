"""`voices match` and `voices remove`: what they refuse, and what they leave behind."""

import json
from pathlib import Path

import pytest

from wyoming_kokoro.cli import main
from wyoming_kokoro.downloads import VOICE_BYTES

CONSENT = ("--consent", "--person", "Ada")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one voice of the user's and its provenance."""
    folder = tmp_path / "data"
    (folder / "voices").mkdir(parents=True)
    (folder / "voices/af_mine.bin").write_bytes(bytes(VOICE_BYTES))
    (folder / "voices/af_mine.json").write_text('{"made_from": "recording"}')
    return folder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setenv("WYOMING_KOKORO_DOWNLOADS_ENABLED", "false")


def run(data: Path, *arguments: str) -> int:
    return main(["voices", *arguments, "--data-dir", str(data)])


def test_nothing_is_made_without_consent(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording = tmp_path / "me.wav"
    recording.write_bytes(b"RIFF")
    for arguments in ((), ("--consent",), ("--person", "Ada"), ("--consent", "--person", " ")):
        assert run(data, "match", str(recording), "--name", "af_ada", *arguments) == 1
        assert "consent" in (message := capsys.readouterr().err) or "name of the person" in message


def test_what_is_no_recording_is_refused(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording = tmp_path / "me.wav"
    recording.write_bytes(b"no sound" * 100)
    assert run(data, "match", str(recording), "--name", "af_ada", *CONSENT) == 1
    assert "cannot be decoded" in capsys.readouterr().err
    assert run(data, "match", str(recording), "--draft", "--check", *CONSENT) == 0
    assert json.loads(capsys.readouterr().out)["refused"]["code"] == "bad_file"
    assert sorted(path.name for path in (data / "voices").iterdir() if path.suffix in (".bin", ".json")) == [
        "af_mine.bin",
        "af_mine.json",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("--name", "../x"), "cannot be the name"), ((), "--name is missing"), (("--rounds", "99"), "--rounds")],
)
def test_other_mistakes_are_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    recording = tmp_path / "me.wav"
    recording.write_bytes(b"RIFF")
    assert run(data, "match", str(recording), *CONSENT, *arguments) == 1
    assert message in capsys.readouterr().err


def test_a_voice_is_removed_with_its_provenance(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "remove", "af_heart") == run(data, "remove", "af_nobody") == 1
    capsys.readouterr()
    assert run(data, "remove", "af_mine") == 0
    assert not list((data / "voices").glob("af_mine*"))
