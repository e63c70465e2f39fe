"""The glossary explains every public class of the package once, and no class that is not there."""

import ast
import re
from collections import Counter

from script import pages
from tests.house.sources import FILES, TOP, parsed

ENTRY = re.compile(r"^(?:\| *|[-*] +)(?:\*\*)?`([A-Z]\w+)`", re.MULTILINE)
"""A row of a table, or an item of a list, that begins with a class name. Entries for other words have no backticks."""


def public_classes() -> dict[str, str]:
    """Return the names of all classes that other files may use, with their files."""
    return {
        node.name: path.relative_to(TOP).as_posix()
        for path in FILES
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def entries(text: str) -> list[str]:
    """Return the class names that a page explains, in its order."""
    return [str(name) for name in ENTRY.findall(text)]


def test_every_class_is_explained_once() -> None:
    explained = Counter(entries(pages.generated("glossary.md")))
    classes = public_classes()
    missing = [f"{name} ({path})" for name, path in classes.items() if name not in explained]
    assert not missing, "the glossary lacks: " + ", ".join(missing)
    assert explained.keys() <= classes.keys(), "the glossary explains what is not there"
    assert [name for name, count in explained.items() if count > 1] == []


def test_entries_are_rows_and_items() -> None:
    table = "| noun | is |\n|---|---|\n| `Line` | words to say |\n"
    assert entries(table + "- **`Pause`**: silence\n- layer: a group of packages\nA `Mark` is not one.\n") == [
        "Line",
        "Pause",
    ]
