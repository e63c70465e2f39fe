"""docs/README.md names every page once, in four groups."""

import re
from collections import Counter
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
INDEX = TOP / "docs/README.md"


def listed() -> list[Path]:
    """Return the pages that the index links to."""
    targets = re.findall(r"\]\(([^)#]+)\)", INDEX.read_text(encoding="utf-8"))
    return [(INDEX.parent / target).resolve() for target in targets]


def test_there_are_four_groups() -> None:
    headings = re.findall(r"^## (.+)$", INDEX.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Start", "Use", "Operate", "Build"]


def test_every_page_is_in_one_group() -> None:
    counted = Counter(listed())
    decisions = set((TOP / "docs/decisions").glob("*.md")) - {TOP / "docs/decisions/README.md"}  # they have an index
    pages = {*(TOP / "docs").rglob("*.md")} - decisions - {INDEX}
    assert pages <= counted.keys()
    assert [page.name for page, count in counted.items() if count > 1] == []
