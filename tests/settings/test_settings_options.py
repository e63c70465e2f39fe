"""One line of a section gives a check, a parser of texts, and a description of the valid values."""

import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass

import pytest
import voluptuous as vol

from wyoming_kokoro.settings import Settings
from wyoming_kokoro.settings.options import TextPattern, Value, option, options_of, shown


@dataclass(frozen=True)
class Sample:
    """Every kind of option there may be."""

    text: str = option("a", "A text.")
    shaped: str = option("en", "A text of one shape.", pattern=TextPattern(r"[a-z]+", "small letters"))
    chosen: str = option("x", "One of some.", choices=("x", "y"))
    whole: int = option(3, "A whole number.", minimum=0, maximum=1_000_000)
    number: float = option(1.0, "A number.", minimum=0.25, maximum=4)
    low: float = option(1.0, "A number with a lower bound.", minimum=-1)
    high: int = option(1, "A number with an upper bound.", maximum=9)
    free: float = option(1.0, "Any number.")
    flag: bool = option(default=False, meaning="A truth value.")
    maybe: str | None = option(None, "A text or nothing.")
    several: tuple[str, ...] = option(("a",), "Texts.")
    figures: tuple[int, ...] = option((), "Whole numbers.", minimum=1)
    words: Mapping[str, str] = option({"a": "b"}, "Texts by texts.")
    shares: Mapping[str, float] = option({}, "Numbers by texts.", maximum=1)
    key: str = option("", "A secret.", secret=True)


OPTIONS = {each.key: each for each in options_of("sample", Sample)}

RIGHT: list[tuple[str, object, Value]] = [
    ("text", "", ""),
    ("text", "grüß", "grüß"),
    ("shaped", "de", "de"),
    ("chosen", "y", "y"),
    ("whole", 0, 0),
    ("whole", 1_000_000, 1_000_000),
    ("whole", 3.0, 3),
    ("number", 1, 1.0),
    ("number", 0.25, 0.25),
    ("low", 10**300, 1e300),
    ("flag", True, True),
    ("maybe", None, None),
    ("maybe", "a", "a"),
    ("several", [], ()),
    ("several", ["a", "b"], ("a", "b")),
    ("several", ("a",), ("a",)),
    ("figures", [1, 2], (1, 2)),
    ("words", {}, {}),
    ("words", {"a": "b", "c": None}, {"a": "b", "c": None}),
    ("shares", {"a": 1}, {"a": 1.0}),
]

WRONG: list[tuple[str, object]] = [
    ("text", 1),
    ("text", None),
    ("text", ["a"]),
    ("shaped", "EN"),
    ("shaped", "en\n"),
    ("shaped", ""),
    ("chosen", "z"),
    ("chosen", ["x"]),
    ("whole", -1),
    ("whole", 1_000_001),
    ("whole", 3.5),
    ("whole", "3"),
    ("whole", True),
    ("whole", float("inf")),
    ("whole", float("nan")),
    ("number", 0.2),
    ("number", 4.5),
    ("number", float("nan")),
    ("number", "1.0"),
    ("number", None),
    ("free", float("inf")),
    ("free", float("-inf")),
    ("free", 10**400),
    ("flag", 1),
    ("flag", "true"),
    ("maybe", 1),
    ("several", "a"),
    ("several", [1]),
    ("several", None),
    ("figures", [0]),
    ("figures", [True]),
    ("words", ["a"]),
    ("words", {"a": 1}),
    ("words", {"a": {"b": "c"}}),
    ("shares", {"a": 2}),
    ("shares", {"a": float("nan")}),
]


@pytest.mark.parametrize(("key", "raw", "value"), RIGHT)
def test_a_valid_value_is_accepted(key: str, raw: object, value: Value) -> None:
    checked = OPTIONS[key].check(raw)
    assert checked == value
    assert type(checked) is type(value)


@pytest.mark.parametrize(("key", "raw"), WRONG)
def test_a_wrong_value_is_refused(key: str, raw: object) -> None:
    with pytest.raises(vol.Invalid):
        OPTIONS[key].check(raw)


@pytest.mark.parametrize(
    ("key", "written", "stands_for"),
    [
        ("text", " a b ", "a b"),
        ("whole", "12", 12),
        ("whole", "many", "many"),
        ("number", "0.5", 0.5),
        ("flag", "Yes", True),
        ("flag", "0", False),
        ("flag", "perhaps", "perhaps"),
        ("maybe", "null", None),
        ("maybe", "", None),
        ("maybe", "x", "x"),
        ("several", "a, b,,c", ["a", "b", "c"]),
        ("several", '["a,b"]', ["a,b"]),
        ("several", "[broken", "[broken"),
        ("several", "", []),
        ("figures", "1,2", [1, 2]),
        ("words", "a=b, c=d=e", {"a": "b", "c": "d=e"}),
        ("words", '{"a": "b"}', {"a": "b"}),
        ("words", "a=b,c", "a=b,c"),
        ("shares", "a=0.5", {"a": 0.5}),
    ],
)
def test_a_text_from_the_environment_is_converted_to_a_value(key: str, written: str, stands_for: object) -> None:
    assert OPTIONS[key].read(written) == stands_for


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("text", "a text"),
        ("shaped", "small letters"),
        ("chosen", "one of x, y"),
        ("whole", "a whole number from 0 to 1000000"),
        ("number", "a number from 0.25 to 4"),
        ("low", "a number, at least -1"),
        ("high", "a whole number, at most 9"),
        ("free", "a number"),
        ("flag", "true or false"),
        ("maybe", "a text, or null"),
        ("several", "a list, each a text"),
        ("shares", "a table from texts to values, each a number, at most 1"),
    ],
)
def test_the_valid_values_are_described(key: str, words: str) -> None:
    assert OPTIONS[key].expected == words


def test_every_default_is_valid() -> None:
    for each in OPTIONS.values():
        assert each.check(each.default) == each.default


def test_a_default_table_is_not_shared() -> None:
    assert Sample().words == Sample().words
    assert Sample().words is not Sample().words


def test_a_secret_is_shown_only_when_it_is_empty() -> None:
    assert OPTIONS["key"].shown("open sesame") == "(hidden)"
    assert OPTIONS["key"].shown("") == '""'


def test_a_shown_value_is_one_short_line() -> None:
    assert shown("a\nb\x1b[2J") == '"a\\nb\\u001b[2J"'
    assert len(shown("a" * 10_000)) == 80


def test_settings_are_frozen_and_pickle() -> None:
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.speech.voice = "other"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 - our own


@pytest.mark.parametrize("address", ["https://me:secret@files.lan/x", "http://me:p@s/ecret@files.lan/x"])
def test_the_password_in_an_address_is_not_shown(address: str) -> None:
    assert "ecret" not in shown(address) and "files.lan/x" in shown(address)
    assert shown("me@files.lan") == '"me@files.lan"'
