"""The workshop over HTTP: data sets are read, samples heard, and jobs begun, watched, stopped and gone on with."""

import asyncio
import io
import json
import tarfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.api.client import Api, opened
from tests.workshop.datasets.sets import filled, tone
from wyoming_kokoro.api import workshop_jobs
from wyoming_kokoro.api.workshop_jobs import JobProgress, WorkshopJob, WorkshopJobs
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop import datasets

pytestmark = pytest.mark.slow

PATIENCE = 300
"""Seconds for a process that waits for other tests."""


@pytest.fixture(autouse=True)
def the_workshop_is_not_put_behind_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give its processes the priority of the tests, which take all of the processor: a lower one would wait."""
    monkeypatch.setattr(workshop_jobs, "NICENESS", 0)
    monkeypatch.setattr(workshop_jobs, "LIST_NICENESS", 0)


@pytest.fixture
async def workshop(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[Api]:
    """A client that may change everything, beside a server whose processes speak with tones."""
    (loaded.sources.paths.data / "config.json").write_text('{"engine": {"name": "tone"}}', encoding="utf-8")
    async with opened(studio, loaded, trusted=True) as client:
        client.state.set(**{"engine.name": "tone"})
        yield client


@pytest.fixture
def evening(loaded: LoadedSettings) -> Path:
    """A data set of 25 samples, of which two are rejected."""
    folder = filled(loaded.sources.paths.datasets / "evening", 25)
    with datasets.writing(folder) as data_set:
        data_set.catalogue.change(
            "UPDATE sample SET state = 'rejected', reason = 'It clips.' WHERE id < ?", (f"{2:016x}",)
        )
    return folder


async def asked(
    api: Api, method: str, path: str, headers: Mapping[str, str] | None = None, **more: object
) -> tuple[int, Any]:
    status, _, body = await api.ask(method, path, headers=headers, **more)
    return status, json.loads(body)


async def ended(api: Api, name: str) -> Any:  # noqa: ANN401 -- JSON
    """Wait until a job is over, and return it with its result."""
    async with asyncio.timeout(PATIENCE):
        while True:
            job = next(each for each in (await api.json("/v1/workshop/jobs"))["jobs"] if each["id"] == name)
            if job["ended"]:
                return (await api.json(f"/v1/workshop/jobs/{name}"))["job"]
            await asyncio.sleep(0.1)


@pytest.mark.usefixtures("evening")
async def test_data_sets_are_counted_and_listed_page_by_page(workshop: Api) -> None:
    (found,) = (await workshop.json("/v1/workshop/sets"))["sets"]
    assert (found["folder"], found["samples"], found["states"]["rejected"]) == ("evening", 23, 2)
    counted = await workshop.json("/v1/workshop/sets/evening")
    assert counted["reasons"] == {"It clips.": 2} and counted["voice"]["voice_2"]["samples"] == 5
    first = await workshop.json("/v1/workshop/sets/evening/samples")
    second = await workshop.json("/v1/workshop/sets/evening/samples?page=1")
    assert (len(first["samples"]), first["more"], len(second["samples"]), second["more"]) == (20, True, 5, False)
    rejected = await workshop.json("/v1/workshop/sets/evening/samples?state=rejected&reason=It clips.&voice=voice_1")
    assert [each["id"] for each in rejected["samples"]] == [f"{1:016x}"]


@pytest.mark.usefixtures("evening")
async def test_a_sample_is_heard_as_it_is_stored(workshop: Api) -> None:
    (last,) = (await workshop.json("/v1/workshop/sets/evening/samples?voice=voice_4"))["samples"][-1:]
    status, headers, content = await workshop.ask("GET", f"/v1/workshop/sets/evening/sounds/{last['digest']}")
    assert (status, headers["Content-Type"]) == (200, "audio/wav") and content == tone(24)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("sets/morning", "data_set_not_found"),
        ("sets/..%2Fdatasets%2Fevening", "data_set_not_found"),
        ("sets/-x/samples", "data_set_not_found"),
        ("sets/evening/sounds/0000", "not_found"),
        ("sets/evening/sounds/..%2F..%2Fdataset", "not_found"),
        ("jobs/x", "job_not_found"),
        ("exports/evening/archive", "export_not_found"),
        ("exports/..%2Fdatasets%2Fevening/archive", "export_not_found"),
    ],
)
@pytest.mark.usefixtures("evening")
async def test_what_is_not_there_is_not_found(workshop: Api, path: str, code: str) -> None:
    status, body = await asked(workshop, "GET", f"/v1/workshop/{path}")
    assert (status, body["error"]["code"]) == (404, code)


async def test_all_of_it_needs_the_token(api: Api, token: str) -> None:
    for method, path in (
        ("GET", "sets"),
        ("GET", "jobs"),
        ("POST", "sets"),
        ("DELETE", "jobs/x"),
        ("GET", "sets/a/sounds/b"),
    ):
        status, _ = await asked(api, method, f"/v1/workshop/{path}", json={} if method == "POST" else None)
        assert status == 401, path
    status, body = await asked(api, "GET", "/v1/workshop/jobs", headers={"Authorization": f"Bearer {token}"})
    assert (status, body) == (200, {"jobs": []})


@pytest.mark.usefixtures("evening")
async def test_a_data_set_is_checked_exported_and_fetched_as_an_archive(workshop: Api, loaded: LoadedSettings) -> None:
    chosen = await workshop.json("/v1/workshop")
    assert {"ljspeech", "openwakeword"} <= set(chosen["exports"]) and "make" in chosen["wake"]
    listed = {each["name"]: each["phrase"] for each in chosen["detectors"]}
    assert listed["micro:okay_nabu"] == "okay nabu" and "missing" in chosen["teaching"]
    status, body = await asked(
        workshop, "POST", "/v1/workshop/sets/evening/jobs", json={"action": "export", "form": "x"}
    )
    assert (status, body["error"]["code"]) == (404, "export_not_found")
    wanted = {"action": "export", "form": "ljspeech"}
    status, body = await asked(workshop, "POST", "/v1/workshop/sets/evening/jobs", json=wanted)
    assert status == 202, body
    job = await ended(workshop, body["job"]["id"])
    assert (job["state"], job["result"]["samples"]) == ("done", 23), job
    (export,) = (await workshop.json("/v1/workshop/exports"))["exports"]
    assert (export["name"], export["samples"]) == ("evening-ljspeech", 23)
    status, headers, content = await workshop.ask("GET", "/v1/workshop/exports/evening-ljspeech/archive")
    assert status == 200 and headers["Content-Type"] == "application/x-tar"
    folder = loaded.sources.paths.exports / "evening-ljspeech"
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        sent = {each.name: archive.extractfile(each).read() for each in archive if each.isfile()}  # type: ignore[union-attr]
    assert sent == {
        f"evening-ljspeech/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def test_a_job_that_cannot_work_says_why(workshop: Api, evening: Path) -> None:
    with datasets.writing(evening) as data_set:
        data_set.catalogue.change("UPDATE sample SET state = 'removed'")
    wanted = {"action": "export", "form": "ljspeech"}
    _, body = await asked(workshop, "POST", "/v1/workshop/sets/evening/jobs", json=wanted)
    job = await ended(workshop, body["job"]["id"])
    assert (job["state"], job["problem"]) == ("failed", "There is no sample to export.")


@pytest.mark.usefixtures("evening")
async def test_detectors_are_named_by_their_names_only_and_one_that_is_not_there_is_told(workshop: Api) -> None:
    place = "/v1/workshop/sets/evening/jobs"
    for detectors, code in (
        (None, "missing_required_parameter"),
        (",", "invalid_value"),
        ("/etc/head.npz", "invalid_value"),
    ):
        status, body = await asked(workshop, "POST", place, json={"action": "test", "detectors": detectors})
        assert (status, body["error"]["code"], body["error"]["param"]) == (400, code, "detectors")
    wanted = {"action": "test", "detectors": "absent.npz", "presets": "clean,telephone", "split": "test", "limit": 5}
    _, body = await asked(workshop, "POST", place, json=wanted)
    job = await ended(workshop, body["job"]["id"])
    assert (job["state"], job["problem"]) == ("failed", "absent.npz is no file.")


async def test_making_is_stopped_and_goes_on(workshop: Api, loaded: LoadedSettings, tmp_path: Path) -> None:
    folder = loaded.sources.paths.datasets / "numbers"
    datasets.create(folder, datasets.DataSetDescription("numbers"))
    texts = tmp_path / "texts.txt"
    texts.write_text("\n".join(f"Number {number} is a long enough text." for number in range(4000)), encoding="utf-8")
    jobs = WorkshopJobs()
    paths = loaded.sources.paths
    speak = ("dataset", "speak", "--engine=tone", f"--texts={texts}", "--json", "numbers")
    job = jobs.start(WorkshopJob("speak", "numbers", [speak], paths))
    waiting = jobs.start(WorkshopJob("speak", "numbers", [speak], paths))
    async with asyncio.timeout(PATIENCE):
        while job.progress.done < 10:  # noqa: ASYNC110 -- another process tells it
            await asyncio.sleep(0.05)
        jobs.interrupt(waiting.id)
        jobs.interrupt(job.id)
        while not job.is_over:  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.05)
    assert (job.state, waiting.state, job.problem) == ("stopped", "stopped", None)
    with datasets.opened(folder) as data_set:
        made = data_set.catalogue.file.execute("SELECT COUNT(*) FROM sample WHERE state = 'made'").fetchone()[0]
        (row,) = datasets.jobs_of(data_set)
    assert 10 <= made < 4000 and (row.state, row.made, row.total) == ("stopped", made, 4000)
    status, body = await asked(workshop, "POST", "/v1/workshop/sets/numbers/jobs", json={"action": "make"})
    assert status == 202
    async with asyncio.timeout(PATIENCE):
        while (found := (await workshop.json("/v1/workshop/jobs"))["jobs"][0])["done"] <= made:
            assert not found["ended"], found
            await asyncio.sleep(0.05)
    await asked(workshop, "DELETE", f"/v1/workshop/jobs/{body['job']['id']}")
    assert (await ended(workshop, body["job"]["id"]))["state"] == "stopped"
    await jobs.stop()


async def test_only_a_few_jobs_wait_and_stopping_ends_all(loaded: LoadedSettings) -> None:
    jobs = WorkshopJobs()
    begun = [
        jobs.start(WorkshopJob("check", "none", [("dataset", "check", "--json", "none")], loaded.sources.paths))
        for _ in range(workshop_jobs.MAX_WAITING)
    ]
    with pytest.raises(Unavailable, match="Too many jobs"):
        jobs.start(WorkshopJob("check", "none", [], loaded.sources.paths))
    await jobs.stop()
    assert all(job.is_over for job in begun)


def test_progress_is_read_from_what_a_process_writes() -> None:
    progress = JobProgress()
    for now, line in enumerate(("speak: 10 of 100", "nothing", "speak: 30 of 100, 1 failed, 20.0 a second", "Done.")):
        progress.read(line, float(now))
    assert progress.as_json() == {"done": 30, "total": 100, "a_minute": 600.0, "seconds_left": 7}
    progress.read("speak: 5 of 100", 9.0)
    assert progress.as_json() == {"done": 5, "total": 100, "a_minute": None, "seconds_left": None}, "it began again"
