"""`voices`: which voices there are, fetching and checking their files, taking in one's own."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import files
from wyoming_kokoro.commands.command import new
from wyoming_kokoro.downloads import VOICE_BYTES, BadVoice, Downloads, voices_in
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import configure
from wyoming_kokoro.voices import Catalogue

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "voices", "list the voices, fetch and check their files", show)
    _tell_of_list(parser)
    actions = parser.add_subparsers(metavar="ACTION")
    _tell_of_list(new(actions, "list", "list the voices", show, nested=True))
    fetching = new(actions, "fetch", "fetch the files of the named voices, or of all", fetch, nested=True)
    fetching.add_argument("names", nargs="*", default=[], metavar="NAME", help="a voice, or a blend")
    checking = new(actions, "verify", "read the files of the named voices, or all that are here", verify, nested=True)
    checking.add_argument("names", nargs="*", default=[], metavar="NAME", help="a voice, or a blend")
    taking = new(actions, "import", "take in voice files, or archives such as voices-v1.0.bin", take_in, nested=True)
    taking.add_argument("files", nargs="+", type=Path, metavar="FILE", help="where it is now; it is copied")


def show(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print every voice that can be asked for."""
    voices = [voice for voice in _catalogue(loaded).listed() if asked.language in (None, voice.language)]
    if asked.json:
        print(json.dumps([asdict(voice) for voice in voices], ensure_ascii=False, indent=2))
        return files.DONE
    wide = max((len(voice.name) for voice in voices), default=0)
    for voice in voices:
        print(f"{voice.name:<{wide}}  {voice.language:<7}  {voice.description}")
    return files.DONE


def fetch(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Fetch voice files."""
    store = files.store_of(loaded)
    names = _file_names(asked.names, store, loaded) or [file.name for file in store.voices.published]
    return files.fetch(store.voices, names)


def verify(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Check voice files."""
    store = files.store_of(loaded)
    return files.verify(store.voices, _file_names(asked.names, store, loaded))


def take_in(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Take in voice files and archives of the user's."""
    store = files.store_of(loaded)
    for path in asked.files:
        for name, data in _voices(path, store):
            files.take_in(store.voices, name, [data])
    return files.DONE


def _catalogue(loaded: LoadedSettings) -> Catalogue:
    return configure(
        loaded, EspeakNg.open(), Downloads(loaded.sources.paths.downloads, loaded.settings.downloads)
    ).voices


def _tell_of_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", metavar="TAG", help="only this language: en-US")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def _file_names(names: Sequence[str], store: Downloads, loaded: LoadedSettings) -> list[str]:
    """The files that these voices are made of, each once; a voice that is one file has its name."""
    files_here = {state.name for state in store.voices.states()}
    if files_here.issuperset(names):
        return list(names)
    catalogue = _catalogue(loaded)
    parts = [[(name, 1.0)] if name in files_here else catalogue.find(name).styles for name in names]
    return list(dict.fromkeys(part for each in parts for part, _ in each))


def _voices(path: Path, store: Downloads) -> list[tuple[str, bytes]]:
    """The voices in a file, which is one of the size that every voice has, or an archive of several."""
    try:
        stamp = store.disk.stamp(path)
        if stamp is not None and stamp.size == VOICE_BYTES:
            return [(path.stem, b"".join(files.blocks_of(path, store.disk)))]
        return list(voices_in(path, store.disk))
    except BadVoice as bad:
        raise BadRequest(f"{path} {bad}; a voice by itself has {VOICE_BYTES:,} bytes.") from bad
    except OSError as error:
        raise files.cannot_read(path, error) from error
