"""A file is downloaded completely and correctly, or not at all, with a reason."""

import asyncio
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import FileIO
from pathlib import Path

import pytest

from tests.downloads import origin as source
from tests.downloads.origin import QUICK, Origin
from wyoming_kokoro.downloads import Disk, DownloadProgress, Downloads, FileList, PublishedFile
from wyoming_kokoro.errors import Unavailable

MODEL = "model_small.onnx"
PATH = f"onnx/{MODEL}"

Make = Callable[..., Downloads]


IN_FLIGHT = 700_000
"""Bytes that may be on their way between the line and the disk when it is cut."""


def resumed_at(origin: Origin) -> int:
    """Where the last request wanted to go on."""
    return int((origin.ranges[-1] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))


def listing(store: Downloads) -> set[str]:
    """What lies in the folder of models, without the store's own notes."""
    folder = store.models.folder
    return {path.name for path in folder.iterdir() if path.name != ".digests.json"} if folder.exists() else set()


async def test_a_missing_file_is_downloaded_correctly(make_store: Make, origin: Origin) -> None:
    store = make_store()
    assert store.models.state(MODEL).state == "missing"
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert listing(store) == {MODEL}
    state = store.models.state(MODEL)
    assert state.state == "present" and state.checked
    assert await asyncio.to_thread(store.models.path, MODEL) == path
    assert path.stat().st_mode & 0o777 == 0o644 & ~_umask()


async def test_a_present_file_is_not_downloaded_again(make_store: Make, origin: Origin) -> None:
    await make_store().models.download(MODEL)
    await make_store().models.download(MODEL)
    assert len(origin.asked) == 1


@pytest.mark.parametrize("after", [0, 1, 4095, 262_144, 1_000_000, 1_048_576, 2_999_999])
async def test_an_interrupted_download_is_resumed_where_it_stopped(
    make_store: Make, origin: Origin, after: int
) -> None:
    origin.answers = [source.cut(after)]
    path = await make_store().models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    resumed = resumed_at(origin)
    assert after - IN_FLIGHT <= resumed <= after
    assert origin.asked[1].headers.get("If-Range") == (source.tag(origin.files[PATH]) if resumed else None)


async def test_a_partial_file_from_an_earlier_run_is_resumed(make_store: Make, origin: Origin) -> None:
    origin.always = source.cut(1_500_000)
    with pytest.raises(Unavailable, match=r"closed the connection"):
        await make_store().models.download(MODEL)
    store = make_store()
    state = store.models.state(MODEL)
    assert (state.state, state.size) == ("partial", 3_000_000)
    assert 1_500_000 - IN_FLIGHT <= state.have <= 1_500_000
    origin.always = source.fine
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert resumed_at(origin) == state.have
    assert listing(store) == {MODEL}


async def test_a_download_interrupted_again_and_again_completes_if_it_advances(
    make_store: Make, origin: Origin
) -> None:
    origin.files[PATH] = os.urandom(8_000_000)
    origin.answers = [source.cut(at) for at in range(1_900_000, 8_000_000, 1_900_000)]
    path = await make_store(replace(QUICK, attempts=2)).models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert len(origin.asked) == 5


async def test_a_server_without_ranges_starts_over(make_store: Make, origin: Origin) -> None:
    origin.answers = [source.cut(1_000_000), source.no_ranges]
    path = await make_store().models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]


async def test_a_file_that_changed_at_the_source_starts_over(make_store: Make, origin: Origin) -> None:
    right = origin.files[PATH]
    files = origin.published()

    async def changed(origin: Origin, request: object, data: bytes) -> object:
        origin.files[PATH] = data
        return await source.cut(1_000_000)(origin, request, b"\0" * len(data))  # type: ignore[arg-type]

    origin.answers = [changed]  # type: ignore[list-item]
    store = Downloads(make_store().models.folder.parent, QUICK, files=files)
    assert (await store.models.download(MODEL)).read_bytes() == right
    assert len(origin.asked) == 2


