"""Data sets: one writer, many readers, nothing lost; splits, versions, checks, merging and removing."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.workshop.datasets.sets import RATE, fill, filled, tone
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop import datasets
from wyoming_kokoro.workshop.datasets.sample import voices_of
from wyoming_kokoro.workshop.datasets.splitting import assign, voice_groups

TOP = Path(__file__).resolve().parents[3]


def kinds(folder: Path) -> list[str]:
    """Return the kinds of all problems that are no advice."""
    with datasets.opened(folder) as data_set:
        return [each.kind for each in datasets.check(data_set, repair=False) if not each.is_advice]


def repaired(folder: Path) -> list[str]:
    with datasets.writing(folder) as data_set:
        return [each.kind for each in datasets.check(data_set, repair=True) if each.repaired]


def rows(folder: Path) -> list[datasets.SampleRow]:
    with datasets.opened(folder) as data_set:
        return list(data_set.catalogue.select())


def test_what_is_added_is_there_when_it_is_opened_again_also_elsewhere(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 7)
    shutil.move(folder, tmp_path / "moved")
    found = rows(tmp_path / "moved")
    assert [row.text for row in found] == [f"Text {number}." for number in range(7)]
    with datasets.opened(tmp_path / "moved") as data_set:
        assert data_set.sounds.read(found[3].digest) == tone(3)
    assert kinds(tmp_path / "moved") == []


@pytest.mark.parametrize("name", ["plain", 'a "quoted" name', "näme\x7f", "😀 emoji", "line\nbreak"])
def test_a_description_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    description = datasets.DataSetDescription(name, purpose=name, language="ar", licence="CC0-1.0", seed=-4)
    datasets.create(tmp_path / "set", description)
    assert datasets.DataSetDescription.read(tmp_path / "set") == description


@pytest.mark.parametrize(
    ("content", "told"), [("name = ", "is not TOML"), ("seed = true", "seed is to be a number"), ("name = 3", "a text")]
)
def test_a_mistake_in_a_description_is_told(tmp_path: Path, content: str, told: str) -> None:
    folder = filled(tmp_path / "set", 1)
    (folder / "dataset.toml").write_text(content, "utf-8")
    with pytest.raises(BadRequest, match=told):
        datasets.opened(folder)


def test_a_folder_that_is_no_data_set_or_not_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="is no data set"):
        datasets.opened(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(BadRequest, match="is there already"):
        datasets.create(tmp_path, datasets.DataSetDescription("x"))


def test_one_writes_and_others_read_meanwhile(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 3)
    with datasets.writing(folder):
        assert len(rows(folder)) == 3
        program = (
            "from pathlib import Path; from wyoming_kokoro.workshop import datasets\n"
            f"with datasets.writing(Path({str(folder)!r})): pass"
        )
        second = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=False)
        assert f"another process ({os.getpid()})" in second.stderr
    fill(folder, range(3, 4))
    assert len(rows(folder)) == 4


def test_a_reader_needs_no_right_to_write(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 2)
    files = [folder, *folder.rglob("*")]
    modes = [path.stat().st_mode for path in files]
    try:
        for path in files:
            path.chmod(0o555 if path.is_dir() else 0o444)
        assert len(rows(folder)) == 2
    finally:
        for path, mode in zip(files, modes, strict=True):
            path.chmod(mode)


def test_a_killed_writer_leaves_a_whole_data_set_and_the_next_one_goes_on(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 1)
    program = textwrap.dedent(f"""
        import os, sys
        sys.path.insert(0, {str(TOP)!r})
        from pathlib import Path
        from tests.workshop.datasets.sets import fill
        print("begun", flush=True)
        fill(Path({str(folder)!r}), range(1, 100000))
    """)
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    while len(list((folder / "sounds").rglob("*.wav"))) < 110:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    count = len(rows(folder))
    assert count >= 100 and set(kinds(folder)) <= {"unlisted", "half-written"}
    fill(folder, range(count - 1, 160))
    assert kinds(folder) == [] and len(rows(folder)) == 160


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(tmp_path / "set", 3)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("wyoming_kokoro.workshop.datasets.sound_store.os.fsync", full)
    with pytest.raises(Unavailable, match=r"the disk is full\. Nothing that was made is lost"):
        fill(folder, range(3, 6))
    monkeypatch.undo()
    assert len(rows(folder)) == 3 and kinds(folder) == []
    large = [datasets.SampleRow(f"x{number}", text="long " * 500, rate=RATE) for number in range(500)]
    with datasets.writing(folder) as data_set:
        (pages,) = data_set.catalogue.file.execute("PRAGMA page_count").fetchone()
        data_set.catalogue.file.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(Unavailable, match="the disk is full"):
            data_set.catalogue.put(large)
    fill(folder, range(3, 6))
    assert len(rows(folder)) == 6 and kinds(folder) == []


def test_a_split_keeps_every_voice_and_blend_together_and_near_the_shares(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 120, voices=20)
    with datasets.writing(folder) as data_set:
        data_set.add(
            datasets.SampleRow("blend", rows(folder)[0].digest, voice="voice_1*0.5+voice_2*0.5", seconds=0.2, rate=RATE)
        )
        data_set.commit()
        parts = datasets.split(data_set, datasets.parse_shares("80,10,10"), 1)
        assert datasets.split(data_set, datasets.parse_shares("80,10,10"), 1) == parts
        counts = datasets.statistics(data_set).kinds["split"]
    assert parts["voice_1"] == parts["voice_2"] == parts["voice_1*0.5+voice_2*0.5"]
    assert counts["train"].samples == pytest.approx(97, abs=8) and {"validation", "test"} < set(counts)
    assert kinds(folder) == []
    with datasets.writing(folder) as data_set:
        data_set.catalogue.change("UPDATE sample SET split = 'test' WHERE id = 'blend'")
        data_set.catalogue.change("UPDATE sample SET split = 'train' WHERE voice IN ('voice_1', 'voice_2')")
    assert kinds(folder) == ["leak", "leak"]


def test_samples_without_a_voice_are_split_one_by_one_with_their_copies(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 1)
    with datasets.writing(folder) as data_set:
        for number in range(300):
            data_set.add(datasets.SampleRow(f"a{number}", rate=RATE))
            data_set.add(datasets.SampleRow(f"b{number}", parent=f"a{number}", rate=RATE))
        data_set.commit()
        datasets.split(data_set, (0.5, 0.25, 0.25), 0)
        parts = {row.id: row.split for row in data_set.catalogue.select("voice = ''")}
    assert all(parts[f"a{number}"] == parts[f"b{number}"] for number in range(300))
    assert sum(part == "train" for part in parts.values()) == pytest.approx(300, abs=60)


def test_a_split_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(tmp_path / "set", 6)
    monkeypatch.setattr("wyoming_kokoro.workshop.datasets.splitting.COUNTS_INDEX", "CREATE NOTHING")
    with datasets.writing(folder) as data_set, pytest.raises(Unavailable, match="The split cannot be written"):
        datasets.split(data_set, (0.8, 0.1, 0.1), 1)
    with datasets.opened(folder) as data_set:
        names = data_set.catalogue.file.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
        assert ("sample_counts",) in names and {row.split for row in data_set.catalogue.select()} == {""}


@pytest.mark.parametrize("shares", ["", "1,2", "a,b,c", "0,0,0", "-1,1,1", "inf,1,1", "nan,1,1"])
def test_shares_that_are_none_are_refused(shares: str) -> None:
    with pytest.raises(BadRequest, match="Shares are three numbers"):
        datasets.parse_shares(shares)


def test_voices_of_blends_are_found_and_grouped() -> None:
    assert voices_of("af_heart*0.7 + am_adam*0.3@0.9") == ("af_heart", "am_adam") and voices_of("") == ()
    groups = voice_groups({"a": 1.0, "a+b": 1.0, "b+c": 1.0, "d": 5.0})
    assert sorted(group.voices for group in groups) == [("a", "a+b", "b+c"), ("d",)]
    assert assign(groups, (1, 0, 0), 0) == dict.fromkeys(("a", "a+b", "b+c", "d"), "train")


def test_a_version_is_restored_after_splitting_removing_and_adding(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 20)
    with datasets.writing(folder) as data_set:
        datasets.split(data_set, (0.6, 0.2, 0.2), 0)
        before = list(data_set.catalogue.select())
        assert datasets.make_version(data_set, "", "first").name == "v1"
        with pytest.raises(BadRequest, match="never changes"):
            datasets.make_version(data_set, "v1", "")
    fill(folder, range(20, 25))
    with datasets.writing(folder) as data_set:
        assert datasets.remove(data_set, ["voice=voice_1"], "I do not like it.") == (1, 4)
        assert datasets.make_version(data_set, "", "").name == "v2"
        assert len(datasets.all_versions(data_set)) == 2
        assert datasets.restore(data_set, "v1") == (20, 0)
        assert list(data_set.catalogue.select("state = 'made'")) == before
        assert datasets.restore(data_set, "v2") == (20, 0)
        with pytest.raises(BadRequest, match="there are: v1, v2"):
            datasets.restore(data_set, "v3")
    assert kinds(folder) == []


def test_what_was_removed_is_gone_and_says_so_if_a_name_is_unknown(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 6, voices=2)
    with datasets.writing(folder) as data_set:
        for wrong in ([], ["voice"], ["colour=red"], ["1=1 OR id=x"]):
            with pytest.raises(BadRequest, match="NAME=VALUE"):
                datasets.remove(data_set, wrong, "")
        assert datasets.remove(data_set, ["voice=voice_0", "role=speech"], "") == (3, 0)
        assert len(list(data_set.sounds.digests())) == 3
    assert kinds(folder) == []


def test_every_damage_is_found_and_repaired_and_nothing_is_deleted(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 6)
    sounds = [folder / "sounds" / row.digest[:2] / f"{row.digest}.wav" for row in rows(folder)]
    sounds[0].unlink()
    sounds[1].write_bytes(sounds[1].read_bytes()[:-2] + b"\1\1")
    sounds[2].write_bytes(b"nothing")
    sounds[3].with_suffix(".part").write_bytes(b"half")
    with datasets.writing(folder) as data_set:
        data_set.sounds.put(tone(99))
        data_set.catalogue.change("UPDATE sample SET seconds = 9 WHERE id = ?", (f"{4:016x}",))
        advice = [each.kind for each in datasets.check(data_set, repair=False) if each.is_advice]
    assert advice == ["mismatch"]
    found = ["half-written", "missing", "damaged", "damaged", "unlisted"]
    assert sorted(kinds(folder)) == sorted(found) == sorted(repaired(folder))
    assert kinds(folder) == []
    assert len(list((folder / "damaged").iterdir())) == 2 and len(list((folder / "unlisted").iterdir())) == 1
    assert [row.state for row in rows(folder)] == ["lost"] * 3 + ["made"] * 3


def test_merging_keeps_the_same_sample_once_and_tells_conflicts(tmp_path: Path) -> None:
    first, second = filled(tmp_path / "a", 5), filled(tmp_path / "b", 5, first=3)
    with datasets.writing(second) as data_set:
        data_set.catalogue.change("UPDATE sample SET text = 'Other.' WHERE id = ?", (f"{4:016x}",))
    with datasets.writing(first) as target, datasets.opened(second) as source:
        told = [what for _, what in datasets.merge(source, target)]
    assert told == ["same", "conflict", "new", "new", "new"]
    assert [row.text for row in rows(first)] == [f"Text {number}." for number in range(8)] and kinds(first) == []


def test_samples_are_counted_as_fast_as_a_million_in_two_seconds(tmp_path: Path) -> None:
    folder = filled(tmp_path / "set", 1)
    count = 20_000
    with datasets.writing(folder) as data_set:
        data_set.catalogue.put(
            datasets.SampleRow(
                f"{n:016x}x", text="A text.", voice=f"v{n % 54}", language="en-US", seconds=1.5, rate=RATE
            )
            for n in range(count)
        )
        begun = time.process_time()
        found = datasets.statistics(data_set)
        assert (time.process_time() - begun) * 1_000_000 / count < 2, "in proportion: an index is walked through once"
        plan = data_set.catalogue.file.execute(
            "EXPLAIN QUERY PLAN SELECT state, role, COUNT(*), SUM(seconds) FROM sample GROUP BY state, role"
        ).fetchall()
    assert found.whole.samples == count + 1 and "COVERING INDEX sample_counts" in plan[0][3]
