"""What one setting is: its default, what it means, and the check that follows from its line."""

import json
import math
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

import voluptuous as vol

T = TypeVar("T")

Many = Literal["single", "list", "table"]
Single = str | int | float | bool
Value = Single | None | tuple[Single, ...] | Mapping[str, Single | None]
"""What a setting may hold: a single value, nothing, a list, or a table from texts to values."""

HIDDEN = "(hidden)"
"""What stands for a secret."""

_LONGEST_SHOWN = 80
"""Characters of a value in a message: enough to recognise it, not enough to flood a log."""

_METADATA = "option"
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern that a text must fit from end to end, and how to say so to a person."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class Option:
    """One setting."""

    name: str
    """As it is written everywhere: speech.voice."""
    kind: type[str] | type[int] | type[float] | type[bool]
    """Of the value, or of each item of a list or table."""
    many: Many
    optional: bool
    """Whether it may hold nothing (null)."""
    default: Value
    meaning: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    shape: TextPattern | None = None
    restart: bool = False
    """Whether a change waits for the next start."""
    secret: bool = False
    """Never printed, neither in messages nor in lists."""
    local: bool = False
    """Set on this machine only, never over HTTP."""

    @property
    def section(self) -> str:
        """The part before the point."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """The part after the point."""
        return self.name.partition(".")[2]

    @property
    def validator(self) -> object:
        """The check as voluptuous knows it."""
        single = self._single()
        if self.many == "list":
            return [single]
        if self.many == "table":
            return {str: single}
        return vol.Any(None, single) if self.optional else single

    def check(self, raw: object) -> Value:
        """The value, if it is right; a table may name keys with null, which takes them out of the layer below."""
        if self.many == "table" and isinstance(raw, dict):
            return {
                **dict.fromkeys(raw),
                **self._checked({key: each for key, each in raw.items() if each is not None}),
            }
        checked = self._checked(list(raw) if isinstance(raw, tuple) else raw)
        return tuple(checked) if isinstance(checked, list) else cast("Value", checked)

    def read(self, written: str) -> object:
        """What a text from the environment or the command line stands for; whether it is right is not asked here."""
        text = written.strip()
        if self.optional and text.lower() in {"", "null", "none"}:
            return None
        if self.many != "single":
            return self._read_many(text)
        return _read_single(self.kind, text)

    @property
    def expected(self) -> str:
        """What would be right, in words that follow "it should be"."""
        words = self._expected_single()
        if self.many == "list":
            words = f"a list, each {words}"
        if self.many == "table":
            words = f"a table from texts to values, each {words}"
        return f"{words}, or null" if self.optional else words

    def shown(self, value: object) -> str:
        """The value as people may see it: short, on one line, and not at all when it is secret."""
        return HIDDEN if self.secret and value else shown(value)

    def _single(self) -> object:
        if self.choices:
            return vol.All(str, vol.In(self.choices))
        if self.shape:
            # "not followed by anything" means the end in Python and in a browser, as \Z and $ do not
            return vol.All(str, vol.Match(rf"^(?:{self.shape.pattern})(?![\s\S])"))
        if self.kind in {int, float}:
            return vol.All(Number(self.kind), vol.Range(min=self.least, max=self.most))
        return self.kind

    def _checked(self, raw: object) -> Any:  # noqa: ANN401 - what voluptuous gives back is as it was, but checked
        return vol.Schema(self.validator)(raw)

    def _read_many(self, text: str) -> object:
        if text.startswith(("[", "{")):
            try:
                return json.loads(text)
            except ValueError:
                return text
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if self.many == "list":
            return [_read_single(self.kind, part) for part in parts]
        pairs = [part.partition("=") for part in parts]
        if not all(equals for _, equals, _ in pairs):
            return text
        return {key.strip(): _read_single(self.kind, value.strip()) for key, _, value in pairs}

    def _expected_single(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.shape:
            return self.shape.words
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "a text"
        return ("a whole number" if self.kind is int else "a number") + self._bounds()

    def _bounds(self) -> str:
        if self.least is not None and self.most is not None:
            return f" from {_figure(self.least)} to {_figure(self.most)}"
        if self.least is not None:
            return f", at least {_figure(self.least)}"
        return f", at most {_figure(self.most)}" if self.most is not None else ""


class Number(vol.Coerce):
    """A number as JSON writes it; a truth value, a text, NaN and infinity are none."""

    def __call__(self, value: object) -> int | float:
        """The number in the kind that was asked for."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise vol.CoerceInvalid("expected a number")
        try:
            number: int | float = self.type(value)
        except (OverflowError, ValueError) as error:
            raise vol.CoerceInvalid("expected a finite number") from error
        if not math.isfinite(number) or (self.type is int and number != value):
            raise vol.CoerceInvalid("expected a finite number, and a whole one where that is asked for")
        return number


def option(
    default: T,
    meaning: str,
    *,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
    shape: TextPattern | None = None,
    restart: bool = False,
    secret: bool = False,
    local: bool = False,
) -> T:
    """One line of a section: a dataclass field that carries all that is known about the setting."""
    known: dict[str, object] = {
        "meaning": meaning,
        "least": least,
        "most": most,
        "choices": choices,
        "shape": shape,
        "restart": restart,
        "secret": secret,
        "local": local,
    }
    if isinstance(default, dict):
        return cast("T", field(default_factory=default.copy, metadata={_METADATA: known}))
    return field(default=default, metadata={_METADATA: known})


def options_of(section: str, holder: type) -> Iterator[Option]:
    """The options that a section's dataclass was written with, in order."""
    for each in fields(holder):
        kind, many, optional = _kind(each.type)
        yield Option(
            name=f"{section}.{each.name}",
            kind=kind,
            many=many,
            optional=optional,
            default=cast("Value", each.default if each.default_factory is MISSING else each.default_factory()),
            **each.metadata[_METADATA],
        )


def plain_value(value: Value) -> object:
    """A value as JSON knows it: a list, an object, or what it is."""
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def shown(value: object) -> str:
    """A value from outside as one short line without control characters."""
    text = json.dumps(value, default=str)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _figure(number: float) -> str:
    """A bound without a fraction that says nothing."""
    return str(int(number) if number == int(number) else number)


def _kind(annotation: object) -> tuple[Any, Many, bool]:
    """The kind of one item, how many there may be, and whether null is allowed, from a field's annotation."""
    if get_origin(annotation) in {Union, types.UnionType}:
        kind, many, _ = _kind(next(each for each in get_args(annotation) if each is not types.NoneType))
        return kind, many, True
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0], "list", False
    if get_origin(annotation) is Mapping:
        return get_args(annotation)[1], "table", False
    return annotation, "single", False


def _read_single(kind: type, text: str) -> object:
    """The number or truth value that a text stands for, or the text again."""
    if kind is bool:
        return True if text.lower() in _YES else False if text.lower() in _NO else text
    if kind in {int, float}:
        try:
            return kind(text)
        except ValueError:
            return text
    return text
