"""A library knows the state of each file, imports the user's own, and removes what is of no use."""

import errno
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import numpy as np
import pytest

from tests.downloads.origin import QUICK, voice_bytes
from wyoming_kokoro.downloads import VOICE_BYTES, Disk, Downloads, FileList
from wyoming_kokoro.downloads.partial_file import PartialFile
from wyoming_kokoro.errors import BadRequest, Unavailable

MODEL = b"a model, as it was published"


@pytest.fixture
def voice(rng: np.random.Generator) -> bytes:
    """The published voice."""
    return voice_bytes(rng)


@pytest.fixture
def store(tmp_path: Path, voice: bytes) -> Downloads:
    """A store that knows one model, one model of unknown size, and one voice."""
    return Downloads(tmp_path, QUICK, files=listed(voice))


def listed(voice: bytes) -> FileList:
    """The list of what is published."""
    files = [
        ("onnx/known.onnx", MODEL, True),
        ("onnx/sizeless.onnx", MODEL, False),
        ("voices/af_known.bin", voice, True),
    ]
    return FileList.of(
        [
            {
                "base": "https://localhost/",
                "files": [
                    {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data) if sized else None}
                    for path, data, sized in files
                ],
            }
        ]
    )


def put(folder: Path, name: str, data: bytes) -> Path:
    """A file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def test_a_new_file_is_present_and_checked_when_it_is_first_used(store: Downloads) -> None:
    path = put(store.models.folder, "known.onnx", MODEL)
    assert not store.models.state("known.onnx").checked
    assert store.models.path("known.onnx") == path
    assert store.models.state("known.onnx").checked


class Counting(Disk):
    """Counts the files that are read."""

    def __init__(self) -> None:
        self.read_files: list[str] = []

    @contextmanager
    def reading(self, path: Path) -> Iterator[FileIO]:
        """Opens it and notes that."""
        self.read_files.append(path.name)
        with super().reading(path) as file:
            yield file


def test_a_file_is_read_once_and_again_only_when_it_changed(tmp_path: Path, voice: bytes) -> None:
    path = put(tmp_path / "models", "known.onnx", MODEL)
    disk = Counting()
    for _ in range(3):
        Downloads(tmp_path, QUICK, files=listed(voice), disk=disk).models.path("known.onnx")
    assert disk.read_files == ["known.onnx"]
    os.utime(path, ns=(1, 1))
    Downloads(tmp_path, QUICK, files=listed(voice), disk=disk).models.path("known.onnx")
    assert disk.read_files == ["known.onnx"] * 2


@pytest.mark.parametrize(
    "memory",
    [
        "",
        "[]",
        "{",
        '{"known.onnx": 5}',
        '{"known.onnx": [{"size": 1}, "x"]}',
        '{"known.onnx": [{}, 2, 3]}',
        "\0",
        "null",
    ],
)
def test_damaged_digests_are_ignored(store: Downloads, memory: str) -> None:
    put(store.models.folder, ".digests.json", memory.encode())
    put(store.models.folder, "known.onnx", MODEL)
    assert store.models.path("known.onnx").exists()


def test_digests_that_are_not_a_text_are_ignored(store: Downloads) -> None:
    put(store.models.folder, ".digests.json", b"\xff\xfe\xfd")
    put(store.models.folder, "known.onnx", MODEL)
    assert store.models.path("known.onnx").exists()


DAMAGES = {
    "truncated": (MODEL[:-1], "has 27 bytes instead of 28"),
    "longer": (MODEL + b"!", "has 29 bytes instead of 28"),
    "changed": (MODEL[:-1] + b"D", "is not what was published under this name"),
    "empty": (b"", "has 0 bytes instead of 28"),
}


def test_a_missing_folder_or_a_file_in_its_place_is_empty(tmp_path: Path, store: Downloads) -> None:
    assert [state.state for state in store.models.states()] == ["missing", "missing"]
    (tmp_path / "models").write_text("a file where the folder should be")
    assert [state.state for state in store.models.states()] == ["missing", "missing"]


def test_a_style_is_read_only_from_a_valid_file(store: Downloads, voice: bytes) -> None:
    put(store.voices.folder, "af_known.bin", voice)
    assert store.style("af_known").tobytes() == voice
    assert store.voices.digest("af_known") == hashlib.sha256(voice).hexdigest()
    put(store.voices.folder, "my_own.bin", np.full(VOICE_BYTES // 4, np.nan, "<f4").tobytes())
    with pytest.raises(Unavailable) as caught:
        store.style("my_own")
    assert caught.value.code == "file_damaged"


def test_a_style_that_cannot_be_read_is_an_error(
    store: Downloads, voice: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store.voices.folder, "af_known.bin", voice)
    store.voices.path("af_known")
    monkeypatch.setattr(store.disk, "reading", refusing("reading", errno.EIO).reading)
    with pytest.raises(Unavailable, match="Input/output error") as caught:
        store.style("af_known")
    assert caught.value.code == "file_damaged"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_refused_and_other_files_still_work(store: Downloads, damage: str) -> None:
    data, why = DAMAGES[damage]
    put(store.models.folder, "known.onnx", data)
    put(store.models.folder, "sizeless.onnx", MODEL)
    with pytest.raises(Unavailable) as caught:
        store.models.path("known.onnx")
    assert "known.onnx" in caught.value.message and why in caught.value.message
    assert caught.value.code == "file_damaged"
    assert store.models.state("known.onnx").state == "damaged"
    assert store.models.path("sizeless.onnx").exists()


def test_something_other_than_a_regular_file_is_never_read(store: Downloads) -> None:
    folder = store.models.folder
    (folder / "known.onnx").mkdir(parents=True)
    os.mkfifo(folder / "pipe.onnx")
    (folder / "zero.onnx").symlink_to("/dev/zero")
    for name in ("known.onnx", "pipe.onnx", "zero.onnx"):
        with pytest.raises(Unavailable, match="is damaged: it is not a regular file"):
            store.models.path(name)
        assert store.models.verify(name).state == "damaged"


def test_a_link_to_a_file_is_as_good_as_the_file(store: Downloads, tmp_path: Path) -> None:
    elsewhere = put(tmp_path / "elsewhere", "anything", MODEL)
    store.models.folder.mkdir()
    (store.models.folder / "known.onnx").symlink_to(elsewhere)
    assert store.models.path("known.onnx").read_bytes() == MODEL
    elsewhere.unlink()
    assert store.models.state("known.onnx").state == "missing"


def test_a_link_to_itself_is_damaged(store: Downloads) -> None:
    store.models.folder.mkdir()
    (store.models.folder / "known.onnx").symlink_to("known.onnx")
    assert "cannot be read" in store.models.state("known.onnx").why


@pytest.mark.parametrize(
    "name",
    [
        "../known.onnx",
        "/etc/passwd",
        "a/b.onnx",
        ".onnx",
        "..onnx/..",
        "known.onnx\0",
        "known",
        "",
        "x" * 200 + ".onnx",
    ],
)
def test_a_name_that_is_a_path_is_refused(store: Downloads, name: str) -> None:
    put(store.models.folder, "known.onnx", MODEL)
    assert store.models.state(name).state == "missing"
    with pytest.raises(Unavailable) as missing:
        store.models.path(name)
    with pytest.raises(BadRequest) as rejected:
        store.models.import_file(name, [MODEL])
    assert (missing.value.code, rejected.value.code) == ("file_missing", "bad_name")


def test_a_file_of_the_user_is_used_and_its_digest_is_logged_once(
    store: Downloads, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    put(store.models.folder, "mine.onnx", b"mine")
    assert store.models.path("mine.onnx") == store.models.path("mine.onnx")
    assert caplog.text.count(hashlib.sha256(b"mine").hexdigest()) == 1
    state = next(state for state in store.models.states() if state.name == "mine.onnx")
    assert (state.state, state.known, state.size) == ("present", False, 4)


def test_the_states_include_all_published_files_and_the_users_files(store: Downloads, voice: bytes) -> None:
    put(store.voices.folder, "af_known.bin", voice)
    put(store.voices.folder, "my_own.bin", voice)
    put(store.voices.folder, "Not A Voice.bin", voice)
    put(store.voices.folder, "notes.txt", b"")
    assert [(state.name, state.known) for state in store.voices.states()] == [("af_known", True), ("my_own", False)]


@pytest.mark.parametrize(
    ("size", "why"),
    [(VOICE_BYTES - 4, "has only 522,236 bytes"), (VOICE_BYTES + 4, "has 522,244 bytes, more than any voice")],
)
def test_a_voice_of_the_user_with_another_size_is_damaged(store: Downloads, size: int, why: str) -> None:
    put(store.voices.folder, "my_own.bin", bytes(size))
    assert store.voices.state("my_own").why == why


def test_verifying_reads_everything_again(store: Downloads, voice: bytes) -> None:
    path = put(store.voices.folder, "my_own.bin", voice)
    assert store.voices.verify("my_own").state == "present"
    before = path.stat()
    path.write_bytes(np.full(VOICE_BYTES // 4, np.nan, "<f4").tobytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.voices.state("my_own").state == "present"
    state = store.voices.verify("my_own")
    assert (state.state, state.why) == ("damaged", "holds values that are not numbers")


def test_a_file_of_the_user_is_imported(store: Downloads) -> None:
    state = store.models.import_file("mine.onnx", [b"mi", b"ne"])
    assert (state.state, state.checked) == ("present", True)
    assert store.models.path("mine.onnx").read_bytes() == b"mine"
    store.models.import_file("mine.onnx", [b"other"])
    assert store.models.path("mine.onnx").read_bytes() == b"other"


def test_a_published_file_is_imported_only_as_it_was_published(store: Downloads) -> None:
    store.models.import_file("known.onnx", [MODEL])
    with pytest.raises(BadRequest) as caught:
        store.models.import_file("known.onnx", [MODEL[::-1]])
    assert caught.value.code == "bad_file"
    assert store.models.path("known.onnx").read_bytes() == MODEL


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "has only 0 bytes"),
        (bytes(VOICE_BYTES - 1), "has only 522,239 bytes"),
        (bytes(VOICE_BYTES + 1), "is larger than any voice"),
        (np.full(VOICE_BYTES // 4, np.inf, "<f4").tobytes(), "holds values that are not numbers"),
    ],
)
def test_something_other_than_a_voice_is_not_imported(store: Downloads, data: bytes, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        store.voices.import_file("my_own", [data])
    assert list(store.voices.folder.iterdir()) == []


def test_a_file_that_is_being_downloaded_is_not_imported(store: Downloads) -> None:
    store.models.folder.mkdir()
    part = PartialFile.open(store.models.folder / "known.onnx", store.disk)
    assert part
    with pytest.raises(Unavailable) as caught:
        store.models.import_file("known.onnx", [MODEL])
    assert caught.value.code == "busy"
    assert store.models.prune() == ()
    part.close()
    assert store.models.import_file("known.onnx", [MODEL]).state == "present"


def test_pruning_removes_only_files_that_are_of_no_use(store: Downloads) -> None:
    folder = store.models.folder
    put(folder, "known.onnx", MODEL[::-1])
    put(folder, "sizeless.onnx", MODEL)
    put(folder, "mine.onnx", b"mine")
    put(folder, "notes.txt", b"mine")
    put(folder, "withdrawn.onnx.part", b"half")
    put(folder, "known.onnx.part", b"new half")
    os.utime(put(folder, "sizeless.onnx.part", b"old half"), ns=(1, 1))
    would = store.models.prune(dry_run=True)
    assert len(list(folder.glob("[!.]*"))) == 7
    removed = store.models.prune()
    assert removed == would
    assert [(state.name, state.state) for state in removed] == [
        ("known.onnx", "damaged"),
        ("sizeless.onnx", "partial"),
        ("withdrawn.onnx", "partial"),
    ]
    assert {path.name for path in folder.iterdir() if path.suffix != ".json"} == {
        "sizeless.onnx",
        "mine.onnx",
        "notes.txt",
        "known.onnx.part",
    }


def test_pruning_keeps_the_files_to_keep(store: Downloads) -> None:
    put(store.models.folder, "known.onnx", MODEL)
    put(store.models.folder, "sizeless.onnx", MODEL)
    put(store.models.folder, "mine.onnx", b"mine")
    assert [state.name for state in store.models.prune(keep={"known.onnx"})] == ["sizeless.onnx"]
    assert {path.name for path in store.models.folder.glob("*.onnx")} == {"known.onnx", "mine.onnx"}


def refusing(operation: str, code: int) -> Disk:
    """A disk that refuses one operation."""

    def refuse(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    disk = Disk()
    setattr(disk, operation, refuse)
    return disk


@pytest.mark.parametrize(
    ("operation", "work"),
    [
        ("remove", lambda store: store.models.prune()),
        ("open_part", lambda store: store.models.import_file("mine.onnx", [b"mine"])),
    ],
)
def test_an_error_of_the_disk_is_reported(
    tmp_path: Path, voice: bytes, operation: str, work: Callable[[Downloads], object]
) -> None:
    store = Downloads(tmp_path, QUICK, files=listed(voice), disk=refusing(operation, errno.EROFS))
    put(store.models.folder, "known.onnx", b"damaged")
    with pytest.raises(Unavailable) as caught:
        work(store)
    assert caught.value.code == "read_only"


def test_a_long_list_of_names_is_cut(store: Downloads) -> None:
    for number in range(20):
        put(store.models.folder, f"m{number:02}.onnx", b"x")
    with pytest.raises(Unavailable, match=r"m11.onnx and 8 more\."):
        store.models.path("none.onnx")


def test_a_digest_is_not_remembered_for_a_file_that_changed_while_it_was_read(tmp_path: Path, voice: bytes) -> None:
    path = put(tmp_path / "models", "known.onnx", MODEL)

    class Changing(Disk):
        def read(self, file: FileIO) -> bytes:
            os.utime(path, ns=(1, 1))
            return super().read(file)

    store = Downloads(tmp_path, QUICK, files=listed(voice), disk=Changing())
    assert store.models.path("known.onnx").exists()
    assert not store.models.state("known.onnx").checked


def test_a_file_that_two_sources_have_has_two_addresses_and_one_digest() -> None:
    def source(base: str, digest: str) -> dict[str, object]:
        return {"base": base, "files": [{"path": "onnx/m.onnx", "sha256": digest, "bytes": 1}]}

    (file,) = FileList.of([source("https://one/", "ab"), source("https://two/", "ab")]).models
    assert file.addresses == ("https://one/onnx/m.onnx", "https://two/onnx/m.onnx")
    with pytest.raises(ValueError, match="two sources have different files"):
        FileList.of([source("https://one/", "ab"), source("https://two/", "cd")])
