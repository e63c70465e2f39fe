"""Where everything that is written lies."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

LEXICONS = "WYOMING_KOKORO_LEXICON_DIR"
"""The variable that says where an image has its packed lexicons."""

_ADDON_FOLDER = Path("/data")
"""Where the Supervisor keeps an add-on's own data and writes its options."""

_ADDON_FILES = Path("/config")
"""Where the Supervisor lets the user reach an add-on's files; those before 2026.07 do not have it."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The data folder, what lies in it, and the folder of what is downloaded."""

    data: Path
    downloads: Path
    options: Path | None = None
    """The add-on's options, inside the add-on."""
    files: Path | None = None
    """The folder of what the user reads and writes by hand, where it is not the data folder."""

    @classmethod
    def find(
        cls,
        data_dir: str | Path | None = None,
        download_dir: str | Path | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> "Paths":
        """The folders that were asked for, or the customary ones: /data in the add-on, else the user's data folder."""
        addon = bool(environment.get("SUPERVISOR_TOKEN"))
        customary = _ADDON_FOLDER if addon else platformdirs.user_data_path("wyoming_kokoro", appauthor=False)
        data = Path(data_dir or environment.get("WYOMING_KOKORO_DATA_DIR") or customary).expanduser().absolute()
        files = _addon_files(data) if addon else None
        asked = download_dir or environment.get("WYOMING_KOKORO_DOWNLOAD_DIR")
        downloads = Path(asked).expanduser().absolute() if asked else files or data
        return cls(data, downloads, _ADDON_FOLDER / "options.json" if addon else None, files)

    @property
    def override(self) -> Path:
        """The user's changes, also those made over HTTP."""
        return (self.files or self.data) / "override.json"

    @property
    def config(self) -> Path:
        """A config.json of the user's, laid over the shipped one."""
        return (self.files or self.data) / "config.json"

    @property
    def models(self) -> Path:
        """Kokoro's model files."""
        return self.downloads / "models"

    @property
    def voices(self) -> Path:
        """Voice files."""
        return self.downloads / "voices"

    @property
    def cache(self) -> Path:
        """What can be made again."""
        return self.data / "cache"

    @property
    def measurements(self) -> Path:
        """How fast model files were on this machine."""
        return self.data / "measurements.json"

    @property
    def lexicons(self) -> Path:
        """Where packed lexicons lie: an image brings its own, others make them once in the cache."""
        brought = os.environ.get(LEXICONS)
        return Path(brought) if brought else self.cache

    @property
    def pronunciations(self) -> Path:
        """The user's own words."""
        return (self.files or self.data) / "pronunciations"

    @property
    def token(self) -> Path:
        """What changes over HTTP are allowed with."""
        return self.data / "token"

    @property
    def instance(self) -> Path:
        """The name under which this installation announces itself."""
        return self.data / "instance"

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that are written to, each once."""
        return tuple(dict.fromkeys(filter(None, (self.data, self.downloads, self.files))))

    def prepare(self) -> str | None:
        """Make the folders; a sentence for the log where they cannot be written, which need not stop anything."""
        import tempfile  # noqa: PLC0415 - who only asks where things lie does without

        for folder in self.folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                return (
                    f"{folder} cannot be written ({error.strerror}): "
                    "speech works, but changes, downloads and the cache will not be kept"
                )
        return None


def _addon_files(data: Path) -> Path | None:
    """The add-on's folder for the user, unless an earlier Supervisor made everything begin in the data folder."""
    begun = any((data / name).exists() for name in ("models", "override.json", "pronunciations"))
    return _ADDON_FILES if _ADDON_FILES.is_dir() and not begun else None
