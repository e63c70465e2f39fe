"""Files that change while the program runs are applied if they are valid, and only then."""

import asyncio
import importlib.util
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from wyoming_kokoro.settings import LoadedSettings, Paths, Settings, SettingsWatcher, load
from wyoming_kokoro.settings import watch as watching


class Running:
    """A settings watcher as in the app, and the settings that it has applied."""

    def __init__(self, paths: Paths, shipped: Path | None = None) -> None:
        self.paths = paths
        self.applied_settings: list[LoadedSettings] = []
        self.applied = asyncio.Event()
        self.watch = SettingsWatcher(load(paths, {}, {}, shipped=shipped), self.apply)

    async def apply(self, loaded: LoadedSettings) -> None:
        self.applied_settings.append(loaded)
        self.applied.set()

    async def write(self, text: str) -> None:
        """Put a new file in place, and look until it has settled."""
        beside = self.paths.override.with_suffix(".new")
        beside.write_text(text)
        beside.replace(self.paths.override)
        await self.settle()

    async def settle(self) -> None:
        await self.watch.check()
        await self.watch.check()

    @property
    def settings(self) -> Settings:
        return self.watch.loaded.settings

    @property
    def problem(self) -> str:
        return "; ".join(mistake.brief for mistake in self.watch.problems)


@pytest.fixture
def running(paths: Paths) -> Running:
    return Running(paths)


async def test_a_change_is_applied_once(running: Running) -> None:
    await running.write('{"speech": {"voice": "bf_emma"}}')
    await running.settle()
    assert running.settings.speech.voice == "bf_emma"
    assert [each.version for each in running.applied_settings] == [2]
    assert running.watch.loaded.origins["speech.voice"] == "override.json"


async def test_nothing_changes_while_the_files_do_not(running: Running) -> None:
    await running.settle()
    assert not running.applied_settings


async def test_a_file_written_again_with_the_same_content_changes_nothing(running: Running) -> None:
    await running.write('{"speech": {"speed": 2}}')
    await running.write('{"speech": {"speed": 2.0}}')
    assert len(running.applied_settings) == 1


async def test_a_file_that_is_still_changing_is_not_read_yet(running: Running) -> None:
    running.paths.override.write_text('{"speech": {"sp')
    await running.watch.check()
    running.paths.override.write_text('{"speech": {"speed": 2}}')
    await running.watch.check()
    assert not running.applied_settings and not running.watch.problems
    await running.watch.check()
    assert running.settings.speech.speed == 2


async def test_a_file_that_keeps_changing_is_read_after_some_checks(running: Running) -> None:
    for length in range(4):
        assert not running.watch.problems
        running.paths.override.write_text("{" + " " * length)
        await running.watch.check()
    assert "override.json: is not JSON" in running.problem


