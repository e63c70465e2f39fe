"""Makes the files that we ship of the data of misaki, kokoro-onnx and onnx, from the installed packages.

After a change of misaki's lexicons, raise _RULES_VERSION in pronounce/pronunciation.py too: the cache holds what was
spoken with the former ones.
"""

import importlib
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.engines.kokoro.vocabulary import PUBLISHED_FILE
from wyoming_kokoro.onnx_format.messages import DESCRIPTION
from wyoming_kokoro.pronounce import shipped_lexicons
from wyoming_kokoro.pronounce.packed_lexicon import Entry, packed
from wyoming_kokoro.workshop.wake.japanese_words import WORDS_FILE

MOST_WORDS = 15_000
"""Japanese words, spread over the list: eSpeak NG reads so many in a few seconds."""
_KANA = re.compile("[ぁ-ゖー]{2,6}")


def main() -> None:
    """Write the files."""
    if "misaki" not in installed() or "kokoro_onnx" not in installed():
        sys.exit("misaki and kokoro-onnx are needed, which both have releases for Python 3.11 and 3.12.")
    for path, content in (*from_misaki(), *from_kokoro_onnx(), *from_onnx()):
        path.parent.mkdir(exist_ok=True)
        replace_file(path, content, mode=READABLE_BY_ALL)
        print(f"{path.name}: {len(content)} bytes")


def installed() -> dict[str, Path]:
    """Return the folders of these packages, of those that are installed; none is imported, which takes long."""
    specs = {name: importlib.util.find_spec(name) for name in ("misaki", "kokoro_onnx", "onnx")}
    return {
        name: Path(next(iter(spec.submodule_search_locations)))
        for name, spec in specs.items()
        if spec is not None and spec.submodule_search_locations
    }


def from_misaki() -> Iterator[tuple[Path, bytes]]:
    """Yield the files that are made of misaki's data, and their content."""
    for variety in shipped_lexicons.VARIETIES:
        content = packed(misaki_entries(f"{variety}_gold"), misaki_entries(f"{variety}_silver"))
        yield shipped_lexicons.FOLDER / shipped_lexicons.misaki_file(variety), content
    words = (installed()["misaki"] / "data" / "ja_words.txt").read_text("utf-8").split("\n")
    in_kana = [word for word in words if _KANA.fullmatch(word)]
    yield WORDS_FILE, "".join(f"{word}\n" for word in in_kana[:: -(-len(in_kana) // MOST_WORDS)]).encode()


def from_kokoro_onnx() -> Iterator[tuple[Path, bytes]]:
    """Yield the file that is made of kokoro-onnx's data, and its content."""
    vocabulary = json.loads((installed()["kokoro_onnx"] / "config.json").read_text("utf-8"))["vocab"]
    yield PUBLISHED_FILE, (json.dumps(vocabulary, ensure_ascii=False, indent=0) + "\n").encode()


def from_onnx() -> Iterator[tuple[Path, bytes]]:
    """Yield the description of ONNX's format, which the package onnx has in its messages."""
    yield DESCRIPTION, importlib.import_module("onnx.onnx_ml_pb2").DESCRIPTOR.serialized_pb


def misaki_entries(name: str) -> dict[str, Entry]:
    """Return one of misaki's lexicons, as "us_gold"."""
    folder = installed().get("misaki")
    if folder is None:
        sys.exit("misaki is not installed, and its lexicons are needed; it has releases for Python 3.11 and 3.12.")
    entries: dict[str, Entry] = json.loads((folder / "data" / f"{name}.json").read_text("utf-8"))
    return entries


if __name__ == "__main__":
    main()
