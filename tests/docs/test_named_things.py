"""What the documentation names is there: files behind links, headings, commands, scripts."""

import re
from pathlib import Path

import pytest

from wyoming_kokoro.cli import COMMANDS
from wyoming_kokoro.settings import OPTIONS

TOP = Path(__file__).resolve().parents[2]
EXAMPLES = {TOP / "docs/text-rules.md"}
"""Pages that show texts as they are read, links among them."""
PAGES = sorted({*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), *(TOP / "addon").glob("*.md")} - EXAMPLES)
HAND_WRITTEN = ("start", "home-assistant", "openwebui", "operations", "troubleshooting")


def names(page: Path) -> str:
    return str(page.relative_to(TOP))


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_file_behind_a_link_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_command_and_script_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    scripts = set(re.findall(r"(?<![\w/.-])script/([a-z][\w.-]*\w)", text))
    assert {name for name in scripts if not (TOP / "script" / name).exists()} == set()
    assert set(re.findall(r"`(?:\.venv/bin/)?wyoming-kokoro ([a-z]+)", text)) <= set(COMMANDS)


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_every_setting_that_is_named_is_one(name: str) -> None:
    text = (TOP / f"docs/{name}.md").read_text(encoding="utf-8")
    sections = {option.section for option in OPTIONS.values()}
    told = {each for each in re.findall(r"`([a-z]+\.[a-z_]+)`", text) if each.partition(".")[0] in sections}
    assert told <= set(OPTIONS)
