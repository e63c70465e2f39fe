"""Every statement of the README's comparison has a line that says where it is from."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
REPORT = TOP / "docs/reports/comparison.md"


def rows(page: Path, heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading."""
    _, _, rest = page.read_text(encoding="utf-8").partition(f"# {heading}\n")
    table = [line for line in re.split(r"(?m)^#", rest)[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def test_every_statement_of_the_readme_has_its_source() -> None:
    stated = [row[0] for row in rows(TOP / "README.md", "Compared with others")]
    assert stated and stated == [row[0] for row in rows(REPORT, "Where each statement is from")]


def test_what_shows_ours_is_there() -> None:
    for statement, ours, _ in rows(REPORT, "Where each statement is from"):
        for name in re.findall(r"`((?:tests|docs|\.github)/[^`]+|pyproject\.toml)`", ours):
            assert (TOP / name).exists(), f"{statement}: {name}"
