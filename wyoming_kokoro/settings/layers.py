"""The layers of settings: what each source sets, checked, and what is worth logging about it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import voluptuous as vol

from wyoming_kokoro.errors import FileMistake
from wyoming_kokoro.settings.aliases import (
    FORMER_NAMES,
    LITETTS_NAMES,
    NOT_SETTINGS,
    WITHDRAWN,
    is_of_litetts,
    renamed,
)
from wyoming_kokoro.settings.file import UnreadableFile, read
from wyoming_kokoro.settings.options import Option, Value, shown
from wyoming_kokoro.settings.table import OPTIONS, SECTIONS

ADDON_OPTIONS: Mapping[str, str] = {
    "voice": "speech.voice",
    "speed": "speech.speed",
    "language": "speech.language",
    "model": "engine.model",
    "threads": "engine.threads",
    "unload_seconds": "engine.unload_after",
    "debug_logging": "log.debug",
}
"""The options of the add-on and the settings that they set."""

PREFIX = "WYOMING_KOKORO_"


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.replace(".", "_").upper()


VARIABLES: Mapping[str, str] = {variable(name): name for name in OPTIONS}
"""The environment variables and the settings that they set."""

_FORMER_VARIABLES: Mapping[str, str] = {variable(former): name for former, name in FORMER_NAMES.items()}
"""The variables of former names."""

_WITHDRAWN_VARIABLES: Mapping[str, str] = {variable(name): name for name in WITHDRAWN}
"""The variables of settings that were withdrawn."""

_OTHER_VARIABLES = frozenset({PREFIX + "DATA_DIR", PREFIX + "DOWNLOAD_DIR", PREFIX + "USER"})
"""Variables for where the files are and who reads them, which cannot be settings in these files."""

_MAX_UNKNOWN = 20
"""Unknown names that get a suggestion: in a file full of them, that would take seconds and flood the log."""

_COMMENT_PREFIXES = ("_", "$", "//")
"""Names in JSON that begin with these are for people or editors."""


@dataclass(slots=True)
class Layer:
    """The settings that one source sets: a file, the environment, the command line."""

    name: str
    """As in the list of `wyoming-kokoro settings`."""
    values: dict[str, Value] = field(default_factory=dict)
    mistakes: list[FileMistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """For the log."""
    warnings: list[str] = field(default_factory=list)
    """For the log: probably not what was intended."""

    def set(self, where: str, option: Option, raw: object, written_name: str | None = None) -> None:
        """Add a value if it is valid, and a mistake if not."""
        try:
            self.values[option.name] = option.check(raw)
        except vol.Invalid:
            what = option.mistake(raw, written_name)
            self.mistakes.append(FileMistake(where, what, option.name))

    def set_by_former_name(self, where: str, option: Option, raw: object, written_name: str | None = None) -> None:
        """Add a value that has a former name, unless the layer also has one with the current name."""
        if option.name not in self.values and option.name not in {mistake.name for mistake in self.mistakes}:
            self.set(where, option, raw, written_name)


def from_file(name: str, path: Path) -> Layer:
    """Return the layer of a settings file; an empty one if there is no file."""
    layer, where = Layer(name), str(path)
    written = dict(_named(_document(path, layer)))
    for key in [key for key in written if key in OPTIONS]:
        layer.set(where, OPTIONS[key], written.pop(key))
    for key in [key for key in written if key in FORMER_NAMES]:
        layer.notes.append(renamed(where, key, FORMER_NAMES[key]))
        layer.set_by_former_name(where, OPTIONS[FORMER_NAMES[key]], written.pop(key), key)
    for key in [key for key in written if key in WITHDRAWN]:
        _warn_of_withdrawn(layer, where, key, written.pop(key))
    _set_litetts_names(layer, where, written)
    for key in [key for key in written if key in SECTIONS]:
        what = f'{key} is {shown(written.pop(key))}; it should be an object, such as {{"{key}": {{...}}}}'
        layer.mistakes.append(FileMistake(where, what, key))
    _note_litetts_names(layer, where, [key for key in written if is_of_litetts(key)])
    _warn_of_unknown(layer, where, [key for key in written if not is_of_litetts(key)], {each: each for each in OPTIONS})
    return layer


def from_addon(path: Path) -> Layer:
    """Return the layer of the add-on's options; empty ones, and those with the default, leave it to the files."""
    layer = Layer("add-on")
    options = {key: raw for key, raw in _document(path, layer).items() if raw not in (None, "")}
    for key, name in ADDON_OPTIONS.items():
        if key in options and options[key] != OPTIONS[name].default:
            layer.set(str(path), OPTIONS[name], options[key], key)
    _warn_of_unknown(layer, str(path), [key for key in options if key not in ADDON_OPTIONS], ADDON_OPTIONS)
    return layer


