"""The settings as lists for people and as forms for programs."""

from dataclasses import dataclass
from typing import Any

import voluptuous as vol
import voluptuous_serialize

from wyoming_kokoro.settings.loaded import LoadedSettings
from wyoming_kokoro.settings.options import HIDDEN, Option, plain_value
from wyoming_kokoro.settings.table import OPTIONS, SECTIONS


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as it is at work."""

    name: str
    value: str
    """As JSON, shortened; hidden where it is secret."""
    layer: str
    """Where the value comes from."""
    meaning: str
    default: str
    bounds: str
    """What may be set."""
    restart: bool
    waiting: bool
    """Whether it has changed and waits for the next start."""


def rows(loaded: LoadedSettings) -> list[SettingRow]:
    """Every setting, in order."""
    return [
        SettingRow(
            name=name,
            value=option.shown(loaded.settings.value(name)),
            layer=loaded.origins[name],
            meaning=option.meaning,
            default=option.shown(option.default),
            bounds=option.expected,
            restart=option.restart,
            waiting=name in loaded.waiting,
        )
        for name, option in OPTIONS.items()
    ]


def schema() -> vol.Schema:
    """The whole tree as voluptuous knows it, with defaults and meanings."""
    return vol.Schema(
        {
            vol.Optional(section, description=holder.__doc__): vol.Schema(_fields(section))
            for section, holder in SECTIONS.items()
        }
    )


def forms(loaded: LoadedSettings) -> list[dict[str, object]]:
    """Each section with its options as voluptuous-serialize writes them for forms, and with what is at work."""
    return [
        {
            "name": section,
            "meaning": holder.__doc__,
            "options": [
                {**written, **_at_work(loaded, OPTIONS[f"{section}.{written['name']}"])}
                for written in _written(vol.Schema(_fields(section)))
            ],
        }
        for section, holder in SECTIONS.items()
    ]


def _fields(section: str) -> dict[vol.Optional, object]:
    return {
        vol.Optional(option.key, default=plain_value(option.default), description=option.meaning): option.validator
        for option in OPTIONS.values()
        if option.section == section
    }


def _at_work(loaded: LoadedSettings, option: Option) -> dict[str, object]:
    value = loaded.settings.value(option.name)
    return {
        "value": HIDDEN if option.secret and value else plain_value(value),
        "layer": loaded.origins[option.name],
        "expected": option.expected,
        "restart": option.restart,
        "waiting": option.name in loaded.waiting,
        "local": option.local,
        "secret": option.secret,
    }


def _written(part: object) -> Any:  # noqa: ANN401 - a list for a section, an object for one option
    return voluptuous_serialize.convert(part, custom_serializer=_serialized)


def _serialized(part: object) -> Any:  # noqa: ANN401 - the library's own mark, or JSON
    """What voluptuous-serialize has no words for: patterns, lists and tables."""
    if isinstance(part, vol.Match):
        return {"pattern": part.pattern.pattern}
    if isinstance(part, list):
        return {"type": "list", "item": _written(part[0])}
    if isinstance(part, dict) and str in part:
        return {"type": "table", "item": _written(part[str])}
    return voluptuous_serialize.UNSUPPORTED
