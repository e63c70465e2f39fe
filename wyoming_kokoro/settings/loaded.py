"""The current settings, and where each of them comes from."""

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from wyoming_kokoro import assets
from wyoming_kokoro.errors import InvalidSettings
from wyoming_kokoro.settings import layers
from wyoming_kokoro.settings.layers import Layer
from wyoming_kokoro.settings.options import Value
from wyoming_kokoro.settings.paths import Paths
from wyoming_kokoro.settings.table import OPTIONS, Settings, settings_from

log = logging.getLogger(__name__)

BUILT_IN = "built in"

SUPERVISOR_TOKEN = "SUPERVISOR_TOKEN"  # noqa: S105 -- the name of the variable
"""Holds the add-on's token for the Supervisor; kept, because it shows that this is the add-on."""

KEPT = (SUPERVISOR_TOKEN, "KEY")
"""How the names of other variables end that are kept: providers may name one that holds their key."""

Signature = tuple[tuple[int, ...] | None, ...]
"""Of each file what changes whenever its content does; None if there is no file."""

_DIGEST_LENGTH = 12
"""Characters of the digest: enough to tell two versions apart in a header or a log line."""


@dataclass(frozen=True, slots=True)
class SettingsSources:
    """Everything that settings are read from."""

    paths: Paths
    command_line: Mapping[str, object]
    environment: Mapping[str, str] = field(repr=False)
    shipped: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that may change while the program runs; later ones take precedence."""
        options = (self.paths.options,) if self.paths.options else ()
        return (self.paths.config, self.paths.override, *options)

    def signature(self) -> Signature:
        """Return what changes when a file changes, appears or disappears."""
        return tuple(_file_signature(path) for path in self.files)

    def layers(self) -> list[Layer]:
        """Read what each source sets now; later ones take precedence."""
        options = self.paths.options
        return [
            layers.from_file("config.json (shipped)", self.shipped),
            layers.from_file("config.json", self.paths.config),
            layers.from_file("override.json", self.paths.override),
            *([layers.from_addon(options)] if options else []),
            layers.from_environment(self.environment),
            layers.from_command_line(self.command_line),
        ]


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings and where they come from."""

    settings: Settings
    origins: Mapping[str, str]
    """The layer that each value comes from."""
    sources: SettingsSources = field(repr=False, compare=False)
    seen: Signature = field(repr=False, compare=False)
    """The signature of the files from just before they were read."""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """Settings that have changed since the start and take effect at the next one."""
    version: int = field(default=1, compare=False)
    """Counts the changes since the start."""

    @property
    def digest(self) -> str:
        """A digest that is equal for equal settings, in every run; secrets are not part of it."""
        values = {name: option.comparable(self.settings.value(name)) for name, option in OPTIONS.items()}
        values = {name: value for name, value in values.items() if not OPTIONS[name].secret}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:_DIGEST_LENGTH]

    def report(self, before: "LoadedSettings | None" = None) -> None:
        """Log the warnings and notes, without those that were logged before."""
        for warning in _new(self.warnings, before.warnings if before else ()):
            log.warning("%s", warning)
        for note in _new(self.notes, before.notes if before else ()):
            log.info("%s", note)
        if before:
            self._report_changes(before)

    def _report_changes(self, before: "LoadedSettings") -> None:
        for name, option in OPTIONS.items():
            value = self.settings.value(name)
            if value != before.settings.value(name):
                log.info("%s is now %s (%s)", name, option.shown(value), self.origins[name])
        for name in _new(self.waiting, before.waiting):
            log.warning("%s has changed and needs a restart to take effect", name)


def load(
    paths: Paths,
    command_line: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    shipped: Path | None = None,
) -> LoadedSettings:
    """Return the current settings; raises InvalidSettings with all mistakes if any value is not valid."""
    variables = os.environ if environment is None else environment
    own = {key: text for key, text in variables.items() if key.startswith(layers.PREFIX) or key.endswith(KEPT)}
    return load_from(SettingsSources(paths, dict(command_line or {}), own, shipped or assets.config_file()))


def load_from(sources: SettingsSources) -> LoadedSettings:
    """Return the settings that these sources have now; raises InvalidSettings."""
    seen = sources.signature()
    read = sources.layers()
    mistakes = [mistake for layer in read for mistake in layer.mistakes]
    if mistakes:
        raise InvalidSettings(*mistakes)
    values, origins = merge(read)
    return LoadedSettings(
        settings_from(values),
        origins,
        sources,
        seen,
        notes=tuple(note for layer in read for note in layer.notes),
        warnings=tuple(warning for layer in read for warning in layer.warnings),
    )


def merge(read: Iterable[Layer]) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values of all layers and their origins; later layers take precedence, tables are merged by key."""
    values: dict[str, Value] = {name: option.default for name, option in OPTIONS.items()}
    origins = dict.fromkeys(OPTIONS, BUILT_IN)
    for layer in read:
        for name, value in layer.values.items():
            values[name] = _merged(values[name], value)
            origins[name] = layer.name
    return values, origins


def _merged(below: Value, above: Value) -> Value:
    """Return the upper value; of tables and records both, without the keys that are null in the upper one."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        over = {key: _merged(cast("Value", below.get(key)), cast("Value", value)) for key, value in above.items()}
        return cast("Value", {key: value for key, value in {**below, **over}.items() if value is not None})
    return above


def _file_signature(path: Path) -> tuple[int, ...] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


def _new(lines: Iterable[str], before: Iterable[str]) -> list[str]:
    known = set(before)
    return [line for line in lines if line not in known]
