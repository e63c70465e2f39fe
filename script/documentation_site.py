"""Builds the documentation site: the pages in git and the long generated ones, with a search.

The groups and their order are those of docs/README.md. Links to files that are no pages lead to GitHub, links to sounds
are players. A link that leads nowhere is an error.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from script import pages, published_links, store_tree
from script.context import TOP

SOURCE = TOP / "build/site-source"
"""Where the pages are put together."""

AT_THE_TOP = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
INDEX = "docs/README.md"

CSS = """\
audio { height: 1.6rem; width: 7rem; vertical-align: middle; }
.md-typeset table:not([class]) { font-size: 0.68rem; }
"""

_NO_ADVERTISEMENT = {"NO_MKDOCS_2_WARNING": "1"}
"""Material for MkDocs is maintained until May 2027, and says so at each build; the pages are plain markdown."""

_GROUP = re.compile(r"(?m)^## (.+)$")
_ITEM = re.compile(r"\[([^\]]+)\]\(([^)#]+\.md)\)")


def assemble(folder: Path, owner: str) -> None:
    """Write everything that the generator reads: pages, pictures, sounds and its configuration."""
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "pages"
    for path in _tracked():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith(".md"):
            target.write_text(_published(path, (TOP / path).read_text(encoding="utf-8"), owner), encoding="utf-8")
        else:
            shutil.copy2(TOP / path, target)
    for name in pages.PUBLISHED_PAGES:
        (root / "docs" / name).write_text(pages.generated(name), encoding="utf-8")
    (root / "site.css").write_text(CSS, encoding="utf-8")
    shutil.copy2(TOP / "addon/icon.svg", root)
    (folder / "mkdocs.yml").write_text(_configuration(owner), encoding="utf-8")


def navigation(index: str) -> list[dict[str, object]]:
    """Return the groups of the index with their pages, as the generator's configuration has them."""
    groups: list[dict[str, object]] = [{"Home": ["README.md", {"All pages": INDEX}]}]
    _, *parts = _GROUP.split(index)
    for name, items in zip(parts[::2], parts[1::2], strict=True):
        entries: list[object] = []
        for title, target in _ITEM.findall(items):
            path = _in_repository(target)
            entries.append({title: [path, *_decisions()] if path == "docs/decisions/README.md" else path})
        groups.append({name: entries})
    last = groups[-1]
    (key,) = last
    last[key] = [*_listed(last[key]), *({_title(name): f"docs/{name}"} for name in pages.PUBLISHED_PAGES)]
    return groups


def main() -> int:
    """Build the site."""
    parser = argparse.ArgumentParser(prog="script/site", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder to write; its content is replaced")
    parser.add_argument("--owner", type=str.lower, default=store_tree.owner_here(), help="the account on GitHub")
    asked = parser.parse_args()
    assemble(SOURCE, asked.owner or store_tree.PLACEHOLDER)
    command = ["mkdocs", "build", "--strict", "--quiet", "--config-file", str(SOURCE / "mkdocs.yml")]
    built = subprocess.run(
        [sys.executable, "-m", *command, "--site-dir", str(asked.folder.resolve())],
        cwd=SOURCE, env={**os.environ, **_NO_ADVERTISEMENT}, check=False,
    )  # fmt: skip
    if built.returncode == 0:
        print(f"{asked.folder / 'index.html'} written")
    return built.returncode


def _tracked() -> list[str]:
    """Return the files in git that the site has."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", "docs", "voices/samples/*.opus", *AT_THE_TOP],
        cwd=TOP, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    return [name for name in listed if name and (TOP / name).is_file()]


def _published(page: str, text: str, owner: str) -> str:
    """Return a page as the site has it."""
    there = set(_tracked())

    def replace(match: re.Match[str], path: str) -> str | None:
        if path.endswith(".opus") and path in there:
            return f'{match["text"]} <audio controls preload="none" src="{match["target"]}"></audio>'
        if path in there:
            return None
        return f"{match['picture']}[{match['text']}]({published_links.on_github(owner, 'main', path)})"

    return published_links.rewritten(text.replace(store_tree.PLACEHOLDER, owner), page, replace)


def _configuration(owner: str) -> str:
    """Return the generator's configuration with what depends on the pages and the account."""
    index = (TOP / INDEX).read_text(encoding="utf-8")
    added = {
        "docs_dir": "pages",
        # A setting for the repository would have the theme ask GitHub for its stars at each visit.
        "nav": [*navigation(index), {"GitHub": f"https://github.com/{owner}/wyoming_kokoro"}],
        "site_url": f"https://{owner}.github.io/wyoming_kokoro/",
    }
    text = (TOP / "mkdocs.yml").read_text(encoding="utf-8")
    return text + str(yaml.safe_dump(added, sort_keys=False, allow_unicode=True))


def _decisions() -> list[str]:
    paths = sorted((TOP / "docs/decisions").glob("*.md"))
    return [f"docs/decisions/{path.name}" for path in paths if path.stem != "README"]


def _in_repository(target: str) -> str:
    return ((TOP / INDEX).parent / target).resolve().relative_to(TOP).as_posix()


def _listed(value: object) -> list[object]:
    assert isinstance(value, list)  # noqa: S101 -- navigation makes it
    return value


def _title(name: str) -> str:
    return name.removesuffix(".md").replace("-", " ").capitalize()


if __name__ == "__main__":
    sys.exit(main())
