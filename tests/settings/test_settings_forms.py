"""The settings as lists, forms, a schema and a page say what the table says."""

import json
from dataclasses import replace

import pytest
import voluptuous as vol
import voluptuous_openapi

from wyoming_kokoro import assets
from wyoming_kokoro.settings import OPTIONS, SECTIONS, Paths, Settings, forms, load, page, rows, schema, shipped
from wyoming_kokoro.settings.options import Option


def test_every_setting_has_a_row(paths: Paths) -> None:
    paths.override.write_text('{"speech": {"speed": 2}}')
    listed = {row.name: row for row in rows(load(paths, {}, {}))}
    assert list(listed) == list(OPTIONS)
    row = listed["speech.speed"]
    assert (row.value, row.layer, row.default) == ("2.0", "override.json", "1.0")
    assert row.bounds == "a number from 0.25 to 4"
    assert row.meaning == OPTIONS["speech.speed"].meaning
    assert (row.restart, row.waiting) == (False, False)
    assert listed["http.port"].restart


def test_the_row_of_a_setting_shows_that_it_waits_for_a_restart(paths: Paths) -> None:
    loaded = replace(load(paths, {}, {}), waiting=("http.port",))
    assert [row.name for row in rows(loaded) if row.waiting] == ["http.port"]


def test_a_secret_is_not_in_the_list_the_forms_or_the_digest(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(paths, {"speech.voice": "sesame"}, {})
    other = load(paths, {"speech.voice": "cinnamon"}, {})
    monkeypatch.setitem(OPTIONS, "speech.voice", replace(OPTIONS["speech.voice"], secret=True))
    assert "sesame" not in json.dumps(forms(loaded)) + repr(rows(loaded))
    assert loaded.digest == other.digest


def test_forms_have_every_field_of_an_option(paths: Paths) -> None:
    loaded = load(paths, {"speech.speed": 2}, {})
    by_section = {form["name"]: form for form in forms(loaded)}
    assert list(by_section) == list(SECTIONS)
    options = {each["name"]: each for each in by_section["speech"]["options"]}  # type: ignore[attr-defined]
    assert options["speed"] == {
        "name": "speed",
        "type": "float",
        "valueMin": 0.25,
        "valueMax": 4,
        "default": 1.0,
        "description": "1 is the voice's own speed, 2 twice as fast.",
        "required": False,
        "optional": True,
        "value": 2.0,
        "layer": "command line",
        "expected": "a number from 0.25 to 4",
        "restart": False,
        "waiting": False,
        "local": False,
        "secret": False,
    }


@pytest.mark.parametrize(
    ("option", "written"),
    [
        (Option("log.x", str, "single", True, None, "X."), {"type": "string", "allow_none": True}),
        (Option("log.x", str, "list", False, ("a",), "X."), {"type": "list", "item": {"type": "string"}}),
        (Option("log.x", bool, "table", False, {}, "X."), {"type": "table", "item": {"type": "boolean"}}),
        (Option("log.x", str, "single", False, "a", "X.", choices=("a",)), {"type": "select", "options": [("a", "a")]}),
    ],
)
def test_every_kind_of_setting_has_a_form(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, option: Option, written: dict[str, object]
) -> None:
    class Known(Settings):
        """Settings that know one more."""

        def value(self, name: str) -> object:  # type: ignore[override]
            return option.default if name == "log.x" else super().value(name)

    loaded = load(paths, {}, {})
    loaded = replace(loaded, settings=Known(), origins={**loaded.origins, "log.x": "built in"})
    monkeypatch.setitem(OPTIONS, "log.x", option)
    form = next(form for form in forms(loaded) if form["name"] == "log")
    found = next(each for each in form["options"] if each["name"] == "x")  # type: ignore[attr-defined]
    assert {key: found[key] for key in written} == written
    assert found["value"] == json.loads(json.dumps(option.default))


def test_the_schema_accepts_the_built_in_values_and_refuses_invalid_ones() -> None:
    everything = schema()
    assert everything(json.loads(shipped())) == json.loads(shipped())
    with pytest.raises(vol.Invalid):
        everything({"speech": {"speed": 9}})
    with pytest.raises(vol.Invalid):
        everything({"speech": {"spead": 1}})


def test_the_schema_becomes_an_openapi_document() -> None:
    document = voluptuous_openapi.convert(schema())
    assert list(document["properties"]) == list(SECTIONS)
    speed = document["properties"]["speech"]["properties"]["speed"]
    assert (speed["type"], speed["minimum"], speed["maximum"], speed["default"]) == ("number", 0.25, 4, 1.0)


def test_the_shipped_file_has_every_setting_with_its_built_in_value(paths: Paths) -> None:
    assert assets.config_file().read_text(encoding="utf-8") == shipped(), "run script/docs"
    loaded = load(paths, {}, {})
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"config.json (shipped)"}
    assert loaded.settings.engine.model == "model_q4.onnx"


def test_the_page_names_every_setting_with_its_meaning() -> None:
    text = page()
    for name, option in OPTIONS.items():
        assert f"| `{name}` |" in text and option.meaning in text
    marked = [line for line in text.splitlines() if line.startswith("|") and "*restart*" in line]
    assert len(marked) == sum(option.restart for option in OPTIONS.values())


def test_every_meaning_is_a_sentence() -> None:
    for option in OPTIONS.values():
        assert option.meaning.endswith(".") and not option.meaning.endswith(".."), option.name
    for holder in SECTIONS.values():
        assert holder.__doc__ and holder.__doc__.endswith(".")


def test_every_default_passes_the_check_of_its_option() -> None:
    for option in OPTIONS.values():
        assert option.check(json.loads(json.dumps(option.default))) == option.default, option.name
