"""docs/architecture.md names what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_directions import FLOORS

TOP = Path(__file__).resolve().parents[2]
PAGE = (TOP / "docs/architecture.md").read_text(encoding="utf-8")
PACKAGE = "wyoming_kokoro/"


def named() -> Iterator[str]:
    """Every path in the page's tree, which is indented by two blanks for each folder."""
    block = PAGE.partition("## The tree")[2].partition("\n## ")[0]
    folders: list[str] = []
    for line in block.splitlines():
        shape = re.match(r" {4}((?:  )*)(\S+(?: \S+)*?)(?:  |$)", line)
        if shape is None or (depth := len(shape[1]) // 2) > len(folders):
            continue  # a blank line, or the second line of a description
        for name in shape[2].split():
            folders[depth:] = [name]
            yield "".join(folders)


def rooms() -> set[str]:
    """The folders and files that the package consists of."""
    found = (TOP / PACKAGE).iterdir()
    return {path.name for path in found if not path.name.startswith(("_", ".")) and path.suffix in ("", ".py")}


def test_everything_in_the_tree_is_there() -> None:
    assert [path for path in named() if not (TOP / path).exists()] == []


def test_every_room_is_in_the_tree() -> None:
    told = {path.removeprefix(PACKAGE).rstrip("/") for path in named() if path.startswith(PACKAGE)}
    assert rooms() - told == set()


def test_the_floors_in_the_page_are_the_floors_in_the_test() -> None:
    block = PAGE.partition("## Who may import whom")[2].partition("A file imports")[0]
    told = {int(line.split()[0]): set(line.split()[1:]) for line in block.splitlines() if line.strip()}
    there = {name.removesuffix(".py") for name in rooms()}
    assert told == {floor: set(names) & there for floor, names in enumerate(FLOORS) if "__main__" not in names}
