"""Whatever the disk does, a wrong file is never in place, and the next attempt succeeds."""

import asyncio
import contextlib
import errno
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import pytest

from tests.downloads import origin as source
from tests.downloads.origin import QUICK, Origin
from wyoming_kokoro.downloads import Disk, Downloads, FileList
from wyoming_kokoro.downloads.disk import FileStamp
from wyoming_kokoro.errors import Unavailable

MODEL = "model_small.onnx"
PATH = f"onnx/{MODEL}"
TOP = Path(__file__).resolve().parents[2]


class Failing(Disk):
    """Fails one operation, the n-th of all, or that one and all that follow."""

    def __init__(self, nth: int, code: int, *, lasting: bool) -> None:
        self.left = nth
        self._code = code
        self._lasting = lasting

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0 or (self._lasting and self.left < 0):
            raise OSError(self._code, os.strerror(self._code))

    def stamp(self, path: Path) -> FileStamp | None:
        self._count()
        return super().stamp(path)

    def names(self, folder: Path) -> tuple[str, ...]:
        self._count()
        return super().names(folder)

    def free(self, folder: Path) -> int:
        self._count()
        return super().free(folder)

    def make_folder(self, folder: Path) -> None:
        self._count()
        super().make_folder(folder)

    @contextmanager
    def reading(self, path: Path) -> Iterator[FileIO]:
        self._count()
        with super().reading(path) as file:
            yield file

    def read(self, file: FileIO) -> bytes:
        self._count()
        return super().read(file)

    def open_part(self, path: Path) -> FileIO:
        self._count()
        return super().open_part(path)

    def lock(self, file: FileIO) -> bool | None:
        self._count()
        return super().lock(file)

    def write(self, file: FileIO, data: bytes) -> None:
        if self.left == 1:
            super().write(file, data[: len(data) // 2])  # a disk fills up in the middle of a write
        self._count()
        super().write(file, data)

    def truncate(self, file: FileIO, size: int) -> None:
        self._count()
        super().truncate(file, size)

    def sync(self, file: FileIO) -> None:
        self._count()
        super().sync(file)

    def move(self, source: Path, target: Path) -> None:
        self._count()
        super().move(source, target)

    def replace(self, path: Path, content: bytes) -> None:
        self._count()
        super().replace(path, content)

    def remove(self, path: Path) -> None:
        self._count()
        super().remove(path)


@pytest.mark.parametrize(("code", "lasting"), [(errno.EIO, False), (errno.ENOSPC, True)], ids=["once", "from then on"])
@pytest.mark.parametrize("beginning", ["nothing", "part", "rotten part", "damaged"])
async def test_no_failing_operation_puts_a_wrong_file_in_place(
    tmp_path: Path, origin: Origin, code: int, beginning: str, *, lasting: bool
) -> None:
    right = origin.files[PATH] = origin.files[PATH][:700_000]
    files = origin.published()
    nth, disk = 0, Failing(0, code, lasting=lasting)
    while nth == 0 or disk.left <= 0:
        nth += 1
        folder = tmp_path / str(nth)
        begin(folder / "models", beginning, right)
        disk = Failing(nth, code, lasting=lasting)
        with contextlib.suppress(Unavailable):
            await Downloads(folder, QUICK, files=files, disk=disk).models.download(MODEL)
        target = folder / "models" / MODEL
        assert beginning != "part" or target.exists() or (target.parent / f"{MODEL}.part").stat().st_size > 0
        assert not target.exists() or target.read_bytes() in (right, b"damaged")
        path = await Downloads(folder, QUICK, files=files).models.download(MODEL)
        assert path.read_bytes() == right
        assert {each.name for each in path.parent.iterdir()} <= {MODEL, ".digests.json"}
        path.unlink()
    assert nth > 15


def begin(folder: Path, beginning: str, right: bytes) -> None:
    """Put there what a fetch begins with."""
    folder.mkdir(parents=True)
    if beginning == "part":
        (folder / f"{MODEL}.part").write_bytes(right[:300_000])
    elif beginning == "rotten part":
        (folder / f"{MODEL}.part").write_bytes(bytes(300_000))
    elif beginning == "damaged":
        (folder / MODEL).write_bytes(b"damaged")


TROUBLE = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EIO: "disk_failed",
}


@pytest.mark.parametrize("code", TROUBLE)
async def test_an_error_of_the_disk_has_a_code(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    disk = Disk()
    monkeypatch.setattr(disk, "write", refuse)
    store = Downloads(tmp_path, QUICK, files=origin.published(), disk=disk)
    with pytest.raises(Unavailable) as caught:
        await store.models.download(MODEL)
    assert caught.value.code == TROUBLE[code]
    assert caught.value.message.startswith(f"{MODEL} ")
    assert not (tmp_path / "models" / f"{MODEL}.part").exists()


async def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path, origin: Origin) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="File exists"):
        await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)


async def test_a_file_in_a_folder_that_cannot_be_written_to_is_found(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / MODEL).write_bytes(origin.files[PATH])
    for operation in ("make_folder", "open_part", "write", "move", "replace", "remove"):
        monkeypatch.setattr(Disk, operation, refuse_to_write)
    store = Downloads(tmp_path, QUICK, files=origin.published())
    assert await store.models.download(MODEL) == tmp_path / "models" / MODEL


