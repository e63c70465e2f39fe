"""A release writes the version in every place, tags it, and tells what is left to type; a rehearsal changes nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from script import store_tree

TOP = Path(__file__).resolve().parents[2]
PARTS = ("addon", "docs", "script", "voices", "web", "wyoming_kokoro", "CHANGELOG.md", "README.md", "config.json")
CHANGES = "# Changelog\n\n## Unreleased\n\n- A new thing.\n\n## 0.0.1 (2026-01-01)\n\n- An old thing.\n"


@pytest.fixture(scope="module")
def shared_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with something to release, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in PARTS:
        path = TOP / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(path, folder)
    (folder / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    (folder / ".gitignore").write_text("__pycache__\n", encoding="utf-8")
    for arguments in (
        ["init", "--quiet"], ["config", "user.name", "Somebody"], ["config", "user.email", "somebody@example.com"],
        ["add", "--all"], ["commit", "--quiet", "--message", "Before"],
    ):  # fmt: skip
        git(folder, *arguments)
    return folder


@pytest.fixture
def checkout(shared_checkout: Path, tmp_path: Path) -> Path:
    """A checkout of its own, with something to release."""
    return Path(shutil.copytree(shared_checkout, tmp_path / "checkout"))


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def pages_for_people(folder: Path) -> list[Path]:
    return [*folder.glob("*.md"), *(folder / "docs").rglob("*.md"), *(folder / "blueprints").rglob("*.yaml")]


def run_release(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "script.release", "--owner", "example", "--date", "2026-02-03", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_dry_run_prints_every_step_and_changes_nothing(shared_checkout: Path) -> None:
    before = git(shared_checkout, "rev-parse", "HEAD")
    done = run_release(shared_checkout, "7.8.9", "--dry-run")
    assert done.returncode == 0, done.stderr
    for text in ("7.8.9", "v7.8.9", "- A new thing.", "wyoming-kokoro:7.8 ", "wyoming-kokoro:latest", "docker buildx"):
        assert text in done.stdout
    assert "An old thing" not in done.stdout
    assert git(shared_checkout, "status", "--porcelain") == "" and git(shared_checkout, "tag") == ""
    assert git(shared_checkout, "rev-parse", "HEAD") == before


@pytest.mark.slow
def test_a_release_is_the_same_version_everywhere(checkout: Path) -> None:
    done = run_release(checkout, "7.8.9")
    assert done.returncode == 0, done.stderr
    assert '__version__ = "7.8.9"' in (checkout / "wyoming_kokoro/__init__.py").read_text(encoding="utf-8")
    assert yaml.safe_load((checkout / "addon/config.yaml").read_text(encoding="utf-8"))["version"] == "7.8.9"
    headings = re.findall(r"^## (.+)$", (checkout / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Unreleased", "7.8.9 (2026-02-03)", "0.0.1 (2026-01-01)"]
    assert git(checkout, "status", "--porcelain") == ""
    assert git(checkout, "log", "-1", "--format=%s") == "Version 7.8.9"
    assert "- A new thing." in git(checkout, "tag", "--list", "v7.8.9", "--format=%(contents)")
    home = (checkout / "README.md").read_text(encoding="utf-8")
    assert "ghcr.io/example/wyoming-kokoro" in home and "before the first release" not in home
    assert not [page for page in pages_for_people(checkout) if "OWNER" in page.read_text(encoding="utf-8")]
    store = yaml.safe_load(git(checkout, "show", "store:kokoro/config.yaml"))
    assert (store["version"], store["image"]) == ("7.8.9", "ghcr.io/example/wyoming-kokoro")
    assert "- A new thing." in git(checkout, "show", "store:kokoro/CHANGELOG.md")

    again = run_release(checkout, "7.9.0")
    assert again.returncode == 1 and "nothing under Unreleased" in again.stderr


def test_the_account_stands_only_where_a_script_fills_it_in() -> None:
    holding = set(git(TOP, "grep", "-lwI", "OWNER", "--", ".", ":!script", ":!tests").splitlines())
    by_the_release = {page.relative_to(TOP).as_posix() for page in pages_for_people(TOP)}
    by_the_store = {f"addon/{name}" for name in store_tree.NAMING_THE_OWNER}
    by_the_package = {"pyproject.toml"}
    assert holding <= by_the_release | by_the_store | by_the_package


@pytest.mark.parametrize(
    ("version", "why"), [("7.8", "is not a version"), ("v7.8.9", "is not a version"), ("0.0.1", "is lower")]
)
def test_a_version_that_is_not_later_is_refused(shared_checkout: Path, version: str, why: str) -> None:
    done = run_release(shared_checkout, version)
    assert done.returncode == 1 and why in done.stderr
    assert git(shared_checkout, "status", "--porcelain") == ""


def test_an_existing_tag_or_uncommitted_changes_stop_the_release(checkout: Path) -> None:
    git(checkout, "tag", "v7.8.9")
    assert "there is a tag" in run_release(checkout, "7.8.9").stderr
    (checkout / "CHANGELOG.md").write_text(f"{CHANGES}\n", encoding="utf-8")
    assert "not committed" in run_release(checkout, "7.9.0").stderr
