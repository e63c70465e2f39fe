"""`voices`: list the voices; download, verify and import their files, and make one from a recording."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming_kokoro.commands import files, voice_matching
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.downloads import VOICE_BYTES, BadVoice, Downloads, voice_in_torch_file, voices_in
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import configure
from wyoming_kokoro.voices import Catalogue

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

TORCH_SUFFIXES = frozenset({".pt", ".pth"})
"""Of files that PyTorch wrote, as Kokoro's voices and those of fine-tuned models are first published."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "voices", "list the voices, download and verify their files", show)
    _add_list_arguments(parser)
    actions = parser.add_subparsers(metavar="ACTION")
    _add_list_arguments(add_command(actions, "list", "list the voices", show, nested=True))
    fetch_action = add_command(
        actions, "fetch", "download the files of the named voices, or of all", fetch, nested=True
    )
    fetch_action.add_argument("names", nargs="*", default=[], metavar="NAME", help="a voice, or a blend")
    verify_action = add_command(
        actions, "verify", "read the files of the named voices, or all, and check them", verify, nested=True
    )
    verify_action.add_argument("names", nargs="*", default=[], metavar="NAME", help="a voice, or a blend")
    import_action = add_command(
        actions,
        "import",
        "copy voice files (.bin, .pt), or archives such as voices-v1.0.bin",
        import_voices,
        nested=True,
    )
    import_action.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the path of the file")
    voice_matching.add_actions(actions)


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print every voice."""
    voices = [voice for voice in catalogue_of(loaded).listed() if parsed.language in (None, voice.language)]
    if parsed.json:
        print(json.dumps([asdict(voice) for voice in voices], ensure_ascii=False, indent=2))
        return files.DONE
    width = max((len(voice.name) for voice in voices), default=0)
    for voice in voices:
        style = f" ({', '.join(voice.character.words)})" if voice.character and voice.character.words else ""
        print(f"{voice.name:<{width}}  {voice.language:<7}  {voice.description}{style}")
    return files.DONE


def fetch(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Download voice files."""
    store = files.store_of(loaded)
    names = _file_names(parsed.names, store, loaded) or [file.name for file in store.voices.published]
    return files.fetch(store.voices, names)


def verify(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Check voice files."""
    store = files.store_of(loaded)
    return files.verify(store.voices, _file_names(parsed.names, store, loaded))


def import_voices(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Import voice files and archives of the user's."""
    store = files.store_of(loaded)
    for path in parsed.files:
        for name, data in _voices(path, store):
            files.import_file(store.voices, name, [data])
    return files.DONE


def catalogue_of(loaded: LoadedSettings) -> Catalogue:
    """Return the voices that there are."""
    return configure(loaded, EspeakNg.open(), files.store_of(loaded)).voices


def _add_list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", metavar="TAG", help="only this language: en-US")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def _file_names(names: Sequence[str], store: Downloads, loaded: LoadedSettings) -> list[str]:
    """Return the files of these voices, each once; the name of a file stands for itself."""
    file_names = {state.name for state in store.voices.states()}
    if file_names.issuperset(names):
        return list(names)
    catalogue = catalogue_of(loaded)
    styles = [[(name, 1.0)] if name in file_names else catalogue.find(name).styles for name in names]
    return list(dict.fromkeys(file for style in styles for file, _ in style))


def _voices(path: Path, store: Downloads) -> list[tuple[str, bytes]]:
    """Return the voices in a file: one if it has the size of a voice, otherwise those of an archive."""
    try:
        stamp = store.disk.stamp(path)
        if stamp is not None and stamp.size == VOICE_BYTES:
            return [(path.stem, b"".join(files.blocks_of(path, store.disk)))]
        if path.suffix in TORCH_SUFFIXES:
            return [(path.stem, voice_in_torch_file(path))]
        return list(voices_in(path, store.disk))
    except BadVoice as bad:
        raise BadRequest(f"{path} {bad}; a single voice has {VOICE_BYTES:,} bytes.") from bad
    except OSError as error:
        raise files.cannot_read(path, error) from error