async def test_a_broken_file_keeps_the_last_valid_settings(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    await running.write('{"speech": {"speed": 2}}')
    await running.write('{"speech": {"speed": 3')
    assert running.settings.speech.speed == 2
    assert running.problem.startswith("override.json: is not JSON at line 1")
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1 and str(running.paths.override) in errors[0]


async def test_a_wrong_value_keeps_all_of_the_last_valid_settings(running: Running) -> None:
    await running.write('{"speech": {"speed": 9, "voice": "bf_emma"}}')
    assert running.settings == Settings()
    assert running.problem == "override.json: speech.speed is 9; it should be a number from 0.25 to 4"


async def test_a_repaired_file_is_applied(running: Running) -> None:
    await running.write("{")
    await running.write('{"speech": {"speed": 3}}')
    assert running.settings.speech.speed == 3 and not running.watch.problems


async def test_a_file_restored_to_its_old_content_only_ends_the_problem(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await running.write("{")
    running.paths.override.unlink()
    await running.settle()
    assert not running.watch.problems and not running.applied_settings
    assert "valid again" in caplog.text


async def test_one_problem_among_others_is_logged_once(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    await running.write('{"speech": {"speed": 9}}')
    await running.write('{"speech": {"speed": 9, "pitch": 99}}')
    assert caplog.text.count("speech.speed is 9") == 1
    assert caplog.text.count("speech.pitch is 99") == 1
    assert len(running.watch.problems) == 2


async def test_a_deleted_file_removes_its_layer(running: Running) -> None:
    await running.write('{"speech": {"speed": 3}}')
    running.paths.override.unlink()
    await running.settle()
    assert running.settings.speech.speed == 1
    assert running.watch.loaded.origins["speech.speed"] == "config.json (shipped)"


async def test_every_settings_file_of_the_user_is_watched(running: Running) -> None:
    options = running.paths.options
    assert options
    for path, text in [
        (running.paths.config, '{"speech": {"speed": 2}}'),
        (running.paths.override, '{"speech": {"speed": 3}}'),
        (options, '{"speed": 4}'),
    ]:
        path.write_text(text)
        await running.settle()
    assert [loaded.settings.speech.speed for loaded in running.applied_settings] == [2, 3, 4]


async def test_a_setting_that_needs_a_restart_keeps_its_value_and_is_logged(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await running.write('{"http": {"port": 9000, "connections": 7}}')
    assert (running.settings.http.port, running.settings.http.connections) == (8354, 7)
    assert running.watch.loaded.waiting == ("http.port",)
    assert running.watch.loaded.origins["http.port"] == "config.json (shipped)"
    assert "http.port has changed and needs a restart" in caplog.text
    await running.write('{"http": {"port": 9000, "connections": 8}}')
    assert running.watch.loaded.waiting == ("http.port",)
    assert caplog.text.count("needs a restart") == 1
    await running.write('{"http": {"connections": 8}}')
    assert not running.watch.loaded.waiting


async def test_only_a_changed_value_makes_a_new_version(running: Running) -> None:
    await running.write('{"http": {"port": 9000}}')
    assert [each.version for each in running.applied_settings] == [1]
    await running.write('{"http": {"connections": 9}}')
    assert [each.version for each in running.applied_settings] == [1, 2]


async def test_changed_settings_are_logged(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await running.write('{"speech": {"speed": 2}, "voice": {"default_voice": "am_adam"}, "unknown": 1}')
    assert "speech.speed is now 2.0 (override.json)" in caplog.text
    assert 'speech.voice is now "am_adam" (override.json)' in caplog.text
    assert "voice.default_voice" in caplog.text
    await running.write('{"speech": {"speed": 3}, "voice": {"default_voice": "am_adam"}, "unknown": 1}')
    assert caplog.text.count('"unknown" is not a setting') == 1
    assert caplog.text.count("voice.default_voice") == 1


def test_the_first_report_logs_warnings_and_notes(paths: Paths, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    paths.override.write_text('{"voice": {"default_voice": "am_adam"}, "unknown": 1}')
    load(paths, {}, {}).report()
    levels = {record.levelname for record in caplog.records}
    assert len(caplog.records) == 2 and levels == {"WARNING", "INFO"}


async def test_a_file_changed_between_loading_and_watching_is_seen(running: Running) -> None:
    running.paths.override.write_text('{"speech": {"speed": 2}}')
    running.watch = SettingsWatcher(running.watch.loaded, running.apply)
    await running.settle()
    assert [each.settings.speech.speed for each in running.applied_settings] == [2]


async def test_a_refresh_reads_files_that_have_just_changed(running: Running) -> None:
    running.paths.override.write_text('{"speech": {"speed": 2}}')
    await running.watch.refresh()
    assert running.settings.speech.speed == 2
    await running.settle()
    assert len(running.applied_settings) == 1


async def test_the_watcher_checks_a_changed_file_again_sooner(running: Running) -> None:
    pauses: list[float] = []
    done = asyncio.Event()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            await asyncio.to_thread(running.paths.override.write_text, '{"speech": {"speed": 2}}')
        if len(pauses) == 5:
            done.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(running.watch.run(pause))
    await asyncio.wait_for(done.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    every, settle = watching.POLL_SECONDS, watching.SETTLE_SECONDS
    assert pauses == [every, every, settle, every, every]
    assert running.settings.speech.speed == 2


def test_a_mistake_is_reported_within_two_seconds() -> None:
    looks = watching.POLL_SECONDS + watching.MAX_UNSETTLED * watching.SETTLE_SECONDS
    assert looks <= 1.75, "which leaves a quarter of a second for reading and checking"


async def run_until_applied(running: Running) -> None:
    """Run as the app does until a written change arrives, then stop; nothing is left running."""
    task = asyncio.create_task(running.watch.run())
    await asyncio.sleep(0)
    running.paths.override.write_text(json.dumps({"speech": {"speed": 2}}))
    await asyncio.wait_for(running.applied.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert running.settings.speech.speed == 2


@pytest.mark.slow
async def test_a_change_is_applied_with_watchfiles(running: Running) -> None:
    await run_until_applied(running)


@pytest.mark.slow
async def test_a_change_is_applied_without_watchfiles(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    await run_until_applied(running)


async def test_a_change_is_applied_when_the_system_cannot_watch_files(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def awatch(*_: Path, **__: object) -> AsyncIterator[None]:
        yield
        raise ExceptionGroup("no watching here", [OSError("too many watches")])

    monkeypatch.setattr("watchfiles.awatch", awatch)
    await run_until_applied(running)


async def test_a_data_folder_created_later_is_found(running: Running) -> None:
    running.paths.data.rmdir()
    await running.settle()
    running.paths.data.mkdir()
    await running.write('{"speech": {"speed": 2}}')
    assert running.settings.speech.speed == 2


async def test_a_folder_that_does_not_exist_is_not_watched(tmp_path: Path) -> None:
    changed = asyncio.Event()
    await watching.watch_files((tmp_path / "absent" / "override.json",), changed)
    assert not changed.is_set()


async def test_a_reported_change_ends_the_pause(running: Running) -> None:
    files = running.watch.loaded.sources.files
    changed = asyncio.Event()
    listening = asyncio.create_task(watching.watch_files(files, changed))
    while not changed.is_set():
        running.paths.override.write_text("{}")
        await asyncio.sleep(0.05)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
