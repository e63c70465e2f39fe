"""What a page links to in this repository exists, also the heading."""

import re
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\((?!https?://)([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)", re.DOTALL | re.MULTILINE)
"""Code, in a block of its own or in a line."""


def pages() -> list[Path]:
    """Return every page for people."""
    return [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), *(TOP / "addon").rglob("*.md")]


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the file and the heading of every link on a page that stays in the repository."""
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        path, _, heading = target.partition("#")
        yield path, heading


def headings(page: Path) -> set[str]:
    """Return the names under which a page's headings can be linked to."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_every_link_has_an_existing_target() -> None:
    wrong = []
    for page in pages():
        for path, heading in links(page):
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or (heading and heading not in headings(target)):
                wrong.append(f"{page.relative_to(TOP)}: {path}#{heading}")
    assert wrong == []


def test_links_and_headings_of_a_page_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One: two\n[a](b.md#c) [web](https://example.org)\n```\n[no](link)\n```\n[d](#e)\n", "utf-8")
    assert list(links(page)) == [("b.md", "c"), ("", "e")]
    assert headings(page) == {"one-two"}
