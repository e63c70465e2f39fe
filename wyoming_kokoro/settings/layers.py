"""The layers that are laid over one another: what each source says, checked, and what is remarkable about it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import voluptuous as vol

from wyoming_kokoro.errors import FileMistake
from wyoming_kokoro.settings.aliases import ALIASES, ELSEWHERE, FORMER_NAMES, is_earlier, renamed
from wyoming_kokoro.settings.file import UnreadableFile, read
from wyoming_kokoro.settings.options import Option, Value, shown
from wyoming_kokoro.settings.paths import LEXICONS
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
"""The options of the add-on and the settings they stand for."""

PREFIX = "WYOMING_KOKORO_"


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.replace(".", "_").upper()


VARIABLES: Mapping[str, str] = {variable(name): name for name in OPTIONS}
"""The environment's variables and the settings they stand for."""

_FORMER_VARIABLES: Mapping[str, str] = {variable(former): name for former, name in FORMER_NAMES.items()}
"""Variables that were made from former names."""

_APART = frozenset({PREFIX + "DATA_DIR", PREFIX + "DOWNLOAD_DIR", PREFIX + "USER", LEXICONS})
"""Variables that say where the files lie and who reads them, and so cannot be settings in them."""

_MOST_UNKNOWN = 20
"""Unknown names that are looked up for their nearest; a file full of them would take seconds and flood the log."""

_COMMENT = ("_", "$", "//")
"""What names in JSON begin with that are meant for people or editors."""


