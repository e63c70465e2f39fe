"""Packs misaki's lexicons into one sorted file each: `python -m wyoming_kokoro.pronounce.pack_lexicons FOLDER`.

Runs in a child process, because reading the originals takes some hundred megabytes for a moment.
"""

import codecs
import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file

FORMAT = 3
"""Raised whenever the layout of a packed file changes, so that old ones are not read."""

MAGIC = b"packed lexicon\0\n"
"""With a zero, so that tools take the file for what it is, which is no text."""
KEY_END = b"\t"
ENTRY_END = b"\n"
GOLD, SILVER = b"g", b"s"

_ROWS = 64
"""Rows in a block: a look-up reads one block, which is smaller than a page of memory."""

_SYMBOLS = "".join(map(chr, range(128))) + "æðŋɑɒɔəɛɜɡɪɹɾʃʊʌʒʔʤʧˈˌːθᵊᵻɐ"
"""Symbols that are stored as one byte in place of two or three: the files are a fifth smaller."""
_BYTES = codecs.charmap_build(_SYMBOLS)

VARIETIES = ("us", "gb")

Entry = str | dict[str, str | None]
"""The sound of a word, or a sound for each part of speech. None: it is spelled."""


def misaki_folder() -> Path | None:
    """The folder where misaki is installed, found without importing it."""
    spec = importlib.util.find_spec("misaki")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def packed_name(variety: str, misaki: Path) -> str:
    """The file name of a packed lexicon, with the version of misaki and of the layout."""
    return f"misaki-{_version(misaki)}-{FORMAT}-{variety}.lexicon"


def pack(misaki: Path, folder: Path) -> None:
    """Write both lexicons of an installed misaki into a folder, each in an atomic step."""
    folder.mkdir(parents=True, exist_ok=True)
    for variety in VARIETIES:
        gold, silver = (_read(misaki / "data" / f"{variety}_{grade}.json") for grade in ("gold", "silver"))
        replace_file(folder / packed_name(variety, misaki), packed(gold, silver), mode=READABLE_BY_ALL)


def packed(gold: Mapping[str, Entry], silver: Mapping[str, Entry]) -> bytes:
    """Both grades as one sorted list of rows in blocks, after an index with each block's first word and length.

    A silver entry that a gold entry hides is left out.
    """
    hidden = {other for word in gold for other in (word, *spellings(word))}
    entries = {word: SILVER + _written(entry) for word, entry in silver.items() if word not in hidden}
    entries |= {word: GOLD + _written(entry) for word, entry in gold.items()}
    words = sorted(entries, key=str.encode)
    index, blocks = bytearray(), []
    for start in range(0, len(words), _ROWS):
        some = words[start : start + _ROWS]
        block = b"".join(ENTRY_END + word.encode() + KEY_END + entries[word] for word in some) + ENTRY_END
        index += words[start].encode() + KEY_END + str(len(block)).encode() + ENTRY_END
        blocks.append(block)
    return MAGIC + bytes(index) + ENTRY_END + b"".join(blocks)


def spellings(word: str) -> tuple[str, ...]:
    """The other spelling under which an entry is found: capitalized for a lower-case word, and the reverse."""
    small, capitalized = word.lower(), word.capitalize()
    if len(word) < 2 or small == capitalized:  # noqa: PLR2004 - a letter alone is another entry than its capital
        return ()
    if word == small:
        return (capitalized,)
    return (small,) if word == capitalized else ()


def read_entry(written: bytes) -> Entry:
    """Unpack an entry."""
    text = codecs.charmap_decode(written, "strict", _SYMBOLS)[0]
    if "=" not in text:
        return text
    readings = (reading.split("=") for reading in text.split(";"))
    return {tag: phonemes or None for tag, phonemes in readings}


def _written(entry: Entry) -> bytes:
    text = entry if isinstance(entry, str) else ";".join(f"{tag}={phonemes or ''}" for tag, phonemes in entry.items())
    return codecs.charmap_encode(text, "strict", _BYTES)[0]


def _read(path: Path) -> dict[str, Entry]:
    with path.open(encoding="utf-8") as file:
        entries: dict[str, Entry] = json.load(file)
    return entries


def _version(misaki: Path) -> str:
    """The installed version, from the folder that pip creates next to the package: importlib takes longer."""
    for info in sorted(misaki.parent.glob("misaki-*.dist-info")):
        return info.name.removeprefix("misaki-").removesuffix(".dist-info")
    return "unknown"


if __name__ == "__main__":
    installed = misaki_folder()
    if installed is None:
        sys.exit("misaki is not installed")
    pack(installed, Path(sys.argv[1]))
