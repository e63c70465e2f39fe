"""`voices match`: makes a voice from a recording, with consent; and `voices remove`."""

import argparse
import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.commands.progress import Progress
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.voices.adjustment import BOUNDS, VoiceAdjustment, checked_adjustment

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers
    from wyoming_kokoro.downloads import Style
    from wyoming_kokoro.workshop.matching.match_recording import MatchedVoice

MAX_ROUNDS = 40


def add_actions(actions: "Subparsers") -> None:
    """Add the actions to the parser of `voices`."""
    matching = add_command(actions, "match", "make a voice from a recording of a person", match, nested=True)
    matching.add_argument("file", type=Path, metavar="FILE", help="5 to 30 seconds of one person's speech")
    matching.add_argument(
        "--name", default=None, help="the name of the new voice, such as af_anna: language, gender and a name"
    )
    matching.add_argument("--person", default="", help="whose voice it is; kept with the voice")
    matching.add_argument(
        "--consent", action="store_true", default=False, help="it is your voice, or you have this person's leave"
    )
    matching.add_argument("--sentence", default="", help="the sentence that was read aloud, if one was")
    matching.add_argument(
        "--rounds",
        type=int,
        default=None,
        metavar="N",
        help=f"speak N blends to come nearer, at most {MAX_ROUNDS}; takes minutes",
    )
    matching.add_argument(
        "--share", type=float, default=1.0, help="the share of the new voice; the rest is the nearest published voice"
    )
    for name, meaning in (
        ("pitch", "semitones up or down"),
        ("pace", "times as fast as Kokoro makes it"),
        ("brightness", "decibels an octave by which high tones are louder"),
    ):
        least, most = BOUNDS[name]
        matching.add_argument(
            f"--{name}",
            type=float,
            default=getattr(VoiceAdjustment(), name),
            help=f"{meaning}, from {least:g} to {most:g}; applied whenever the voice speaks",
        )
    matching.add_argument("--replace", action="store_true", default=False, help="replace a voice of this name")
    matching.add_argument("--check", action="store_true", default=False, help="only check the recording")
    matching.add_argument("--draft", action="store_true", default=False, help="save nothing; print the voice as JSON")
    matching.add_argument("--json", action="store_true", default=False, help="as JSON, for programs")
    removing = add_command(
        actions, "remove", "remove a voice file of your own, and its provenance", remove, nested=True
    )
    removing.add_argument("name", metavar="NAME", help="the voice")


def match(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Make a voice from a recording; what a program asks for wrongly is told as JSON."""
    try:
        return _match(parsed, loaded)
    except (BadRequest, Unavailable) as error:
        if not parsed.draft:
            raise
        kind = "refused" if isinstance(error, BadRequest) else "unavailable"
        print(json.dumps({kind: {"message": error.message, "code": error.code, "about": error.about}}))
        return files.DONE


def remove(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Remove a voice file of the user's."""
    from wyoming_kokoro.voices.recorded_voice import remove_voice  # noqa: PLC0415 -- see below

    remove_voice(files.store_of(loaded), parsed.name)
    print(f"{parsed.name}: removed")
    return files.DONE


def _match(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    from wyoming_kokoro.voices import consent as consents  # noqa: PLC0415 -- other commands need none of this
    from wyoming_kokoro.voices.recorded_voice import VoiceToSave, mixed_content, save_voice  # noqa: PLC0415 -- the same
    from wyoming_kokoro.workshop.matching.match_recording import VoiceMatcher  # noqa: PLC0415 -- the same

    consent = consents.checked_consent(agreed=parsed.consent, person=parsed.person, sentence=parsed.sentence)
    if parsed.rounds is not None and not 1 <= parsed.rounds <= MAX_ROUNDS:
        raise BadRequest(f"--rounds must be from 1 to {MAX_ROUNDS}.")
    adjustment = checked_adjustment(VoiceAdjustment(parsed.pitch, parsed.pace, parsed.brightness))
    if not 0 <= parsed.share <= 1:
        raise BadRequest("--share must be from 0 to 1.")
    store = files.store_of(loaded)
    progress = Progress("match")
    matcher = VoiceMatcher(loaded, store, progress)
    content = b"".join(files.blocks_of(parsed.file, store.disk))
    if parsed.check:
        checks = [asdict(check) for check in matcher.check(content).checks]
        progress.end()
        print(json.dumps({"checks": checks}) if parsed.json or parsed.draft else _check_lines(checks))
        return files.DONE
    if not parsed.draft:
        if not parsed.name:
            raise BadRequest("--name is missing: the name of the new voice, such as af_anna.")
        store.voices.check_name(parsed.name)
    matched = matcher.match(content, parsed.rounds)
    progress.end()
    if parsed.draft:
        print(json.dumps(_draft(matched)))
        return files.DONE
    about = {**_about(matched), "share": parsed.share}
    content = mixed_content(_content(matched.style), _content(matched.nearest_style), parsed.share)
    voice = VoiceToSave(content, matched.method, matched.version, matched.sample_sha256, about, adjustment)
    save_voice(store, parsed.name, voice, consent, replace=parsed.replace)
    print(json.dumps({"voice": parsed.name, **about}, indent=2) if parsed.json else _result_lines(parsed.name, matched))
    return files.DONE


def _about(matched: "MatchedVoice") -> dict[str, Any]:
    """Return what was measured, for the provenance and for programs."""
    return {
        "method": matched.method,
        "version": matched.version,
        "nearest": matched.nearest,
        "mixed_from": dict(matched.mixed_from),
        "likeness": asdict(matched.likeness),
        "checks": [asdict(check) for check in matched.checks],
        "sample_sha256": matched.sample_sha256,
    }


def _draft(matched: "MatchedVoice") -> dict[str, Any]:
    return {
        **_about(matched),
        "style": _base64(_content(matched.style)),
        "nearest_style": _base64(_content(matched.nearest_style)),
    }


def _check_lines(checks: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{each['name']:<9} {each['value']:<9} {each['light']}  {each['advice']}".rstrip() for each in checks
    )


def _result_lines(name: str, matched: "MatchedVoice") -> str:
    alike: Mapping[str, Any] = asdict(matched.likeness)
    mixed = ", ".join(f"{voice} {share:.0%}" for voice, share in matched.mixed_from.items())
    return "\n".join(
        (
            f"{name}: made by the {matched.method}, from {mixed}",
            f"likeness to the recording by {alike['measure']}: {alike['voice']:.2f}",
            f"  nearest published voice, {matched.nearest}: {alike['nearest']:.2f}",
            f"  one half of the recording to the other: {alike['same_person']:.2f}",
        )
    )


def _content(style: "Style") -> bytes:
    """Return the content of a voice file."""
    return style.astype("<f4").tobytes()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
