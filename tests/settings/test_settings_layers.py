"""Later layers take precedence, unknown names are warnings, and invalid values are all reported at once."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from wyoming_kokoro.errors import InvalidSettings
from wyoming_kokoro.settings import ADDON_OPTIONS, OPTIONS, SECTIONS, LoadedSettings, Paths, Settings, load
from wyoming_kokoro.settings.file import MAX_BYTES
from wyoming_kokoro.settings.layers import VARIABLES, Layer, nearest
from wyoming_kokoro.settings.loaded import merge
from wyoming_kokoro.settings.options import Option, Single

LAYERS = ("built in", "config.json (shipped)", "config.json", "override.json", "add-on", "environment", "command line")


def voice_in(layer: str) -> dict[str, object]:
    return {"speech": {"voice": layer}}


def mistakes_in(paths: Paths, text: str) -> str:
    """What is said of an override.json that holds this."""
    paths.override.write_text(text)
    with pytest.raises(InvalidSettings) as caught:
        load(paths, {}, {})
    return str(caught.value)


def loaded_with(paths: Paths, override: object) -> LoadedSettings:
    paths.override.write_text(json.dumps(override))
    return load(paths, {}, {})


@pytest.mark.parametrize("highest", range(len(LAYERS)))
def test_later_layers_win(paths: Paths, tmp_path: Path, highest: int) -> None:
    shipped = tmp_path / "shipped.json"
    files = {"config.json (shipped)": shipped, "config.json": paths.config, "override.json": paths.override}
    said = LAYERS[1 : highest + 1]
    for layer in said:
        if layer in files:
            files[layer].write_text(json.dumps(voice_in(layer)))
        if layer == "add-on":
            assert paths.options
            paths.options.write_text(json.dumps({"voice": layer}))
    loaded = load(
        paths,
        {"speech.voice": "command line" if "command line" in said else None},
        {"WYOMING_KOKORO_SPEECH_VOICE": "environment"} if "environment" in said else {},
        shipped=shipped,
    )
    assert loaded.settings.speech.voice == (said[-1] if said else "af_heart")
    assert loaded.origins["speech.voice"] == LAYERS[highest]
    assert loaded.origins["http.port"] == "built in"
    assert not loaded.warnings and not loaded.notes


def test_without_any_file_everything_is_as_built_in(paths: Paths, tmp_path: Path) -> None:
    loaded = load(paths, None, {}, shipped=tmp_path / "absent.json")
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"built in"}
    assert loaded.version == 1


def test_the_environment_of_the_process_is_read_by_default(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WYOMING_KOKORO_SPEECH_SPEED", "1.5")
    assert load(paths).settings.speech.speed == 1.5


def test_only_our_own_variables_are_kept(paths: Paths) -> None:
    loaded = load(paths, {}, {"PASSWORD": "x", "WYOMING_KOKORO_SPEECH_SPEED": "2"})
    assert loaded.sources.environment == {"WYOMING_KOKORO_SPEECH_SPEED": "2"}


def test_a_value_does_not_change_other_settings_of_its_section(paths: Paths) -> None:
    paths.config.write_text(json.dumps({"speech": {"voice": "bf_emma", "speed": 1.2}}))
    speech = loaded_with(paths, {"speech": {"speed": 1.4}}).settings.speech
    assert (speech.voice, speech.speed) == ("bf_emma", 1.4)


def test_a_dotted_name_in_a_file_is_understood(paths: Paths) -> None:
    assert loaded_with(paths, {"speech.voice": "bf_emma"}).settings.speech.voice == "bf_emma"


def test_comments_in_a_file_are_ignored(paths: Paths) -> None:
    loaded = loaded_with(paths, {"_comment": "x", "$schema": "y", "speech": {"//": "z", "speed": 2}})
    assert not loaded.warnings and loaded.settings.speech.speed == 2


@pytest.mark.parametrize(
    ("document", "meant"),
    [
        ({"speech": {"voise": "x"}}, "speech.voice"),
        ({"speach": {"voice": "x"}}, "speech.voice"),
        ({"http": {"voice": "x"}}, "speech.voice"),
        ({"Speech": {"Voice": "x"}}, "speech.voice"),
        ({"threads": 4}, "engine.threads"),
        ({"flush_aftr": 4}, "wyoming.flush_after"),
        ({"wyoming": {"url": "tcp://:1"}}, "wyoming.uri"),
    ],
)
def test_an_unknown_name_is_a_warning_with_the_most_similar_name(paths: Paths, document: object, meant: str) -> None:
    loaded = loaded_with(paths, document)
    assert loaded.settings == Settings()
    assert len(loaded.warnings) == 1
    assert str(paths.override) in loaded.warnings[0] and f"did you mean {meant}?" in loaded.warnings[0]


@pytest.mark.parametrize("document", [{"qqqqq": {}}, {"qqqqq": 1}, {"speech": {"qqqqq": 1}}, {"": {"": 1}}])
def test_a_name_similar_to_none_is_a_warning_without_a_suggestion(paths: Paths, document: object) -> None:
    loaded = loaded_with(paths, document)
    assert len(loaded.warnings) == 1 and "is not a setting" in loaded.warnings[0]
    assert "mean" not in loaded.warnings[0]


def test_a_file_full_of_unknown_names_gives_few_lines(paths: Paths) -> None:
    loaded = loaded_with(paths, {f"name{number}": number for number in range(5_000)})
    assert len(loaded.warnings) == 21
    assert "4980 more" in loaded.warnings[-1]


def test_a_name_with_control_characters_is_written_out(paths: Paths) -> None:
    loaded = loaded_with(paths, {"a\nERROR forged": 1})
    assert "\n" not in loaded.warnings[0]


WRONG: list[tuple[str, str]] = [
    ('{"speech": {"speed": 9}}', "speech.speed is 9; it should be a number from 0.25 to 4"),
    ('{"speech": {"speed": "1"}}', 'speech.speed is "1"; it should be a number from 0.25 to 4'),
    ('{"speech": {"speed": true}}', "speech.speed is true; it should be a number from 0.25 to 4"),
    ('{"speech": {"speed": null}}', "speech.speed is null; it should be a number from 0.25 to 4"),
    ('{"speech": {"speed": NaN}}', "contains NaN, which is not a number"),
    ('{"speech": {"speed": -Infinity}}', "contains -Infinity, which is not a number"),
    ('{"speech": {"speed": 1e999}}', "speech.speed is Infinity; it should be a number from 0.25 to 4"),
    ('{"speech": {"voice": " "}}', 'speech.voice is " "; it should be a name without spaces around it'),
    ('{"speech": {"language": "english!"}}', "it should be a language tag such as en-US"),
    ('{"engine": {"name": "best"}}', 'engine.name is "best"; it should be one of auto, kokoro, espeak, student, tone'),
    ('{"engine": {"threads": 2.5}}', "engine.threads is 2.5; it should be a whole number from 0 to 256"),
    ('{"http": {"port": 65536}}', "http.port is 65536; it should be a whole number from 0 to 65535"),
    ('{"http": {"host": "a b"}}', 'http.host is "a b"; it should be a host name or an address'),
    ('{"wyoming": {"uri": "10200"}}', "it should be tcp://HOST:PORT"),
    ('{"wyoming": {"uri": "tcp://:65536"}}', "it should be tcp://HOST:PORT"),
    ('{"wyoming": {"uri": "tcp://::1:10200"}}', "it should be tcp://HOST:PORT"),
    ('{"wyoming": {"uri": ""}}', "it should be tcp://HOST:PORT"),
    ('{"log": {"debug": "yes"}}', 'log.debug is "yes"; it should be true or false'),
    ('{"speech": "af_heart"}', 'speech is "af_heart"; it should be an object'),
    ('{"speech": []}', "speech is []; it should be an object"),
    ('["speech"]', "should be a JSON object"),
    ("null", "should be a JSON object"),
    ('{"speech": {"voice": "af_he', "is not JSON at line 1, column 22"),
    ("", "is not JSON at line 1, column 1"),
    ("{'speech': {}}", "is not JSON at line 1, column 2"),
    ('{"speech": {},}', "is not JSON"),
    ("[" * 100_000, "is not JSON that can be read"),
    ('{"speech": {"speed": ' + "1" * 5_000 + "}}", "is not JSON that can be read"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_an_invalid_value_is_an_error_that_says_what_is_valid(paths: Paths, text: str, said: str) -> None:
    message = mistakes_in(paths, text)
    assert message.startswith(f"{paths.override}: ") and said in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize(
    "uri",
    [
        "tcp://:0",
        "tcp://0.0.0.0:10200",
        "tcp://[::1]:10200",
        "tcp://[fe80::1%eth0]:65535",
        "tcp://localhost:1, unix:///run/voice.sock",
        "unix://relative.sock",
    ],
)
def test_an_address_to_listen_on_is_valid(paths: Paths, uri: str) -> None:
    assert loaded_with(paths, {"wyoming": {"uri": uri}}).settings.wyoming.uri == uri


def test_all_mistakes_are_in_one_error(paths: Paths) -> None:
    paths.config.write_text('{"speech": {"speed": 0}, "engine": {"tries": 0}}')
    paths.override.write_text("{")
    assert paths.options
    paths.options.write_text('{"speed": "fast"}')
    environment = {"WYOMING_KOKORO_HTTP_PORT": "http", "WYOMING_KOKORO_LOG_DEBUG": "maybe"}
    with pytest.raises(InvalidSettings) as caught:
        load(paths, {"speech.pitch": "high", "limits.queue": 0}, environment)
    assert [(Path(mistake.where).name, mistake.name) for mistake in caught.value.mistakes] == [
        ("config.json", "speech.speed"),
        ("config.json", "engine.attempts"),
        ("override.json", None),
        ("options.json", "speech.speed"),
        ("WYOMING_KOKORO_HTTP_PORT", "http.port"),
        ("WYOMING_KOKORO_LOG_DEBUG", "log.debug"),
        ("command line", "speech.pitch"),
        ("command line", "limits.queue"),
    ]
    assert len(str(caught.value).splitlines()) == 8
    assert caught.value.mistakes[0].brief.startswith("config.json: speech.speed is 0")


def test_a_file_larger_than_a_mebibyte_is_refused(paths: Paths) -> None:
    text = '{"speech": {"speed": 2}}'
    paths.override.write_text(text + " " * (MAX_BYTES - len(text)))
    assert load(paths, {}, {}).settings.speech.speed == 2
    assert f"is larger than {MAX_BYTES} bytes" in mistakes_in(paths, text + " " * (MAX_BYTES - len(text) + 1))


def test_a_byte_order_mark_is_ignored(paths: Paths) -> None:
    paths.override.write_bytes(b"\xef\xbb\xbf" + b'{"speech": {"speed": 2}}')
    assert load(paths, {}, {}).settings.speech.speed == 2


def test_a_file_that_is_not_text_is_refused(paths: Paths) -> None:
    paths.override.write_bytes(b'{"speech": {"voice": "\xff"}}')
    with pytest.raises(InvalidSettings, match="is not a text in UTF-8"):
        load(paths, {}, {})


@pytest.mark.parametrize("made", [os.mkfifo, os.mkdir])
def test_a_path_that_is_not_a_regular_file_is_refused_without_waiting(paths: Paths, made: Any) -> None:  # noqa: ANN401
    made(paths.override)
    with pytest.raises(InvalidSettings, match="is not a file"):
        load(paths, {}, {})


def test_a_link_in_a_circle_is_refused(paths: Paths) -> None:
    paths.override.symlink_to(paths.override)
    with pytest.raises(InvalidSettings, match="cannot be read"):
        load(paths, {}, {})


def test_a_file_in_place_of_the_data_folder_does_not_stop_loading(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert load(Paths(tmp_path / "data", tmp_path), {}, {}).settings == Settings()


def test_an_empty_option_of_the_addon_sets_nothing(paths: Paths) -> None:
    assert paths.options
    paths.options.write_text(json.dumps({"voice": "", "speed": None, "threads": 2, "debug_logging": True}))
    loaded = load(paths, {}, {})
    assert loaded.settings.speech.voice == "af_heart"
    assert loaded.settings.engine.threads == 2
    assert [name for name, layer in loaded.origins.items() if layer == "add-on"] == ["engine.threads", "log.debug"]


def test_an_unchanged_option_of_the_addon_does_not_override_the_files(paths: Paths) -> None:
    assert paths.options
    paths.override.write_text(json.dumps({"speech": {"voice": "bf_emma", "speed": 1.2}}))
    paths.options.write_text(json.dumps({"voice": "af_heart", "speed": 1, "threads": 0}))
    assert load(paths, {}, {}).settings.speech.voice == "bf_emma"
    assert load(paths, {}, {}).settings.speech.speed == 1.2
    paths.options.write_text(json.dumps({"voice": "af_sky", "speed": 1}))
    assert load(paths, {}, {}).settings.speech.voice == "af_sky"


def test_an_option_of_another_version_of_the_addon_is_a_warning(paths: Paths) -> None:
    assert paths.options
    paths.options.write_text(json.dumps({"voices": "x"}))
    assert "did you mean voice?" in load(paths, {}, {}).warnings[0]


def test_the_error_for_a_wrong_option_of_the_addon_has_the_name_of_the_option(paths: Paths) -> None:
    assert paths.options
    paths.options.write_text(json.dumps({"debug_logging": "x"}))
    with pytest.raises(InvalidSettings, match='debug_logging is "x"; it should be true or false'):
        load(paths, {}, {})


def test_the_options_of_the_addon_are_settings() -> None:
    assert set(ADDON_OPTIONS.values()) <= set(OPTIONS)


def test_every_setting_has_a_variable_of_its_own() -> None:
    assert sorted(VARIABLES.values()) == sorted(OPTIONS)
    assert not any("_" in section for section in SECTIONS), "or the variable could not be read by people"


def test_an_unknown_variable_is_a_warning_and_an_empty_one_sets_nothing(paths: Paths) -> None:
    environment = {
        "WYOMING_KOKORO_SPEECH_VOICES": "x",
        "WYOMING_KOKORO_SPEECH_SPEED": "",
        "WYOMING_KOKORO_DATA_DIR": "/elsewhere",
        "WYOMING_KOKORO_DOWNLOAD_DIR": "/elsewhere",
    }
    loaded = load(paths, {}, environment)
    assert loaded.settings == Settings()
    assert len(loaded.warnings) == 1
    assert "did you mean WYOMING_KOKORO_SPEECH_VOICE?" in loaded.warnings[0]


def test_the_command_line_gives_texts_or_values(paths: Paths) -> None:
    loaded = load(paths, {"http.port": "0", "speech.speed": 2, "log.debug": True, "discovery.name": "null"}, {})
    assert (loaded.settings.http.port, loaded.settings.speech.speed, loaded.settings.log.debug) == (0, 2.0, True)
    assert loaded.settings.discovery.name is None


def test_an_unknown_name_on_the_command_line_is_a_warning(paths: Paths) -> None:
    loaded = load(paths, {"speech.voise": "x", "absent": None}, {})
    assert loaded.warnings == ('command line: "speech.voise" is not a setting; did you mean speech.voice?',)


def test_the_digest_follows_the_values_and_not_their_origin(paths: Paths) -> None:
    before = load(paths, {}, {}).digest
    assert loaded_with(paths, {"speech": {"speed": 1}}).digest == before
    assert loaded_with(paths, {"speech": {"speed": 1.1}}).digest != before


def test_the_suggested_name_is_the_one_with_the_most_similar_spelling() -> None:
    known = {name: name for name in OPTIONS}
    assert nearest("http.connection", known) == "http.connections"
    assert nearest("wyoming.connection", known) == "wyoming.connections"
    assert nearest("x", known) is None


singles: st.SearchStrategy[Single] = st.one_of(st.booleans(), st.integers(), st.text(max_size=3))
tables = st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), st.text(max_size=2)), max_size=3)


@examples(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(OPTIONS)), singles), max_size=4))
def test_the_last_layer_that_sets_a_value_takes_precedence(said: list[dict[str, Single]]) -> None:
    read = [Layer(str(number), values=dict(values)) for number, values in enumerate(said)]
    values, origins = merge(read)
    for name, option in OPTIONS.items():
        sayers = [number for number, layer in enumerate(said) if name in layer]
        assert values[name] == (said[sayers[-1]][name] if sayers else option.default)
        assert origins[name] == (str(sayers[-1]) if sayers else "built in")


@examples(max_examples=50, deadline=None)
@given(st.lists(tables, max_size=4))
def test_tables_are_merged_by_key(said: list[dict[str, str | None]]) -> None:
    option = Option("speech.words", str, "table", optional=False, default={"a": "0"}, meaning="Words.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(OPTIONS, "speech.words", option)
        values, _ = merge([Layer("x", values={"speech.words": option.check(each)}) for each in said])
    expected: dict[str, str | None] = {"a": "0"}
    for each in said:
        expected.update(each)
    assert values["speech.words"] == {key: value for key, value in expected.items() if value is not None}
