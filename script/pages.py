"""The pages of docs/ that are made from the program: writes them, or says which are behind."""

import argparse
import importlib
import sys
from pathlib import Path

import wyoming_kokoro.engines.registry  # noqa: F401 -- the page of the settings names the engines

DOCS = Path(__file__).resolve().parent.parent / "docs"

PAGES: dict[str, str] = {
    "api.md": "wyoming_kokoro.api:page",
    "cli.md": "script.command_line:page",
    "settings.md": "wyoming_kokoro.settings:page",
    "text-rules.md": "wyoming_kokoro.text:page",
    "voices.md": "wyoming_kokoro.voices.page:page",
    "../addon/config.yaml": "script.manifest:manifest",
    "../addon/translations/en.yaml": "script.manifest:english",
    "../config.json": "wyoming_kokoro.settings:shipped",
}
"""Each page's file in docs/, and the function that gives its text, as in "settings.md": "package.module:function"."""


def made(page: str) -> str:
    """What a page should hold, as the program says it now."""
    module, function = PAGES[page].split(":")
    text = getattr(importlib.import_module(module), function)()
    return str(text).rstrip("\n") + "\n"


def behind() -> list[str]:
    """The pages whose file differs from what the program says."""
    return [page for page in PAGES if _held(page) != made(page)]


def main() -> int:
    """Write the pages that are behind; with --check only name them, and fail if there are any."""
    parser = argparse.ArgumentParser(prog="script/docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is behind")
    checking = parser.parse_args().check
    pages = behind()
    for page in pages:
        if checking:
            print(f"docs/{page} is behind the program: run script/docs", file=sys.stderr)
        else:
            (DOCS / page).write_text(made(page), encoding="utf-8")
            print(f"docs/{page} written")
    return 1 if checking and pages else 0


def _held(page: str) -> str | None:
    path = DOCS / page
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))  # for the makers that lie beside this one
    sys.exit(main())
