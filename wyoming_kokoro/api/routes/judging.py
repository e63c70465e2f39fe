"""Judging speech: a sound against its text, and the hundred prompts by voice and model; in a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from wyoming_kokoro.api.http.app_state import APP_STATE, settings_of, studio_of
from wyoming_kokoro.api.http.request_body import checked_fields
from wyoming_kokoro.api.http.route import Access, accepts, accepts_body, access, statuses
from wyoming_kokoro.api.judge_process import JudgeProcesses
from wyoming_kokoro.api.upload import read_upload
from wyoming_kokoro.client_text import TextLimit
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings, TextPattern, option

routes = web.RouteTableDef()

JUDGES: web.AppKey[JudgeProcesses] = web.AppKey("judges")
"""The processes that judge."""

MAX_PROMPTS = 100
_NAME = TextPattern(r"[^\x00-\x1f-][^\x00-\x1f]{0,200}", "a name as it is listed")
_LANGUAGE = TextPattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en-US")
_NAMES = TextPattern(r"[a-z0-9-]{1,40}(,[a-z0-9-]{1,40}){0,20}", "names separated by commas")
_TEXT = TextPattern(r"[\s\S]*", "a text")
_THRESHOLDS = ("strict", "balanced", "permissive")


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """The text of a sound, and how it is judged."""

    text: str = option("", "What the sound is to say.", pattern=_TEXT)
    language: str | None = option(None, "The language of the text; without it, the voice's.", pattern=_LANGUAGE)
    voice: str | None = option(None, "The voice that speaks, if it is one of ours.", pattern=_NAME)
    thresholds: str | None = option(None, "From when on speech counts as faulty.", choices=_THRESHOLDS)
    judges: str | None = option(None, "Only these judges; without it, all that are here.", pattern=_NAMES)


@dataclass(frozen=True, slots=True)
class PromptsRequest:
    """What speaks the prompts."""

    voice: str | None = option(None, "The voice; without it, the default voice.", pattern=_NAME)
    model: str | None = option(None, "The model file; without it, as the settings have it.", pattern=_NAME)
    prompts: int = option(MAX_PROMPTS, "How many prompts, of all classes.", minimum=10, maximum=MAX_PROMPTS)
    judges: str | None = option(None, "Only these judges, separated by commas; without it, all.", pattern=_NAMES)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The name of a run, and of one to compare it with."""

    required: ClassVar = ("name",)

    name: str | None = option(None, "The run, as it is listed.", pattern=_NAME)
    against: str | None = option(None, "Another run, to compare with it.", pattern=_NAME)


def _upload_schema() -> Mapping[str, object]:
    """Return the schema of a form with a sound."""
    texts = {
        "text": "What the sound is to say.",
        "language": "The language of the text; without it, the voice's.",
        "voice": "The voice that speaks, if it is one of ours.",
        "thresholds": "strict, balanced or permissive.",
        "judges": "Only these judges, separated by commas; without it, all that are here.",
    }
    described = {name: {"type": "string", "description": meaning} for name, meaning in texts.items()}
    file = {"type": "string", "format": "binary", "description": "The sound: WAV, FLAC, MP3, Opus and others."}
    return {"type": "object", "properties": {"file": file, **described}, "required": ["file"]}


@routes.post("/v1/audio/validate")
@accepts_body(_upload_schema, "multipart/form-data")
async def validate(request: web.Request) -> web.Response:
    """Judge a sound against its text: what is heard, whose mistake a difference is, and what is wrong. Nothing is kept.

    A form with the sound as `file`, and `text`. What is heard needs judges that are installed beside the program.
    """
    upload = await read_upload(request)
    fields = checked_fields(ValidateRequest, upload.fields)
    TextLimit(settings_of(request).limits.text_characters, "text").count(fields.text)
    language = fields.language
    arguments = list[str]()
    if fields.voice:
        voice = studio_of(request).voices.find(fields.voice)
        language = language or voice.language
        arguments.append(f"--voice={voice.name}")
    arguments.append(f"--language={language or settings_of(request).speech.language}")
    for name, value in (("thresholds", fields.thresholds), ("judges", fields.judges)):
        if value:
            arguments.append(f"--{name}={value}")
    paths = _loaded(request).sources.paths
    return web.json_response(await request.app[JUDGES].validate(upload.file, fields.text, arguments, paths))


@routes.get("/v1/judges")
async def judges(request: web.Request) -> web.Response:
    """List the judges, and what would bring those that are not here."""
    found = await request.app[JUDGES].ask(("list", "--json"), _loaded(request).sources.paths)
    return web.json_response({"judges": found})


@routes.get("/v1/judgements")
async def judgements(request: web.Request) -> web.Response:
    """List the runs that were judged, the newest first, and the prompts that are being judged now."""
    runs = await request.app[JUDGES].ask(("report", "--json"), _loaded(request).sources.paths)
    job = request.app[JUDGES].job
    return web.json_response({"runs": runs, "job": job.as_json() if job else None})


@routes.get("/v1/judgements/job")
async def job(request: web.Request) -> web.Response:
    """Return the prompts that are being judged now, or were last."""
    found = request.app[JUDGES].job
    return web.json_response({"job": found.as_json() if found else None})


@routes.get("/v1/judgements/run")
@accepts(RunRequest)
async def run(request: web.Request, fields: RunRequest) -> web.Response:
    """Return the report of a run; with `against`, compared with another one."""
    if fields.name is None:
        raise BadRequest("'name' is missing: the run.", code="missing_required_parameter", about="name")
    arguments = ["report", "--json", *((f"--against={fields.against}",) if fields.against else ()), "--", fields.name]
    return web.json_response(await request.app[JUDGES].ask(arguments, _loaded(request).sources.paths))


@routes.post("/v1/judgements")
@access(Access.CHANGES)
@statuses({"202": "The prompts are being spoken and judged; /v1/judgements/job shows the progress."})
@accepts(PromptsRequest)
async def prompts(request: web.Request, fields: PromptsRequest) -> web.Response:
    """Speak the prompts with a voice and judge them, in a process of its own, with a low priority."""
    voice = studio_of(request).voices.find(fields.voice or settings_of(request).speech.voice).name
    arguments = ["prompts", "--json", f"--limit={fields.prompts}", f"--voice={voice}"]
    if fields.model:
        arguments.append(f"--model={fields.model}")
    if fields.judges:
        arguments.append(f"--judges={fields.judges}")
    about = {"voice": voice, **({"model": fields.model} if fields.model else {})}
    started = request.app[JUDGES].start(about, arguments, _loaded(request).sources.paths)
    return web.json_response({"job": started.as_json()}, status=202)


@routes.delete("/v1/judgements/job")
@access(Access.CHANGES)
async def stop(request: web.Request) -> web.Response:
    """Stop judging prompts."""
    await request.app[JUDGES].stop()
    found = request.app[JUDGES].job
    return web.json_response({"job": found.as_json() if found else None})


def _loaded(request: web.Request) -> LoadedSettings:
    return request.app[APP_STATE].watch.loaded
