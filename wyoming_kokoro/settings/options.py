"""What one setting is: its default, what it means, and the check that follows from its line."""

import json
import math
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

import voluptuous as vol

T = TypeVar("T")

Container = Literal["single", "list", "table", "records"]
Single = str | int | float | bool
RecordValue = Single | None | tuple[Single, ...]
Value = (
    Single | None | tuple[Single, ...] | Mapping[str, Single | None] | Mapping[str, Mapping[str, RecordValue] | None]
)
"""What a setting can have: a single value, nothing, a list, a table from texts to values, or records by name."""

HIDDEN = "(hidden)"
"""Is shown in place of a secret."""

_CREDENTIALS = re.compile(r"(?<=://).*(?=@)", re.DOTALL)
"""The name and password in an address, also where characters of the password should have been escaped."""

_MAX_SHOWN = 80
"""Characters of a value in a message: enough to recognise it, not enough to flood a log."""

_METADATA = "option"
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A regular expression that a whole text must match, and its description for people."""

    regex: str
    description: str


@dataclass(frozen=True, slots=True)
class Option:
    """The definition of one setting: its name, default, meaning, and the check of its values."""

    name: str
    """As it is written everywhere: speech.voice."""
    kind: type[str] | type[int] | type[float] | type[bool] | type
    """Of the value, or of each item of a list or table; of records, the dataclass with their options."""
    container: Container
    optional: bool
    """Whether it can be null."""
    default: Value
    meaning: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    pattern: TextPattern | None = None
    key_pattern: TextPattern | None = None
    """Of the texts on the left in a table."""
    restart: bool = False
    """Whether a change takes effect at the next start only."""
    secret: bool = False
    """Never shown, neither in messages nor in lists."""
    local: bool = False
    """Can be changed on this machine only, never over HTTP."""

    @property
    def section(self) -> str:
        """The part of the name before the point."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """The part of the name after the point."""
        return self.name.partition(".")[2]

    @property
    def validator(self) -> object:
        """The check in the form that voluptuous uses."""
        if self.container == "records":
            return {str: {each.key: each.validator for each in self.fields}}
        single = self._single()
        if self.container == "list":
            return [single]
        if self.container == "table":
            return {str: single}
        return vol.Any(None, single) if self.optional else single

    def check(self, raw: object) -> Value:
        """Return the value; raises vol.Invalid. In a table, null removes a key of the layer below."""
        if not _encodable(raw):
            raise vol.Invalid("expected characters that can be encoded")
        if self.container == "records":
            return self._checked_records(raw)
        if self.container == "table" and isinstance(raw, dict):
            kept = {key: each for key, each in raw.items() if each is not None}
            self._check_keys(kept)
            return {**dict.fromkeys(raw), **self._checked(kept)}
        checked = self._checked(list(raw) if isinstance(raw, tuple) else raw)
        return tuple(checked) if isinstance(checked, list) else cast("Value", checked)

    def read(self, text: str) -> object:
        """Return the value that a text of the environment or the command line stands for, without checking it."""
        text = text.strip()
        if self.optional and text.lower() in {"", "null", "none"}:
            return None
        if self.container != "single":
            return self._read_container(text)
        return _read_single(self.kind, text)

    @property
    def fields(self) -> tuple["Option", ...]:
        """The options of each record."""
        return tuple(options_of("record", self.kind))

    @property
    def expected(self) -> str:
        """What is valid, in words that follow "it should be"."""
        if self.container == "records":
            key = f" (each {self.key_pattern.description})" if self.key_pattern else ""
            return f"a table from names{key} to objects with {', '.join(each.key for each in self.fields)}"
        words = self._expected_single()
        if self.container == "list":
            words = f"a list, each {words}"
        if self.container == "table":
            keys = f"texts (each {self.key_pattern.description})" if self.key_pattern else "texts"
            words = f"a table from {keys} to values, each {words}"
        return f"{words}, or null" if self.optional else words

    def shown(self, value: object) -> str:
        """Return the value as people may see it: short, on one line, and hidden if it is secret."""
        return HIDDEN if self.secret and value else shown(self.public(value))

    def public(self, value: object) -> object:
        """Return the value as JSON has it, with everything hidden that is secret."""
        if self.container == "records":
            return self._public_records(value)
        if self.secret and value:
            return HIDDEN
        return without_passwords(plain_value(cast("Value", value)))

    def comparable(self, value: object) -> object:
        """Return the value as a digest of the settings holds it."""
        return self.public(value) if self.container == "records" else value

    def mistake(self, raw: object, written_name: str | None = None) -> str:
        """Return what is wrong with a value that `check` refuses, and what would be right, as one sentence."""
        name = written_name or self.name
        if self.container == "records" and isinstance(raw, dict):
            for key, record in raw.items():
                where = f"{name}.{key}"
                if self.key_pattern and not re.fullmatch(self.key_pattern.regex, str(key)):
                    return f"the name {shown(key)} in {name} should be {self.key_pattern.description}"
                for field_of, value in record.items() if isinstance(record, dict) else ():
                    found = next((each for each in self.fields if each.key == field_of), None)
                    if found is None:
                        known = ", ".join(each.key for each in self.fields)
                        return f"{shown(field_of)} in {where} is unknown; known are {known}"
                    if not found.accepts(value):
                        return found.mistake(value, f"{where}.{field_of}")
        return f"{name} is {self.shown(raw)}; it should be {self.expected}"

    def made(self, value: Value) -> object:
        """Return a value as settings hold it: records as objects of their class."""
        if self.container != "records" or not isinstance(value, Mapping):
            return value
        return {key: self._made_record(record) for key, record in value.items() if record is not None}

    def _made_record(self, record: object) -> object:
        if not isinstance(record, Mapping):
            return record
        return self.kind(**{name: each for name, each in record.items() if each is not None})

    def accepts(self, raw: object) -> bool:
        """Return whether a value is valid; null is what removes one."""
        if raw is None:
            return True
        try:
            self.check(raw)
        except vol.Invalid:
            return False
        return True

    def _checked_records(self, raw: object) -> Mapping[str, Mapping[str, RecordValue] | None]:
        """Return records with their values checked; raises vol.Invalid. Null removes a record, or a value of one."""
        if not isinstance(raw, Mapping):
            raise vol.Invalid("expected a table")
        self._check_keys({key: each for key, each in raw.items() if each is not None})
        return {str(key): None if record is None else self._checked_record(record) for key, record in raw.items()}

    def _checked_record(self, raw: object) -> Mapping[str, RecordValue]:
        fields = {each.key: each for each in self.fields}
        if not isinstance(raw, Mapping) or not set(raw) <= set(fields):
            raise vol.Invalid("expected an object with known names")
        return {
            key: cast("RecordValue", None if value is None else fields[key].check(value)) for key, value in raw.items()
        }

    def _public_records(self, value: object) -> object:
        """Return records without secrets and defaults; of what is no record nothing is shown: it could be one."""
        if not isinstance(value, Mapping):
            return HIDDEN if value else value
        return {str(key): self._public_record(record) for key, record in value.items()}

    def _public_record(self, record: object) -> object:
        options = {each.key: each for each in self.fields}
        if isinstance(record, self.kind):
            values = {key: getattr(record, key) for key, each in options.items()}
            record = {key: value for key, value in values.items() if value != options[key].default}
        if not isinstance(record, Mapping):
            return HIDDEN
        return {key: options[key].public(each) if key in options else HIDDEN for key, each in record.items()}

    def _single(self) -> object:
        if self.choices:
            return vol.All(str, vol.In(self.choices))
        if self.pattern:
            # "not followed by anything" means the end in Python and in a browser, as \Z and $ do not
            return vol.All(str, vol.Match(rf"^(?:{self.pattern.regex})(?![\s\S])"))
        if self.kind in {int, float}:
            return vol.All(Number(self.kind), vol.Range(min=self.minimum, max=self.maximum))
        return self.kind

    def _check_keys(self, table: Mapping[object, object]) -> None:
        if self.key_pattern and not all(re.fullmatch(self.key_pattern.regex, str(key)) for key in table):
            raise vol.Invalid(f"expected {self.expected}")

    def _checked(self, raw: object) -> Any:  # noqa: ANN401 - voluptuous returns what it was given, checked
        return vol.Schema(self.validator)(raw)

    def _read_container(self, text: str) -> object:
        if text.startswith(("[", "{")):
            try:
                return json.loads(text)
            except ValueError:
                return text
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if self.container == "list":
            return [_read_single(self.kind, part) for part in parts]
        pairs = [part.partition("=") for part in parts]
        if not all(equals for _, equals, _ in pairs):
            return text
        return {key.strip(): _read_single(self.kind, value.strip()) for key, _, value in pairs}

    def _expected_single(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.pattern:
            return self.pattern.description
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "a text"
        return ("a whole number" if self.kind is int else "a number") + self._range()

    def _range(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f" from {_short(self.minimum)} to {_short(self.maximum)}"
        if self.minimum is not None:
            return f", at least {_short(self.minimum)}"
        return f", at most {_short(self.maximum)}" if self.maximum is not None else ""


class Number(vol.Coerce):
    """Accepts a number as in JSON; not a boolean, a text, NaN or infinity."""

    def __call__(self, value: object) -> int | float:
        """Return the number as the kind of the option."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise vol.CoerceInvalid("expected a number")
        try:
            number: int | float = self.type(value)
        except (OverflowError, ValueError) as error:
            raise vol.CoerceInvalid("expected a finite number") from error
        if not math.isfinite(number) or (self.type is int and number != value):
            raise vol.CoerceInvalid("expected a finite number, and a whole one for an int")
        return number


