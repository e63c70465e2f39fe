"""The files of the package, read and parsed once for all tests that look at them."""

import ast
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "wyoming_kokoro"
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def text(path: Path) -> str:
    """Return the content of a file."""
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(text(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file's syntax tree."""
    return tuple(ast.walk(parsed(path)))
