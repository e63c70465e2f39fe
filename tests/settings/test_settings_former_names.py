"""The names that settings had before still work wherever a setting can be set, with one note in the log each."""

import json
import logging
from pathlib import Path

import pytest

from wyoming_kokoro.errors import InvalidSettings
from wyoming_kokoro.settings import FORMER_NAMES, OPTIONS, LoadedSettings, Paths, Settings, change, load
from wyoming_kokoro.settings.aliases import WITHDRAWN
from wyoming_kokoro.settings.layers import variable

FORMER_CONFIG = Path(__file__).with_name("former_config.json")
"""The shipped config.json from before the settings were renamed: it shows every setting there was."""

OTHER_VALUES: dict[str, object] = {
    "speech.level": False,
    "reading.first": "day",
    "engine.short": 7,
    "engine.unload_seconds": 60.0,
    "engine.tries": 3,
    "wyoming.idle_seconds": 11.0,
    "wyoming.first_seconds": 12.0,
    "wyoming.frame_seconds": 13.0,
    "wyoming.write_seconds": 14.0,
    "wyoming.quiet_seconds": 16.0,
    "wyoming.early_flush_seconds": 0.5,
    "http.hosts": ["speech.example.org"],
    "http.origins": ["http://example.org:8123"],
    "http.models": ["house-voice"],
    "http.head_seconds": 17.0,
    "http.body_seconds": 18.0,
    "http.idle_seconds": 19.0,
    "http.write_seconds": 21.0,
    "http.links_seconds": 22.0,
    "limits.stop_seconds": 23.0,
    "downloads.tries": 9,
    "downloads.pause_seconds": 2.0,
    "downloads.timeout_seconds": 24.0,
    "cache.prepare": False,
}
"""For each former name a value that is not the default."""


def group_by_section(values: dict[str, object]) -> dict[str, dict[str, object]]:
    document: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        section, _, key = name.partition(".")
        document.setdefault(section, {})[key] = value
    return document


def environment_text(value: object) -> str:
    """A value as it is written in the environment."""
    return json.dumps(value) if not isinstance(value, str) else value


