"""Voices that are being made from recordings: each in a process of its own, kept in memory until it is saved."""

import asyncio
import base64
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wyoming_kokoro.api.command_process import CommandProcess, Line
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import Paths
from wyoming_kokoro.voices.adjustment import VoiceAdjustment
from wyoming_kokoro.voices.consent import Consent
from wyoming_kokoro.voices.recorded_voice import VoiceToSave, mixed_content

NICENESS = 10
"""Making a voice gives way to speaking."""
MATCH_SECONDS = 3600.0
"""For the most blends that may be asked for, on a slow machine."""
CHECK_SECONDS = 120.0
MAX_KEPT = 4
"""Voices that wait to be saved, a megabyte each; the oldest is removed for a new one."""
KEEP_SECONDS = 1800.0

_NO_STYLE = frozenset({"style", "nearest_style"})


@dataclass(slots=True)
class VoiceMatch:
    """A voice that is being made, or was made and waits to be saved."""

    id: str
    consent: Consent
    begun: float
    doing: str = ""
    done: bool = False
    problem: Mapping[str, Any] | None = None
    result: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it for the dashboard, without the numbers and sounds."""
        about = {key: value for key, value in self.result.items() if key not in _NO_STYLE}
        state = "failed" if self.problem else "done" if self.done else "working"
        return {"id": self.id, "state": state, "doing": self.doing, "problem": self.problem, **about}

    def voice(self, share: float, adjustment: VoiceAdjustment) -> VoiceToSave:
        """Return the voice with this share of it, and the nearest published voice for the rest."""
        if not self.done or self.problem or "style" not in self.result:
            raise BadRequest("The voice is not made yet.", code="match_not_found")
        style, nearest = (base64.b64decode(self.result[name]) for name in ("style", "nearest_style"))
        details = {key: value for key, value in self.result.items() if key not in _NO_STYLE}
        result = self.result
        return VoiceToSave(
            mixed_content(style, nearest, share),
            result["method"],
            result["version"],
            result["sample_sha256"],
            {**details, "share": share},
            adjustment,
        )


@dataclass(frozen=True, slots=True)
class _Order:
    """What the command is to make a voice of."""

    recording: bytes
    consent: Consent
    more: Sequence[str]
    paths: Paths

    def arguments(self) -> tuple[str, ...]:
        """Return what follows the words of the command."""
        consent = (f"--person={self.consent.person}", f"--sentence={self.consent.sentence}", "--consent")
        return (*consent, "--draft", *self.more, "recording")


class VoiceMatches:
    """The voices of one server that are being made: one at a time."""

    def __init__(self) -> None:
        self._matches: OrderedDict[str, VoiceMatch] = OrderedDict()
        self._task: asyncio.Task[None] | None = None
        self._checking = 0

    def start(self, recording: bytes, consent: Consent, rounds: int | None, paths: Paths) -> VoiceMatch:
        """Begin to make a voice; Unavailable while another one is being made."""
        if self._task is not None and not self._task.done():
            raise Unavailable("Another voice is being made; wait until it is.", code="busy", retry_after=30)
        self._remove_old()
        match = VoiceMatch(secrets.token_urlsafe(12), consent, time.monotonic())
        self._matches[match.id] = match
        while len(self._matches) > MAX_KEPT:
            self._matches.popitem(last=False)
        more = (f"--rounds={rounds}",) if rounds else ()
        self._task = asyncio.create_task(self._run(match, _Order(recording, consent, more, paths)))
        return match

    async def check(self, recording: bytes, consent: Consent, paths: Paths) -> Mapping[str, Any]:
        """Return the checks of a recording; BadRequest where it is none."""
        if self._checking:
            raise Unavailable("Another recording is being checked.", code="busy", retry_after=5)
        self._checking += 1
        try:
            return await self._ask(_Order(recording, consent, ("--check",), paths), CHECK_SECONDS)
        finally:
            self._checking -= 1

    def find(self, match_id: str) -> VoiceMatch:
        """Return a voice that is being made or waits; BadRequest where there is none."""
        self._remove_old()
        found = self._matches.get(match_id)
        if found is None:
            raise BadRequest("There is no such voice to save.", code="match_not_found")
        return found

    async def forget(self, match_id: str) -> None:
        """Remove a voice that waits, and end its making."""
        match = self.find(match_id)
        if not match.done:
            await self.stop()
        self._matches.pop(match_id, None)

    async def stop(self) -> None:
        """End the work; harmless when there is none."""
        task = self._task
        if task is not None and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, match: VoiceMatch, order: _Order) -> None:
        def show(line: str) -> None:
            match.doing = line.removeprefix("match: ")[:200]

        try:
            match.result = await self._ask(order, MATCH_SECONDS, show)
        except (BadRequest, Unavailable) as error:
            match.problem = {"message": error.message, "code": error.code, "about": error.about}
        except asyncio.CancelledError:
            match.problem = {"message": "It was stopped.", "code": "stopped", "about": None}
            raise
        finally:
            match.done = True

    async def _ask(self, order: _Order, seconds: float, show: Line = lambda _: None) -> Mapping[str, Any]:
        """Run the command, and raise what it refuses."""
        files = {"recording": order.recording}
        command = ("voices", "match")
        process = CommandProcess(command, order.arguments(), order.paths, show, files, NICENESS, "The match")
        try:
            found = await asyncio.to_thread(process.run, seconds)
        finally:
            process.stop()
        if refused := found.get("refused"):
            raise BadRequest(refused["message"], code=refused["code"], about=refused["about"])
        if unavailable := found.get("unavailable"):
            raise Unavailable(unavailable["message"], code=unavailable["code"])
        result: Mapping[str, Any] = found
        return result

    def _remove_old(self) -> None:
        oldest = time.monotonic() - KEEP_SECONDS
        for match in [each for each in self._matches.values() if each.done and each.begun < oldest]:
            del self._matches[match.id]
