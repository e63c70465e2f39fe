"""The program inside the add-on, and the Supervisor around it: discovery, options, restarts, failures."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from tests.addon.conftest import Installed
from tests.addon.supervisor import TOKEN, Supervisor, write_options
from wyoming_kokoro.commands.health import describe
from wyoming_kokoro.errors import InvalidSettings
from wyoming_kokoro.wire import announcement

PATIENCE = 30.0


@pytest.fixture
def supervisor(monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    """One that is asked again soon."""
    monkeypatch.setattr(announcement, "FIRST_RETRY_SECONDS", 0.01)
    return Supervisor()


async def until(held: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not held():  # noqa: ASYNC110 -- what is waited for sends no event
            await asyncio.sleep(0.02)


async def test_home_assistant_receives_an_address_that_answers(installed: Installed, supervisor: Supervisor) -> None:
    async with supervisor.running() as where, installed.server(where).running():
        await supervisor.message_accepted()
        (message,) = supervisor.messages.values()
        port = installed.port("Wyoming clients")
        assert message == {"service": "wyoming", "config": {"uri": f"tcp://{socket.gethostname()}:{port}"}}
        assert (await asyncio.to_thread(describe, f"tcp://127.0.0.1:{port}")).startswith("kokoro ")


async def test_repeated_starts_update_the_same_discovery_message(installed: Installed, supervisor: Supervisor) -> None:
    async with supervisor.running() as where:
        async with installed.server(where).running():
            await supervisor.message_accepted()
        installed.here["wyoming.uri"] = f"tcp://127.0.0.1:{installed.port('Wyoming clients')}"
        async with installed.server(where).running():
            await supervisor.message_accepted()
    assert len(supervisor.messages) == 1 and supervisor.asked == 2


async def test_the_server_answers_while_the_supervisor_fails_and_registers_when_it_has_recovered(
    installed: Installed, supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    supervisor.refusals = [500, 502, 503, 429]
    async with supervisor.running() as where, installed.server(where).running():
        await supervisor.message_accepted()
    assert supervisor.asked == 5
    assert caplog.text.count("does not pass on") == 1 and TOKEN not in caplog.text


async def test_a_supervisor_that_was_away_receives_the_message_after_its_restart(
    installed: Installed, supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    async with supervisor.running() as where:
        pass
    async with installed.server(where).running():
        await until(lambda: "does not pass on" in caplog.text)
        async with supervisor.running():
            await supervisor.message_accepted()
    assert len(supervisor.messages) == 1


@pytest.mark.parametrize(("allowed", "token", "status"), [((), TOKEN, 403), (("wyoming",), "of an earlier start", 401)])
async def test_the_server_runs_although_the_supervisor_refuses_the_message(
    installed: Installed,
    supervisor: Supervisor,
    caplog: pytest.LogCaptureFixture,
    allowed: tuple[str, ...],
    token: str,
    status: int,
) -> None:
    supervisor.allowed = allowed
    async with supervisor.running() as where, installed.server(where, token=token).running():
        await until(lambda: supervisor.asked > 1)
        where_to = f"tcp://127.0.0.1:{installed.port('Wyoming clients')}"
        assert (await asyncio.to_thread(describe, where_to)).startswith("kokoro ")
    assert f"it answered {status}" in caplog.text and not supervisor.messages


@pytest.mark.slow
async def test_options_are_used_and_changes_while_running_are_applied(
    installed: Installed, supervisor: Supervisor
) -> None:
    write_options(installed.options, {"voice": "bf_emma", "speed": 1.5})
    async with supervisor.running() as where, (server := installed.server(where)).running():
        speech = server.studio.settings.speech
        assert (speech.voice, speech.speed) == ("bf_emma", 1.5)
        write_options(installed.options, {"voice": "am_puck", "speed": 1.5})
        await until(lambda: server.studio.settings.speech.voice == "am_puck")
        assert server.studio.config.voices.default.name == "am_puck"


async def test_a_dashboard_setting_counts_where_the_add_on_option_has_its_default(
    installed: Installed, supervisor: Supervisor
) -> None:
    installed.own({"speech": {"voice": "bf_emma", "speed": 0.8}})
    write_options(installed.options, {"voice": "af_heart", "speed": 1.2})
    async with supervisor.running() as where, (server := installed.server(where)).running():
        speech = server.studio.settings.speech
        assert (speech.voice, speech.speed) == ("bf_emma", 1.2)


@pytest.mark.slow
async def test_damaged_options_leave_the_previous_options_in_effect(
    installed: Installed, supervisor: Supervisor
) -> None:
    write_options(installed.options, {"voice": "bf_emma"})
    async with supervisor.running() as where, (server := installed.server(where)).running():
        installed.options.write_text('{"voice": ', encoding="utf-8")
        await until(lambda: server.health().status == "degraded")
        assert server.health().settings_problems[0].startswith("options.json: is not JSON")
        assert server.studio.settings.speech.voice == "bf_emma"


async def test_options_of_an_older_version_are_warnings_and_the_others_are_used(
    installed: Installed, supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    write_options(installed.options, {"voice": "bf_emma", "length_scale": 1.1, "update_voices": True, "speaker": 0})
    async with supervisor.running() as where, (server := installed.server(where)).running():
        assert server.studio.settings.speech.voice == "bf_emma"
        assert {f'"{name}" is not a setting' in caplog.text for name in ("length_scale", "update_voices")} == {True}


def test_an_invalid_option_stops_the_start_and_is_named(installed: Installed) -> None:
    write_options(installed.options, {"speed": "fast"})
    with pytest.raises(InvalidSettings, match=r'options.json: speed is "fast"; it should be a number from 0.25 to 4'):
        installed.server("http://127.0.0.1:9")


async def test_without_a_supervisor_token_the_server_neither_registers_nor_reads_options(
    installed: Installed, supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    write_options(installed.options, {"voice": "bf_emma"})
    async with supervisor.running() as where, (server := installed.server(where, token="")).running():
        assert server.studio.settings.speech.voice == "af_heart"
        assert "proxy is served" not in caplog.text
    assert supervisor.asked == 0