def option(
    default: T,
    meaning: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    pattern: TextPattern | None = None,
    key_pattern: TextPattern | None = None,
    restart: bool = False,
    secret: bool = False,
    local: bool = False,
) -> T:
    """Return one line of a section: a dataclass field that carries everything about the setting."""
    facts: dict[str, object] = {
        "meaning": meaning,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
        "pattern": pattern,
        "key_pattern": key_pattern,
        "restart": restart,
        "secret": secret,
        "local": local,
    }
    if isinstance(default, dict):
        return cast("T", field(default_factory=default.copy, metadata={_METADATA: facts}))
    return field(default=default, repr=not secret, metadata={_METADATA: facts})


def options_of(section: str, holder: type) -> Iterator[Option]:
    """Yield the options of a section's dataclass, in order; fields that are no options are left out."""
    for each in fields(holder):
        if _METADATA not in each.metadata:
            continue
        kind, container, optional = _kind(each.type)
        yield Option(
            name=f"{section}.{each.name}",
            kind=kind,
            container=container,
            optional=optional,
            default=cast("Value", each.default if each.default_factory is MISSING else each.default_factory()),
            **each.metadata[_METADATA],
        )


def plain_value(value: Value) -> object:
    """Return a value as JSON has it: a list, an object, or a single value."""
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def without_passwords(value: object) -> object:
    """Return a value with the name and the password in an address hidden."""
    return _CREDENTIALS.sub(HIDDEN, value) if isinstance(value, str) else value


