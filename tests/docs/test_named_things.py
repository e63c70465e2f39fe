"""What the documentation names exists: commands, scripts, settings, variables, routes."""

import re
from pathlib import Path

import pytest

from wyoming_kokoro.api import SUBJECTS
from wyoming_kokoro.api.http.openapi import routes_in
from wyoming_kokoro.cli import COMMANDS
from wyoming_kokoro.settings import OPTIONS

TOP = Path(__file__).resolve().parents[2]
PAGES = sorted({*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), *(TOP / "addon").glob("*.md")})
HAND_WRITTEN = ("start", "home-assistant", "clients", "operations", "security", "troubleshooting", "files")
ROUTES = [route.path for subject in SUBJECTS for route in routes_in(subject)]
OTHER_VARIABLES = {"DATA_DIR", "DOWNLOAD_DIR", "REAL", "USER"}
"""Variables of the environment that are no settings."""


def names(page: Path) -> str:
    return str(page.relative_to(TOP))


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_command_and_script_in_the_docs_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    scripts = set(re.findall(r"(?<![\w/.-])script/([a-z][\w.-]*\w)", text))
    assert {name for name in scripts if not (TOP / "script" / name).exists()} == set()
    assert set(re.findall(r"`(?:\.venv/bin/)?wyoming-kokoro ([a-z]+)", text)) <= set(COMMANDS)


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_every_setting_in_the_docs_exists(name: str) -> None:
    text = (TOP / f"docs/{name}.md").read_text(encoding="utf-8")
    sections = {option.section for option in OPTIONS.values()}
    named = {each for each in re.findall(r"`([a-z]+\.[a-z_]+)`", text) if each.partition(".")[0] in sections}
    assert named <= set(OPTIONS)


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_variable_and_route_in_the_docs_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    settings = {name.replace(".", "_").upper() for name in OPTIONS}
    assert set(re.findall(r"\bWYOMING_KOKORO_([A-Z_]+)\b", text)) <= settings | OTHER_VARIABLES
    described = {re.sub(r"\{\w+\}", "NAME", path) for path in ROUTES}
    named = {path.rstrip("/") for path in re.findall(r"`(?:GET |POST |PUT |PATCH )?(/v1/[\w/-]+|/dev/[\w/-]+)", text)}
    assert named <= described | {"/v1/audio/speech/audio/speech"}