async def test_a_wrong_partial_file_is_detected_and_removed(
    make_store: Make, origin: Origin, caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store()
    store.models.folder.mkdir(parents=True)
    (store.models.folder / f"{MODEL}.part").write_bytes(bytes(1_000_000))
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert origin.ranges == ["bytes=1000000-", None]
    assert "is not what was published; it is removed" in caplog.text


@pytest.mark.parametrize("size", [3_000_000, 3_000_001, 4_000_000])
async def test_a_partial_file_as_large_as_the_file_or_larger_is_checked_without_a_request(
    make_store: Make, origin: Origin, size: int
) -> None:
    store = make_store()
    store.models.folder.mkdir(parents=True)
    part = store.models.folder / f"{MODEL}.part"
    part.write_bytes(origin.files[PATH] + bytes(size - 3_000_000))
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert origin.ranges == ([] if size == 3_000_000 else [None])


async def test_a_complete_partial_file_with_wrong_bytes_starts_over(make_store: Make, origin: Origin) -> None:
    store = make_store()
    store.models.folder.mkdir(parents=True)
    (store.models.folder / f"{MODEL}.part").write_bytes(bytes(3_000_000))
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert len(origin.asked) == 2


HOPELESS = {
    "wrong bytes": (source.body(bytes(3_000_000)), "sent something other than was published", 1),
    "a page instead": (source.body(b"<html>please sign in</html>"), "has 27 bytes under this name, not the", 1),
    "too many bytes": (source.body(bytes(3_000_001)), "has 3,000,001 bytes under this name", 1),
    "packed bytes": (source.body(b"x", **{"Content-Encoding": "br"}), "an encoding that was not requested", 1),
    "not there": (source.status(404), "answered 404", 1),
    "not for you": (source.status(403), "answered 403", 1),
    "gone": (source.status(410), "answered 410", 1),
    "broken": (source.status(500), "answered 500", 3),
    "overloaded": (source.status(503), "answered 503", 3),
    "too often": (source.status(429, **{"Retry-After": "0"}), "answered 429", 3),
    "silent from the start": (source.stalled(0), "did not answer in time", 3),
    "silent in the middle": (source.stalled(1_000), "did not answer in time", 3),
    "cut at once": (source.cut(0), "closed the connection", 3),
    "in circles": (source.moved("/onnx/model_small.onnx"), "redirects in circles", 10),
    "nowhere": (source.status(302), "redirects without a valid address", 1),
    "to another protocol": (source.moved("ftp://localhost/x"), "not https", 1),
    "to a file": (source.moved("file:///etc/passwd"), "not https", 1),
    "to nonsense": (source.moved("http://[::1"), "redirects without a valid address", 1),
}


@pytest.mark.parametrize("case", HOPELESS)
async def test_a_failing_source_is_given_up_with_the_reason(make_store: Make, origin: Origin, case: str) -> None:
    answer, reason, requests = HOPELESS[case]
    origin.always = answer
    store = make_store()
    with pytest.raises(Unavailable, match=re.escape(reason)) as caught:
        await store.models.download(MODEL)
    assert caught.value.code == "download_failed"
    assert MODEL in caught.value.message and "127.0.0.1" in caught.value.message
    assert str(store.models.folder) not in caught.value.message
    assert len(origin.asked) == requests
    assert MODEL not in listing(store)
    with pytest.raises(Unavailable) as missing:
        await asyncio.to_thread(store.models.path, MODEL)
    assert missing.value.code == "file_missing"


async def test_a_download_continues_when_the_source_recovers(make_store: Make, origin: Origin) -> None:
    origin.answers = [source.status(500), source.stalled(10)]
    assert (await make_store().models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert origin.ranges == [None, None, "bytes=10-"]


async def test_a_download_starts_over_if_the_source_refuses_the_offset(make_store: Make, origin: Origin) -> None:
    origin.answers = [source.cut(2_000_000), source.status(416)]
    assert (await make_store().models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert [bool(each) for each in origin.ranges] == [False, True, False]


@pytest.mark.parametrize("said", ["bytes 5-9/3000000", "bytes */3000000", "lines 1-2/3", ""])
async def test_another_range_than_was_requested_is_not_used(make_store: Make, origin: Origin, said: str) -> None:
    origin.answers = [source.cut(2_000_000), source.status(206, **{"Content-Range": said})]
    assert (await make_store().models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert [bool(each) for each in origin.ranges] == [False, True, False]


async def test_without_a_known_size_the_digest_is_checked(make_store: Make, origin: Origin) -> None:
    origin.answers = [source.without_length]
    store = make_store(sizes=False)
    assert (await store.models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert store.models.state(MODEL).state == "present"


async def test_an_endless_response_is_given_up(
    make_store: Make, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.downloads.sources.MAX_FILE_BYTES", 1_000_000)
    origin.always = source.without_length
    with pytest.raises(Unavailable, match="sends more than was published"):
        await make_store(sizes=False).models.download(MODEL)


async def test_a_chunked_answer_that_ends_early_is_continued(make_store: Make, origin: Origin) -> None:
    async def short(origin: Origin, request: object, data: bytes) -> object:
        return await source.without_length(origin, request, data[:1_000_000])  # type: ignore[arg-type]

    origin.answers = [short]  # type: ignore[list-item]
    assert (await make_store().models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert origin.ranges == [None, "bytes=1000000-"]


async def test_a_redirect_is_followed(make_store: Make, origin: Origin) -> None:
    origin.files["elsewhere/x y%z"] = origin.files[PATH]
    origin.answers = [source.moved("../elsewhere/x%20y%25z?signed=a%2Fb")]
    assert (await make_store().models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert origin.asked[1].raw_path.endswith("?signed=a%2Fb")


async def test_the_second_source_resumes_the_download_of_the_first(make_store: Make, origin: Origin) -> None:
    second = Origin()
    second.files = dict(origin.files)
    await second.start()
    origin.answers = [source.cut(2_000_000), source.status(404)]
    files = FileList.of([origin.listed(), second.listed()])
    store = Downloads(make_store().models.folder.parent, QUICK, files=files)
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert resumed_at(second) > 0
    assert "If-Range" not in second.asked[0].headers
    await second.stop()


async def test_a_source_that_cannot_be_reached_is_an_error(make_store: Make, origin: Origin) -> None:
    store = make_store()
    await origin.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await store.models.download(MODEL)


async def test_an_unknown_host_is_an_error(make_store: Make, origin: Origin) -> None:
    files = FileList.of([origin.listed(base="https://no-such-host.invalid/")])
    store = Downloads(make_store().models.folder.parent, replace(QUICK, timeout=5.0, attempts=1), files=files)
    with pytest.raises(Unavailable, match=r"no-such-host.invalid is a name that the network does not know"):
        await store.models.download(MODEL)


async def test_a_host_without_a_trusted_certificate_is_given_up(make_store: Make, origin: Origin) -> None:
    files = FileList.of([origin.listed(base=origin.base.replace("http:", "https:"))])
    store = Downloads(make_store().models.folder.parent, QUICK, files=files)
    with pytest.raises(Unavailable, match="certificate"):
        await store.models.download(MODEL)
    assert not origin.asked


async def test_plain_http_to_other_machines_is_refused(make_store: Make, origin: Origin) -> None:
    files = FileList.of([origin.listed(base="http://192.0.2.1/")])
    store = Downloads(make_store().models.folder.parent, QUICK, files=files)
    with pytest.raises(Unavailable, match=r"192.0.2.1 leads to an address that is not https"):
        await store.models.download(MODEL)


async def test_a_mirror_is_tried_first_and_the_public_source_when_it_fails(make_store: Make, origin: Origin) -> None:
    mirror = Origin()
    mirror.files = {f"kokoro/{path}": data for path, data in origin.files.items()}
    await mirror.start()
    store = make_store(replace(QUICK, mirror=f"{mirror.base}kokoro"))
    await store.models.download(MODEL)
    assert len(mirror.asked) == 1 and not origin.asked
    mirror.always = source.status(404)
    await store.voices.download("af_one")
    assert len(mirror.asked) == 2 and len(origin.asked) == 1
    await mirror.stop()


@pytest.mark.parametrize("mirror", ["http://[", "http://user@:80", "https://exa mple/"])
async def test_a_mirror_that_is_not_an_address_does_not_stop_the_others(
    make_store: Make, origin: Origin, mirror: str
) -> None:
    path = await make_store(replace(QUICK, mirror=mirror)).models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]


@pytest.mark.parametrize("place", [PATH, MODEL, f"models/{MODEL}"])
async def test_an_offline_folder_is_copied_from(make_store: Make, origin: Origin, tmp_path: Path, place: str) -> None:
    offline = tmp_path / "offline" / place
    offline.parent.mkdir(parents=True)
    offline.write_bytes(origin.files[PATH])
    store = make_store(replace(QUICK, enabled=False, folder=str(tmp_path / "offline")))
    path = await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert offline.exists() and not origin.asked
    with pytest.raises(Unavailable, match="the offline folder does not have it"):
        await store.voices.download("af_one")


async def test_wrong_files_in_the_offline_folder_are_not_used(make_store: Make, origin: Origin, tmp_path: Path) -> None:
    (tmp_path / "offline" / MODEL).mkdir(parents=True)
    (tmp_path / "offline/models").mkdir()
    (tmp_path / "offline/models" / MODEL).write_bytes(b"short")
    (tmp_path / "offline/onnx").mkdir()
    (tmp_path / "offline" / PATH).write_bytes(bytes(3_000_000))
    store = make_store(replace(QUICK, folder=str(tmp_path / "offline")))
    assert (await store.models.download(MODEL)).read_bytes() == origin.files[PATH]


async def test_an_unreadable_offline_folder_does_not_stop_the_download(
    make_store: Make, origin: Origin, tmp_path: Path
) -> None:
    class Unreadable(Disk):
        @contextmanager
        def reading(self, path: Path) -> Iterator[FileIO]:
            if "offline" in path.parts:
                raise PermissionError(13, "Permission denied")
            with super().reading(path) as file:
                yield file

    (tmp_path / "offline").mkdir()
    (tmp_path / "offline" / MODEL).write_bytes(origin.files[PATH])
    downloads = replace(QUICK, folder=str(tmp_path / "offline"))
    store = make_store(replace(downloads, enabled=False), Unreadable())
    with pytest.raises(Unavailable, match=r"the offline folder has it but cannot read it \(Permission denied\)"):
        await store.models.download(MODEL)
    assert (await make_store(downloads, Unreadable()).models.download(MODEL)).read_bytes() == origin.files[PATH]


async def test_a_file_without_a_source_is_an_error(make_store: Make) -> None:
    files = FileList((PublishedFile("lost.onnx", "lost.onnx", "00" * 32, 1, ()),), ())
    store = Downloads(make_store().models.folder.parent, QUICK, files=files)
    with pytest.raises(Unavailable) as caught:
        await store.models.download("lost.onnx")
    assert caught.value.code == "download_failed"


async def test_changed_settings_apply_to_the_next_download(make_store: Make, origin: Origin) -> None:
    store = make_store(replace(QUICK, enabled=False))
    with pytest.raises(Unavailable) as caught:
        await store.models.download(MODEL)
    assert caught.value.code == "download_failed"
    store.use(QUICK)
    assert (await store.models.download(MODEL)).read_bytes() == origin.files[PATH]


def test_the_published_files_can_be_listed(make_store: Make) -> None:
    assert [file.name for file in make_store().voices.published] == ["af_one", "bm_two"]


async def test_the_error_says_that_downloads_are_switched_off(make_store: Make) -> None:
    with pytest.raises(Unavailable, match="downloads are switched off"):
        await make_store(replace(QUICK, enabled=False)).models.download(MODEL)


async def test_an_unknown_name_is_an_error_that_lists_the_known_names(make_store: Make) -> None:
    store = make_store()
    store.models.folder.mkdir(parents=True)
    (store.models.folder / "mine.onnx").write_bytes(b"mine")
    with pytest.raises(Unavailable) as caught:
        await store.models.download("model_smal.onnx")
    assert caught.value.code == "file_missing"
    assert all(name in caught.value.message for name in ("model_smal.onnx", "mine.onnx", "model_small.onnx"))
    assert await store.models.download("mine.onnx") == store.models.folder / "mine.onnx"


class SmallDisk(Disk):
    """A disk with little space left."""

    def __init__(self, free: int) -> None:
        self._free = free

    def free(self, folder: Path) -> int:
        assert folder.is_dir()
        return self._free


@pytest.mark.parametrize("sizes", [True, False])
async def test_a_disk_with_too_little_space_is_not_filled(make_store: Make, origin: Origin, *, sizes: bool) -> None:
    store = make_store(disk=SmallDisk(20_000_000), sizes=sizes)
    with pytest.raises(Unavailable, match=r"3\.0 MB .* 20 MB") as caught:
        await store.models.download(MODEL)
    assert caught.value.code == "disk_full"
    assert len(origin.asked) == (0 if sizes else 1)
    assert listing(store) == set()


async def test_a_partial_file_reduces_the_space_that_is_needed(make_store: Make, origin: Origin) -> None:
    store = make_store(disk=SmallDisk(35_000_000))
    store.models.folder.mkdir(parents=True)
    (store.models.folder / f"{MODEL}.part").write_bytes(origin.files[PATH][:2_000_000])
    assert (await store.models.download(MODEL)).read_bytes() == origin.files[PATH]


async def test_a_damaged_file_is_named_and_replaced(
    make_store: Make, origin: Origin, caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store()
    path = await store.models.download(MODEL)
    path.write_bytes(bytes(3_000_000))
    with pytest.raises(Unavailable, match=r"model_small\.onnx") as caught:
        await asyncio.to_thread(store.models.path, MODEL)
    assert caught.value.code == "file_damaged"
    await store.models.download(MODEL)
    assert path.read_bytes() == origin.files[PATH]
    assert "It is replaced" in caplog.text
    assert await asyncio.to_thread(store.models.path, MODEL) == path


async def test_progress_is_reported_up_to_the_whole_file(make_store: Make) -> None:
    reports: list[DownloadProgress] = []
    store = make_store()

    def report(progress: DownloadProgress) -> None:
        reports.append(progress)
        assert store.models.downloading == (progress,)
        assert store.models.state(MODEL).state == "fetching"

    await store.models.download(MODEL, report)
    assert reports[-1] == DownloadProgress(MODEL, 3_000_000, 3_000_000)
    assert [each.done for each in reports] == sorted(each.done for each in reports)
    assert len(reports) > 5
    assert store.models.downloading == ()


async def test_parallel_downloads_of_a_file_send_one_request(
    make_store: Make, origin: Origin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, second = make_store(), make_store()
    paths = await asyncio.gather(
        first.models.download(MODEL), second.models.download(MODEL), first.models.download(MODEL)
    )
    assert len(set(paths)) == 1
    assert len(origin.asked) == 1
    assert "waiting for it" in caplog.text
    assert listing(first) == {MODEL}


async def test_when_the_first_download_fails_the_waiting_one_continues(make_store: Make, origin: Origin) -> None:
    origin.answers = [source.cut(2_000_000), source.status(404)]
    first, second = make_store(), make_store()
    results = await asyncio.gather(first.models.download(MODEL), second.models.download(MODEL), return_exceptions=True)
    assert sorted(isinstance(result, Unavailable) for result in results) == [False, True]
    assert (await asyncio.to_thread(second.models.path, MODEL)).read_bytes() == origin.files[PATH]
    assert resumed_at(origin) > 0


async def test_a_cancelled_download_leaves_a_partial_file_that_can_be_resumed(make_store: Make, origin: Origin) -> None:
    origin.answers = [source.stalled(1_500_000)]
    store = make_store(replace(QUICK, timeout=60.0))
    half_way = asyncio.Event()
    task = asyncio.create_task(
        store.models.download(MODEL, lambda progress: half_way.set() if progress.done > 500_000 else None)
    )
    await half_way.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert store.models.state(MODEL).state == "partial"
    assert store.models.downloading == ()
    assert (await store.models.download(MODEL)).read_bytes() == origin.files[PATH]
    assert origin.ranges[1] is not None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
