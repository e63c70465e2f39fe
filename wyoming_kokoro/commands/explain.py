"""`explain`: show how a text is read and pronounced."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Utterance
from wyoming_kokoro.studio import Explanation, SpeechConfig, configure, explain_utterance, explanation_as_json
from wyoming_kokoro.studio.passages import reader_options
from wyoming_kokoro.studio.roles import Roles

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "explain", "show what will be said for a text, and which rule decided", show)
    parser.add_argument("text", nargs="?", help="the text; without it, standard input is read")
    parser.add_argument("--language", metavar="TAG", help="the text's language; without it, the voice's")
    parser.add_argument("--lines", action="store_true", help="each line is a text; print one line for each")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--said", action="store_true", help="print only the words")
    form.add_argument("--phonemes", action="store_true", help="print only the phonemes, in misaki's alphabet")
    form.add_argument("--json", action="store_true", help="print everything, for programs")


def show(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print the explanation."""
    config = configure(loaded, EspeakNg.open(), Downloads(loaded.sources.paths.downloads, loaded.settings.downloads))
    language = parsed.language or config.voices.default.language
    for text in _texts(parsed):
        _print(_explain(text, language, config), parsed)
    return 0


def _texts(parsed: argparse.Namespace) -> Iterator[str]:
    if parsed.text is not None:
        yield from parsed.text.splitlines() if parsed.lines else (parsed.text,)
    elif parsed.lines:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        yield sys.stdin.read()


def _explain(text: str, language: str, config: SpeechConfig) -> Explanation:
    utterance = Utterance(text, Delivery(config.voices.default.name, language), "auto")
    options = reader_options(config.settings)
    return explain_utterance(utterance, Roles(utterance, config), config.pronunciation, options)


def _print(explanation: Explanation, parsed: argparse.Namespace) -> None:
    if parsed.said:
        print(explanation.spoken)
    elif parsed.phonemes:
        print(explanation.phonemes)
    elif parsed.json:
        print(json.dumps(explanation_as_json(explanation), ensure_ascii=False, indent=None if parsed.lines else 2))
    else:
        _print_table(explanation)


def _print_table(explanation: Explanation) -> None:
    rows = [("written", "rule", "said", "phonemes", "from")]
    for part in explanation.parts:
        phonemes = " ".join(word.phonemes for word in part.words if word.phonemes)
        sources = ", ".join(dict.fromkeys(word.source for word in part.words))
        rows.append((part.written, part.rule, part.spoken, phonemes, sources))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, (*widths, 0), strict=True)))
    for note in explanation.notes:
        print(f"at character {note.position}: {note.message}")
    reading, pronouncing = explanation.reading_seconds * 1000, explanation.pronouncing_seconds * 1000
    print(f"read in {reading:.1f} ms, pronounced in {pronouncing:.1f} ms")