def as_setting(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def assert_all_set(loaded: LoadedSettings, layer: str) -> None:
    """Every setting has the other value from this layer, with one note for each name and no warning."""
    assert not loaded.warnings
    assert len(loaded.notes) == len(OTHER_VALUES)
    for former, value in OTHER_VALUES.items():
        name = FORMER_NAMES[former]
        assert loaded.settings.value(name) == as_setting(value)
        assert loaded.origins[name] == layer


def test_every_former_name_is_tried_with_another_value() -> None:
    assert set(OTHER_VALUES) == set(FORMER_NAMES)
    for former, name in FORMER_NAMES.items():
        assert OPTIONS[name].default != as_setting(OTHER_VALUES[former])


def test_former_names_refer_to_settings_of_the_same_section_and_hide_none() -> None:
    assert set(FORMER_NAMES.values()) <= set(OPTIONS)
    assert not set(FORMER_NAMES) & set(OPTIONS)
    assert not {variable(former) for former in FORMER_NAMES} & {variable(name) for name in OPTIONS}
    assert all(former.partition(".")[0] == name.partition(".")[0] for former, name in FORMER_NAMES.items())


@pytest.mark.parametrize("file", ["config", "override"])
def test_a_full_former_config_gives_notes_and_the_same_settings(paths: Paths, file: str) -> None:
    getattr(paths, file).write_bytes(FORMER_CONFIG.read_bytes())
    loaded = load(paths, {}, {})
    assert loaded.settings == Settings()
    assert not loaded.warnings
    assert len(loaded.notes) == len(FORMER_NAMES)
    for former, name in FORMER_NAMES.items():
        assert [note for note in loaded.notes if f": {former} is now called {name};" in note]


@pytest.mark.parametrize("file", ["config", "override"])
def test_a_file_may_use_former_names(paths: Paths, file: str) -> None:
    getattr(paths, file).write_text(json.dumps(group_by_section(OTHER_VALUES)))
    assert_all_set(load(paths, {}, {}), f"{file}.json")


def test_a_file_may_use_former_names_without_sections(paths: Paths) -> None:
    paths.override.write_text(json.dumps(OTHER_VALUES))
    assert_all_set(load(paths, {}, {}), "override.json")


def test_the_environment_may_use_former_names(paths: Paths) -> None:
    environment = {variable(former): environment_text(value) for former, value in OTHER_VALUES.items()}
    loaded = load(paths, {}, environment)
    assert_all_set(loaded, "environment")
    assert any(
        "WYOMING_KOKORO_ENGINE_TRIES is now called WYOMING_KOKORO_ENGINE_ATTEMPTS" in each for each in loaded.notes
    )


@pytest.mark.parametrize("as_texts", [True, False])
def test_the_command_line_may_use_former_names(paths: Paths, *, as_texts: bool) -> None:
    arguments = {
        former: environment_text(value) if as_texts else as_setting(value) for former, value in OTHER_VALUES.items()
    }
    assert_all_set(load(paths, arguments, {}), "command line")


def test_options_that_the_supervisor_kept_still_work(paths: Paths) -> None:
    kept = {
        "voice": "bf_emma",
        "speed": 1.5,
        "language": "en-GB",
        "model": "auto",
        "threads": 2,
        "unload_seconds": 60.0,
    }
    assert paths.options
    paths.options.write_text(json.dumps({**kept, "debug_logging": True}))
    loaded = load(paths, {}, {})
    assert not loaded.warnings and not loaded.notes
    assert loaded.settings.engine.unload_after == 60.0 and loaded.origins["engine.unload_after"] == "add-on"


def test_the_current_name_wins_over_the_former_name_in_the_same_layer(paths: Paths) -> None:
    paths.override.write_text(
        '{"engine": {"tries": 3, "attempts": 4}, "cache": {"precompute": false, "prepare": true}}'
    )
    environment = {"WYOMING_KOKORO_DOWNLOADS_TRIES": "6", "WYOMING_KOKORO_DOWNLOADS_ATTEMPTS": "7"}
    loaded = load(paths, {"engine.min_phonemes": 8, "engine.short": 9}, environment)
    assert loaded.settings.engine.attempts == 4
    assert loaded.settings.cache.precompute is False
    assert loaded.settings.downloads.attempts == 7
    assert loaded.settings.engine.min_phonemes == 8


def test_a_former_name_in_a_later_layer_wins(paths: Paths) -> None:
    paths.config.write_text('{"engine": {"attempts": 4}}')
    paths.override.write_text('{"engine": {"tries": 3}}')
    assert load(paths, {}, {}).settings.engine.attempts == 3


def test_a_former_name_wins_over_a_name_of_another_server(paths: Paths) -> None:
    paths.override.write_text('{"performance": {"max_retry_attempts": 5}, "engine": {"tries": 3}}')
    assert load(paths, {}, {}).settings.engine.attempts == 3


def test_an_error_for_a_value_under_a_former_name_shows_the_former_name(paths: Paths) -> None:
    paths.override.write_text('{"engine": {"tries": 0}}')
    with pytest.raises(InvalidSettings) as caught:
        load(paths, {"downloads.tries": "0"}, {"WYOMING_KOKORO_ENGINE_SHORT": "none"})
    assert [(mistake.name, mistake.what.partition(" ")[0]) for mistake in caught.value.mistakes] == [
        ("engine.attempts", "engine.tries"),
        ("engine.min_phonemes", "engine.min_phonemes"),
        ("downloads.attempts", "downloads.tries"),
    ]


def test_a_note_is_logged_once(paths: Paths, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    paths.override.write_text('{"engine": {"tries": 3}}')
    loaded = load(paths, {}, {})
    loaded.report()
    load(paths, {}, {}).report(loaded)
    assert [record.levelname for record in caplog.records if "engine.tries" in record.message] == ["INFO"]


def test_a_change_may_use_a_former_name_and_the_file_gets_the_current_name(
    paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    change(paths, {"engine.tries": 3})
    assert json.loads(paths.override.read_text()) == {"engine": {"attempts": 3}}
    assert len([record for record in caplog.records if "engine.tries" in record.message]) == 1


def test_a_change_under_the_current_name_wins_over_one_under_a_former_name(paths: Paths) -> None:
    change(paths, {"engine.attempts": 4, "engine.tries": 3})
    assert json.loads(paths.override.read_text()) == {"engine": {"attempts": 4}}


@pytest.mark.parametrize("name", ["engine.tries", "engine.attempts"])
@pytest.mark.parametrize(
    "document", [{"engine": {"tries": 3, "short": 5}}, {"engine.tries": 3, "engine": {"short": 5}}]
)
def test_a_change_replaces_the_former_name_of_that_setting_only(
    paths: Paths, name: str, document: dict[str, object]
) -> None:
    paths.override.write_text(json.dumps(document))
    change(paths, {name: 4})
    assert json.loads(paths.override.read_text()) == {"engine": {"short": 5, "attempts": 4}}


@pytest.mark.parametrize("name", ["engine.tries", "engine.attempts"])
@pytest.mark.parametrize("document", [{"engine": {"tries": 3}}, {"engine.tries": 3}])
def test_a_reset_also_removes_the_former_name(paths: Paths, name: str, document: dict[str, object]) -> None:
    paths.override.write_text(json.dumps(document))
    change(paths, {name: None})
    assert json.loads(paths.override.read_text()) == {}


def test_a_wrong_value_for_a_former_name_is_refused(paths: Paths) -> None:
    with pytest.raises(InvalidSettings) as caught:
        change(paths, {"engine.tries": 0})
    assert [mistake.name for mistake in caught.value.mistakes] == ["engine.attempts"]
    assert not paths.override.exists()


@pytest.mark.parametrize("as_text", [True, False])
def test_a_withdrawn_setting_has_no_effect_and_gives_one_warning_that_says_why(paths: Paths, *, as_text: bool) -> None:
    paths.override.write_text('{"engine": {"streaming": "fast", "precision": "int8"}}')
    loaded = load(paths, {}, {})
    assert loaded.settings == Settings()
    streaming, precision = loaded.warnings
    assert "engine.streaming is off in this version because windows spoil real speech" in streaming
    assert "engine.precision is off in this version because eight bits spoil real speech" in precision
    environment = {"WYOMING_KOKORO_ENGINE_STREAMING": "fast"} if as_text else {}
    arguments = {} if as_text else {"engine.streaming": "fast"}
    paths.override.unlink()
    (warning,) = load(paths, arguments, environment).warnings
    assert "is off in this version" in warning and "not a setting" not in warning


def test_a_withdrawn_setting_with_the_value_of_former_files_gives_no_warning(paths: Paths) -> None:
    paths.override.write_text('{"engine": {"streaming": "exact", "precision": "full"}}')
    assert not load(paths, {}, {}).warnings
    assert not set(WITHDRAWN) & set(OPTIONS)
