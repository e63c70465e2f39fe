"""Regular expressions use only what every supported Python matches correctly, and long ones are composed of parts."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import wyoming_kokoro.text
from wyoming_kokoro.text import LANGUAGES, Locale, rules_of

SINGLE = {codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY}


def compiled_sources() -> dict[str, tuple[str, int]]:
    """Return every regular expression of the package with its flags: those of rules, and those in modules."""
    sources = {rule.name: (rule.source, int(rule.flags)) for tag in LANGUAGES for rule in rules_of(Locale(tag))}
    for module in pkgutil.walk_packages(wyoming_kokoro.text.__path__, "wyoming_kokoro.text."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                sources[f"{module.name}.{name}"] = (value.pattern, value.flags)
    return sources


def repeated_without_return(tree: Any) -> Iterator[Any]:  # noqa: ANN401  # the parser's own trees have no type
    """Yield what the possessive repeats of a parsed pattern repeat."""
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] is codes.POSSESSIVE_REPEAT:
        yield tree[1][2]
    if isinstance(tree, tuple | list | parser.SubPattern):
        for part in tree:
            yield from repeated_without_return(part)


def fails_before_3_11_5(source: str, flags: int) -> bool:
    """Tell whether a pattern repeats a group possessively, which Python before 3.11.5 matches wrongly."""
    bodies = repeated_without_return(parser.parse(source, flags))
    return any(len(body) != 1 or body[0][0] not in SINGLE for body in bodies)


def test_no_pattern_repeats_a_group_possessively() -> None:
    wrong = [name for name, (source, flags) in compiled_sources().items() if fails_before_3_11_5(source, flags)]
    assert wrong == [], "write (?>(?:...)*) for (?:...)*+"


@pytest.mark.parametrize(
    ("source", "fails"),
    [
        (r"(?:ab)*+", True),
        (r"x|(?=(?:a{2,3}){2,}+)", True),
        (r"(a)\1*+", True),
        (r"(?>(?:ab)*)", False),
        (r"[a-z]*+\d++.?+", False),
    ],
)
def test_possessive_groups_are_found(source: str, *, fails: bool) -> None:
    assert fails_before_3_11_5(source, 0) is fails


MOST_SOURCE = 200
"""Characters of a regular expression in the source; a longer one is composed of parts that have names."""


def patterns(source: str) -> Iterator[str]:
    """Yield the source of every raw string, in which regular expressions are written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            literal = ast.get_source_segment(source, node) or ""
            if re.match(r"[rR][fF]?[\"']|[fF][rR][\"']", literal):
                yield literal


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["en", "common"])
def test_long_patterns_are_composed_of_named_parts(folder: str) -> None:
    modules = sorted(Path(wyoming_kokoro.text.__path__[0], folder).glob("*.py"))
    long = {
        module.name: {text for text in patterns(module.read_text("utf-8")) if len(text) > MOST_SOURCE}
        for module in modules
    }
    assert {name: texts for name, texts in long.items() if texts} == {}


def test_patterns_are_found_in_the_source() -> None:
    source = 'A = r"a" + "b" + rf"{c}d"\nB = (\n    r"e"\n    r"f"\n)\n'
    assert set(patterns(source)) == {'r"a"', 'rf"{c}d"', 'r"e"\n    r"f"'}
