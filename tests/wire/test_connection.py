"""One connection: which event may come when, what answers it, and how it ends."""

import logging

import pytest

from tests.wire.bad_requests import REFUSED
from tests.wire.callers import Caller, Heard, kinds, sound, stream, synthesize
from tests.wire.conftest import Connect
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.wire import connection
from wyoming_kokoro.wire.frames import pack

TEXT = "The light is on."
ONE_SHOT = ["audio-start", "audio-chunk", "audio-stop"]
STREAMED = [*ONE_SHOT, "synthesize-stopped"]


async def said(connect: Connect, request: bytes) -> bytes:
    """The sound of a request on a connection of its own."""
    caller = await connect()
    await caller.send(request)
    return sound(await caller.hear_until("audio-stop"))


async def test_a_text_is_answered_with_its_sound(caller: Caller) -> None:
    await caller.send(synthesize(TEXT))
    heard = await caller.hear_until("audio-stop")
    assert kinds(heard) == ONE_SHOT
    assert len(sound(heard)) > 10_000 and len(sound(heard)) % 2 == 0


async def test_a_stream_is_answered_with_its_sound_and_its_end(caller: Caller, connect: Connect) -> None:
    await caller.send(stream("The light ", "is on."))
    heard = await caller.hear_until("synthesize-stopped")
    assert kinds(heard) == STREAMED
    assert sound(heard) == await said(connect, synthesize(TEXT))


async def test_the_start_is_sent_before_there_is_any_text(caller: Caller) -> None:
    await caller.send(pack("synthesize-start"))
    assert await caller.hear() == Heard("audio-start", {"rate": 24000, "width": 2, "channels": 1, "timestamp": 0})


async def test_a_stream_is_spoken_while_its_text_still_arrives(caller: Caller) -> None:
    await caller.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "This is a whole sentence. And"}))
    assert kinds(await caller.hear_until("audio-chunk")) == ["audio-start", "audio-chunk"]
    await caller.send(pack("synthesize-chunk", {"text": " this is another."}), pack("synthesize-stop"))
    assert kinds(await caller.hear_until("synthesize-stopped"))[-2:] == ["audio-stop", "synthesize-stopped"]


async def test_the_whole_text_inside_a_stream_is_not_spoken_again(caller: Caller, connect: Connect) -> None:
    chunks = pack("synthesize-chunk", {"text": TEXT})
    await caller.send(pack("synthesize-start"), chunks, synthesize(TEXT), pack("synthesize-stop"))
    assert sound(await caller.hear_until("synthesize-stopped")) == await said(connect, synthesize(TEXT))


async def test_the_whole_text_inside_a_stream_without_chunks_is_its_text(caller: Caller, connect: Connect) -> None:
    await caller.send(pack("synthesize-start"), synthesize(TEXT), synthesize(TEXT), pack("synthesize-stop"))
    heard = await caller.hear_until("synthesize-stopped")
    assert kinds(heard) == STREAMED
    assert sound(heard) == await said(connect, synthesize(TEXT))


async def test_a_plain_request_after_a_stream_is_answered(caller: Caller, connect: Connect) -> None:
    await caller.send(stream("One."))
    assert kinds(await caller.hear_until("synthesize-stopped")) == STREAMED
    await caller.send(synthesize(TEXT))
    heard = await caller.hear_until("audio-stop")
    assert kinds(heard) == ONE_SHOT
    assert sound(heard) == await said(connect, synthesize(TEXT))


async def test_requests_sent_at_once_are_answered_in_order(caller: Caller, connect: Connect) -> None:
    texts = ["One.", "A second, longer one.", "Three.", "And a fourth."]
    await caller.send(*(synthesize(text) for text in texts), stream("And ", "a fifth."), synthesize("Six."))
    for text in texts:
        assert sound(await caller.hear_until("audio-stop")) == await said(connect, synthesize(text))
    heard = await caller.hear_until("synthesize-stopped")
    assert kinds(heard) == STREAMED
    assert sound(heard) == await said(connect, synthesize("And a fifth."))
    assert sound(await caller.hear_until("audio-stop")) == await said(connect, synthesize("Six."))


async def test_more_requests_than_may_wait_are_all_answered(caller: Caller) -> None:
    await caller.send(*(synthesize("One.") for _ in range(40)))
    for _ in range(40):
        assert kinds(await caller.hear_until("audio-stop")) == ONE_SHOT


async def test_one_byte_at_a_time_makes_no_difference(caller: Caller, connect: Connect) -> None:
    await caller.send(stream("The light ", "is on."), synthesize(TEXT), piece=1)
    whole = await said(connect, synthesize(TEXT))
    assert sound(await caller.hear_until("synthesize-stopped")) == whole
    assert sound(await caller.hear_until("audio-stop")) == whole


async def test_a_ping_is_answered_with_its_text(caller: Caller) -> None:
    await caller.send(pack("ping", {"text": "ü\ud83d"}), pack("ping"))
    assert await caller.hear() == Heard("pong", {"text": "ü "})
    assert await caller.hear() == Heard("pong", {"text": None})


