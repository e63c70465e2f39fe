"""docs/architecture.md names what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_directions import LAYERS

TOP = Path(__file__).resolve().parents[2]
PAGE = (TOP / "docs/architecture.md").read_text(encoding="utf-8")
PACKAGE = "wyoming_kokoro/"


def named() -> Iterator[str]:
    """Yield every path in the page's tree, which is indented by two blanks for each folder."""
    block = PAGE.partition("## The tree")[2].partition("\n## ")[0]
    folders: list[str] = []
    for line in block.splitlines():
        shape = re.match(r" {4}((?:  )*)(\S+(?: \S+)*?)(?:  |$)", line)
        if shape is None or (depth := len(shape[1]) // 2) > len(folders):
            continue  # a blank line, or the second line of a description
        for name in shape[2].split():
            folders[depth:] = [name]
            yield "".join(folders)


def parts() -> set[str]:
    """Return the folders and files that the package consists of."""
    paths = (TOP / PACKAGE).iterdir()
    return {path.name for path in paths if not path.name.startswith(("_", ".")) and path.suffix in ("", ".py")}


def test_every_path_in_the_documented_tree_exists() -> None:
    assert [path for path in named() if not (TOP / path).exists()] == []


def test_every_part_of_the_package_is_in_the_documented_tree() -> None:
    in_tree = {path.removeprefix(PACKAGE).rstrip("/") for path in named() if path.startswith(PACKAGE)}
    assert parts() - in_tree == set()


def test_the_layers_in_the_page_are_the_layers_in_the_test() -> None:
    block = PAGE.partition("## Who may import whom")[2].partition("A file imports")[0]
    on_page = {int(line.split()[0]): set(line.split()[1:]) for line in block.splitlines() if line.strip()}
    present = {name.removesuffix(".py") for name in parts()}
    assert on_page == {number: set(names) & present for number, names in enumerate(LAYERS) if "__main__" not in names}
