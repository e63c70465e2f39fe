"""The cache on disk is bounded, never gives a wrong sound, and never stops anything when it fails."""

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

MakeAudio = Callable[..., PhraseAudio]

CAPACITY = 2_000_000
TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the cache lies."""
    return tmp_path / "cache" / "takes.sqlite"


def write_entries(path: Path, entries: dict[bytes, PhraseAudio]) -> None:
    """Write a cache with these entries and close it."""
    cache = DiskCache(path, CAPACITY)
    for key, audio in entries.items():
        cache.put(key, audio)
    cache.close()


def is_same_audio(found: PhraseAudio | None, audio: PhraseAudio) -> bool:
    """Whether the entry was found and equals the audio that was stored."""
    return found is not None and np.array_equal(found.samples, audio.samples) and found.lengths == audio.lengths


@pytest.mark.parametrize("lengths", [None, (), (1, 2, 3), (2**40,)])
@pytest.mark.parametrize("samples", [0, 1, 24_000])
def test_an_entry_survives_a_restart(
    path: Path, make_audio: MakeAudio, samples: int, lengths: tuple[int, ...] | None
) -> None:
    audio = make_audio(samples, lengths)
    write_entries(path, {b"key": audio})
    cache = DiskCache(path, CAPACITY)
    assert is_same_audio(cache.get(b"key"), audio)
    assert cache.get(b"other") is None
    cache.close()


def test_no_other_user_can_read_the_cache_file(path: Path, make_audio: MakeAudio) -> None:
    write_entries(path, {b"key": make_audio()})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_does_not_exceed_its_capacity(path: Path, make_audio: MakeAudio, rng: np.random.Generator) -> None:
    cache = DiskCache(path, CAPACITY)
    entries = {}
    for number in range(150):
        key = b"%d" % number
        entries[key] = make_audio(int(rng.integers(1, 20_000)))
        cache.put(key, entries[key])
        assert path.stat().st_size <= CAPACITY
        assert is_same_audio(cache.get(key), entries[key]), "the newest is always there"
    found = [key for key in entries if cache.get(key)]
    assert 20 < len(found) < 150 and found[-1] == b"149"
    cache.close()


def test_recently_used_entries_stay_longer(path: Path, make_audio: MakeAudio) -> None:
    cache = DiskCache(path, CAPACITY)
    cache.put(b"used", make_audio(1000))
    for number in range(100):
        cache.put(b"%d" % number, make_audio(10_000))
        assert cache.get(b"used")
    assert cache.get(b"0") is None
    cache.close()


def test_an_entry_larger_than_a_quarter_of_the_capacity_is_not_kept(path: Path, make_audio: MakeAudio) -> None:
    cache = DiskCache(path, CAPACITY)
    cache.put(b"large", make_audio(CAPACITY // 8))
    assert cache.get(b"large") is None
    cache.close()


def test_a_smaller_capacity_starts_a_new_file(path: Path, make_audio: MakeAudio) -> None:
    write_entries(path, {b"%d" % number: make_audio(20_000) for number in range(20)})
    cache = DiskCache(path, 500_000)
    assert path.stat().st_size <= 500_000
    cache.put(b"new", make_audio(1000))
    assert cache.get(b"new")
    cache.close()


def test_another_layout_starts_a_new_file(path: Path, make_audio: MakeAudio) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE takes (something INTEGER)")
        file.execute("PRAGMA user_version = 99")
    file.close()
    cache = DiskCache(path, CAPACITY)
    cache.put(b"key", make_audio())
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
def test_a_modified_entry_is_never_returned(path: Path, make_audio: MakeAudio, statement: str) -> None:
    audio = make_audio()
    write_entries(path, {b"a": audio})
    with sqlite3.connect(path) as file:
        file.execute(statement)
    file.close()
    cache = DiskCache(path, CAPACITY)
    assert cache.get(b"a") is None and cache.get(b"b") is None
    cache.put(b"a", audio)
    assert is_same_audio(cache.get(b"a"), audio)
    cache.close()


def test_a_damaged_file_never_returns_wrong_audio(path: Path, make_audio: MakeAudio, rng: np.random.Generator) -> None:
    entries = {b"%d" % number: make_audio(3000) for number in range(5)}
    write_entries(path, entries)
    whole = path.read_bytes()
    for place in (*range(0, 100, 3), *rng.integers(100, len(whole), 150)):
        damaged = bytearray(whole)
        damaged[place : place + 64] = rng.bytes(64)
        path.write_bytes(damaged)
        cache = DiskCache(path, CAPACITY)
        for key, audio in entries.items():
            found = cache.get(key)
            assert found is None or is_same_audio(found, audio), place
        cache.put(b"new", entries[b"0"])
        assert is_same_audio(cache.get(b"new"), entries[b"0"]), place
        cache.close()


@pytest.mark.parametrize("size", [1, 100, 4095, 4096, 10_000])
def test_a_truncated_file_is_replaced(path: Path, make_audio: MakeAudio, size: int) -> None:
    entries = {b"%d" % number: make_audio(3000) for number in range(5)}
    write_entries(path, entries)
    path.write_bytes(path.read_bytes()[:size])
    cache = DiskCache(path, CAPACITY)
    assert all((found := cache.get(key)) is None or is_same_audio(found, audio) for key, audio in entries.items())
    cache.put(b"new", entries[b"0"])
    assert is_same_audio(cache.get(b"new"), entries[b"0"])
    cache.close()


def test_a_file_that_is_removed_while_it_is_open_does_no_harm(path: Path, make_audio: MakeAudio) -> None:
    cache, audio = DiskCache(path, CAPACITY), make_audio()
    cache.put(b"a", audio)
    path.unlink()
    cache.put(b"b", audio)
    assert all((found := cache.get(key)) is None or is_same_audio(found, audio) for key in (b"a", b"b"))
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
def test_a_cache_without_a_usable_file_is_off_and_warns_once(
    path: Path, make_audio: MakeAudio, caplog: pytest.LogCaptureFixture, obstacle: Callable[[Path], None]
) -> None:
    obstacle(path)
    cache = DiskCache(path, CAPACITY)
    for _ in range(3):
        cache.put(b"key", make_audio())
        assert cache.get(b"key") is None
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["The cache on disk is not used"]
    cache.close()


def test_a_file_damaged_again_and_again_is_left_alone(
    path: Path, make_audio: MakeAudio, caplog: pytest.LogCaptureFixture
) -> None:
    cache, rounds = DiskCache(path, CAPACITY), 0
    while "is not used" not in caplog.text:
        cache.put(b"key", make_audio())
        path.write_bytes(b"no database at all" * 100)
        rounds += 1
        assert rounds < 10
    cache.put(b"key", make_audio())
    assert cache.get(b"key") is None


def test_a_damaged_file_that_cannot_be_removed_is_left_alone(
    path: Path, make_audio: MakeAudio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)

    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    cache = DiskCache(path, CAPACITY)
    cache.put(b"key", make_audio())
    assert cache.get(b"key") is None
    assert "is not used: [Errno 13] Permission denied" in caplog.text


def test_a_file_locked_by_another_process_is_not_waited_for_long(
    path: Path, make_audio: MakeAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.cache.disk.BUSY_SECONDS", 0.01)
    cache, audio = DiskCache(path, CAPACITY), make_audio()
    cache.put(b"a", audio)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    cache.put(b"b", audio)
    assert cache.get(b"a") is None
    other.execute("ROLLBACK")
    other.close()
    assert is_same_audio(cache.get(b"a"), audio)
    assert cache.get(b"b") is None
    cache.close()


def test_two_caches_on_one_file_find_each_others_entries(path: Path, make_audio: MakeAudio) -> None:
    first, second = DiskCache(path, CAPACITY), DiskCache(path, CAPACITY)
    one, two = make_audio(), make_audio()
    first.put(b"one", one)
    second.put(b"two", two)
    assert is_same_audio(first.get(b"two"), two) and is_same_audio(second.get(b"one"), one)
    first.close()
    second.close()


def test_a_full_file_removes_old_entries_and_stores_new_ones(
    path: Path, make_audio: MakeAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.cache.disk.FULL", 1000.0)  # as if the capacity had been computed wrongly
    cache = DiskCache(path, CAPACITY)
    for number in range(100):
        cache.put(b"%d" % number, make_audio(20_000))
        assert path.stat().st_size <= CAPACITY
    audio = make_audio(100)
    cache.put(b"last", audio)
    assert is_same_audio(cache.get(b"last"), audio)
    cache.close()


def run_with_small_files(path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program whose files may not grow to the capacity of the cache."""
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


def test_a_full_disk_does_not_stop_the_program(path: Path) -> None:
    result = run_with_small_files(path)
    assert result.stdout == "done\n", result.stderr
    assert path.stat().st_size <= 300_000


def test_a_killed_process_leaves_whole_entries(path: Path) -> None:
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
        cache = DiskCache(path, CAPACITY)
        found = {number: cache.get(b"%d" % number) for number in range(50)}
        assert all(audio is None or set(audio.samples.tolist()) == {number} for number, audio in found.items())
        assert sum(audio is not None for audio in found.values()) > 2
        cache.close()
