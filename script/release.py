"""Makes a release of this checkout, and pushes nothing.

The version is in one place, wyoming_kokoro/__init__.py; the package, the add-on's manifest and the image use it from
there. A release writes it, names the changelog's unreleased part after it, updates the generated pages, commits, tags,
and puts the add-on onto the branch that Home Assistant's store reads. The first one also writes into the pages who
publishes, and removes what they say of the time before. It prints the commands that remain to be run: pushing the tag
is enough where the workflow .github/workflows/release.yml runs.
The samples of voices are those in git: run script/samples before, if the sound has changed since the last release.
"""

import argparse
import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from script import store_tree
from script.context import TOP

VERSION_FILE = TOP / "wyoming_kokoro/__init__.py"
CHANGELOG = TOP / "CHANGELOG.md"
IMAGE = "ghcr.io/{owner}/wyoming-kokoro"
PLATFORMS = "linux/amd64,linux/arm64"

UNRELEASED = "## Unreleased\n"
BEFORE_THE_FIRST = re.compile(r"<!-- before the first release -->.*?<!-- end -->\n\n?", re.DOTALL)
"""What pages say as long as nothing is published."""

_VERSION = re.compile(r'(?m)^__version__ = "(?P<version>[^"]+)"$')
_FORM = re.compile(r"\d+\.\d+\.\d+")


class CannotRelease(Exception):
    """A release is not possible; the message says why."""


@dataclass(frozen=True)
class Release:
    """A release that is planned."""

    version: str
    day: str
    owner: str
    changes: str
    """The part of the changelog that describes it."""

    @property
    def tag(self) -> str:
        """The tag in git."""
        return f"v{self.version}"

    @property
    def image_tags(self) -> list[str]:
        """The names of the image: the add-on uses the first, people pin the others."""
        image = IMAGE.format(owner=self.owner)
        return [f"{image}:{tag}" for tag in (self.version, self.version.rpartition(".")[0], "latest")]

    @property
    def commands(self) -> list[str]:
        """The commands to publish it, the store last, because it names the image; the workflow needs the first only."""
        given = [f"--platform {PLATFORMS}", "--sbom=true", "--provenance=true"]
        given += [f"--build-arg BUILD_VERSION={self.version}", *(f"--tag {tag}" for tag in self.image_tags)]
        return [
            f"git push --atomic origin HEAD {self.tag}",
            f"script/package dist --owner {self.owner}",
            f"docker buildx build {' '.join(given)} --push .",
            f"git push origin {store_tree.BRANCH}",
        ]


def planned(version: str, day: str, owner: str | None) -> Release:
    """Return the release that can be made from this checkout; raises CannotRelease."""
    here = _VERSION.search(VERSION_FILE.read_text(encoding="utf-8"))
    assert here is not None, "the program has a version"  # noqa: S101
    if owner is None:
        raise CannotRelease("This checkout has no origin: name the account that publishes, with --owner.")
    if not _FORM.fullmatch(version):
        raise CannotRelease(
            f"{version} is not a version: a version is three numbers with dots between them, such as 1.2.3."
        )
    if _numbers(version) < _numbers(here["version"]):
        raise CannotRelease(f"{version} is lower than {here['version']}, the version of this checkout.")
    if _git("tag", "--list", f"v{version}"):
        raise CannotRelease(f"v{version} was released before: there is a tag of that name.")
    changes = _unreleased(CHANGELOG.read_text(encoding="utf-8"))
    if not changes:
        raise CannotRelease("The changelog has nothing under Unreleased.")
    return Release(version, day, owner, changes)


def make(release: Release) -> list[str]:
    """Write, commit and tag a release; return what was done, a line for each step."""
    if _git("status", "--porcelain"):
        raise CannotRelease("There are changes that are not committed.")
    _rewrite(VERSION_FILE, lambda text: _VERSION.sub(f'__version__ = "{release.version}"', text))
    _rewrite(
        CHANGELOG, lambda text: text.replace(UNRELEASED, f"{UNRELEASED}\n## {release.version} ({release.day})\n", 1)
    )
    for page in pages_with_the_owner():
        _rewrite(page, lambda text: BEFORE_THE_FIRST.sub("", text).replace(store_tree.PLACEHOLDER, release.owner))
    # In another process, because this one has the old version loaded.
    subprocess.run(
        [sys.executable, "script/pages.py"], cwd=TOP, env={**os.environ, "PYTHONPATH": str(TOP)}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _git("add", "--all")
    _git("commit", "--quiet", "--message", f"Version {release.version}")
    _git("tag", "--annotate", release.tag, "--cleanup=verbatim", "--message", f"{release.version}\n\n{release.changes}")
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        store_tree.build(tree, release.owner)
        commit = store_tree.commit(tree, store_tree.BRANCH, Path(_git("rev-parse", "--absolute-git-dir")))
    return [
        f"committed {_git('rev-parse', '--short', 'HEAD')}",
        f"tagged {release.tag}",
        f"{store_tree.BRANCH}: {commit[:7]}, the add-on {release.version}",
    ]


def pages_with_the_owner() -> list[Path]:
    """Return the pages and blueprints that name the account; those of the add-on are filled in by the store's tree."""
    pages = [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), *(TOP / "blueprints").rglob("*.yaml")]
    return [page for page in pages if store_tree.PLACEHOLDER in page.read_text(encoding="utf-8")]


def main() -> int:
    """Plan a release, and make it unless this is a dry run."""
    parser = argparse.ArgumentParser(prog="script/release", description=__doc__)
    parser.add_argument("version", help="the version, such as 1.2.3")
    parser.add_argument(
        "--owner", type=str.lower, default=store_tree.owner_here(), help="who publishes, if not this checkout's origin"
    )
    parser.add_argument("--date", default=dt.datetime.now(tz=dt.UTC).date().isoformat(), help="the date of the release")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    asked = parser.parse_args()
    try:
        release = planned(asked.version, asked.date, asked.owner)
        done = _rehearsed(release) if asked.dry_run else make(release)
    except CannotRelease as error:
        print(error, file=sys.stderr)
        return 1
    print("The samples of voices are those in voices/samples/: if the sound has changed, run script/samples first.")
    first, *by_hand = release.commands
    print("\n".join([*done, "Then run:" if asked.dry_run else "Now run:", f"  {first}"]))
    print("GitHub's workflow publishes it. Without it, also run these, and upload dist/ to PyPI:")
    print("\n".join(f"  {command}" for command in by_hand))
    return 0


def _rehearsed(release: Release) -> list[str]:
    """Return what would be done."""
    return [
        f"Would write {release.version} into {VERSION_FILE.name}, the changelog and addon/config.yaml,",
        f"commit, tag {release.tag}, and put the add-on onto the branch {store_tree.BRANCH}.",
        f"\n{release.changes}\n",
    ]


def _unreleased(changelog: str) -> str:
    """Return the text under the heading, up to the next heading."""
    _, _, rest = changelog.partition(UNRELEASED)
    return re.split(r"(?m)^## ", rest, maxsplit=1)[0].strip()


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=TOP, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