def refuse_to_write(*_arguments: object) -> None:
    """A folder that cannot be written to."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


async def test_abandoned_partial_files_are_removed_at_the_next_download(tmp_path: Path, origin: Origin) -> None:
    (tmp_path / "models").mkdir()
    for name in ("forgotten.onnx.part", "model_small.onnx.new", "notes.part"):
        (tmp_path / "models" / name).write_bytes(b"half")
    await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)
    names = {path.name for path in (tmp_path / "models").iterdir()}
    assert names == {MODEL, ".digests.json", "model_small.onnx.new", "notes.part"}


async def test_partial_files_that_cannot_be_removed_do_not_stop_a_download(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "forgotten.onnx.part").write_bytes(b"half")
    monkeypatch.setattr(Disk, "remove", refuse_to_write)
    path = await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """A folder that cannot be written to: root can write to every one but those of the kernel."""
    if os.geteuid() == 0:
        return Path("/sys")
    folder = tmp_path / "read_only"
    folder.mkdir(mode=0o500)
    return folder


async def test_a_read_only_folder_is_an_error(read_only: Path, origin: Origin) -> None:
    with pytest.raises(Unavailable) as caught:
        await Downloads(read_only, QUICK, files=origin.published()).models.download(MODEL)
    assert caught.value.code == "read_only"
    assert not origin.asked


async def test_a_link_in_place_of_the_partial_file_is_not_followed(tmp_path: Path, origin: Origin) -> None:
    (tmp_path / "models").mkdir()
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / "models" / f"{MODEL}.part").symlink_to(victim)
    with pytest.raises(Unavailable):
        await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)
    assert victim.read_text() == "untouched"


async def test_a_folder_in_place_of_the_partial_file_is_an_error(tmp_path: Path, origin: Origin) -> None:
    (tmp_path / "models" / f"{MODEL}.part").mkdir(parents=True)
    with pytest.raises(Unavailable, match="Is a directory"):
        await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)


async def test_a_pipe_in_place_of_the_partial_file_is_not_read(tmp_path: Path, origin: Origin) -> None:
    (tmp_path / "models").mkdir()
    os.mkfifo(tmp_path / "models" / f"{MODEL}.part")
    with pytest.raises(Unavailable, match="is not a regular file"):
        await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP])
async def test_without_locks_the_content_on_the_disk_is_checked(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(_file: object, _operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", refuse)
    spoil: list[Path] = [tmp_path / "models" / f"{MODEL}.part"]

    class Shared(Disk):
        def write(self, file: FileIO, data: bytes) -> None:
            super().write(file, data)
            if spoil:  # another process writes to it at the same time
                with spoil.pop().open("r+b") as other:
                    other.write(b"spoilt")

    store = Downloads(tmp_path, QUICK, files=origin.published(), disk=Shared())
    with pytest.raises(Unavailable) as caught:
        await store.models.download(MODEL)
    assert caught.value.code == "download_failed"
    assert (await store.models.download(MODEL)).read_bytes() == origin.files[PATH]


PROGRAM = """
    import asyncio, json, sys
    from pathlib import Path
    from wyoming_kokoro.settings import DownloadSettings
    from wyoming_kokoro.downloads import FileList, Downloads

    def report(progress):
        print(progress.done, flush=True)

    files = FileList.of([json.loads(sys.argv[2])])
    store = Downloads(Path(sys.argv[1]), DownloadSettings(retry_delay=0.01), files=files)
    asyncio.run(store.models.download("model_small.onnx", report))
    print("whole", flush=True)
"""


def start(folder: Path, origin: Origin, limits: Callable[[], None] | None = None) -> "subprocess.Popen[str]":
    """Another process that fetches the same file."""
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder), json.dumps(origin.listed())]
    return subprocess.Popen(
        command,
        cwd=TOP,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limits,  # noqa: PLW1509 - only one thread is at work then
    )


async def test_two_processes_download_a_file_once(tmp_path: Path, origin: Origin) -> None:
    programs = [await asyncio.to_thread(start, tmp_path, origin) for _ in range(2)]
    said = [await asyncio.to_thread(program.communicate) for program in programs]
    assert [out.split()[-1] for out, _ in said] == ["whole", "whole"], said
    assert len(origin.asked) == 1
    assert (tmp_path / "models" / MODEL).read_bytes() == origin.files[PATH]


async def test_the_next_process_resumes_the_download_of_a_killed_one(tmp_path: Path, origin: Origin) -> None:
    origin.answers = [source.stalled(1_500_000)]
    program = await asyncio.to_thread(start, tmp_path, origin)
    assert program.stdout
    while int(await asyncio.to_thread(program.stdout.readline)) < 500_000:
        pass
    program.send_signal(signal.SIGKILL)
    await asyncio.to_thread(program.communicate)
    assert not (tmp_path / "models" / MODEL).exists()
    path = await Downloads(tmp_path, QUICK, files=origin.published()).models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert origin.ranges[-1] is not None


async def test_a_limit_on_file_size_is_an_error_and_leaves_no_wrong_file(tmp_path: Path, origin: Origin) -> None:
    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    program = await asyncio.to_thread(start, tmp_path, origin, small_files_only)
    _, errors = await asyncio.to_thread(program.communicate)
    assert "model_small.onnx" in errors and "File too large" in errors
    assert not (tmp_path / "models" / MODEL).exists()


async def test_the_shipped_file_list_is_complete() -> None:
    files = await asyncio.to_thread(FileList.load)
    assert len(files.voices) >= 55
    assert {"model_q4.onnx", "model.onnx", "model_quantized.onnx", "kokoro-v1.0.onnx"} <= {
        file.name for file in files.models
    }
    assert all(len(file.sha256) == 64 and int(file.sha256, 16) for file in (*files.models, *files.voices))
    assert all(address.startswith("https://") for file in files.models for address in file.addresses)
    assert {file.size for file in files.voices} == {522_240}
