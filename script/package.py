"""Builds the wheel and the source archive that are published.

They differ from what pip builds in a checkout in two things: the account that publishes is named, and the links of
the README, which is the page of the package, lead to this version on GitHub, as the index has none of the other files.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from script import published_links, store_tree
from script.context import gather
from wyoming_kokoro import __version__


def build(folder: Path, owner: str) -> list[Path]:
    """Build both into a folder, and return their files."""
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        gather(tree)
        for name in ("README.md", "pyproject.toml"):
            path = tree / name
            path.write_text(path.read_text("utf-8").replace(store_tree.PLACEHOLDER, owner), "utf-8")
        readme = tree / "README.md"
        text = readme.read_text(encoding="utf-8")
        readme.write_text(published_links.made_absolute(text, "README.md", owner, f"v{__version__}"), encoding="utf-8")
        subprocess.run([sys.executable, "-m", "hatchling", "build", "--directory", str(folder)], cwd=tree, check=True)
    return sorted(folder.glob(f"wyoming_kokoro-{__version__}*"))


def main() -> int:
    """Build the package."""
    parser = argparse.ArgumentParser(prog="script/package", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the two files")
    parser.add_argument(
        "--owner", type=str.lower, default=store_tree.owner_here(), help="who publishes, if not this checkout's origin"
    )
    asked = parser.parse_args()
    if asked.owner is None:
        print("This checkout has no origin: name the account that publishes, with --owner.", file=sys.stderr)
        return 2
    for path in build(asked.folder.resolve(), asked.owner):
        print(f"{path} written, {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