def shown(value: object) -> str:
    """Return a value from outside as one short line without control characters."""
    text = json.dumps(without_passwords(value), default=str)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def _encodable(value: object) -> bool:
    """Return whether all texts of a value can be written to a file: JSON can hold half of a surrogate pair."""
    if isinstance(value, dict):
        return all(map(_encodable, (*value, *value.values())))
    if isinstance(value, list | tuple):
        return all(map(_encodable, value))
    return not isinstance(value, str) or value.isascii() or not any("\ud800" <= each <= "\udfff" for each in value)


def _short(number: float) -> str:
    """Return a bound, without a fraction that is zero."""
    return str(int(number) if number == int(number) else number)


def _kind(annotation: object) -> tuple[Any, Container, bool]:
    """Return the kind of one item, the container, and whether null is allowed, from a field's annotation."""
    if get_origin(annotation) in {Union, types.UnionType}:
        kind, container, _ = _kind(next(each for each in get_args(annotation) if each is not types.NoneType))
        return kind, container, True
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0], "list", False
    if get_origin(annotation) is Mapping:
        item = get_args(annotation)[1]
        return item, "records" if is_dataclass(item) else "table", False
    return annotation, "single", False


def _read_single(kind: type, text: str) -> object:
    """Return the number or boolean that a text stands for, or the text itself."""
    if kind is bool:
        return True if text.lower() in _TRUE else False if text.lower() in _FALSE else text
    if kind in {int, float}:
        try:
            return kind(text)
        except ValueError:
            return text
    return text
