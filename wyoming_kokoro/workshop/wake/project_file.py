"""wakegen.toml: one file that holds all of a wake word's project, with variables of the environment inside."""

import difflib
import json
import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.wake.project_keys import KEYS, SECTIONS, ProjectKey, Value
from wyoming_kokoro.workshop.wake.wakegen_file import from_wakegen, parse_yaml

MAX_BYTES = 1_000_000
YAML = (".yaml", ".yml")
_VARIABLE = re.compile(r"\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_PLACES = {(key.section, key.name): key for key in KEYS}


@dataclass(frozen=True, slots=True)
class WakeProject:
    """A project, as its file says it."""

    values: Mapping[ProjectKey, Value]
    notes: tuple[str, ...] = ()
    """What the file says that has no meaning here."""

    def text(self, section: str, name: str) -> str:
        """Return a text, or the texts of a list separated by commas."""
        value = self.values[_PLACES[section, name]]
        return ",".join(value) if isinstance(value, list) else str(value)

    def texts(self, section: str, name: str) -> list[str]:
        """Return the texts of a list."""
        value = self.values[_PLACES[section, name]]
        return value if isinstance(value, list) else []

    def number(self, section: str, name: str) -> int:
        """Return a number."""
        value = self.values[_PLACES[section, name]]
        return value if isinstance(value, int) else 0

    def is_on(self, section: str, name: str) -> bool:
        """Return whether something is switched on."""
        return self.values[_PLACES[section, name]] is True

    def shares(self) -> Mapping[str, float]:
        """Return the providers with their shares."""
        value = self.values[_PLACES["voices", "providers"]]
        return value if isinstance(value, dict) else {}

    def toml(self) -> str:
        """Return the project as a file, with what each key means."""
        return "\n".join(_toml_lines(self.values))


def read_project(
    path: Path, providers: Collection[str] = (), environment: Mapping[str, str] = os.environ
) -> WakeProject:
    """Return the project of a file; BadRequest with the line and the key where it has a mistake.

    `providers` are those of the settings: a file of wakegen names services that may not be here.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadRequest(f"{path} is larger than {MAX_BYTES} bytes.")
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.") from error
    notes = list[str]()
    if path.suffix.lower() in YAML:
        table, notes = from_wakegen(parse_yaml(path, text), providers)
    else:
        try:
            table = tomllib.loads(text)
        except ValueError as error:
            raise BadRequest(f"{path} is not TOML: {error}.") from error
    return WakeProject(_checked(path, text, table, environment), tuple(notes))


def default_project(phrase: str, **changes: Value) -> WakeProject:
    """Return a project with the default of every key but its phrase, its name, and these changes."""
    values = {key: key.default for key in KEYS}
    name = re.sub(r"[^a-z0-9]+", "_", phrase.lower()).strip("_") or "wake_word"
    for place, value in {"wake.phrases": [phrase], "project.name": name, **changes}.items():
        section, _, key = place.partition(".")
        values[_PLACES[section, key]] = value
    return WakeProject(values)


def _checked(
    path: Path, text: str, table: Mapping[str, object], environment: Mapping[str, str]
) -> dict[ProjectKey, Value]:
    values = {key: key.default for key in KEYS}
    given_keys = set[ProjectKey]()
    for section, content in table.items():
        if section not in SECTIONS or not isinstance(content, dict):
            raise BadRequest(f"{_place(path, text, '', section)}: [{section}] is no section.{_near(section, SECTIONS)}")
        for name, said in content.items():
            where = _place(path, text, section, name)
            key = _PLACES.get((section, name))
            if key is None:
                known = [each.name for each in KEYS if each.section == section]
                elsewhere = [each.place for each in KEYS if each.name == name]
                near = f" Did you mean {elsewhere[0]}?" if elsewhere else _near(name, known)
                raise BadRequest(f"{where}: [{section}] {name} is not known.{near}")
            value = key.checked(_with_variables(said, where, environment))
            if value is None:
                raise BadRequest(f"{where}: {key.place} is to be {key.expected}.")
            values[key] = value
            given_keys.add(key)
    if _PLACES["wake", "near"] not in given_keys:
        values[_PLACES["wake", "near"]] = values[_PLACES["wake", "samples"]]
    for needed in (_PLACES["project", "name"], _PLACES["wake", "phrases"]):
        if not values[needed]:
            raise BadRequest(f"{path}: {needed.place} is missing. {needed.meaning}")
    return values


def _with_variables(value: object, where: str, environment: Mapping[str, str]) -> object:
    """Return a value with ${NAME} and ${NAME:-default} replaced in its texts; $${ stands for ${ itself."""
    if isinstance(value, list):
        return [_with_variables(each, where, environment) for each in value]
    if not isinstance(value, str):
        return value

    def found(match: re.Match[str]) -> str:
        escaped, name, default = match.groups()
        if escaped:
            return match[0][1:]
        content = environment.get(name) or default
        if content is None:
            raise BadRequest(f"{where}: the variable {name} is not set; ${{{name}:-something}} would do without it.")
        return content

    return _VARIABLE.sub(found, value)


def _place(path: Path, text: str, section: str, name: str) -> str:
    """Return the file and the line of a key, or of a section; the file alone where it is not found."""
    inside = not section
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
        if heading and (heading[1] == name if not section else heading[1] == section):
            if not section:
                return f"{path}, line {number}"
            inside = True
        elif heading:
            inside = False
        elif inside and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=:.]", line):
            return f"{path}, line {number}"
    return str(path)


def _near(name: str, known: Iterable[str]) -> str:
    names = list(known)
    found = difflib.get_close_matches(name, names, 1)
    return f" Did you mean {found[0]}?" if found else f" There are: {', '.join(names)}."


def _toml_lines(values: Mapping[ProjectKey, Value]) -> Iterator[str]:
    yield "# A project of wake words: `wyoming-kokoro wake project run FILE` does all of it, and goes on after a stop."
    yield "# ${NAME} and ${NAME:-default} in a text are variables of the environment."
    for section in SECTIONS:
        yield from ("", f"[{section}]")
        for key in KEYS:
            if key.section == section:
                yield f"{key.name} = {_toml(values[key])}  # {key.meaning}"
    yield ""


def _toml(value: Value) -> str:
    """Return a value as TOML has it, where texts, lists and numbers are written as in JSON."""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(name, ensure_ascii=False)} = {share:g}" for name, share in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
