"""Finds the files that come with the program, installed or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def config_file() -> Path:
    """Return the path of the shipped settings."""
    return root() / "config.json"


def voices_folder() -> Path:
    """Return the folder of the catalogue of voices and what comes with it."""
    return root() / "voices"


def web_folder() -> Path:
    """Return the folder of the dashboard."""
    return root() / "web"


def root(package: Path = _PACKAGE) -> Path:
    """Return the folder that holds them: inside the package in a wheel, beside it in a checkout."""
    installed = package / "_assets"
    return installed if installed.is_dir() else package.parent
