"""One connection: which event may come when, what answers it, and how it ends."""

import logging

import pytest

from tests.wire.bad_requests import BAD_REQUESTS
from tests.wire.client import ReceivedEvent, WyomingClient, event_types, sound, stream, synthesize
from tests.wire.conftest import Connect
from wyoming_kokoro.frames import pack
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.wire import connection

TEXT = "The light is on."
ONE_SHOT = ["audio-start", "audio-chunk", "audio-stop"]
STREAMED = [*ONE_SHOT, "synthesize-stopped"]


async def audio_for(connect: Connect, request: bytes) -> bytes:
    """The sound of a request on a connection of its own."""
    client = await connect()
    await client.send(request)
    return sound(await client.receive_until("audio-stop"))


async def test_a_text_is_answered_with_its_sound(client: WyomingClient) -> None:
    await client.send(synthesize(TEXT))
    events = await client.receive_until("audio-stop")
    assert event_types(events) == ONE_SHOT
    assert len(sound(events)) > 10_000 and len(sound(events)) % 2 == 0


async def test_a_stream_is_answered_with_its_sound_and_its_end(client: WyomingClient, connect: Connect) -> None:
    await client.send(stream("The light ", "is on."))
    events = await client.receive_until("synthesize-stopped")
    assert event_types(events) == STREAMED
    assert sound(events) == await audio_for(connect, synthesize(TEXT))


async def test_the_start_is_sent_before_there_is_any_text(client: WyomingClient) -> None:
    await client.send(pack("synthesize-start"))
    assert await client.receive() == ReceivedEvent(
        "audio-start", {"rate": 24000, "width": 2, "channels": 1, "timestamp": 0}
    )


async def test_a_stream_is_spoken_while_its_text_still_arrives(client: WyomingClient) -> None:
    await client.send(pack("synthesize-start"), pack("synthesize-chunk", {"text": "This is a whole sentence. And"}))
    assert event_types(await client.receive_until("audio-chunk")) == ["audio-start", "audio-chunk"]
    await client.send(pack("synthesize-chunk", {"text": " this is another."}), pack("synthesize-stop"))
    assert event_types(await client.receive_until("synthesize-stopped"))[-2:] == ["audio-stop", "synthesize-stopped"]


async def test_a_synthesize_event_inside_a_stream_with_chunks_is_not_spoken_again(
    client: WyomingClient, connect: Connect
) -> None:
    chunks = pack("synthesize-chunk", {"text": TEXT})
    await client.send(pack("synthesize-start"), chunks, synthesize(TEXT), pack("synthesize-stop"))
    assert sound(await client.receive_until("synthesize-stopped")) == await audio_for(connect, synthesize(TEXT))


async def test_a_synthesize_event_inside_a_stream_without_chunks_is_spoken(
    client: WyomingClient, connect: Connect
) -> None:
    await client.send(pack("synthesize-start"), synthesize(TEXT), synthesize(TEXT), pack("synthesize-stop"))
    events = await client.receive_until("synthesize-stopped")
    assert event_types(events) == STREAMED
    assert sound(events) == await audio_for(connect, synthesize(TEXT))


async def test_a_plain_request_after_a_stream_is_answered(client: WyomingClient, connect: Connect) -> None:
    await client.send(stream("One."))
    assert event_types(await client.receive_until("synthesize-stopped")) == STREAMED
    await client.send(synthesize(TEXT))
    events = await client.receive_until("audio-stop")
    assert event_types(events) == ONE_SHOT
    assert sound(events) == await audio_for(connect, synthesize(TEXT))


async def test_requests_sent_at_once_are_answered_in_order(client: WyomingClient, connect: Connect) -> None:
    texts = ["One.", "A second, longer one.", "Three.", "And a fourth."]
    await client.send(*(synthesize(text) for text in texts), stream("And ", "a fifth."), synthesize("Six."))
    for text in texts:
        assert sound(await client.receive_until("audio-stop")) == await audio_for(connect, synthesize(text))
    events = await client.receive_until("synthesize-stopped")
    assert event_types(events) == STREAMED
    assert sound(events) == await audio_for(connect, synthesize("And a fifth."))
    assert sound(await client.receive_until("audio-stop")) == await audio_for(connect, synthesize("Six."))


async def test_more_requests_than_may_wait_are_all_answered(client: WyomingClient) -> None:
    await client.send(*(synthesize("One.") for _ in range(40)))
    for _ in range(40):
        assert event_types(await client.receive_until("audio-stop")) == ONE_SHOT


async def test_a_request_that_arrives_byte_by_byte_is_answered(client: WyomingClient, connect: Connect) -> None:
    await client.send(stream("The light ", "is on."), synthesize(TEXT), piece=1)
    whole = await audio_for(connect, synthesize(TEXT))
    assert sound(await client.receive_until("synthesize-stopped")) == whole
    assert sound(await client.receive_until("audio-stop")) == whole


async def test_a_ping_is_answered_with_its_text(client: WyomingClient) -> None:
    await client.send(pack("ping", {"text": "ü\ud83d"}), pack("ping"))
    assert await client.receive() == ReceivedEvent("pong", {"text": "ü "})
    assert await client.receive() == ReceivedEvent("pong", {"text": None})


