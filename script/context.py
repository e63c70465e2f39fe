"""Finds the files that the image is made of: those of a checkout that .dockerignore does not exclude."""

import shutil
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def gather(folder: Path) -> None:
    """Copy these files into a new folder; an old one is removed first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in parts():
        path = TOP / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(path, folder)


def parts() -> list[str]:
    """Return the files and folders of this checkout that belong to it."""
    lines = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!")]
