"""A ticket of a link can be used once, and not for long; what is written does not tell it."""

import os
import stat
from pathlib import Path

import pytest

from wyoming_kokoro.api.ticket import MAX_TICKETS, TICKET_SECONDS, dashboard_link, make_ticket, use_ticket
from wyoming_kokoro.errors import Unavailable


def test_a_ticket_is_used_once(tmp_path: Path) -> None:
    folder = tmp_path / "tickets"
    made = make_ticket(folder)
    assert use_ticket(folder, made)
    assert not use_ticket(folder, made)
    assert list(folder.iterdir()) == []


def test_no_other_text_is_a_ticket(tmp_path: Path) -> None:
    folder = tmp_path / "tickets"
    make_ticket(folder)
    (file,) = folder.iterdir()
    for text in ("", "x", file.name, f"../tickets/{file.name}", "\ud800"):
        assert not use_ticket(folder, text)
    assert file.exists()


def test_only_the_owner_can_read_the_file_and_it_does_not_have_the_ticket(tmp_path: Path) -> None:
    folder = tmp_path / "tickets"
    made = make_ticket(folder)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert made not in file.read_text() and made not in file.name and len(made) >= 43


def test_a_ticket_is_valid_for_ten_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, now = tmp_path / "tickets", [1_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    early, late = make_ticket(folder), make_ticket(folder)
    now[0] += TICKET_SECONDS - 1
    assert use_ticket(folder, early)
    now[0] += 2
    assert not use_ticket(folder, late)


def test_old_tickets_make_room_for_new_ones(tmp_path: Path) -> None:
    folder, made = tmp_path / "tickets", []
    for number in range(MAX_TICKETS + 3):
        made.append(make_ticket(folder))
        for file in folder.iterdir():
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 1_000_000_000))  # older than the next one
        assert len(list(folder.iterdir())) <= MAX_TICKETS, number
    assert [use_ticket(folder, each) for each in made] == [False] * 3 + [True] * MAX_TICKETS


def test_a_damaged_ticket_cannot_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "tickets"
    made = make_ticket(folder)
    (file,) = folder.iterdir()
    file.write_bytes(b"\xff not a time")
    assert not use_ticket(folder, made)


def test_a_link_has_the_ticket_where_no_server_sees_it(tmp_path: Path) -> None:
    link = dashboard_link("http://127.0.0.1:8354", tmp_path)
    address, _, made = link.partition("#ticket=")
    assert address == "http://127.0.0.1:8354/" and use_ticket(tmp_path, made)


def test_a_folder_that_cannot_be_written_is_named_as_the_reason(tmp_path: Path) -> None:
    (tmp_path / "tickets").write_text("a file")
    with pytest.raises(Unavailable, match="the data folder cannot be written"):
        make_ticket(tmp_path / "tickets")