def from_environment(environment: Mapping[str, str]) -> Layer:
    """Return the layer of the environment; empty variables, as compose files leave them, set nothing."""
    layer = Layer("environment")
    texts = {
        key: text
        for key, text in environment.items()
        if key.startswith(PREFIX) and text and key not in _OTHER_VARIABLES
    }
    for key, name in VARIABLES.items():
        if key in texts:
            layer.set(key, OPTIONS[name], OPTIONS[name].read(texts[key]))
    for key, name in _FORMER_VARIABLES.items():
        if key in texts:
            layer.notes.append(renamed(layer.name, key, variable(name)))
            layer.set_by_former_name(key, OPTIONS[name], OPTIONS[name].read(texts[key]))
    for key in [key for key in texts if key in _WITHDRAWN_VARIABLES]:
        _warn_of_withdrawn(layer, key, _WITHDRAWN_VARIABLES[key], texts.pop(key))
    unknown = [key for key in texts if key not in VARIABLES and key not in _FORMER_VARIABLES]
    _warn_of_unknown(layer, "environment", unknown, VARIABLES)
    return layer


def from_command_line(arguments: Mapping[str, object]) -> Layer:
    """Return the layer of the command line: settings by name, as texts or as values; None sets nothing."""
    layer = Layer("command line")
    given = {name: raw for name, raw in arguments.items() if raw is not None}
    for name in [each for each in given if each in OPTIONS]:
        layer.set(layer.name, OPTIONS[name], _argument(OPTIONS[name], given[name]))
    for former in [each for each in given if each in FORMER_NAMES]:
        option = OPTIONS[FORMER_NAMES[former]]
        layer.notes.append(renamed(layer.name, former, option.name))
        layer.set_by_former_name(layer.name, option, _argument(option, given[former]), former)
    for name in [each for each in given if each in WITHDRAWN]:
        _warn_of_withdrawn(layer, layer.name, name, given.pop(name))
    unknown = [name for name in given if name not in OPTIONS and name not in FORMER_NAMES]
    _warn_of_unknown(layer, layer.name, unknown, {each: each for each in OPTIONS})
    return layer


def nearest(name: str, known: Mapping[str, str]) -> str | None:
    """Return the known name that was probably meant: a similar one, or the same in another section."""
    key = name.rpartition(".")[2]
    elsewhere = [each for each in known if each.rpartition(".")[2] == key]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    keys = {each.rpartition(".")[2]: each for each in reversed(list(known))}
    near_key = [keys[each] for each in difflib.get_close_matches(key, keys, n=1, cutoff=0.75)]
    return next(iter([*close, *elsewhere, *near_key]), None)


def _document(path: Path, layer: Layer) -> dict[str, object]:
    try:
        return read(path) or {}
    except UnreadableFile as error:
        layer.mistakes.append(FileMistake(str(path), str(error)))
        return {}


def _named(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the dotted names in a document and their values, without comments."""
    for section, content in document.items():
        if section.startswith(_COMMENT_PREFIXES):
            continue
        if isinstance(content, dict) and (content or section in SECTIONS):
            yield from (
                (f"{section}.{key}", raw) for key, raw in content.items() if not key.startswith(_COMMENT_PREFIXES)
            )
        else:
            yield section, content


def _argument(option: Option, raw: object) -> object:
    """Return the value of an argument, which is a text or a value."""
    return option.read(raw) if isinstance(raw, str) else raw


def _set_litetts_names(layer: Layer, where: str, written: dict[str, object]) -> None:
    """Add the values that have names of LiteTTS, and remove them from what is left of the file.

    Our own names take precedence. These never stop a start: a value that is not valid is a warning.
    """
    own = frozenset(layer.values)
    for name, meant in LITETTS_NAMES.items():
        if name not in written:
            continue
        raw, option = written.pop(name), OPTIONS[meant.name]
        if option.name in own:
            continue
        try:
            layer.values[option.name] = option.check(meant.convert(raw))
        except vol.Invalid:
            layer.warnings.append(
                f"{where}: {name} is {option.shown(raw)} and is ignored; {option.name}, as it is called here, "
                f"should be {option.expected}"
            )
        else:
            layer.notes.append(f"{where}: {name} is used as {option.name}, as it is called here")


def _note_litetts_names(layer: Layer, where: str, names: list[str]) -> None:
    """Note the names of LiteTTS that have no effect, most of them in one line."""
    layer.notes.extend(
        f"{where}: {each} has no effect here: {NOT_SETTINGS[each]}" for each in names if each in NOT_SETTINGS
    )
    others = [each for each in names if each not in NOT_SETTINGS]
    if others:
        layer.notes.append(f"{where}: settings of LiteTTS that have no effect here: {_listed(others)}")


def _warn_of_withdrawn(layer: Layer, where: str, name: str, raw: object) -> None:
    """Warn of a setting that has no effect any more, unless it has the value that is used anyway."""
    setting = WITHDRAWN[name]
    if raw != setting.default:
        layer.warnings.append(f"{where}: {name} {setting.reason}")


def _warn_of_unknown(layer: Layer, where: str, names: list[str], known: Mapping[str, str]) -> None:
    for name in names[:_MAX_UNKNOWN]:
        suggestion = nearest(name, known)
        hint = f"; did you mean {suggestion}?" if suggestion else ""
        layer.warnings.append(f"{where}: {shown(name)} is not a setting{hint}")
    if len(names) > _MAX_UNKNOWN:
        layer.warnings.append(f"{where}: {len(names) - _MAX_UNKNOWN} more names are not settings")


def _listed(names: list[str]) -> str:
    """Return some of the names, and how many more there are."""
    some = ", ".join(shown(each).strip('"') for each in names[:_MAX_UNKNOWN])
    return some + (f" and {len(names) - _MAX_UNKNOWN} more" if len(names) > _MAX_UNKNOWN else "")
