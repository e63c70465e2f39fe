"""The folders and files of an installation."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.atomic_write import PRIVATE_FOLDER

ADDON_DATA = Path("/data")
"""The add-on's own data and its options, written by the Supervisor."""

ADDON_FILES = Path("/config")
"""The add-on's files that the user can reach; Supervisors before 2026.07 do not have it."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The data folder, its files, and the folder of downloads."""

    data: Path
    downloads: Path
    options: Path | None = None
    """The add-on's options, inside the add-on."""
    files: Path | None = None
    """The folder of the files that the user edits, if it is not the data folder."""

    @classmethod
    def find(
        cls,
        data_dir: str | Path | None = None,
        download_dir: str | Path | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> "Paths":
        """Return the given folders, or the default ones: /data in the add-on, else the user's data folder."""
        addon = bool(environment.get("SUPERVISOR_TOKEN"))
        chosen = data_dir or environment.get("WYOMING_KOKORO_DATA_DIR")
        data = Path(chosen or (ADDON_DATA if addon else _users_folder())).expanduser().absolute()
        files = _addon_files(data) if addon else None
        chosen = download_dir or environment.get("WYOMING_KOKORO_DOWNLOAD_DIR")
        downloads = Path(chosen).expanduser().absolute() if chosen else files or data
        return cls(data, downloads, ADDON_DATA / "options.json" if addon else None, files)

    @property
    def override(self) -> Path:
        """The user's changes, including those made over HTTP."""
        return (self.files or self.data) / "override.json"

    @property
    def config(self) -> Path:
        """The user's config.json, which takes precedence over the shipped one."""
        return (self.files or self.data) / "config.json"

    @property
    def models(self) -> Path:
        """The folder of Kokoro's model files."""
        return self.downloads / "models"

    @property
    def voices(self) -> Path:
        """The folder of voice files."""
        return self.downloads / "voices"

    @property
    def cache(self) -> Path:
        """The folder of files that can be made again."""
        return self.data / "cache"

    @property
    def measurements(self) -> Path:
        """The measured speed of model files on this machine."""
        return self.data / "measurements.json"

    @property
    def judgements(self) -> Path:
        """What was found when speech was judged."""
        return self.data / "judgements.sqlite"

    @property
    def pronunciations(self) -> Path:
        """The file of the user's own words."""
        return (self.files or self.data) / "pronunciations"

    @property
    def sounds(self) -> Path:
        """The folder of the user's own sounds."""
        return (self.files or self.data) / "sounds"

    @property
    def presets(self) -> Path:
        """The folder of the user's own presets of augmentation."""
        return (self.files or self.data) / "presets"

    @property
    def datasets(self) -> Path:
        """The folder of the data sets that are named without a path."""
        return (self.files or self.data) / "datasets"

    @property
    def exports(self) -> Path:
        """The folder of the exports that the dashboard has written."""
        return (self.files or self.data) / "exports"

    @property
    def detectors(self) -> Path:
        """The folder of the user's own detectors of wake words."""
        return (self.files or self.data) / "detectors"

    @property
    def token(self) -> Path:
        """The file of the token for changes over HTTP."""
        return self.data / "token"

    @property
    def tickets(self) -> Path:
        """The folder of what links to the dashboard hold in place of the token."""
        return self.data / "tickets"

    @property
    def page(self) -> Path:
        """The file that `open` lets a browser open, which leads to the dashboard."""
        return self.data / "open.html"

    @property
    def named_voices(self) -> Path:
        """The file of the voices that names have been given."""
        return self.data / "named_voices.json"

    @property
    def server(self) -> Path:
        """The file with the address of the running server's HTTP API."""
        return self.data / "server"

    @property
    def instance(self) -> Path:
        """The file of the name under which this installation announces itself."""
        return self.data / "instance"

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that are written to, each once."""
        return tuple(dict.fromkeys(filter(None, (self.data, self.downloads, self.files))))

    def prepare(self) -> str | None:
        """Create the folders; return a sentence for the log if one cannot be written, which stops nothing."""
        import tempfile  # noqa: PLC0415 - most programs only need the paths

        for folder in self.folders:
            try:
                folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
                if folder == _users_folder() and folder.stat().st_uid == os.geteuid():
                    folder.chmod(PRIVATE_FOLDER)
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                return (
                    f"{folder} cannot be written ({error.strerror}): "
                    "speech works, but changes, downloads and the cache will be lost"
                )
        return None


def _users_folder() -> Path:
    """Return the folder of this program among the user's data, which no other program uses."""
    import platformdirs  # noqa: PLC0415 -- where the folder is named, it is not needed

    return platformdirs.user_data_path("wyoming_kokoro", appauthor=False)


def _addon_files(data: Path) -> Path | None:
    """Return the add-on's folder for the user, unless an earlier Supervisor has put the files into the data folder."""
    exists = any((data / name).exists() for name in ("models", "override.json", "pronunciations"))
    return ADDON_FILES if ADDON_FILES.is_dir() and not exists else None
