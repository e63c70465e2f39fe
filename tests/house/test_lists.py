"""Whatever is one of many has a file of its own and is on the list of its kind: no file is forgotten."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import wyoming_kokoro.api.routes
import wyoming_kokoro.audio.effects
import wyoming_kokoro.audio.formats
import wyoming_kokoro.commands
import wyoming_kokoro.engines
from tests.house.sources import PACKAGE, TOP
from wyoming_kokoro.api import SUBJECTS
from wyoming_kokoro.audio.effects import EFFECTS, EffectDefinition
from wyoming_kokoro.audio.formats import FORMATS, Format
from wyoming_kokoro.cli import COMMANDS
from wyoming_kokoro.commands.wake import VERBS
from wyoming_kokoro.engines import ENGINES
from wyoming_kokoro.text import LANGUAGES


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Yield every module and package directly in a package."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(module.name)


def test_every_file_of_commands_is_listed() -> None:
    commands = {
        module.__name__.rpartition(".")[2] for module in modules_of(wyoming_kokoro.commands) if "add" in vars(module)
    }
    assert commands == set(COMMANDS)


def test_every_verb_of_wake_is_listed() -> None:
    verbs = {
        module.__name__.rpartition("wake_")[2]
        for module in modules_of(wyoming_kokoro.commands)
        if "add_verb" in vars(module)
    }
    assert verbs == set(VERBS)


def test_every_file_of_routes_is_listed() -> None:
    assert {module for module in modules_of(wyoming_kokoro.api.routes) if "routes" in vars(module)} == set(SUBJECTS)


def test_every_effect_is_listed() -> None:
    defined = {
        value.name
        for module in modules_of(wyoming_kokoro.audio.effects)
        for value in vars(module).values()
        if isinstance(value, EffectDefinition)
    }
    assert defined == set(EFFECTS.names)


def test_every_output_format_is_listed() -> None:
    defined = {
        value.name
        for module in modules_of(wyoming_kokoro.audio.formats)
        for value in vars(module).values()
        if isinstance(value, Format)
    }
    assert defined == set(FORMATS)


def test_every_engine_that_can_be_started_is_listed() -> None:
    listed = {str(definition.start).partition(":")[0] for definition in ENGINES}
    packages = ("wyoming_kokoro.engines.kokoro", "wyoming_kokoro.engines.student")
    startable = {
        module.__name__
        for package in (wyoming_kokoro.engines, *map(importlib.import_module, packages))
        for module in modules_of(package)
        if getattr(vars(module).get("start"), "__module__", None) == module.__name__
    }
    assert startable == listed


def test_every_folder_of_a_language_is_listed() -> None:
    packages = (PACKAGE / "text").glob("*/__init__.py")
    folders = {path.parent.name for path in packages if "RULES" in path.read_text(encoding="utf-8")}
    assert folders == set(LANGUAGES)


def test_every_panel_of_the_dashboard_is_listed() -> None:
    panels = {path.name for path in (TOP / "web/panels").glob("*.js")} - {"index.js"}
    index = (TOP / "web/panels/index.js").read_text(encoding="utf-8")
    assert panels == set(re.findall(r'import\("\./([\w-]+\.js)"\)', index))


def test_no_list_has_duplicate_names() -> None:
    for names in (COMMANDS, EFFECTS.names, tuple(FORMATS), tuple(LANGUAGES), tuple(ENGINES.choices)):
        assert len(names) == len(set(names))
