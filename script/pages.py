"""Writes the pages that are generated from the program, or checks that those in git are up to date."""

import argparse
import importlib
import sys
from pathlib import Path

import wyoming_kokoro.engines.registry  # noqa: F401 -- the page of the settings names the engines

TOP = Path(__file__).resolve().parent.parent
DOCS = TOP / "docs"
PUBLISHED = TOP / "build" / "docs"
"""Where long generated pages are written, which are not in git."""

PAGES: dict[str, str] = {
    "api.md": "wyoming_kokoro.api:page",
    "cli.md": "script.command_line:page",
    "ssml.md": "wyoming_kokoro.studio.markup_description:page",
    "settings.md": "wyoming_kokoro.settings:page",
    "voices.md": "wyoming_kokoro.voices.page:page",
    "../addon/config.yaml": "script.manifest:manifest",
    "../addon/translations/en.yaml": "script.manifest:english",
    "../config.json": "wyoming_kokoro.settings:shipped",
}
"""For each page in git its path from docs/, and the function that returns its text: "package.module:function"."""

PUBLISHED_PAGES: dict[str, str] = {
    "glossary.md": "script.glossary:page",
    "text-rules.md": "wyoming_kokoro.text:page",
}
"""The same for long pages that are not in git: the documentation site has them (script/site)."""


def generated(page: str) -> str:
    """Return the text of a page, as the program generates it now."""
    module, function = (PAGES | PUBLISHED_PAGES)[page].split(":")
    text = getattr(importlib.import_module(module), function)()
    return str(text).rstrip("\n") + "\n"


def outdated() -> list[str]:
    """Return the pages in git that differ from what the program generates."""
    return [page for page in PAGES if _current(page) != generated(page)]


def main() -> int:
    """Write all pages; with --check only name the outdated ones in git, and fail if there are any."""
    parser = argparse.ArgumentParser(prog="script/docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page in git is outdated")
    check = parser.parse_args().check
    pages = outdated()
    for page in pages:
        if check:
            print(f"docs/{page} is outdated: run script/docs", file=sys.stderr)
        else:
            (DOCS / page).write_text(generated(page), encoding="utf-8")
            print(f"docs/{page} written")
    if not check:
        _publish()
    return 1 if check and pages else 0


def _publish() -> None:
    PUBLISHED.mkdir(parents=True, exist_ok=True)
    for page in PUBLISHED_PAGES:
        (PUBLISHED / page).write_text(generated(page), encoding="utf-8")


def _current(page: str) -> str | None:
    path = DOCS / page
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.path.insert(0, str(TOP))  # for the generators in script/
    sys.exit(main())