async def test_describe_and_ping_are_answered_in_the_middle_of_a_stream(caller: Caller) -> None:
    await caller.send(pack("synthesize-start"))
    assert kinds(await caller.hear_until("audio-start")) == ["audio-start"]
    await caller.send(pack("describe"), pack("ping"))
    assert [event.type for event in await caller.hear_until("pong")] == ["info", "pong"]
    await caller.send(pack("synthesize-chunk", {"text": TEXT}), pack("synthesize-stop"))
    assert kinds(await caller.hear_until("synthesize-stopped")) == STREAMED[1:]


IGNORED = {
    "unknown": pack("play-a-tune", {"tune": 5}),
    "empty_type": pack(""),
    "audio_of_another_service": pack("audio-chunk", {"rate": 16000, "width": 2, "channels": 1}, bytes(3200)),
    "transcribe": pack("transcribe", {"language": "en"}),
    "large_payload": pack("audio-chunk", {}, bytes(2 * 1024 * 1024)),
    "our_own_answers": pack("audio-start", {"rate": "x"}) + pack("info", {"tts": 3}) + pack("error", {"text": None}),
    "a_type_like_ours": pack("Synthesize", {"text": 5}) + pack("synthesize ", {"text": 5}),
    "select_program": pack("select-program", {"name": "kokoro"}),
}


@pytest.mark.parametrize("name", IGNORED)
async def test_events_of_others_are_ignored_and_the_connection_lives(caller: Caller, name: str) -> None:
    await caller.send(IGNORED[name], synthesize("One."), IGNORED[name])
    assert kinds(await caller.hear_until("audio-stop")) == ONE_SHOT
    await caller.send(pack("synthesize-start"), IGNORED[name], pack("synthesize-stop"))
    assert (await caller.hear_until("synthesize-stopped"))[-1].type == "synthesize-stopped"


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_is_told_and_the_connection_closed(caller: Caller, name: str) -> None:
    sent, code = REFUSED[name]
    await caller.send(sent)
    heard = await caller.hear_all()
    assert [event.type for event in heard].count("error") == 1
    assert heard[-1].type == "error"
    assert heard[-1].data["code"] == code
    assert set(heard[-1].data) == {"text", "code"} and heard[-1].data["text"].endswith(".")


async def test_a_voice_that_is_gone_is_spoken_by_another_and_the_log_says_so_in_one_line(
    caller: Caller, connect: Connect, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "RATE_LIMITED_LOG", RateLimitedLog(logging.getLogger(connection.__name__)))
    gone = {"name": "bf_gone\n\x1b[2J" + "x" * 300}
    await caller.send(synthesize(TEXT, voice=gone))
    assert sound(await caller.hear_until("audio-stop")) == await said(
        connect, synthesize(TEXT, voice={"name": "bf_emma"})
    )
    (line,) = [record.getMessage() for record in caplog.records if record.name.endswith("connection")]
    assert line.startswith("bf_emma speaks in place of 'bf_gone\\n\\x1b[2Jxxx") and len(line) < 300


async def test_a_language_alone_is_spoken_by_its_best_voice(caller: Caller, connect: Connect) -> None:
    await caller.send(synthesize(TEXT, voice={"language": "fr-FR"}))
    french = await said(connect, synthesize(TEXT, voice={"name": "ff_siwis"}))
    assert sound(await caller.hear_until("audio-stop")) == french != await said(connect, synthesize(TEXT))


async def test_tags_are_not_spoken(caller: Caller, connect: Connect) -> None:
    tagged = "<speak>The light <emphasis>is</emphasis> on.</speak>"
    await caller.send(synthesize(tagged, text_format="ssml"), stream(*tagged, text_format="ssml"))
    plain = await said(connect, synthesize(TEXT))
    assert sound(await caller.hear_until("audio-stop")) == plain
    assert sound(await caller.hear_until("synthesize-stopped")) == plain


async def test_an_error_repeats_nothing_of_what_was_sent(caller: Caller) -> None:
    await caller.send(synthesize("Sesame", voice={"name": 5, "speaker": "Sesame"}, text_format="Sesame"))
    assert "Sesame" not in str(await caller.hear_all())


async def test_what_was_asked_before_an_error_is_answered(caller: Caller) -> None:
    await caller.send(pack("ping"), pack("describe"), b"{}\n")
    assert [event.type for event in await caller.hear_all()] == ["pong", "info", "error"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "...", "\U0001f600\U0001f44d", "a", "\ud83d", "\0\x07"])
async def test_every_text_is_answered_in_both_forms(caller: Caller, text: str) -> None:
    await caller.send(synthesize(text), stream(text), stream(*text))
    assert (await caller.hear_until("audio-stop"))[-1].type == "audio-stop"
    for _ in range(2):
        assert (await caller.hear_until("synthesize-stopped"))[-1].type == "synthesize-stopped"


async def test_a_stream_without_any_chunk_is_answered(caller: Caller) -> None:
    await caller.send(stream())
    heard = await caller.hear_until("synthesize-stopped")
    assert [kinds(heard)[0], *kinds(heard)[-2:]] == ["audio-start", "audio-stop", "synthesize-stopped"]