@dataclass(slots=True)
class Layer:
    """What one source says."""

    name: str
    """As `wyoming-kokoro settings` names it."""
    values: dict[str, Value] = field(default_factory=dict)
    mistakes: list[FileMistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Worth knowing."""
    warnings: list[str] = field(default_factory=list)
    """Probably not what was meant."""


def from_file(name: str, path: Path) -> Layer:
    """The layer of a settings file; an empty one where there is no file."""
    layer = Layer(name)
    former: dict[str, object] = {}
    aliased: dict[str, object] = {}
    unknown: list[str] = []
    for written, raw in _named(_document(path, layer)):
        if written in OPTIONS:
            _take(layer, str(path), OPTIONS[written], raw)
        elif written in FORMER_NAMES:
            former[written] = raw
        elif written in ALIASES:
            aliased[written] = raw
        elif written in SECTIONS:
            what = f'{written} is {shown(raw)}; it should be an object, such as {{"{written}": {{...}}}}'
            layer.mistakes.append(FileMistake(str(path), what, written))
        else:
            unknown.append(written)
    for written, raw in former.items():
        name = FORMER_NAMES[written]
        layer.notes.append(renamed(str(path), written, name))
        _take_former(layer, str(path), OPTIONS[name], raw, written)
    _take_aliased(layer, str(path), aliased)
    _tell_earlier(layer, str(path), [each for each in unknown if is_earlier(each)])
    _tell_unknown(
        layer, str(path), [each for each in unknown if not is_earlier(each)], {each: each for each in OPTIONS}
    )
    return layer


def from_addon(path: Path) -> Layer:
    """The layer of the add-on's options; those left empty, or as they were installed, leave it to the files."""
    layer = Layer("add-on")
    spoken = {key: raw for key, raw in _document(path, layer).items() if raw not in (None, "")}
    for key, name in ADDON_OPTIONS.items():
        if key in spoken and spoken[key] != OPTIONS[name].default:
            _take(layer, str(path), OPTIONS[name], spoken[key], alias=key)
    _tell_unknown(layer, str(path), [key for key in spoken if key not in ADDON_OPTIONS], ADDON_OPTIONS)
    return layer


def from_environment(environment: Mapping[str, str]) -> Layer:
    """The layer of the environment; an empty variable, as compose files leave them, says nothing."""
    layer = Layer("environment")
    spoken = {key: text for key, text in environment.items() if key.startswith(PREFIX) and text and key not in _APART}
    for key, name in VARIABLES.items():
        if key in spoken:
            _take(layer, key, OPTIONS[name], OPTIONS[name].read(spoken[key]))
    for key, name in _FORMER_VARIABLES.items():
        if key in spoken:
            layer.notes.append(renamed(layer.name, key, variable(name)))
            _take_former(layer, key, OPTIONS[name], OPTIONS[name].read(spoken[key]))
    unknown = [key for key in spoken if key not in VARIABLES and key not in _FORMER_VARIABLES]
    _tell_unknown(layer, "environment", unknown, VARIABLES)
    return layer


def from_command_line(values: Mapping[str, object]) -> Layer:
    """The layer of the command line: settings by name, as texts or as values; None says nothing."""
    layer = Layer("command line")
    spoken = {name: raw for name, raw in values.items() if raw is not None}
    for name in [each for each in spoken if each in OPTIONS]:
        _take(layer, layer.name, OPTIONS[name], _argument(OPTIONS[name], spoken[name]))
    for former in [each for each in spoken if each in FORMER_NAMES]:
        name = FORMER_NAMES[former]
        layer.notes.append(renamed(layer.name, former, name))
        _take_former(layer, layer.name, OPTIONS[name], _argument(OPTIONS[name], spoken[former]), former)
    unknown = [name for name in spoken if name not in OPTIONS and name not in FORMER_NAMES]
    _tell_unknown(layer, layer.name, unknown, {each: each for each in OPTIONS})
    return layer


def nearest(name: str, known: Mapping[str, str]) -> str | None:
    """Of the known names the one that was probably meant: nearly the same, or the same in another section."""
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
    """The dotted names in a document and what they hold, without comments."""
    for section, content in document.items():
        if section.startswith(_COMMENT):
            continue
        if isinstance(content, dict) and (content or section in SECTIONS):
            yield from ((f"{section}.{key}", raw) for key, raw in content.items() if not key.startswith(_COMMENT))
        else:
            yield section, content


def _take(layer: Layer, where: str, option: Option, raw: object, alias: str | None = None) -> None:
    """Put a value into the layer if it is right, and a mistake if not."""
    try:
        layer.values[option.name] = option.check(raw)
    except vol.Invalid:
        what = f"{alias or option.name} is {option.shown(raw)}; it should be {option.expected}"
        layer.mistakes.append(FileMistake(where, what, option.name))


def _take_former(layer: Layer, where: str, option: Option, raw: object, alias: str | None = None) -> None:
    """Put a value under a former name into the layer, unless the layer also has it under the name of today."""
    if option.name not in layer.values and option.name not in {mistake.name for mistake in layer.mistakes}:
        _take(layer, where, option, raw, alias)


def _argument(option: Option, raw: object) -> object:
    """Return what an argument stands for, which came as a text or as a value."""
    return option.read(raw) if isinstance(raw, str) else raw


def _take_aliased(layer: Layer, where: str, aliased: Mapping[str, object]) -> None:
    """Take over what earlier names say; they never stop a start, so a value that does not fit is only told."""
    own = frozenset(layer.values)
    for written, alias in ALIASES.items():
        if written not in aliased or alias.name in own:
            continue
        option = OPTIONS[alias.name]
        raw = aliased[written]
        try:
            layer.values[option.name] = option.check(alias.convert(raw))
        except vol.Invalid:
            layer.warnings.append(
                f"{where}: {written} is {option.shown(raw)} and is passed over; {option.name}, as it is called now, "
                f"should be {option.expected}"
            )
        else:
            layer.notes.append(f"{where}: {written} is called {option.name} now, and is taken as that")


def _tell_earlier(layer: Layer, where: str, names: list[str]) -> None:
    """Note names of the earlier server that have no effect, all in one line."""
    layer.notes.extend(f"{where}: {each} has no effect here: {ELSEWHERE[each]}" for each in names if each in ELSEWHERE)
    others = [each for each in names if each not in ELSEWHERE]
    if others:
        layer.notes.append(f"{where}: settings of an earlier server that have no effect here: {_listed(others)}")


def _tell_unknown(layer: Layer, where: str, names: list[str], known: Mapping[str, str]) -> None:
    """Warn of names that nothing knows."""
    for name in names[:_MOST_UNKNOWN]:
        meant = nearest(name, known)
        hint = f"; did you mean {meant}?" if meant else ""
        layer.warnings.append(f"{where}: {shown(name)} is not a setting{hint}")
    if len(names) > _MOST_UNKNOWN:
        layer.warnings.append(f"{where}: {len(names) - _MOST_UNKNOWN} more names are not settings")


def _listed(names: list[str]) -> str:
    """Some of the names, and how many more there are."""
    some = ", ".join(shown(each).strip('"') for each in names[:_MOST_UNKNOWN])
    return some + (f" and {len(names) - _MOST_UNKNOWN} more" if len(names) > _MOST_UNKNOWN else "")
