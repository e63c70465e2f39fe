"""The blueprints for Home Assistant: complete, with voices, styles and sounds that there are, and linked from the docs.

Home Assistant itself is too large for these tests; docs/home-assistant.md says with which version they were tried.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.sounds import SOUNDS
from wyoming_kokoro.markup import reader
from wyoming_kokoro.markup.speaking_styles import SPEAKING_STYLES
from wyoming_kokoro.voices.catalogue import Catalogue

TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / "blueprints"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))

PARTS = {
    "automation": {"blueprint", "mode", "max_exceeded", "triggers", "variables", "conditions", "actions"},
    "script": {"blueprint", "fields", "mode", "max", "variables", "sequence"},
}
"""What Home Assistant reads in a blueprint of each kind, as far as ours use it."""

ONLY_THE_USER_KNOWS = {"players", "doorbell", "power"}
"""Inputs without a default: entities that are different in each home."""

SELECTORS = {"entity", "select", "text", "time", "number", "duration"}

SPOKEN = {"media_player_entity_id", "message", "options"}
"""The data of `tts.speak`."""


class _Input(str):
    """The name after `!input`."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Reads blueprints."""


_Loader.add_constructor("!input", lambda loader, node: _Input(loader.construct_scalar(node)))


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((FOLDER / name).read_text("utf-8"), _Loader)  # noqa: S506 -- a safe loader
    return content


def _walk(value: object) -> Iterator[object]:
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _walk(each)


def test_there_are_the_four_that_the_docs_name() -> None:
    assert FILES == [
        "automation/doorbell.yaml",
        "automation/morning_briefing.yaml",
        "automation/washing_machine.yaml",
        "script/announce.yaml",
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_blueprint_is_complete(name: str) -> None:
    content, domain = _read(name), name.partition("/")[0]
    about = content["blueprint"]
    assert set(content) <= PARTS[domain]
    assert about["domain"] == domain and about["name"] and about["description"].endswith(".")
    assert about["source_url"] == f"https://github.com/OWNER/wyoming_kokoro/blob/main/blueprints/{name}"
    assert re.fullmatch(r"20\d\d\.\d+\.\d+", about["homeassistant"]["min_version"])


@pytest.mark.parametrize("name", FILES)
def test_each_input_is_explained_and_has_a_selector_and_a_default(name: str) -> None:
    inputs = _read(name)["blueprint"]["input"]
    for key, each in inputs.items():
        assert set(each) - {"default"} == {"name", "description", "selector"}, key
        assert each["description"].endswith("."), key
        assert ("default" in each) is (key not in ONLY_THE_USER_KNOWS), key
        ((kind, details),) = each["selector"].items()
        assert kind in SELECTORS, key
        if kind == "select":
            known = {option["value"] for option in details["options"]}
            chosen = each["default"] if details.get("multiple") else [each["default"]]
            assert set(chosen) <= known and len(known) == len(details["options"]), key
        if kind == "number":
            assert details["min"] <= each["default"] <= details["max"], key


@pytest.mark.parametrize("name", FILES)
def test_the_inputs_that_are_used_are_those_that_are_asked_for(name: str) -> None:
    content = _read(name)
    used = {str(each) for each in _walk(content) if isinstance(each, _Input)}
    assert used == set(content["blueprint"]["input"])


@pytest.mark.parametrize("name", FILES)
def test_it_speaks_with_our_entity_a_voice_and_a_text(name: str) -> None:
    content = _read(name)
    (action,) = [each for each in _walk(content) if isinstance(each, dict) and each.get("action")]
    assert action["action"] == "tts.speak" and set(action["data"]) == SPOKEN
    assert action["target"] == {"entity_id": "speaker_entity"}
    assert content["blueprint"]["input"]["speaker_entity"]["default"] == "tts.kokoro"


@pytest.mark.parametrize("name", FILES)
def test_voices_styles_and_sounds_exist(name: str) -> None:
    voices, sounds = (
        {voice.name for voice in Catalogue.load(voices_folder()).listed()},
        {sound.name for sound in SOUNDS},
    )
    styles = set(SPEAKING_STYLES.names)
    for key, each in _read(name)["blueprint"]["input"].items():
        options = each["selector"].get("select", {}).get("options", [])
        offered = {option["value"] for option in options} - {"none"}
        if key.endswith("voice"):
            assert offered <= voices and each["default"] in voices
        elif key in ("sound", "background"):
            assert offered <= sounds
        elif key == "style":
            assert offered <= styles


@pytest.mark.parametrize("name", FILES)
def test_what_is_said_is_ssml_without_mistakes(name: str) -> None:
    content = _read(name)
    parts = [part.get("variables", {}) for part in _walk(content) if isinstance(part, dict)]
    values = {key: value for part in parts for key, value in part.items() if not isinstance(value, _Input)}
    text = values["text"].replace("{{ conversation }}", values.get("conversation", ""))
    filled = re.sub(r"\{\{ (.*?) \}\}", lambda match: _example(match[1]), re.sub(r"\{%.*?%\}", "", text))
    ssml = filled[filled.index("<speak") :]
    told = reader("ssml")
    spoken = [*told.feed(ssml), *told.finish()]
    assert not told.notes and spoken


def _example(expression: str) -> str:
    """Return a value for what a template fills in."""
    word = re.split(r"\W", expression.strip("( "))[0]
    return {"sound": "chime", "background": "rain", "level": "-20", "first": "bf_emma", "second": "bm_george"}.get(
        word, "something"
    )


def test_the_docs_have_a_link_that_imports_each() -> None:
    page = (TOP / "docs/home-assistant.md").read_text("utf-8")
    for name in FILES:
        address = quote(_read(name)["blueprint"]["source_url"], safe="")
        assert f"https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url={address}" in page
        assert f"../blueprints/{name}" in page
