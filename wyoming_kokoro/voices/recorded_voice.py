"""Saves a voice that was made from a recording, with its provenance, and removes it again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from wyoming_kokoro.downloads import VOICE_BYTES, Downloads
from wyoming_kokoro.downloads.provenance import Provenance, provenance_path, read_provenance, write_provenance
from wyoming_kokoro.errors import BadRequest, SpeechError, Unavailable
from wyoming_kokoro.voices.adjustment import UNCHANGED, VoiceAdjustment, adjustment_in, checked_adjustment
from wyoming_kokoro.voices.consent import STATEMENT, Consent


@dataclass(frozen=True, slots=True)
class VoiceToSave:
    """The numbers of a voice, and what is written down about how it was made."""

    content: bytes
    method: str
    version: str
    sample_sha256: str
    details: Mapping[str, Any]
    adjustment: VoiceAdjustment = UNCHANGED


def mixed_content(style: bytes, nearest: bytes, share: float) -> bytes:
    """Return the content of a voice file that has so much of a voice, and for the rest another one."""
    new, other = (np.frombuffer(content, "<f4") for content in (style, nearest))
    return (new * np.float32(share) + other * np.float32(1 - share)).astype("<f4").tobytes()


def save_voice(store: Downloads, name: str, voice: VoiceToSave, consent: Consent, *, replace: bool = False) -> None:
    """Write the provenance, then the file: a voice is never without it. Raises BadRequest and Unavailable. Blocks."""
    state = store.voices.state(name)
    if state.known:
        raise BadRequest(f"{name} is the name of a published voice; choose another one.", code="bad_name", about="name")
    if state.state != "missing" and not replace:
        raise BadRequest(f"There is a voice named {name} already.", code="bad_name", about="name")
    if len(voice.content) != VOICE_BYTES:
        raise BadRequest(f"A voice has {VOICE_BYTES} bytes.", code="bad_file")
    store.voices.check_name(name)
    date = datetime.now(UTC).isoformat(timespec="seconds")
    provenance = Provenance(
        consent.person,
        STATEMENT,
        consent.sentence,
        date,
        voice.sample_sha256,
        voice.method,
        voice.version,
        details=json.loads(json.dumps(voice.details)),
        adjustment=asdict(checked_adjustment(voice.adjustment)),
    )
    try:
        store.disk.make_folder(store.voices.folder)
        write_provenance(store.voices.folder, name, provenance)
    except OSError as error:
        raise Unavailable("The voice cannot be saved: its folder cannot be written.", code="read_only") from error
    try:
        store.voices.import_file(name, [voice.content])
    except SpeechError:
        if state.state == "missing":
            provenance_path(store.voices.folder, name).unlink(missing_ok=True)
        raise


def recorded_voices(store: Downloads) -> dict[str, Mapping[str, object]]:
    """Return whose voice each voice from a recording is, and when and how it was made, by name. Blocks."""
    names = [state.name for state in store.voices.states() if not state.known and state.state == "present"]
    found = ((name, read_provenance(store.voices.folder, name)) for name in names)
    return {
        name: {
            **{key: content.get(key) for key in ("person", "date", "method", "consent", "sentence", "details")},
            "adjustment": asdict(adjustment_in(content)),
        }
        for name, content in found
        if content is not None
    }


def adjustments(store: Downloads, names: Iterable[str]) -> dict[str, VoiceAdjustment]:
    """Return how these voices are adjusted, by name; only those that are. Blocks shortly."""
    found = ((name, adjustment_in(read_provenance(store.voices.folder, name))) for name in names)
    return {name: adjustment for name, adjustment in found if adjustment != UNCHANGED}


def remove_voice(store: Downloads, name: str) -> None:
    """Remove a voice file of the user's and its provenance; BadRequest if there is none. Blocks."""
    store.voices.remove_own(name)
    provenance_path(store.voices.folder, name).unlink(missing_ok=True)
