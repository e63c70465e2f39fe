"""The cache on disk is bounded, never gives a wrong take, and never stops anything when it fails."""

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.cache import DiskCache
from wyoming_kokoro.speech import PhraseAudio

MakeTake = Callable[..., PhraseAudio]

ROOM = 2_000_000
TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the cache lies."""
    return tmp_path / "cache" / "takes.sqlite"


def filled(path: Path, takes: dict[bytes, PhraseAudio]) -> None:
    """A closed cache with these takes."""
    cache = DiskCache(path, ROOM)
    for key, take in takes.items():
        cache.put(key, take)
    cache.close()


def same(found: PhraseAudio | None, take: PhraseAudio) -> bool:
    """Whether it was found, and as it was kept."""
    return found is not None and np.array_equal(found.samples, take.samples) and found.lengths == take.lengths


@pytest.mark.parametrize("lengths", [None, (), (1, 2, 3), (2**40,)])
@pytest.mark.parametrize("samples", [0, 1, 24_000])
def test_a_take_survives_a_restart(
    path: Path, make_take: MakeTake, samples: int, lengths: tuple[int, ...] | None
) -> None:
    take = make_take(samples, lengths)
    filled(path, {b"key": take})
    cache = DiskCache(path, ROOM)
    assert same(cache.get(b"key"), take)
    assert cache.get(b"other") is None
    cache.close()


def test_nobody_else_may_read_what_was_said(path: Path, make_take: MakeTake) -> None:
    filled(path, {b"key": make_take()})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_does_not_outgrow_its_room(path: Path, make_take: MakeTake, rng: np.random.Generator) -> None:
    cache = DiskCache(path, ROOM)
    takes = {}
    for number in range(150):
        key = b"%d" % number
        takes[key] = make_take(int(rng.integers(1, 20_000)))
        cache.put(key, takes[key])
        assert path.stat().st_size <= ROOM
        assert same(cache.get(key), takes[key]), "the newest is always there"
    found = [key for key in takes if cache.get(key)]
    assert 20 < len(found) < 150 and found[-1] == b"149"
    cache.close()


def test_what_is_used_stays_longer(path: Path, make_take: MakeTake) -> None:
    cache = DiskCache(path, ROOM)
    cache.put(b"used", make_take(1000))
    for number in range(100):
        cache.put(b"%d" % number, make_take(10_000))
        assert cache.get(b"used")
    assert cache.get(b"0") is None
    cache.close()


def test_a_take_larger_than_a_quarter_of_the_room_is_not_kept(path: Path, make_take: MakeTake) -> None:
    cache = DiskCache(path, ROOM)
    cache.put(b"large", make_take(ROOM // 8))
    assert cache.get(b"large") is None
    cache.close()


def test_a_smaller_room_begins_anew(path: Path, make_take: MakeTake) -> None:
    filled(path, {b"%d" % number: make_take(20_000) for number in range(20)})
    cache = DiskCache(path, 500_000)
    assert path.stat().st_size <= 500_000
    cache.put(b"new", make_take(1000))
    assert cache.get(b"new")
    cache.close()


def test_another_layout_begins_anew(path: Path, make_take: MakeTake) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE takes (something INTEGER)")
        file.execute("PRAGMA user_version = 99")
    file.close()
    cache = DiskCache(path, ROOM)
    cache.put(b"key", make_take())
    assert cache.get(b"key")
    cache.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE takes",
        "ALTER TABLE takes RENAME COLUMN digest TO something",
        "UPDATE takes SET samples = 'a text'",
        "UPDATE takes SET samples = x'00'",
        "UPDATE takes SET lengths = 5",
        "UPDATE takes SET lengths = NULL",
        "UPDATE takes SET digest = x''",
        "UPDATE takes SET key = CASE key WHEN x'61' THEN x'62' END",
    ],
)
def test_a_changed_entry_is_never_given(path: Path, make_take: MakeTake, statement: str) -> None:
    take = make_take()
    filled(path, {b"a": take})
    with sqlite3.connect(path) as file:
        file.execute(statement)
    file.close()
    cache = DiskCache(path, ROOM)
    assert cache.get(b"a") is None and cache.get(b"b") is None
    cache.put(b"a", take)
    assert same(cache.get(b"a"), take)
    cache.close()


def test_damage_anywhere_never_gives_a_wrong_take(path: Path, make_take: MakeTake, rng: np.random.Generator) -> None:
    takes = {b"%d" % number: make_take(3000) for number in range(5)}
    filled(path, takes)
    whole = path.read_bytes()
    for place in (*range(0, 100, 3), *rng.integers(100, len(whole), 150)):
        damaged = bytearray(whole)
        damaged[place : place + 64] = rng.bytes(64)
        path.write_bytes(damaged)
        cache = DiskCache(path, ROOM)
        for key, take in takes.items():
            found = cache.get(key)
            assert found is None or same(found, take), place
        cache.put(b"new", takes[b"0"])
        assert same(cache.get(b"new"), takes[b"0"]), place
        cache.close()


@pytest.mark.parametrize("size", [1, 100, 4095, 4096, 10_000])
def test_a_truncated_file_begins_anew(path: Path, make_take: MakeTake, size: int) -> None:
    takes = {b"%d" % number: make_take(3000) for number in range(5)}
    filled(path, takes)
    path.write_bytes(path.read_bytes()[:size])
    cache = DiskCache(path, ROOM)
    assert all((found := cache.get(key)) is None or same(found, take) for key, take in takes.items())
    cache.put(b"new", takes[b"0"])
    assert same(cache.get(b"new"), takes[b"0"])
    cache.close()


def test_a_file_that_is_removed_while_it_is_open_does_no_harm(path: Path, make_take: MakeTake) -> None:
    cache, take = DiskCache(path, ROOM), make_take()
    cache.put(b"a", take)
    path.unlink()
    cache.put(b"b", take)
    assert all((found := cache.get(key)) is None or same(found, take) for key in (b"a", b"b"))
    cache.close()


def folder(path: Path) -> None:
    """A folder where the file should be."""
    path.mkdir(parents=True)


def file_for_folder(path: Path) -> None:
    """A file where the folder should be."""
    path.parent.write_text("a file")


def pipe(path: Path) -> None:
    """Something that never ends."""
    path.parent.mkdir()
    os.mkfifo(path)


def device(path: Path) -> None:
    """A link to a device."""
    path.parent.mkdir()
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("obstacle", [folder, file_for_folder, pipe, device])
def test_where_no_file_can_be_the_cache_is_off_and_says_so_once(
    path: Path, make_take: MakeTake, caplog: pytest.LogCaptureFixture, obstacle: Callable[[Path], None]
) -> None:
    obstacle(path)
    cache = DiskCache(path, ROOM)
    for _ in range(3):
        cache.put(b"key", make_take())
        assert cache.get(b"key") is None
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["The cache on disk is not used"]
    cache.close()


def test_a_file_damaged_again_and_again_is_left_alone(
    path: Path, make_take: MakeTake, caplog: pytest.LogCaptureFixture
) -> None:
    cache, rounds = DiskCache(path, ROOM), 0
    while "is not used" not in caplog.text:
        cache.put(b"key", make_take())
        path.write_bytes(b"no database at all" * 100)
        rounds += 1
        assert rounds < 10
    cache.put(b"key", make_take())
    assert cache.get(b"key") is None


def test_a_damaged_file_that_cannot_be_removed_is_left_alone(
    path: Path, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)

    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    cache = DiskCache(path, ROOM)
    cache.put(b"key", make_take())
    assert cache.get(b"key") is None
    assert "is not used: [Errno 13] Permission denied" in caplog.text


def test_while_another_process_writes_nothing_waits_for_long(
    path: Path, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.cache.disk.BUSY_SECONDS", 0.01)
    cache, take = DiskCache(path, ROOM), make_take()
    cache.put(b"a", take)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    cache.put(b"b", take)
    assert cache.get(b"a") is None
    other.execute("ROLLBACK")
    other.close()
    assert same(cache.get(b"a"), take)
    assert cache.get(b"b") is None
    cache.close()


def test_two_caches_on_one_file_find_each_others_takes(path: Path, make_take: MakeTake) -> None:
    first, second = DiskCache(path, ROOM), DiskCache(path, ROOM)
    one, two = make_take(), make_take()
    first.put(b"one", one)
    second.put(b"two", two)
    assert same(first.get(b"two"), two) and same(second.get(b"one"), one)
    first.close()
    second.close()


def test_a_full_file_makes_room_and_goes_on(path: Path, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.cache.disk.FULL", 1000.0)  # as if the room had been reckoned wrongly
    cache = DiskCache(path, ROOM)
    for number in range(100):
        cache.put(b"%d" % number, make_take(20_000))
        assert path.stat().st_size <= ROOM
    take = make_take(100)
    cache.put(b"last", take)
    assert same(cache.get(b"last"), take)
    cache.close()


def limited(path: Path) -> subprocess.CompletedProcess[str]:
    """A program whose files may not grow as far as the cache's room."""
    program = """
        import logging, sys
        from pathlib import Path
        import numpy as np
        from wyoming_kokoro.cache import DiskCache
        from wyoming_kokoro.speech import PhraseAudio

        logging.basicConfig()
        cache = DiskCache(Path(sys.argv[1]), 2_000_000)
        for number in range(50):
            cache.put(b"%d" % number, PhraseAudio(np.full(10_000, number, np.float32)))
            found = cache.get(b"%d" % number)
            assert found is None or found.samples[0] == number
        cache.close()
        print("done")
    """

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(path)],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_files_only,
    )


def test_a_disk_that_takes_no_more_stops_nothing(path: Path) -> None:
    result = limited(path)
    assert result.stdout == "done\n", result.stderr
    assert path.stat().st_size <= 300_000


def test_a_killed_process_leaves_whole_takes(path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        import numpy as np
        from wyoming_kokoro.cache import DiskCache
        from wyoming_kokoro.speech import PhraseAudio

        cache = DiskCache(Path(sys.argv[1]), 2_000_000)
        for number in range(100_000):
            cache.put(b"%d" % (number % 50), PhraseAudio(np.full(10_000, number % 50, np.float32)))
            print(number, flush=True)
    """
    for last in (3, 17, 40):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program), str(path)], cwd=TOP, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            while int(process.stdout.readline()) < last:
                pass
            process.kill()
        cache = DiskCache(path, ROOM)
        found = {number: cache.get(b"%d" % number) for number in range(50)}
        assert all(take is None or set(take.samples.tolist()) == {number} for number, take in found.items())
        assert sum(take is not None for take in found.values()) > 2
        cache.close()
