"""What the image is made of: the part of a checkout that .dockerignore leaves."""

import shutil
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def gather(folder: Path) -> None:
    """Copy it into a folder, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in parts():
        path = TOP / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(path, folder)


def parts() -> list[str]:
    """The files and folders of this checkout that it consists of."""
    lines = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!")]
