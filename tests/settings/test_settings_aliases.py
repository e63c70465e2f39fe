"""A settings file of LiteTTS is used as far as its names have a clear meaning, and stops no start."""

import json
from typing import Any

import pytest

from wyoming_kokoro.settings import OPTIONS, Paths, Settings, load
from wyoming_kokoro.settings.aliases import LITETTS_NAMES


@pytest.mark.parametrize(
    ("section", "key", "raw", "name", "value"),
    [
        ("voice", "default_voice", "am_adam", "speech.voice", "am_adam"),
        ("tts", "default_voice", "am_adam", "speech.voice", "am_adam"),
        ("audio", "default_speed", 1.2, "speech.speed", 1.2),
        ("audio", "default_language", "en-gb", "speech.language", "en-GB"),
        ("audio", "default_language", "ja", "speech.language", "ja"),
        ("model", "default_variant", "model_f16.onnx", "engine.model", "model_f16.onnx"),
        ("tts", "model_path", "LiteTTS/models/model_q8f16.onnx", "engine.model", "model_q8f16.onnx"),
        ("server", "host", "127.0.0.1", "http.host", "127.0.0.1"),
        ("server", "port", 9000, "http.port", 9000),
        ("performance", "max_text_length", 8192, "limits.text_characters", 8192),
        ("performance", "max_retry_attempts", 3, "engine.attempts", 3),
        ("logging", "level", "debug", "log.debug", True),
        ("monitoring", "log_level", "INFO", "log.debug", False),
    ],
)
def test_a_name_of_litetts_is_used_with_a_note(
    paths: Paths, section: str, key: str, raw: object, name: str, value: object
) -> None:
    paths.override.write_text(json.dumps({section: {key: raw}}))
    loaded = load(paths, {}, {})
    assert loaded.settings.value(name) == value
    assert loaded.origins[name] == "override.json"
    assert not loaded.warnings
    assert len(loaded.notes) == 1 and f"{section}.{key}" in loaded.notes[0] and name in loaded.notes[0]


def test_our_own_name_wins_over_an_earlier_one_in_the_same_file(paths: Paths) -> None:
    paths.override.write_text('{"speech": {"voice": "ours"}, "voice": {"default_voice": "earlier"}}')
    assert load(paths, {}, {}).settings.speech.voice == "ours"


@pytest.mark.parametrize(
    ("section", "key", "raw"),
    [
        ("performance", "max_retry_attempts", 0),
        ("audio", "default_speed", "fast"),
        ("audio", "default_language", None),
        ("server", "port", "8354"),
        ("server", "host", None),
        ("model", "default_variant", {}),
    ],
)
def test_an_invalid_value_of_litetts_is_a_warning(paths: Paths, section: str, key: str, raw: object) -> None:
    paths.override.write_text(json.dumps({section: {key: raw}}))
    loaded = load(paths, {}, {})
    assert loaded.settings == Settings() and not loaded.notes
    assert len(loaded.warnings) == 1 and f"{section}.{key} is " in loaded.warnings[0]


@pytest.mark.parametrize(
    "document",
    [
        {"performance_mode": "balanced"},
        {"model": {"performance_mode": "balanced"}},
        {"engine": {"performance_mode": {"nested": [1]}}},
        {"performance": {"performance_mode": None}},
    ],
)
def test_performance_mode_gives_a_note_and_no_error(paths: Paths, document: dict[str, Any]) -> None:
    paths.override.write_text(json.dumps(document))
    loaded = load(paths, {}, {})
    assert loaded.settings == Settings() and not loaded.warnings
    assert len(loaded.notes) == 1 and "performance_mode" in loaded.notes[0] and "no effect" in loaded.notes[0]


def test_the_notes_say_what_replaces_the_folders_of_litetts(paths: Paths) -> None:
    paths.override.write_text('{"paths": {"models_dir": "m", "temp_dir": "t"}}')
    notes = load(paths, {}, {}).notes
    assert any("paths.models_dir" in note and "--download-dir" in note for note in notes)
    assert any("paths.temp_dir" in note for note in notes)


def test_many_earlier_names_give_one_note(paths: Paths) -> None:
    paths.override.write_text(json.dumps({"beta_features": {f"feature{number}": True for number in range(30)}}))
    loaded = load(paths, {}, {})
    assert not loaded.warnings
    assert len(loaded.notes) == 1 and "and 10 more" in loaded.notes[0]


def test_earlier_names_refer_to_existing_settings_and_hide_none() -> None:
    assert {alias.name for alias in LITETTS_NAMES.values()} <= set(OPTIONS)
    assert not set(LITETTS_NAMES) & set(OPTIONS)
