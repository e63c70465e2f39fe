"""Whole conversations, byte for byte, over a real socket; `--update-golden` writes the files again."""

import hashlib
import json
from collections.abc import Callable, Iterator

import pytest

from tests.wire.client import WyomingClient, stream, synthesize
from wyoming_kokoro.frames import pack

STOP = pack("synthesize-stop")
TEXT = "Hello, this is a test. It is over."

CONVERSATIONS: dict[str, tuple[bytes, list[str]]] = {
    "synthesize": (synthesize(TEXT), ["audio-stop"]),
    "synthesize-with-a-voice": (synthesize(TEXT, voice={"name": "am_adam"}, context={"turn": 1}), ["audio-stop"]),
    "stream": (stream("Hello, this", " is a test. It", " is over."), ["synthesize-stopped"]),
    "stream-with-the-whole-text": (
        stream("Hello, this", " is a test. It is over.").removesuffix(STOP) + synthesize(TEXT) + STOP,
        ["synthesize-stopped"],
    ),
    "stream-with-the-whole-text-alone": (pack("synthesize-start") + synthesize(TEXT) + STOP, ["synthesize-stopped"]),
    "one-after-the-other": (stream("One.") + synthesize("Two."), ["synthesize-stopped", "audio-stop"]),
    "nothing-to-say": (synthesize("...") + stream(), ["audio-stop", "synthesize-stopped"]),
    "an-error": (pack("ping", {"text": "still here"}) + STOP, ["error"]),
}
"""The requests, and the events that end the answer."""


def frames(spoken: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The header line, the data and the payload of each event."""
    while spoken:
        line, _, spoken = spoken.partition(b"\n")
        header = json.loads(line)
        data, payload = header.get("data_length", 0), header.get("payload_length", 0)
        yield line, spoken[:data], spoken[data : data + payload]
        spoken = spoken[data + payload :]


def transcript(side: str, spoken: bytes) -> str:
    """Every byte in readable form: header and data as they are, payloads as their digest."""
    lines = []
    for line, data, payload in frames(spoken):
        lines.append(f"{side} {line.decode()} {data.decode()}".rstrip())
        if payload:
            lines.append(f"{side}   {len(payload)} bytes, sha256 {hashlib.sha256(payload).hexdigest()}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("piece", [None, 1], ids=["whole", "byte_by_byte"])
@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_a_recorded_transcript_stays_the_same(
    client: WyomingClient, golden: Callable[[str, str], None], name: str, piece: int | None
) -> None:
    asked, endings = CONVERSATIONS[name]
    await client.send(asked, piece=piece)
    for ending in endings:
        assert (await client.receive_until(ending))[-1].type == ending
    golden(f"wire-{name}.txt", transcript(">", asked) + transcript("<", bytes(client.received)))
