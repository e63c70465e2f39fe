"""Builds the tree that Home Assistant's store reads: repository.yaml and the add-on, and nothing else.

The Supervisor takes every config.json in a repository for an add-on's manifest, and this repository has one for another
purpose. So the store reads a branch of its own, `store`, which this writes (--commit) and a person pushes.

With --local the add-on is made so that the Supervisor builds it from this checkout, without any registry: copy the
folder into Home Assistant's `addons` share.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from script import published_links
from script.context import TOP, gather

SLUG = "kokoro"
BRANCH = "store"
PLACEHOLDER = "OWNER"
"""Stands for the account that publishes this, in every address."""

SHOWN = ("config.yaml", "apparmor.txt", "DOCS.md", "README.md", "icon.png", "logo.png", "translations")
"""The files of addon/ that the Supervisor reads; the pictures' sources are not among them."""

NAMING_THE_OWNER = ("config.yaml", "DOCS.md", "README.md")
"""Those that name the account, which is filled in."""

SOURCE = ".source"
"""Where the checkout is in a local add-on: the Supervisor skips folders whose name begins with a dot."""

_REPOSITORY = "name: Kokoro text to speech\nurl: https://github.com/{owner}/wyoming_kokoro\n"


def build(folder: Path, owner: str) -> None:
    """Write the tree of the branch."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "repository.yaml").write_text(_REPOSITORY.format(owner=owner), encoding="utf-8")
    _addon(folder / SLUG, owner)


def build_local(folder: Path, owner: str) -> None:
    """Write an add-on that is built where it is installed."""
    shutil.rmtree(folder, ignore_errors=True)
    addon = folder / SLUG
    _addon(addon, owner)
    manifest = addon / "config.yaml"
    _rewrite(manifest, lambda text: re.sub(r"(?m)^image: .*\n", "", text))
    gather(addon / SOURCE)
    shutil.copy2(TOP / "Dockerfile", addon)
    _rewrite(addon / "Dockerfile", lambda text: text.replace("ARG SOURCE=.", f"ARG SOURCE={SOURCE}"))


def commit(folder: Path, branch: str, repository: Path) -> str:
    """Commit the tree to a branch of its own, without changing the checkout; return the commit."""
    with tempfile.TemporaryDirectory() as temporary:
        environment = {**os.environ, "GIT_INDEX_FILE": str(Path(temporary) / "index"), "GIT_WORK_TREE": str(folder)}

        def git(*arguments: str) -> str:
            return subprocess.run(
                ["git", f"--git-dir={repository}", *arguments],
                cwd=folder, env=environment, capture_output=True, text=True, check=True,
            ).stdout.strip()  # fmt: skip

        git("add", "--all", "--force", ".")
        tree = git("write-tree")
        earlier = git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
        if earlier and git("rev-parse", f"{earlier}^{{tree}}") == tree:
            return earlier
        parents = ("-p", earlier) if earlier else ()
        new = git("commit-tree", tree, *parents, "-m", f"The add-on, version {version(folder)}")
        git("update-ref", f"refs/heads/{branch}", new)
        return new


def version(folder: Path) -> str:
    """Return the version in a tree's manifest."""
    found = re.search(r"(?m)^version: (\S+)$", (folder / SLUG / "config.yaml").read_text(encoding="utf-8"))
    assert found is not None, "the manifest has one"  # noqa: S101
    return found[1]


def owner_here() -> str | None:
    """Return the account of this checkout's origin; None if it has no origin."""
    asked = subprocess.run(
        ["git", "config", "--get", "remote.origin.url"], cwd=TOP, capture_output=True, text=True, check=False
    )
    found = re.search(r"[:/]([^/:]+)/[^/]+?(?:\.git)?/?$", asked.stdout.strip())
    return found[1].lower() if found else None


def main() -> int:
    """Build the tree."""
    parser = argparse.ArgumentParser(prog="script/store-tree", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder to write; its content is replaced")
    parser.add_argument(
        "--owner", type=str.lower, default=owner_here(), help="the account that publishes, if not this checkout's"
    )
    parser.add_argument("--local", action="store_true", help="an add-on that is built where it is installed")
    parser.add_argument("--commit", action="store_true", help=f"put the tree onto the branch {BRANCH}")
    asked = parser.parse_args()
    if asked.owner is None and not asked.local:
        print("This checkout has no origin: name the account that publishes, with --owner.", file=sys.stderr)
        return 2
    folder = asked.folder.resolve()
    (build_local if asked.local else build)(folder, asked.owner or PLACEHOLDER)
    print(f"{folder} written")
    if asked.commit and not asked.local:
        print(f"{BRANCH}: {commit(folder, BRANCH, _git_folder())}")
    return 0


def _addon(folder: Path, owner: str) -> None:
    folder.mkdir(parents=True)
    for name in SHOWN:
        path = TOP / "addon" / name
        if path.is_dir():
            shutil.copytree(path, folder / name)
        else:
            shutil.copy2(path, folder)
    changelog = (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
    changelog = published_links.made_absolute(changelog, "CHANGELOG.md", owner, f"v{version(folder.parent)}")
    (folder / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    for name in NAMING_THE_OWNER:
        _rewrite(folder / name, lambda text: text.replace(PLACEHOLDER, owner))


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _git_folder() -> Path:
    found = subprocess.run(
        ["git", "rev-parse", "--absolute-git-dir"], cwd=TOP, capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip())


if __name__ == "__main__":
    sys.exit(main())
