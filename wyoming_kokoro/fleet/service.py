"""How long one replica needs for a reply, part by part: measured here, and read by the model and for admission."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import product
from math import floor

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Utterance, seconds
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.workshop.own_studio import own_studio

USED_SHARE = 0.8
"""The part of a replica's time that listeners may take: the rest is for what varies, and for other requests."""
REPLIES = 24
MAX_LISTENERS = 10_000
_NOT_MEASURED = "This is no measurement that `fleet size --json` wrote."
_ROOMS = ("kitchen", "hall", "garden", "office")
_NUMBERS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty")
_REPLY = "The {room} light is now at {number} percent. The washing machine will be done in about {number} minutes."


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """A part of a reply that is made in one go."""

    work: float
    """Seconds until it was there."""
    sound: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class ServiceMeasurement:
    """What some replies cost a replica that has nothing else to do."""

    engine: str
    replies: tuple[tuple[ReplyPart, ...], ...]

    @property
    def sound(self) -> float:
        """Seconds of sound of a reply, on average."""
        return sum(part.sound for reply in self.replies for part in reply) / len(self.replies)

    @property
    def work(self) -> float:
        """Seconds of work for a reply, on average."""
        return sum(part.work for reply in self.replies for part in reply) / len(self.replies)

    @property
    def real_time_factor(self) -> float:
        """Seconds of work for a second of sound."""
        return self.work / self.sound

    @property
    def listeners(self) -> int:
        """How many listeners a replica can speak to at once, so that none hears a gap."""
        return max(1, min(floor(USED_SHARE / self.real_time_factor), MAX_LISTENERS))

    def as_json(self) -> dict[str, object]:
        """Return it for programs, and for `from_json`."""
        return {
            "engine": self.engine,
            "replies": [[[part.work, part.sound] for part in reply] for reply in self.replies],
        }

    @classmethod
    def from_json(cls, found: object) -> "ServiceMeasurement":
        """Return a measurement that was kept; BadRequest where it is none."""
        if not isinstance(found, Mapping):
            raise BadRequest(_NOT_MEASURED)
        try:
            replies = tuple(
                tuple(ReplyPart(float(work), float(sound)) for work, sound in reply) for reply in found["replies"]
            )
            made = cls(str(found["engine"]), replies)
        except (KeyError, TypeError, ValueError):
            raise BadRequest(_NOT_MEASURED) from None
        if not replies or not all(part.work >= 0 for reply in replies for part in reply) or made.sound <= 0:
            raise BadRequest("The measurement has no replies.")
        return made


async def measure_service(loaded: LoadedSettings, cores: int, replies: int = REPLIES) -> ServiceMeasurement:
    """Let a studio with so many cores speak some replies, one after the other; Unavailable where it cannot speak."""
    async with own_studio(loaded, {"engine.threads": cores}, cores=cores) as studio:
        await _spoken(studio, "The first reply brings everything into memory.")
        measured = [await _spoken(studio, text) for text in _texts(replies)]
        return ServiceMeasurement(studio.status().engine, tuple(measured))


async def _spoken(studio: Studio, text: str) -> tuple[ReplyPart, ...]:
    return tuple([part async for part in _parts(studio, text)])


async def _parts(studio: Studio, text: str) -> AsyncIterator[ReplyPart]:
    """Yield the parts of a reply as they are made; silence belongs to the part before it."""
    waiting_since, part = time.perf_counter(), None
    async with aclosing(studio.speak(Utterance(text))) as blocks:
        async for block in blocks:
            if not len(block.samples):
                continue
            now = time.perf_counter()
            if part is not None:
                yield part
            part = ReplyPart(now - waiting_since, seconds(block.samples))
            waiting_since = now
    if part is not None:
        yield part


def _texts(count: int) -> Sequence[str]:
    pairs = list(product(_NUMBERS, _ROOMS))
    return [_REPLY.format(number=number, room=room) for number, room in (pairs * (count // len(pairs) + 1))[:count]]
