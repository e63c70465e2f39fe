"""Lists the settings: as rows for people, and as forms for the dashboard."""

from dataclasses import dataclass
from typing import Any

import voluptuous as vol
import voluptuous_serialize

from wyoming_kokoro.settings.loaded import LoadedSettings
from wyoming_kokoro.settings.options import Option, plain_value
from wyoming_kokoro.settings.table import OPTIONS, SECTIONS


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting and its current value."""

    name: str
    value: str
    """As JSON, shortened; hidden if it is secret."""
    layer: str
    """The layer that the value comes from."""
    meaning: str
    default: str
    bounds: str
    """The valid values."""
    restart: bool
    waiting: bool
    """Whether it has changed and takes effect at the next start."""


def rows(loaded: LoadedSettings) -> list[SettingRow]:
    """Return every setting, in order."""
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
    """Return the voluptuous schema of all settings, with defaults and meanings."""
    return vol.Schema(
        {
            vol.Optional(section, description=holder.__doc__): vol.Schema(_fields(section))
            for section, holder in SECTIONS.items()
        }
    )


def forms(loaded: LoadedSettings) -> list[dict[str, object]]:
    """Return each section with its options, as voluptuous-serialize writes them for forms, and their current values."""
    return [
        {
            "name": section,
            "meaning": holder.__doc__,
            "options": [
                {**fields, **_current(loaded, OPTIONS[f"{section}.{fields['name']}"])}
                for fields in _serialize(vol.Schema(_fields(section)))
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


def _current(loaded: LoadedSettings, option: Option) -> dict[str, object]:
    value = loaded.settings.value(option.name)
    return {
        "value": option.public(value),
        "layer": loaded.origins[option.name],
        "expected": option.expected,
        "restart": option.restart,
        "waiting": option.name in loaded.waiting,
        "local": option.local,
        "secret": option.secret,
    }


def _serialize(part: object) -> Any:  # noqa: ANN401 - a list for a section, an object for one option
    return voluptuous_serialize.convert(part, custom_serializer=_serialize_more)


def _serialize_more(part: object) -> Any:  # noqa: ANN401 - the library's own marker, or JSON
    """Serialize what voluptuous-serialize cannot: patterns, lists and tables."""
    if isinstance(part, vol.Match):
        return {"pattern": part.pattern.pattern}
    if isinstance(part, list):
        return {"type": "list", "item": _serialize(part[0])}
    if isinstance(part, dict) and str in part:
        item = part[str]
        return {"type": "table", "item": {"type": "object"} if isinstance(item, dict) else _serialize(item)}
    return voluptuous_serialize.UNSUPPORTED
