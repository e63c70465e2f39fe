"""What no client should do, once each, against the running program: afterwards everything is as before.

After each case a well-behaved client is answered as before, the descriptors are back, and memory has not grown by more
than 64 MiB at its peak.
"""

import asyncio
import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.wire.bad_frames import BAD_FRAMES, sent
from tests.wire.bad_requests import BAD_REQUESTS
from tests.wire.client import ReceivedEvent, WyomingClient, event_types, sound, stream, synthesize, until
from wyoming_kokoro.frames import pack

GROWTH = 64 * 1024
"""Kibibytes that memory may have grown by at its peak."""

LONG = "This sentence takes a while to be spoken, and it is one of a great many. " * 250
START, STOP = pack("synthesize-start"), pack("synthesize-stop")

DEADLINES = """{
  "engine": {"name": "tone"},
  "wyoming": {
    "first_request_timeout": 0.6, "frame_timeout": 0.6, "idle_timeout": 0.8,
    "write_timeout": 0.6, "text_stream_timeout": 0.6,
    "connections": 40, "flush_after": 10
  }
}
"""
"""The user's settings: short deadlines, so that what has to time out does so soon, and text that is cut the same
however long a busy machine lets it wait."""


@dataclass
class Program:
    """The server as a program of its own."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int
    descriptors_at_rest: int = 0
    memory_at_rest: int = 0
    sound: bytes = b""

    async def connect(self) -> WyomingClient:
        """Connect to it."""
        return WyomingClient(*await asyncio.open_connection("127.0.0.1", self.port))

    def descriptors(self) -> int:
        """How many it has open."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def peak(self) -> int:
        """The most memory it has had, in kibibytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1])

    async def serves(self) -> bytes:
        """Let a well-behaved client ask, in all ways there are, and give the sound."""
        client = await self.connect()
        await client.send(pack("describe"), synthesize("All is well."), stream("All ", "is well."))
        events = await client.receive_until("audio-stop")
        assert events[0].type == "info"
        one = sound(events)
        assert sound(await client.receive_until("synthesize-stopped")) == one
        await client.leave()
        return one


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One server for all cases."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "override.json").write_text(DEADLINES, encoding="utf-8")
    log = folder / "log"
    where = ["--data-dir", str(folder), "--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", "0"]
    command = [sys.executable, "-m", "wyoming_kokoro", "serve", *where, "--no-zeroconf"]
    with log.open("wb") as output, subprocess.Popen(command, stderr=output, stdout=output) as process:
        try:
            yield asyncio.run(_ready(process, log))
        finally:
            process.terminate()
    assert process.returncode == 0
    assert "Traceback" not in log.read_text(encoding="utf-8")


async def _ready(process: subprocess.Popen[bytes], log: Path) -> Program:
    def port() -> list[str]:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        return re.findall(r"Wyoming clients are served at tcp://127\.0\.0\.1:(\d+)", log.read_text(encoding="utf-8"))

    await until(port)
    program = Program(process, log, int(port()[0]))
    program.sound = await program.serves()
    await program.serves()
    await asyncio.sleep(0.2)  # for connections that have just been closed
    program.descriptors_at_rest, program.memory_at_rest = program.descriptors(), program.peak()
    return program


Attack = Callable[[Program], Awaitable[None]]


def code_of(events: list[ReceivedEvent]) -> object:
    """The code of the error that ended a connection."""
    assert [event.type for event in events].count("error") <= 1
    return events[-1].data.get("code") if events and events[-1].type == "error" else None


def expect_error(data: bytes, code: str, *, ends: bool = False) -> Attack:
    """Send bytes, and the end of the connection where that is the point; they are answered with this error."""

    async def attack(program: Program) -> None:
        client = await program.connect()
        with contextlib.suppress(ConnectionError):  # refused before everything was sent
            await client.send(data)
        if ends:
            client.writer.write_eof()
        assert code_of(await client.receive_all()) == code
        await client.leave()

    return attack


def expect_answer(data: bytes, last: str) -> Attack:
    """Send bytes that are strange and yet harmless: they are answered."""

    async def attack(program: Program) -> None:
        client = await program.connect()
        await client.send(data)
        assert (await client.receive_until(last, "error"))[-1].type == last
        await client.leave()

    return attack


def disconnect(data: bytes, after: str | None = None, *, reset: bool = False) -> Attack:
    """Send bytes and disconnect, perhaps after an event, perhaps with a reset."""

    async def attack(program: Program) -> None:
        client = await program.connect()
        await client.send(data)
        if after is not None:
            await client.receive_until(after)
        if reset:
            client.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.writer.transport.abort()
        else:
            await client.leave()

    return attack


def never_read(data: bytes) -> Attack:
    """Ask for much and read nothing of it, until the server has had enough."""

    async def attack(program: Program) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setblocking(False)
            await loop.sock_connect(client, ("127.0.0.1", program.port))
            sending = asyncio.create_task(loop.sock_sendall(client, data))
            await asyncio.sleep(0.1)
            await until(lambda: program.descriptors() == program.descriptors_at_rest)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    return attack


def expect_close(data: bytes, *types: str) -> Attack:
    """Send bytes and wait; after these events the server closes."""

    async def attack(program: Program) -> None:
        client = await program.connect()
        await client.send(data)
        assert tuple(event_types(await client.receive_all())) == types
        await client.leave()

    return attack


def expect_speech_or_error(markup: str) -> Attack:
    """Send SSML, which is spoken or refused."""

    async def attack(program: Program) -> None:
        client = await program.connect()
        await client.send(synthesize(markup, text_format="ssml"))
        assert (await client.receive_until("audio-stop", "error"))[-1].type in ("audio-stop", "error")
        await client.leave()

    return attack


async def drip(program: Program) -> None:
    """Send an event a byte at a time, for ever."""
    client = await program.connect()
    await client.send(b'{"type":"')

    async def bytewise() -> None:
        while True:
            await client.send(b"x")
            await asyncio.sleep(0.05)

    dripping = asyncio.create_task(bytewise())
    assert code_of(await client.receive_all()) == "too_slow"
    dripping.cancel()
    await asyncio.gather(dripping, return_exceptions=True)
    await client.leave()


async def idle_connections(program: Program) -> None:
    """Open more connections than are allowed, and send nothing: other clients are served as before."""
    clients = [await program.connect() for _ in range(60)]
    assert await program.serves() == program.sound
    for client in clients:
        await client.leave()


async def busy_connections(program: Program) -> None:
    """Begin more streams than there may be connections, and say nothing in them."""
    clients = [await program.connect() for _ in range(60)]
    for client in clients:
        with contextlib.suppress(ConnectionError):
            await client.send(START)
    lasts = [events[-1] for client in clients if (events := await client.receive_all())]
    # The first ones had not asked yet when the last ones came; one of them may just have begun when it made room.
    assert {last.type for last in lasts} <= {"synthesize-stopped", "error", "audio-start"}
    for client in clients:
        await client.leave()


async def connect_and_disconnect(program: Program) -> None:
    """Connect and disconnect, every other time with a reset."""
    for turn in range(100):
        client = await program.connect()
        if turn % 2:
            client.writer.transport.abort()
        await client.leave()


async def empty_streams(program: Program) -> None:
    """Begin and end streams without any text, many in a row."""
    client = await program.connect()
    sending = asyncio.create_task(client.send((START + STOP) * 100))
    for _ in range(100):
        assert (await client.receive_until("synthesize-stopped", "error"))[-1].type == "synthesize-stopped"
    await sending
    await client.leave()


async def out_of_band(program: Program) -> None:
    """Send a byte beside the stream, as no client of this protocol does."""
    client = await program.connect()
    os.write(client.writer.get_extra_info("socket").fileno(), pack("describe"))
    client.writer.get_extra_info("socket")._sock.send(b"!", socket.MSG_OOB)
    await client.send(pack("ping"))
    assert (await client.receive_until("pong", "error"))[-1].type == "pong"
    await client.leave()


UNUSUAL = {
    "missing_voices": expect_answer(
        b"".join(synthesize("a", voice={"name": f"voice{number}"}) for number in range(30)) + pack("ping"), "audio-stop"
    ),
    "a_voice_that_looks_like_a_path": expect_answer(
        synthesize("a", voice={"name": "../../../etc/passwd"}), "audio-stop"
    ),
    "a_voice_that_breaks_the_line": expect_answer(synthesize("a", voice={"name": "a\nERROR b\x1b[2J"}), "audio-stop"),
    "a_blend_of_a_thousand_voices": expect_error(synthesize("a", voice={"name": "af_sky+" * 1000}), "bad_field"),
    "an_invalid_language": expect_answer(synthesize("a", voice={"language": "\u202e../x"}), "audio-stop"),
    "one_word_of_twenty_thousand_letters": disconnect(synthesize("a" * 20_000), "audio-chunk"),
    "twenty_thousand_digits": disconnect(synthesize("7" * 20_000), "audio-chunk"),
    "twenty_thousand_brackets": disconnect(synthesize("(" * 20_000), "audio-stop"),
    "twenty_thousand_emoji": disconnect(synthesize("\U0001f600" * 20_000), "audio-stop"),
    "twenty_thousand_line_breaks": disconnect(synthesize("\n" * 20_000), "audio-stop"),
    "twenty_thousand_accents_on_one_letter": disconnect(synthesize("e" + "\u0301" * 19_999), "audio-stop"),
    "control_and_direction_characters": expect_answer(
        synthesize("a\0\x07\x1b[2J\u202eb\ufeff\uffff\U0010ffffc"), "audio-stop"
    ),
    "every_kind_of_blank": expect_answer(synthesize("\u00a0\u2003\u3000\u200b\u2028\u0085\x1f"), "audio-stop"),
    "ssml_with_an_entity_bomb": expect_speech_or_error(
        '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">'
        "]><speak>&c;&c;&c;&c;</speak>"
    ),
    "ssml_that_asks_for_a_file": expect_speech_or_error(
        '<!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/passwd">]><speak>&f;</speak>'
    ),
    "ssml_with_a_thousand_nested_elements": expect_speech_or_error(
        "<speak>" + "<p>" * 1000 + "a" + "</p>" * 1000 + "</speak>"
    ),
    "ssml_with_a_break_of_a_year": expect_speech_or_error('<speak>a<break time="31536000s"/>b</speak>'),
    "ssml_that_is_not_closed": expect_speech_or_error("<speak><p>a"),
}
"""Texts and voices that no real client sends."""

MUCH = {
    "megabytes_without_a_line_break": expect_error(b"x" * 8_000_000, "header_too_long"),
    "data_sent_after_it_was_refused": expect_error(
        sent({"type": "synthesize", "data_length": 10**9}) + bytes(12_000_000), "data_too_long"
    ),
    "payloads_one_after_the_other": expect_answer(
        pack("audio-chunk", {}, bytes(2_000_000)) * 16 + pack("ping"), "pong"
    ),
    "two_megabytes_of_data_for_another_service": expect_answer(
        pack("x", {"a": "b" * 2_000_000}) * 8 + pack("ping"), "pong"
    ),
    "a_text_of_two_megabytes": expect_error(synthesize("a" * 2_000_000), "text_too_long"),
    "a_text_of_escapes": expect_error(synthesize("\U0001f600" * 150_000), "text_too_long"),
    "a_hundred_thousand_small_values": expect_answer(pack("x", {"a": [[]] * 49_000}) + pack("ping"), "pong"),
    "chunks_without_an_end": expect_error(START + pack("synthesize-chunk", {"text": "ab"}) * 50_000, "text_too_long"),
    "many_empty_chunks": expect_answer(START + pack("synthesize-chunk", {"text": ""}) * 50_000 + STOP, "audio-stop"),
    "five_thousand_requests_at_once": disconnect(synthesize("a") * 5_000, "audio-stop"),
    "many_empty_streams": empty_streams,
    "idle_connections": idle_connections,
    "streams_that_send_no_text": busy_connections,
    "connections_that_open_and_close": connect_and_disconnect,
}
"""More than any client needs."""

SLOW = {
    "an_incomplete_header": expect_error(b'{"type":"synth', "too_slow"),
    "incomplete_data": expect_error(sent({"type": "synthesize", "data_length": 900}, b'{"text":'), "too_slow"),
    "an_incomplete_payload": expect_error(sent({"type": "x", "payload_length": 900}, b"123"), "too_slow"),
    "an_event_in_single_bytes": drip,
    "the_beginning_of_an_encrypted_connection": expect_error(b"\x16\3\1\0\xf4\1\0\0\xf0\3\3" + bytes(64), "too_slow"),
    "no_bytes": expect_close(b""),
    "only_events_of_other_services": expect_close(pack("transcribe")),
    "no_further_request": expect_close(pack("ping"), "pong"),
    "a_stream_without_an_end": expect_close(
        START + pack("synthesize-chunk", {"text": "This is whole. This one is"}),
        *("audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"),
    ),
    "a_stream_without_text": expect_close(START, "audio-start", "audio-stop", "synthesize-stopped"),
    "speech_that_the_client_does_not_read": never_read(synthesize(LONG)),
    "a_streamed_answer_that_the_client_does_not_read": never_read(stream(LONG)),
    "descriptions_that_the_client_does_not_read": never_read(pack("describe") * 100_000),
    "pongs_that_the_client_does_not_read": never_read(pack("ping", {"text": "x" * 20_000}) * 2_000),
}
"""Clients that send an incomplete event, or do not read."""

GONE = {
    "a_reset_in_a_header": disconnect(b'{"type"', reset=True),
    "a_reset_in_a_payload": disconnect(sent({"type": "x", "payload_length": 900}, b"123"), reset=True),
    "a_disconnect_before_the_first_sound": disconnect(synthesize(LONG)),
    "a_reset_before_the_first_sound": disconnect(synthesize(LONG), reset=True),
    "a_disconnect_in_the_middle": disconnect(synthesize(LONG), "audio-chunk"),
    "a_reset_in_the_middle": disconnect(synthesize(LONG), "audio-chunk", reset=True),
    "a_reset_in_an_open_stream": disconnect(
        START + pack("synthesize-chunk", {"text": LONG}), "audio-chunk", reset=True
    ),
    "a_disconnect_in_a_stream_without_text": disconnect(START, "audio-start"),
    "a_description_before_a_disconnect": disconnect(pack("describe") * 50),
    "an_out_of_band_byte": out_of_band,
}
"""Clients that disconnect."""

CASES: Mapping[str, Attack] = {
    **{
        f"frame: {name}": expect_error(data, code, ends=code == "cut_short")
        for name, (data, code) in BAD_FRAMES.items()
    },
    **{f"request: {name}": expect_error(data, code) for name, (data, code) in BAD_REQUESTS.items()},
    **{f"unusual: {name}": attack for name, attack in UNUSUAL.items()},
    **{f"much: {name}": attack for name, attack in MUCH.items()},
    **{f"slow: {name}": attack for name, attack in SLOW.items()},
    **{f"gone: {name}": attack for name, attack in GONE.items()},
}


LONG_CASES = ("much: ", "slow: ")
"""They send megabytes, or wait for a deadline."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow) if name.startswith(LONG_CASES) else name for name in CASES],
)
async def test_an_attack_leaks_nothing_and_the_server_still_answers(program: Program, name: str) -> None:
    await CASES[name](program)
    assert await program.serves() == program.sound
    await until(lambda: program.descriptors() == program.descriptors_at_rest)
    assert program.peak() <= program.memory_at_rest + GROWTH
    assert program.process.poll() is None


def test_the_log_stays_short_and_shows_no_traceback(program: Program) -> None:
    written = program.log.read_text(encoding="utf-8")
    assert "Traceback" not in written
    assert len(written.splitlines()) < 2 * len(CASES)
