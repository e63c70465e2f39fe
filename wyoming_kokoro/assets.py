"""Where the files that come with the program are, installed or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def config_file() -> Path:
    """The shipped settings."""
    return _root() / "config.json"


def voices_folder() -> Path:
    """The catalogue of voices and what comes with it."""
    return _root() / "voices"


def web_folder() -> Path:
    """The dashboard."""
    return _root() / "web"


def _root(package: Path = _PACKAGE) -> Path:
    """The wheel carries the files inside the package; a checkout has them beside it."""
    installed = package / "_assets"
    return installed if installed.is_dir() else package.parent
