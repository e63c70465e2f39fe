"""The workshop: data sets, their samples, and jobs that plan, make, check and export them in processes of their own."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aiohttp import hdrs, web

from wyoming_kokoro.api.folder_archive import archive
from wyoming_kokoro.api.http.app_state import APP_STATE
from wyoming_kokoro.api.http.route import Access, accepts, access, returns, statuses
from wyoming_kokoro.api.http.streaming import send_stream
from wyoming_kokoro.api.workshop_jobs import WorkshopJob, WorkshopJobs
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings, Paths, TextPattern, option

routes = web.RouteTableDef()

WORKSHOP: web.AppKey[WorkshopJobs] = web.AppKey("workshop")
"""The jobs of the workshop."""

PAGE = 20
MAX_PAGE = 100_000
MAX_SAMPLES = 200_000
MAX_WORKERS = 16
DATA_SET_FILE, PROVENANCE = "dataset.toml", "provenance.json"
"""What makes a folder a data set, and an export."""
WAKE_WORD = "wake.json"
"""What a data set has that was planned for a wake word."""
_WAV, _TAR = "audio/wav", "application/x-tar"
_PATH_NAME = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}"
_NAME = TextPattern(_PATH_NAME, "a name of letters, digits, _, - and .")
_PHRASE = TextPattern(r"[^\x00-\x1f-][^\x00-\x1f]{0,199}", "a phrase")
_LANGUAGE = TextPattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en-US")
_RANGE = TextPattern(r"-?[0-9.]{1,8}(\.\.-?[0-9.]{1,8}|(,-?[0-9.]{1,8}){0,20})", "a range, or numbers: 0.9..1.1")
_NAMES = TextPattern(r"[^\x00-\x1f-][^\x00-\x1f]{0,999}", "names separated by commas")
_DETECTORS = TextPattern(r"[A-Za-z0-9_][A-Za-z0-9._:,-]{0,999}", "names of detectors, separated by commas")
_SPLITS = ("train", "validation", "test")
_VALUE = TextPattern(r"[^\x00-\x1f]{0,300}", "a value")


@dataclass(frozen=True, slots=True)
class SamplesRequest:
    """Which samples, and which page of them."""

    role: str | None = option(None, "Only samples of this role: wake, near.", pattern=_VALUE)
    state: str | None = option(None, "Only samples of this state: made, rejected.", pattern=_VALUE)
    voice: str | None = option(None, "Only samples of this voice.", pattern=_VALUE)
    reason: str | None = option(None, "Only samples that were rejected for this reason.", pattern=_VALUE)
    page: int = option(0, f"The page, of {PAGE} samples; the first one is 0.", minimum=0, maximum=MAX_PAGE)


@dataclass(frozen=True, slots=True)
class WakeWordRequest:
    """A new wake word: what is said, how, by whom, and how often."""

    required: ClassVar = ("set", "phrase")

    set: str | None = option(None, "The name of the data set; it is made.", pattern=_NAME)
    phrase: str | None = option(None, "The wake word: hey katya.", pattern=_PHRASE)
    say: str | None = option(None, "How it is said: /phonemes/, or another spelling.", pattern=_PHRASE)
    language: str | None = option(None, "Its language; without it, that of the settings.", pattern=_LANGUAGE)
    samples: int = option(1000, "Samples of the wake word.", minimum=1, maximum=MAX_SAMPLES)
    near: int | None = option(
        None, "Samples of what is to wake nothing; as many unless given.", minimum=0, maximum=MAX_SAMPLES
    )
    voices: str | None = option(None, "Names, languages, or all; those of the language unless given.", pattern=_NAMES)
    blends: int = option(200, "How many mixtures of two voices speak, too.", minimum=0, maximum=10_000)
    speeds: str | None = option(None, "A range of speeds, or numbers: 0.75..1.3.", pattern=_RANGE)
    presets: str | None = option(None, "Presets of augmentation, separated by commas; or clean.", pattern=_NAMES)
    seed: int = option(0, "What chance depends on.", minimum=0, maximum=2**31)
    workers: int = option(1, "Processes that make samples, each with one thread.", minimum=1, maximum=MAX_WORKERS)
    estimate: bool = option(False, "Only say how many samples it is, how long and how large; nothing is kept.")


@dataclass(frozen=True, slots=True)
class SetJobRequest:
    """What is to be done with a data set."""

    required: ClassVar = ("action",)

    action: str = option(
        "make",
        "Go on making samples, check them, let detectors hear them, teach a detector with them, or export them.",
        choices=("make", "check", "test", "teach", "export"),
    )
    form: str | None = option(None, "The form of an export, as /v1/workshop lists them.", pattern=_NAME)
    detectors: str | None = option(
        None, "The detectors of a test, as /v1/workshop lists them, separated by commas.", pattern=_DETECTORS
    )
    presets: str | None = option(
        None, "Presets in which a test hears the samples, separated by commas; clean unless given.", pattern=_NAMES
    )
    split: str | None = option(None, "The part that a test hears; all unless given.", choices=_SPLITS)
    limit: int | None = option(
        None, "How many samples of each role a test hears; all unless given.", minimum=1, maximum=MAX_SAMPLES
    )
    workers: int = option(1, "Processes that make samples, each with one thread.", minimum=1, maximum=MAX_WORKERS)


@routes.get("/v1/workshop")
@access(Access.CHANGES)
async def choices(request: web.Request) -> web.Response:
    """List what may be chosen: roles, forms of export, presets, detectors, and what can be done with a wake word."""
    return web.json_response(await _jobs(request).choices(_paths(request), fresh=True))


@routes.get("/v1/workshop/sets")
@access(Access.CHANGES)
async def sets(request: web.Request) -> web.Response:
    """List the data sets of the data folder: what is in each, and its jobs, also those of a command line."""
    found = await _jobs(request).ask(("dataset", "list", "--json"), _paths(request))
    return web.json_response({"sets": found})


@routes.get("/v1/workshop/sets/{set}")
@access(Access.CHANGES)
async def statistics(request: web.Request) -> web.Response:
    """Count what is in a data set: by role, part, language, voice and preset, and why samples were rejected."""
    name = await _known_set(request)
    return web.json_response(await _jobs(request).ask(("dataset", "stats", "--json", "--", name), _paths(request)))


@routes.get("/v1/workshop/sets/{set}/samples")
@access(Access.CHANGES)
@accepts(SamplesRequest)
async def samples(request: web.Request, fields: SamplesRequest) -> web.Response:
    """List samples, a page at a time: what was said, how, by whom, and why it was rejected."""
    name = await _known_set(request)
    wanted = {"role": fields.role, "state": fields.state, "voice": fields.voice, "reason": fields.reason}
    where = [f"{key}={value}" for key, value in wanted.items() if value]
    page = ("--json", f"--limit={PAGE + 1}", f"--offset={fields.page * PAGE}")
    arguments = ("dataset", "samples", *page, *(("--where", *where) if where else ()), "--", name)
    found = await _jobs(request).ask(arguments, _paths(request))
    return web.json_response({"samples": found[:PAGE], "page": fields.page, "more": len(found) > PAGE})


@routes.get("/v1/workshop/sets/{set}/sounds/{digest}")
@access(Access.CHANGES)
@returns(_WAV)
async def sound(request: web.Request) -> web.Response:
    """Return the sound of a sample, by its digest."""
    folder = _paths(request).datasets / await _known_set(request)
    digest = request.match_info["digest"]
    content = await asyncio.to_thread(_read_sound, folder, digest) if digest.isalnum() and digest.isascii() else None
    if content is None:
        raise BadRequest("There is no such sound.", code="not_found")
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: _WAV})


@routes.post("/v1/workshop/sets")
@access(Access.CHANGES)
@statuses({"202": "The job waits or runs; /v1/workshop/jobs shows the progress."})
@accepts(WakeWordRequest)
async def new_wake_word(request: web.Request, fields: WakeWordRequest) -> web.Response:
    """Plan a new wake word and make its samples; with `estimate`, only say what that will cost. A job."""
    for missing in (each for each in ("set", "phrase") if not (getattr(fields, each) or "").strip()):
        raise BadRequest(f"'{missing}' is missing.", code="missing_required_parameter", about=missing)
    name, phrase = fields.set or "", (fields.phrase or "").strip()
    is_begun = any(job.data_set == name and job.action == "wake" and not job.is_over for job in _jobs(request).jobs)
    if is_begun or await asyncio.to_thread(_is_set, _paths(request).datasets / name):
        raise BadRequest(f"There is a data set {name} already.", code="data_set_exists", about="set")
    plan = ("wake", "plan", *_engine(request), *_wishes(fields), "--json")
    if fields.estimate:
        return _started(request, "estimate", name, [(*plan, "--dry-run", "--", phrase, name)])
    make = ("wake", "make", *_engine(request), f"--workers={fields.workers}", "--json", "--", name)
    return _started(request, "wake", name, [(*plan, "--", phrase, name), make])


@routes.post("/v1/workshop/sets/{set}/jobs")
@access(Access.CHANGES)
@statuses({"202": "The job waits or runs; /v1/workshop/jobs shows the progress."})
@accepts(SetJobRequest)
async def set_job(request: web.Request, fields: SetJobRequest) -> web.Response:
    """Go on making the samples of a data set, check them, export them, or show what they are worth to detectors. A job.

    Exports and taught detectors are written into the data folder.
    """
    name, paths, jobs = await _known_set(request), _paths(request), _jobs(request)
    if fields.action == "test":
        return _started(request, "test", name, [("wake", "test", *_hearing(fields), "--json", "--", name)])
    if fields.action == "teach":
        target = paths.detectors / f"{name}.npz"
        return _started(request, "teach", name, [("wake", "teach", f"--output={target}", "--json", "--", name)])
    if fields.action == "export":
        known = (await jobs.choices(paths))["exports"]
        if fields.form not in known:
            raise BadRequest(f"The forms of export are {', '.join(known)}.", code="export_not_found", about="form")
        target = paths.exports / f"{name}-{fields.form}"
        step: Sequence[str] = ("export", f"--to={fields.form}", f"--output={target}", "--replace")
        return _started(request, "export", name, [("dataset", *step, "--json", "--", name)])
    is_wake_word = await asyncio.to_thread((paths.datasets / name / WAKE_WORD).is_file)
    noun = "wake" if is_wake_word else "dataset"
    more = (*_engine(request), f"--workers={fields.workers}") if fields.action == "make" else ()
    return _started(request, fields.action, name, [(noun, fields.action, *more, "--json", "--", name)])


@routes.get("/v1/workshop/jobs")
@access(Access.CHANGES)
async def list_jobs(request: web.Request) -> web.Response:
    """List the jobs that this server has started, the newest first, with how far each is."""
    return web.json_response({"jobs": [job.as_json() for job in _jobs(request).jobs]})


@routes.get("/v1/workshop/jobs/{job}")
@access(Access.CHANGES)
async def one_job(request: web.Request) -> web.Response:
    """Return a job with its result: what it costs, what was made, or what detectors heard."""
    job = _jobs(request).find(request.match_info["job"])
    return web.json_response({"job": {**job.as_json(), "result": job.result}})


@routes.delete("/v1/workshop/jobs/{job}")
@access(Access.CHANGES)
async def stop(request: web.Request) -> web.Response:
    """Stop a job once the samples in hand are made; nothing is lost, and making goes on later."""
    return web.json_response({"job": _jobs(request).interrupt(request.match_info["job"]).as_json()})


@routes.get("/v1/workshop/exports")
@access(Access.CHANGES)
async def exports(request: web.Request) -> web.Response:
    """List the exports in the data folder."""
    return web.json_response({"exports": await asyncio.to_thread(lambda: list(_exports(_paths(request).exports)))})


@routes.get("/v1/workshop/exports/{export}/archive")
@access(Access.CHANGES)
@returns(_TAR)
async def export_archive(request: web.Request) -> web.StreamResponse:
    """Return an export as one archive, which is made while it is sent."""
    name = request.match_info["export"]
    folder = _paths(request).exports / name
    if not _is_name(name) or not await asyncio.to_thread((folder / PROVENANCE).is_file):
        raise BadRequest("There is no such export.", code="export_not_found")
    headers: dict[str, str] = {hdrs.CONTENT_TYPE: _TAR, hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}.tar"'}
    return await send_stream(request, archive(folder), headers)


def _wishes(fields: WakeWordRequest) -> Iterator[str]:
    """Yield the arguments of `wake plan` that a request stands for."""
    yield f"--workers={fields.workers}"
    yield f"--seed={fields.seed}"
    yield f"--blends={fields.blends}"
    for name, value in (
        ("samples", fields.samples), ("near", fields.near), ("say", fields.say), ("language", fields.language),
        ("voices", fields.voices), ("speeds", fields.speeds), ("presets", fields.presets),
    ):  # fmt: skip
        if value is not None:
            yield f"--{name}={value}"


def _hearing(fields: SetJobRequest) -> Iterator[str]:
    """Yield the arguments of `wake test` that a request stands for."""
    detectors = [name for name in (fields.detectors or "").split(",") if name]
    if not detectors:
        raise BadRequest("A test needs 'detectors'.", code="missing_required_parameter", about="detectors")
    yield from (f"--detector={name}" for name in detectors)
    for name, value in (("preset", fields.presets), ("split", fields.split), ("limit", fields.limit)):
        if value is not None:
            yield f"--{name}={value}"


def _started(request: web.Request, action: str, name: str, steps: Sequence[Sequence[str]]) -> web.Response:
    job = _jobs(request).start(WorkshopJob(action, name, steps, _paths(request)))
    return web.json_response({"job": job.as_json()}, status=202)


async def _known_set(request: web.Request) -> str:
    """Return the name of a data set that is there; BadRequest for any other."""
    name = request.match_info["set"]
    if not _is_name(name) or not await asyncio.to_thread(_is_set, _paths(request).datasets / name):
        raise BadRequest("There is no such data set.", code="data_set_not_found", about="set")
    return name


def _is_name(name: str) -> bool:
    """Return whether a name stays in its folder."""
    return re.fullmatch(_PATH_NAME, name) is not None


def _is_set(folder: Path) -> bool:
    return (folder / DATA_SET_FILE).is_file()


def _read_sound(folder: Path, digest: str) -> bytes | None:
    try:
        return (folder / "sounds" / digest[:2] / f"{digest}.wav").read_bytes()
    except OSError:
        return None


def _exports(folder: Path) -> Iterator[dict[str, object]]:
    """Yield what is said of each export; one whose notes cannot be read is left out."""
    for path in sorted(folder.glob(f"*/{PROVENANCE}")) if folder.is_dir() else ():
        try:
            about = json.loads(path.read_bytes())
            yield {
                "name": path.parent.name, "set": about["data_set"], "form": about["form"], "samples": about["samples"],
                "made": path.stat().st_mtime, "folder": str(path.parent),
            }  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _engine(request: web.Request) -> tuple[str, ...]:
    """Return the arguments by which a process speaks with what this server speaks with."""
    engine = _loaded(request).settings.engine
    return (f"--engine={engine.name}", f"--model={engine.model}")


def _jobs(request: web.Request) -> WorkshopJobs:
    return request.app[WORKSHOP]


def _paths(request: web.Request) -> Paths:
    return _loaded(request).sources.paths


def _loaded(request: web.Request) -> LoadedSettings:
    return request.app[APP_STATE].watch.loaded
