"""The documentation site: its pages, its groups, and that a broken link is an error."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from script import documentation_site as site
from script import pages
from script.context import TOP


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that the generator reads."""
    folder = tmp_path_factory.mktemp("site")
    site.assemble(folder, "somebody")
    return folder


def paths(entries: object) -> list[str]:
    """Return every page of the navigation."""
    if isinstance(entries, str):
        return [entries]
    assert isinstance(entries, list | dict)
    return [path for each in (entries.values() if isinstance(entries, dict) else entries) for path in paths(each)]


def test_every_page_is_in_the_navigation_once(source: Path) -> None:
    navigation = site.navigation((TOP / site.INDEX).read_text(encoding="utf-8"))
    assert [name for group in navigation for name in group] == ["Home", "Start", "Use", "Operate", "Build"]
    there = {path.relative_to(source / "pages").as_posix() for path in (source / "pages").rglob("*.md")}
    assert sorted(paths(navigation)) == sorted(there)
    assert {f"docs/{name}" for name in pages.PUBLISHED_PAGES} <= there


def test_sounds_are_players_and_other_files_are_on_github(source: Path) -> None:
    voices = (source / "pages/docs/voices.md").read_text(encoding="utf-8")
    assert '`af_heart` <audio controls preload="none" src="../voices/samples/af_heart.opus"></audio>' in voices
    assert (source / "pages/voices/samples/af_heart.opus").is_file()
    home = (source / "pages/README.md").read_text(encoding="utf-8")
    assert "(https://github.com/somebody/wyoming_kokoro/blob/main/LICENSE)" in home
    assert not [path for path in (source / "pages").rglob("*.md") if re.search(r"\bOWNER\b", path.read_text("utf-8"))]


def test_the_site_loads_nothing_from_other_servers(source: Path) -> None:
    configuration = (source / "mkdocs.yml").read_text(encoding="utf-8")
    settings = yaml.safe_load(re.sub(r"!!python\S+ \{.*\}", "''", configuration))
    assert settings["theme"]["font"] is False, "no fonts of Google's"
    assert "repo_url" not in settings, "the theme would ask GitHub for the number of stars"


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("material") is None, reason="script/site installs the generator")
@pytest.mark.parametrize("link", ["[a](nowhere.md)", "[a](settings.md#no-such-heading)"])
def test_a_broken_link_fails_the_build(source: Path, tmp_path: Path, link: str) -> None:
    (source / "pages/docs/start.md").write_text(f"# Getting started\n\n{link}\n", encoding="utf-8")
    command = ["mkdocs", "build", "--strict", "--config-file", str(source / "mkdocs.yml")]
    done = subprocess.run(
        [sys.executable, "-m", *command, "--site-dir", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "start.md" in done.stderr