async def test_describe_and_ping_are_answered_in_the_middle_of_a_stream(client: WyomingClient) -> None:
    await client.send(pack("synthesize-start"))
    assert event_types(await client.receive_until("audio-start")) == ["audio-start"]
    await client.send(pack("describe"), pack("ping"))
    assert [event.type for event in await client.receive_until("pong")] == ["info", "pong"]
    await client.send(pack("synthesize-chunk", {"text": TEXT}), pack("synthesize-stop"))
    assert event_types(await client.receive_until("synthesize-stopped")) == STREAMED[1:]


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
async def test_events_of_other_services_are_ignored_and_the_connection_stays_open(
    client: WyomingClient, name: str
) -> None:
    await client.send(IGNORED[name], synthesize("One."), IGNORED[name])
    assert event_types(await client.receive_until("audio-stop")) == ONE_SHOT
    await client.send(pack("synthesize-start"), IGNORED[name], pack("synthesize-stop"))
    assert (await client.receive_until("synthesize-stopped"))[-1].type == "synthesize-stopped"


@pytest.mark.parametrize("name", BAD_REQUESTS)
async def test_an_invalid_request_gets_an_error_and_the_connection_is_closed(client: WyomingClient, name: str) -> None:
    sent, code = BAD_REQUESTS[name]
    await client.send(sent)
    events = await client.receive_all()
    assert [event.type for event in events].count("error") == 1
    assert events[-1].type == "error"
    assert events[-1].data["code"] == code
    assert set(events[-1].data) == {"text", "code"} and events[-1].data["text"].endswith(".")


async def test_a_missing_voice_is_replaced_with_one_line_in_the_log(
    client: WyomingClient, connect: Connect, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "RATE_LIMITED_LOG", RateLimitedLog(logging.getLogger(connection.__name__)))
    gone = {"name": "bf_gone\n\x1b[2J" + "x" * 300}
    await client.send(synthesize(TEXT, voice=gone))
    assert sound(await client.receive_until("audio-stop")) == await audio_for(
        connect, synthesize(TEXT, voice={"name": "bf_emma"})
    )
    (line,) = [record.getMessage() for record in caplog.records if record.name.endswith("connection")]
    assert line.startswith("bf_emma speaks in place of 'bf_gone\\n\\x1b[2Jxxx") and len(line) < 300


async def test_a_language_alone_is_spoken_by_its_best_voice(client: WyomingClient, connect: Connect) -> None:
    await client.send(synthesize(TEXT, voice={"language": "fr-FR"}))
    french = await audio_for(connect, synthesize(TEXT, voice={"name": "ff_siwis"}))
    assert sound(await client.receive_until("audio-stop")) == french != await audio_for(connect, synthesize(TEXT))


async def test_ssml_tags_are_not_spoken(client: WyomingClient, connect: Connect) -> None:
    tagged = "<speak>The light <token>is</token> on.</speak>"
    await client.send(synthesize(tagged, text_format="ssml"), stream(*tagged, text_format="ssml"))
    plain = await audio_for(connect, synthesize(TEXT))
    assert sound(await client.receive_until("audio-stop")) == plain
    assert sound(await client.receive_until("synthesize-stopped")) == plain


@pytest.mark.parametrize("before", ["", "\ufeff", "  \n", "<?xml version='1.0'?>\n"])
async def test_ssml_is_recognised_without_a_format(client: WyomingClient, connect: Connect, before: str) -> None:
    tagged = f"{before}<speak>The light <token>is</token> on.</speak>"
    await client.send(synthesize(tagged), stream(*tagged))
    plain = await audio_for(connect, synthesize(TEXT))
    assert sound(await client.receive_until("audio-stop")) == plain
    assert sound(await client.receive_until("synthesize-stopped")) == plain


async def test_a_speaker_is_a_speaking_style(client: WyomingClient, connect: Connect) -> None:
    await client.send(synthesize(TEXT, voice={"speaker": "slow"}), synthesize(TEXT, voice={"speaker": "nobody"}))
    plain = await audio_for(connect, synthesize(TEXT))
    assert len(sound(await client.receive_until("audio-stop"))) > 1.15 * len(plain)
    assert sound(await client.receive_until("audio-stop")) == plain


async def test_an_error_does_not_repeat_the_request(client: WyomingClient) -> None:
    await client.send(synthesize("Sesame", voice={"name": 5, "speaker": "Sesame"}, text_format="Sesame"))
    assert "Sesame" not in str(await client.receive_all())


async def test_requests_before_an_error_are_answered(client: WyomingClient) -> None:
    await client.send(pack("ping"), pack("describe"), b"{}\n")
    assert [event.type for event in await client.receive_all()] == ["pong", "info", "error"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "...", "\U0001f600\U0001f44d", "a", "\ud83d", "\0\x07"])
async def test_every_text_is_answered_in_both_forms(client: WyomingClient, text: str) -> None:
    await client.send(synthesize(text), stream(text), stream(*text))
    assert (await client.receive_until("audio-stop"))[-1].type == "audio-stop"
    for _ in range(2):
        assert (await client.receive_until("synthesize-stopped"))[-1].type == "synthesize-stopped"


async def test_a_stream_without_any_chunk_is_answered(client: WyomingClient) -> None:
    await client.send(stream())
    events = await client.receive_until("synthesize-stopped")
    assert [event_types(events)[0], *event_types(events)[-2:]] == ["audio-start", "audio-stop", "synthesize-stopped"]
