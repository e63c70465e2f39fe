"""A change is checked first and written whole, or not at all."""

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from wyoming_kokoro import atomic_write
from wyoming_kokoro.atomic_write import locked
from wyoming_kokoro.errors import InvalidSettings, Unavailable
from wyoming_kokoro.settings import OPTIONS, Paths, change, load
from wyoming_kokoro.settings.options import Option


def saved_json(paths: Paths) -> Any:  # noqa: ANN401 - JSON
    return json.loads(paths.override.read_text())


def test_a_change_is_written_and_loaded_the_next_time(paths: Paths) -> None:
    change(paths, {"speech.voice": "bf_emma", "speech.speed": 1.5})
    assert saved_json(paths) == {"speech": {"voice": "bf_emma", "speed": 1.5}}
    assert load(paths, {}, {}).settings.speech.voice == "bf_emma"
    assert paths.override.stat().st_mode & 0o777 == 0o600


def test_other_content_of_the_file_is_kept(paths: Paths) -> None:
    paths.override.write_text('{"_comment": "mine", "speech": {"voice": "x", "unknown": 1}, "other": [1]}')
    paths.override.chmod(0o600)
    change(paths, {"speech.speed": 2})
    assert saved_json(paths) == {
        "_comment": "mine",
        "speech": {"voice": "x", "unknown": 1, "speed": 2},
        "other": [1],
    }
    assert paths.override.stat().st_mode & 0o777 == 0o600


def test_null_removes_a_setting(paths: Paths) -> None:
    paths.override.write_text('{"speech": {"voice": "x"}, "http": {"port": 1, "host": "y"}, "speech.speed": 2}')
    change(paths, {"speech.voice": None, "http.port": None, "speech.speed": None, "log.format": None})
    assert saved_json(paths) == {"http": {"host": "y"}}


def test_a_changed_setting_has_one_place_in_the_file(paths: Paths) -> None:
    paths.override.write_text('{"speech.speed": 2, "speech": "odd"}')
    change(paths, {"speech.speed": 3})
    assert saved_json(paths) == {"speech": {"speed": 3}}


def test_a_table_is_changed_by_key(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Option("speech.words", str, "table", optional=False, default={}, meaning="Words.")
    monkeypatch.setitem(OPTIONS, "speech.words", words)
    change(paths, {"speech.words": {"a": "1", "b": "2"}})
    change(paths, {"speech.words": {"b": None, "c": "3"}})
    assert saved_json(paths) == {"speech": {"words": {"a": "1", "b": None, "c": "3"}}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"speech.speed": 9}, "speech.speed is 9; it should be a number from 0.25 to 4"),
        ({"speech.speed": "2"}, 'speech.speed is "2"; it should be a number'),
        ({"speech.voise": "x"}, "did you mean speech.voice?"),
        ({"zzz": "x"}, '"zzz" is not a setting'),
        ({"log.debug": True}, "log.debug can be changed"),
    ],
)
def test_an_invalid_change_is_refused_and_nothing_is_written(
    paths: Paths, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidSettings, match=r"^the change: ") as caught:
        change(paths, {"speech.voice": "bf_emma", **changes})
    assert said in str(caught.value)
    assert not paths.override.exists()


def test_a_broken_file_is_not_overwritten(paths: Paths) -> None:
    paths.override.write_text("{broken")
    with pytest.raises(InvalidSettings, match="is not JSON"):
        change(paths, {"speech.speed": 2})
    assert paths.override.read_text() == "{broken"


def test_a_change_that_makes_the_file_too_large_is_refused(paths: Paths) -> None:
    with pytest.raises(InvalidSettings, match="larger than"):
        change(paths, {"speech.voice": "x" * 1024 * 1024})
    assert not paths.override.exists()


def test_the_error_for_a_read_only_folder_does_not_show_its_path(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as caught:
        change(Paths(tmp_path / "data", tmp_path), {"speech.speed": 2})
    assert caught.value.code == "read_only" and str(tmp_path) not in caught.value.message


def test_an_interrupted_change_leaves_only_the_old_file(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    change(paths, {"speech.speed": 2})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        change(paths, {"speech.speed": 3})
    assert saved_json(paths) == {"speech": {"speed": 2}}
    assert list(paths.data.iterdir()) == [paths.override]


@pytest.mark.parametrize(("number", "written"), [(errno.EBUSY, True), (errno.EACCES, False)])
def test_a_file_mounted_by_itself_is_written_in_place(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, number: int, *, written: bool
) -> None:
    paths.override.write_text("{}")

    def busy(*_: Path) -> Path:
        raise OSError(number, "cannot be replaced")

    monkeypatch.setattr(Path, "replace", busy)
    if written:
        change(paths, {"speech.speed": 2})
    else:
        with pytest.raises(Unavailable):
            change(paths, {"speech.speed": 2})
    assert saved_json(paths) == ({"speech": {"speed": 2}} if written else {})
    assert list(paths.data.iterdir()) == [paths.override]


def test_a_link_is_followed_and_stays(paths: Paths, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_text("{}")
    paths.override.symlink_to(target)
    change(paths, {"speech.speed": 2})
    assert paths.override.is_symlink()
    assert json.loads(target.read_text()) == {"speech": {"speed": 2}}


def test_changes_at_the_same_time_lose_nothing(paths: Paths) -> None:
    names = ["speech.speed", "speech.volume", "limits.queue", "http.connections", "engine.attempts"]
    threads = [threading.Thread(target=change, args=(paths, {name: 2})) for name in names]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    settings = load(paths, {}, {}).settings
    assert [settings.value(name) for name in names] == [2] * 5


def test_readers_see_whole_files_only(paths: Paths) -> None:
    change(paths, {"speech.voice": "x" * 1000})
    broken: list[str] = []
    writing = threading.Event()

    def read() -> None:
        while not writing.is_set():
            text = paths.override.read_text()
            if not text.endswith("}\n"):
                broken.append(text)

    reader = threading.Thread(target=read)
    reader.start()
    for length in range(40):
        change(paths, {"speech.voice": "x" * (1000 + 500 * length)})
    writing.set()
    reader.join()
    assert not broken


CHANGE = """
import sys
from wyoming_kokoro.settings import Paths, change
from pathlib import Path
for number in range(20):
    change(Paths(Path(sys.argv[1]), Path(sys.argv[1])), {"voices.saved": {f"{sys.argv[2]}{number}": "af_heart"}})
"""


def test_two_programs_with_one_data_folder_lose_no_saved_voice(paths: Paths) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", CHANGE, paths.data, name]) for name in ("one", "two", "three")]
    assert [program.wait() for program in programs] == [0, 0, 0]
    assert len(saved_json(paths)["voices"]["saved"]) == 60


def test_a_change_is_refused_while_another_program_changes_the_files(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_write, "LOCK_SECONDS", 0.1)
    with locked(paths.data), pytest.raises(Unavailable, match="Another program"):
        change(paths, {"speech.speed": 2})
    assert not paths.override.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speech.voice", "\ud800"),
        ("voices.saved", {"mine\udfff": "af_heart"}),
        ("voices.saved", {"mine": "af_\ud83d"}),
        ("cache.sentences", ["Good morning\udc00"]),
    ],
)
def test_half_a_surrogate_pair_is_no_valid_value(paths: Paths, name: str, value: object) -> None:
    with pytest.raises(InvalidSettings, match=name):
        change(paths, {name: value})
    assert not paths.override.exists()
