"""A file is replaced whole or not at all, with the permissions that it should have."""

import errno
import os
import stat
from pathlib import Path

import pytest

from wyoming_kokoro import atomic_write
from wyoming_kokoro.atomic_write import ONLY_OWNER, locked, replace_file


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_and_its_folder_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode_of(path) == ONLY_OWNER, "what people write and hear is private"
    assert mode_of(path.parent) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_file_keeps_its_permissions_unless_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert (path.read_bytes(), mode_of(path)) == (b"new", 0o640)
    replace_file(path, b"secret", mode=ONLY_OWNER)
    assert (path.read_bytes(), mode_of(path)) == (b"secret", 0o600)


def test_a_reader_that_has_the_file_open_keeps_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        replace_file(path, b"new")
        assert reader.read() == b"old"


def test_a_link_is_followed(tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "elsewhere" / "target"
    link.symlink_to(target)
    replace_file(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new"


@pytest.mark.parametrize("durable", [True, False])
def test_only_a_durable_write_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, durable: bool
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    replace_file(tmp_path / "file", b"new", durable=durable)
    assert bool(synced) == durable


@pytest.mark.parametrize(("number", "written"), [(errno.EBUSY, True), (errno.EACCES, False)])
def test_a_file_that_is_a_mount_point_is_written_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, written: bool
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def refuse(*_: Path) -> Path:
        raise OSError(number, "cannot be replaced")

    monkeypatch.setattr(Path, "replace", refuse)
    if written:
        replace_file(path, b"new")
    else:
        with pytest.raises(OSError, match="cannot be replaced"):
            replace_file(path, b"new")
    assert path.read_bytes() == (b"new" if written else b"old")
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new", durable=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_no_part_of_the_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token"
    path.write_bytes(b"old")

    def full(_: int, __: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new", mode=ONLY_OWNER)
    assert list(tmp_path.iterdir()) == [path] and path.read_bytes() == b"old"


def test_a_folder_is_locked_until_the_change_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_write, "LOCK_SECONDS", 0.1)
    with locked(tmp_path), pytest.raises(TimeoutError), locked(tmp_path):
        pass
    with locked(tmp_path):
        assert list(tmp_path.iterdir()) == []
