"""Names in the package: a class name stands for one thing."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import PACKAGE, nodes


def classes_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the file of every class in a folder, private and nested ones too."""
    for path in sorted(folder.rglob("*.py")):
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                yield node.name, path.relative_to(folder).as_posix()


def repeated_names(folder: Path) -> dict[str, list[str]]:
    """Return the class names that are used more than once, with their files."""
    files = defaultdict[str, list[str]](list)
    for name, path in classes_in(folder):
        files[name.lstrip("_")].append(path)
    return {name: paths for name, paths in files.items() if len(paths) > 1}


def test_no_class_name_is_used_twice() -> None:
    assert repeated_names(PACKAGE) == {}


def test_a_class_name_that_is_used_twice_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("class Part: ...\nclass Whole:\n    class Inner: ...\n", encoding="utf-8")
    (tmp_path / "two.py").write_text("def make():\n    class _Part: ...\n", encoding="utf-8")
    assert repeated_names(tmp_path) == {"Part": ["one.py", "two.py"]}
