"""The sounds that can be asked for by name: those that are made, and files in the user's folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from wyoming_kokoro.audio.sounds.files import SoundFile, read_sound
from wyoming_kokoro.audio.sounds.sound import SoundDefinition
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.registry import Registry

SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a")
"""The kinds of files in the folder that are sounds."""

MAX_FILES = 200
"""Files of the folder that are looked at: more are not needed, and a folder may be linked to a whole collection."""

MAX_KEPT = 3
"""Files that stay decoded: each takes up to fifteen megabytes."""


class SoundLibrary:
    """Finds sounds by name; a file of the user's takes precedence over a sound that is made."""

    def __init__(self, made: Registry[SoundDefinition], folder: Path) -> None:
        """Look which files are in the folder now. Blocks shortly."""
        self._made = made
        self._files: Mapping[str, Path] = dict(_files_in(folder))
        self._kept: dict[str, tuple[tuple[int, int], SoundFile]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sounds, in order."""
        return tuple(dict.fromkeys((*self._made.names, *self._files)))

    def has(self, name: str) -> bool:
        """Return whether there is a sound of this name."""
        return plain_name(name) in self._files or self._made.get(plain_name(name)) is not None

    def check(self, name: str, about: str | None = None) -> None:
        """Raise BadRequest if a sound cannot be used: an address, or a name that there is not."""
        if "://" in name or name.startswith(("//", "data:")):
            raise BadRequest(
                "Sounds are not fetched from addresses: put the file into the folder `sounds` and name it.",
                code="sound_refused", about=about,
            )  # fmt: skip
        if not self.has(name):
            names = ", ".join(self.names[:40])
            raise BadRequest(f"There is no such sound. There are: {names}.", code="sound_not_found", about=about)

    def find(self, name: str) -> SoundDefinition:
        """Return the sound of a name; BadRequest if there is none or its file cannot be read. Reads files."""
        self.check(name)
        name = plain_name(name)
        if name in self._files:
            return self._file(name).definition(name)
        return next(made for made in self._made if made.name == name)

    def describe(self) -> list[dict[str, object]]:
        """Return what there is, as JSON holds it; files are not read for this."""
        rows: list[dict[str, object]] = []
        for name in self.names:
            made = None if name in self._files else self._made.get(name)
            if made is None:
                rows.append({"name": name, "kind": "file", "meaning": "Your own file.", "seconds": None})
            else:
                rows.append({"name": name, "kind": made.kind, "meaning": made.meaning, "seconds": made.seconds})
        return rows

    def _file(self, name: str) -> SoundFile:
        """Return a decoded file, which stays in memory while it is one of the last that were used."""
        path = self._files[name]
        stamp = _stamp(path)
        kept = self._kept.pop(name, None)
        if kept is None or kept[0] != stamp:
            kept = stamp, read_sound(path)
        self._kept[name] = kept
        while len(self._kept) > MAX_KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return kept[1]


def sound_files(folder: Path) -> tuple[object, ...]:
    """Return the state of the sounds in a folder: other files, other state. Blocks shortly."""
    return tuple((name, path.name) for name, path in _files_in(folder))


def plain_name(name: str) -> str:
    """Return the name as the library has it: without a suffix or capitals, and some other words for the same."""
    name = name.strip().lower()
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    name = name.replace("_", "-").replace(" ", "-")
    return OTHER_NAMES.get(name, name)


OTHER_NAMES: Mapping[str, str] = {
    "ocean": "sea", "waves": "sea", "fireplace": "fire", "thunder": "thunderstorm", "storm": "thunderstorm",
    "birds": "forest", "nature": "forest", "coffee-shop": "cafe", "brook": "stream", "river": "stream",
    "crickets": "night", "white": "white-noise", "pink": "pink-noise", "brown": "brown-noise", "doorbell": "chime",
}  # fmt: skip
"""Names that other programs use for the same sounds."""


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the sounds in a folder, by name; no folders in it, and nothing that a link leads out to."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    except OSError:
        return
    for path in paths[:MAX_FILES]:
        if path.is_file() and not path.is_symlink():
            yield path.stem.strip().lower().replace("_", "-").replace(" ", "-"), path


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError as error:
        raise BadRequest("The file of this sound cannot be read.", code="sound_not_found") from error
    return state.st_mtime_ns, state.st_size
