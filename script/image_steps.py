"""Runs the Dockerfile's steps in a clean Debian folder and tests the result, without a Docker engine.

A minimal Debian with the Python that runs this script replaces the base image. No step may use the network: the
packages are downloaded beforehand. image_trial.py tests the result. Needs root, debootstrap and unshare.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from script.context import gather
from script.dockerfile import Instruction, Stage, stages

TOP = Path(__file__).resolve().parent.parent

NEEDED = ("debootstrap", "unshare", "setpriv", "chroot", "mount", "ip")

LIBRARIES = "ca-certificates,libbz2-1.0,libffi8,liblzma5,libsqlite3-0,libssl3,libuuid1,zlib1g"
"""What Python itself needs besides the minimal Debian, as in the base image."""

WHEELS = "/var/cache/wheels"
"""Where the steps find the packages."""

UNUSED = shutil.ignore_patterns("site-packages", "test", "tests", "idlelib", "config-*", "__pycache__", "*.a")
"""Parts of a Python that the base image does not have either."""


class Image:
    """A folder that steps change, and the variables that they have set."""

    def __init__(self, root: Path, context: Path, arguments: dict[str, str]) -> None:
        self.root = root
        self._context = context
        self._arguments = arguments
        self.environment: dict[str, str] = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        self.folder = "/"

    def follow(self, stage: Stage, earlier: dict[str, "Image"], wheels: Path) -> None:
        """Run the instructions of a stage."""
        for instruction in stage.instructions:
            self._do(instruction, earlier, wheels)

    def _do(self, instruction: Instruction, earlier: dict[str, "Image"], wheels: Path) -> None:
        known = self._arguments | self.environment
        match instruction.name:
            case "ARG":
                self._arguments = instruction.filled(known).pairs | self._arguments
            case "ENV":
                self.environment |= instruction.filled(known).pairs
            case "WORKDIR":
                self.folder = instruction.arguments
                self._inside(self.folder).mkdir(parents=True, exist_ok=True)
            case "COPY":
                self._copy(instruction.filled(known).words, earlier)
            case "RUN":
                print(f"RUN {instruction.arguments[:100]}...", flush=True)
                self._run(instruction.arguments, wheels)
            case _:
                pass  # what a container is started with: image_trial.py reads it

    def _run(self, command: str, wheels: Path) -> None:
        """Run a command with this folder as the root, without a network, with the downloaded packages."""
        place = self._inside(WHEELS)
        place.mkdir(parents=True, exist_ok=True)
        mounts = f'mount -t proc proc "{self.root}/proc" && mount --bind "{wheels}" "{place}"'
        environment = self._arguments | self.environment | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS}
        inside = ["chroot", str(self.root), "/bin/sh", "-c", f'cd "{self.folder}" && {command}']
        subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--fork", "sh", "-ec", f'{mounts} && exec "$@"', "sh", *inside],
            env=environment,
            check=True,
        )

    def _copy(self, words: list[str], earlier: dict[str, "Image"]) -> None:
        source = self._context
        if words[0].startswith("--from="):
            source = earlier[words.pop(0).removeprefix("--from=")].root
        *names, target = words
        into = self._inside(target if target.startswith("/") else f"{self.folder}/{target}")
        for name in names:
            path = source / name.lstrip("/")
            if path.is_dir():
                shutil.copytree(path, into, symlinks=True, dirs_exist_ok=True)
            else:
                shutil.copy2(path, into)

    def _inside(self, path: str) -> Path:
        return self.root / path.lstrip("/")


def main() -> int:
    """Build the image, and test it."""
    parser = argparse.ArgumentParser(prog="script/image-steps", description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build in this folder, and leave it there")
    asked = parser.parse_args()
    if missing := obstacle():
        print(missing, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="image-steps-") as temporary:
        folder = (asked.keep or Path(temporary)).resolve()
        image = built(folder)
        tried = subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child",
             sys.executable, "-m", "script.image_trial", str(image.root)],
            cwd=TOP, check=False,
        )  # fmt: skip
        return tried.returncode


def obstacle() -> str | None:
    """Return why this machine cannot do it, as a sentence."""
    if os.geteuid() != 0:
        return "Only root can make another root folder: run this as root, or build the image with Docker."
    missing = [name for name in NEEDED if shutil.which(name) is None]
    return f"Missing here: {', '.join(missing)} (apt install debootstrap util-linux iproute2)." if missing else None


def built(folder: Path) -> Image:
    """Build the image in a folder, and return its last stage."""
    arguments, found = stages(TOP / "Dockerfile")
    wheels, context, base = (folder / name for name in ("wheels", "context", "base"))
    fetch_packages(wheels)
    gather(context)
    make_base(base)
    images: dict[str, Image] = {}
    for number, stage in enumerate(found):
        root = folder / f"stage-{number}"
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["cp", "--archive", "--reflink=auto", str(base), str(root)], check=True)
        image = images[stage.name] = Image(root, context, dict(arguments))
        image.follow(stage, images, wheels)
    return image


def fetch_packages(wheels: Path) -> None:
    """Fetch every package that the steps install, for the Python that runs this script."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["watch"], "hatchling"]
    python = Path(sys.base_prefix) / "bin/python3"
    subprocess.run(
        [str(python), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
         "--constraint", str(TOP / "constraints.txt"), "--dest", str(wheels), *wanted],
        check=True,
    )  # fmt: skip


def make_base(base: Path) -> None:
    """Make a minimal Debian with this Python in /usr/local, as the base image has it; an earlier one is kept."""
    if (base / "usr/local/bin/python").exists():
        return
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={LIBRARIES}", suite, str(base)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    local = base / "usr/local"
    for part in ("bin", "lib"):
        shutil.copytree(Path(sys.base_prefix) / part, local / part, symlinks=True, dirs_exist_ok=True, ignore=UNUSED)
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for name in ("python", "python3"):
        (local / "bin" / name).unlink(missing_ok=True)
        (local / "bin" / name).symlink_to(python)
    for command in (["ldconfig"], ["/usr/local/bin/python", "-m", "ensurepip"]):
        subprocess.run(["chroot", str(base), *command], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(base / "var/cache/apt/archives", ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
