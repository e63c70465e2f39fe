"""Voices from recordings: consent, checks, making one, listening to it, saving it; and removing one."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from aiohttp import hdrs, web

from wyoming_kokoro.api.http.app_state import APP_STATE, studio_of
from wyoming_kokoro.api.http.request_body import checked_fields
from wyoming_kokoro.api.http.route import Access, accepts, accepts_body, access, returns, statuses
from wyoming_kokoro.api.upload import Upload, read_upload
from wyoming_kokoro.api.voice_matches import VoiceMatches
from wyoming_kokoro.audio.formats.labels import wav_info
from wyoming_kokoro.audio.formats.wave_file import labelled_wave_file
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import Paths, TextPattern, option
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.voices.adjustment import BRIGHTNESSES, PACES, PITCHES, VoiceAdjustment
from wyoming_kokoro.voices.consent import MAX_UPLOAD, STATEMENT, Consent, checked_consent, sentence_to_read

routes = web.RouteTableDef()

MATCHES: web.AppKey[VoiceMatches] = web.AppKey("voice_matches")
"""The voices that are being made from recordings."""

MAX_ROUNDS = 40
HEARD = (
    "When the sunlight strikes raindrops in the air, they act like a prism and form a rainbow. "
    "Is the window in the kitchen still open? It is eighteen degrees, and it will rain this evening."
)
"""What a voice says before it is saved."""
_WAV = "audio/wav"
_VOICE = TextPattern(r"[a-z][fm]_[a-z0-9_]{1,29}", "a name such as af_anna: language, f or m, _ and small letters")
_PERSON = TextPattern(r"[^\x00-\x1f]{0,200}", "a name")
_TEXT = TextPattern(r"[^\x00-\x1f]{0,1000}", "a sentence")
_YES = frozenset({"true", "1", "yes", "on"})


@dataclass(frozen=True, slots=True)
class SentenceRequest:
    """Who will read the sentence."""

    person: str = option("", "The name of the person who reads it.", pattern=_PERSON)


@dataclass(frozen=True, slots=True)
class MatchRequest:
    """The consent, and how the voice is made."""

    consent: str = option("", "true: it is your own voice, or you have this person's leave.", pattern=_TEXT)
    person: str = option("", "The name of the person whose voice it is; kept with the voice.", pattern=_PERSON)
    sentence: str = option("", "The sentence that was read aloud, if one was; kept with the voice.", pattern=_TEXT)
    rounds: str = option(
        "", "How many blends are spoken to come nearer, up to 40.", pattern=TextPattern(r"\d{0,2}", "a number")
    )


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """How the voice is adjusted that is listened to."""

    share: float = option(
        1.0, "The share of the new voice; the rest is the nearest published voice.", minimum=0, maximum=1
    )
    pitch: float = option(0.0, "Semitones up or down.", minimum=PITCHES[0], maximum=PITCHES[1])
    pace: float = option(1.0, "Times as fast as Kokoro makes the voice.", minimum=PACES[0], maximum=PACES[1])
    brightness: float = option(
        0.0,
        "Decibels an octave by which high tones are louder.",
        minimum=BRIGHTNESSES[0],
        maximum=BRIGHTNESSES[1],
    )

    @property
    def adjustment(self) -> VoiceAdjustment:
        """What is done to the voice whenever it speaks."""
        return VoiceAdjustment(self.pitch, self.pace, self.brightness)


@dataclass(frozen=True, slots=True)
class SaveRequest(TakeRequest):
    """The name of the voice, and how it is adjusted."""

    required: ClassVar = ("name",)

    name: str | None = option(None, "The name: language, gender and a name, as in af_anna.", pattern=_VOICE)


def _form() -> Mapping[str, object]:
    """Return the schema of a form with a recording."""
    texts = {
        "consent": "true: it is your own voice, or you have this person's leave.",
        "person": "The name of the person whose voice it is; kept with the voice.",
        "sentence": "The sentence that was read aloud, if one was; kept with the voice.",
        "rounds": "How many blends are spoken to come nearer, up to 40. Takes minutes.",
    }
    described = {name: {"type": "string", "description": meaning} for name, meaning in texts.items()}
    file = {"type": "string", "format": "binary", "description": "3 to 60 seconds of one person's speech."}
    return {"type": "object", "properties": {"file": file, **described}, "required": ["file", "consent", "person"]}


@routes.get("/v1/voices/match")
@access(Access.CHANGES)
@accepts(SentenceRequest)
async def sentence(_: web.Request, fields: SentenceRequest) -> web.Response:
    """Return what is agreed to, and a sentence with a new number to read aloud."""
    return web.json_response({"statement": STATEMENT, "sentence": sentence_to_read(fields.person)})


@routes.get("/v1/voices/recorded")
@access(Access.CHANGES)
async def recorded(request: web.Request) -> web.Response:
    """List the voices that were made from recordings, with whose they are, and how they were made."""
    return web.json_response({"voices": await asyncio.to_thread(studio_of(request).recorded_voices)})


@routes.post("/v1/voices/check")
@access(Access.CHANGES)
@accepts_body(_form, "multipart/form-data")
async def check(request: web.Request) -> web.Response:
    """Check whether a recording can become a voice: length, speech, noise, clipping, one speaker. Nothing is kept."""
    upload, _, consent = await _uploaded(request)
    return web.json_response(await request.app[MATCHES].check(upload.file, consent, _paths(request)))


@routes.post("/v1/voices/match")
@access(Access.CHANGES)
@statuses({"202": "The voice is being made; /v1/voices/match/{match} shows the progress."})
@accepts_body(_form, "multipart/form-data")
async def match(request: web.Request) -> web.Response:
    """Make a voice from a recording, with consent, in a process of its own. The recording is not kept."""
    upload, fields, consent = await _uploaded(request)
    rounds = int(fields.rounds or 0) or None
    if rounds is not None and rounds > MAX_ROUNDS:
        raise BadRequest(f"'rounds' must be at most {MAX_ROUNDS}.", code="invalid_value", about="rounds")
    started = request.app[MATCHES].start(upload.file, consent, rounds, _paths(request))
    return web.json_response(started.as_json(), status=202)


@routes.get("/v1/voices/match/{match}")
@access(Access.CHANGES)
async def progress(request: web.Request) -> web.Response:
    """Return how far a voice is, and what it is like when it is made."""
    return web.json_response(request.app[MATCHES].find(request.match_info["match"]).as_json())


@routes.get("/v1/voices/match/{match}/take")
@access(Access.CHANGES)
@returns(_WAV)
@accepts(TakeRequest)
async def take(request: web.Request, fields: TakeRequest) -> web.Response:
    """Return a sentence in the voice as it will sound when it is saved; a share of 0 is the nearest published voice."""
    found = request.app[MATCHES].find(request.match_info["match"])
    voice = await asyncio.to_thread(found.voice, fields.share, fields.adjustment)
    blocks = [block.samples async for block in studio_of(request).speak_draft(voice, HEARD)]
    content = await asyncio.to_thread(labelled_wave_file, np.concatenate(blocks), RATE, wav_info())
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: _WAV, hdrs.CACHE_CONTROL: "no-store"})


@routes.post("/v1/voices/match/{match}/save")
@access(Access.CHANGES)
@accepts(SaveRequest)
async def save(request: web.Request, fields: SaveRequest) -> web.Response:
    """Save a voice under a name, with its provenance; it is listed everywhere at once."""
    matches = request.app[MATCHES]
    found = matches.find(request.match_info["match"])
    voice = await asyncio.to_thread(found.voice, fields.share, fields.adjustment)
    await studio_of(request).save_voice(fields.name or "", voice, found.consent)
    await matches.forget(found.id)
    return web.json_response({"voice": fields.name})


@routes.delete("/v1/voices/match/{match}")
@access(Access.CHANGES)
async def forget(request: web.Request) -> web.Response:
    """Remove a voice that was not saved; ends its making."""
    await request.app[MATCHES].forget(request.match_info["match"])
    return web.json_response({"removed": True})


@routes.delete("/v1/voices/recorded/{voice}")
@access(Access.CHANGES)
async def remove(request: web.Request) -> web.Response:
    """Remove a voice file of the user's, its provenance, and cached speech."""
    await studio_of(request).remove_voice(request.match_info["voice"])
    return web.json_response({"removed": True})


async def _uploaded(request: web.Request) -> tuple[Upload, MatchRequest, Consent]:
    """Return the recording, the fields and the consent; without consent the recording is not looked at."""
    upload = await read_upload(request, MAX_UPLOAD)
    fields = checked_fields(MatchRequest, upload.fields)
    agreed = fields.consent.strip().lower() in _YES
    return upload, fields, checked_consent(agreed=agreed, person=fields.person, sentence=fields.sentence)


def _paths(request: web.Request) -> Paths:
    return request.app[APP_STATE].watch.loaded.sources.paths
