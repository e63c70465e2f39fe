"""The answer to "describe": what Home Assistant needs, equal each time, and made once."""

from dataclasses import replace

import pytest
from wyoming.event import Event
from wyoming.info import Info

from tests.wire.client import WyomingClient
from tests.wire.conftest import ApplySettings
from wyoming_kokoro import __version__
from wyoming_kokoro.frames import pack
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire.info import ServerInfo


async def describe(client: WyomingClient) -> Info:
    """Return the answer as Home Assistant's package reads it."""
    await client.send(pack("describe"))
    events = await client.receive()
    assert events is not None
    return Info.from_event(Event(events.type, events.data))


async def test_one_program_named_kokoro_has_every_voice(client: WyomingClient, studio: Studio) -> None:
    info = await describe(client)
    (program,) = info.tts
    assert (program.name, program.installed, program.version) == ("kokoro", True, __version__)
    assert program.supports_synthesize_streaming
    assert program.attribution.name and program.attribution.url.startswith("https://")
    listed = studio.config.voices.listed()
    assert [voice.name for voice in program.voices] == [voice.name for voice in listed]
    for told_of, voice in zip(program.voices, listed, strict=True):
        assert told_of.installed and told_of.version == __version__
        assert told_of.languages == [voice.language] and told_of.description == voice.description
        assert told_of.attribution.name and told_of.attribution.url.startswith("https://")


async def test_no_other_service_is_offered(client: WyomingClient) -> None:
    info = await describe(client)
    assert not (info.asr or info.handle or info.intent or info.wake or info.mic or info.snd or info.satellite)


async def test_the_description_names_the_engine_and_the_reason(client: WyomingClient, studio: Studio) -> None:
    description = (await describe(client)).tts[0].description
    assert description == f"{studio.status().engine} speaks: {studio.status().why}"


def test_the_answer_is_built_once_and_reused(studio: Studio) -> None:
    description = ServerInfo(studio)
    assert description.frame() is description.frame()
    assert description.frame() == ServerInfo(studio).frame()


async def test_the_answer_changes_with_the_engine_and_not_with_other_settings(
    studio: Studio, apply_settings: ApplySettings
) -> None:
    description = ServerInfo(studio)
    humming, settings = description.frame(), studio.settings
    await apply_settings(replace(settings, limits=replace(settings.limits, queue=7)))
    assert description.frame() == humming
    await apply_settings(replace(settings, engine=replace(settings.engine, name="espeak")))
    assert description.frame() != humming
    await apply_settings(settings)
    assert description.frame() == humming


def test_the_answer_does_not_change_while_a_download_goes_on(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    description = ServerInfo(studio)
    answers = set()
    for percent in (3, 4, 99):
        trouble = ", the last try failed: it broke off" * (percent % 2)
        status = replace(studio.status(), why=f"model.onnx is being downloaded ({percent} %{trouble}).")
        monkeypatch.setattr(Studio, "status", lambda _, status=status: status)
        answers.add(description.frame())
    assert len(answers) == 1 and b"speaks: model.onnx is being downloaded." in answers.pop()
