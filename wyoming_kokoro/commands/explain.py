"""`explain`: what will be said for a text, and why."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import Delivery, Utterance
from wyoming_kokoro.studio import Explanation, SpeechConfig, configure, explain_utterance, explanation_as_json
from wyoming_kokoro.studio.roles import Roles

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "explain", "show what will be said for a text, and which rule decided", show)
    parser.add_argument("text", nargs="?", help="the text; without it, what comes on standard input")
    parser.add_argument("--language", metavar="TAG", help="the text's language; without it, the voice's")
    parser.add_argument("--lines", action="store_true", help="each line is a text; print one line for each")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--said", action="store_true", help="print only the words")
    what.add_argument("--phonemes", action="store_true", help="print only the phonemes, in misaki's alphabet")
    what.add_argument("--json", action="store_true", help="print everything, for programs")


def show(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Print it."""
    kept = configure(loaded, EspeakNg.open(), Downloads(loaded.sources.paths.downloads, loaded.settings.downloads))
    language = asked.language or kept.voices.default.language
    kept.pronunciation.wait_until_ready(language)
    for text in _texts(asked):
        explanation = _explained(text, language, kept)
        if asked.said:
            print(explanation.spoken)
        elif asked.phonemes:
            print(explanation.phonemes)
        elif asked.json:
            print(json.dumps(explanation_as_json(explanation), ensure_ascii=False, indent=None if asked.lines else 2))
        else:
            _print_table(explanation)
    return 0


def _texts(asked: argparse.Namespace) -> Iterator[str]:
    if asked.text is not None:
        yield from asked.text.splitlines() if asked.lines else (asked.text,)
    elif asked.lines:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        yield sys.stdin.read()


def _explained(text: str, language: str, kept: SpeechConfig) -> Explanation:
    utterance = Utterance(text, Delivery(kept.voices.default.name, language), "auto")
    return explain_utterance(utterance, Roles(utterance, kept), kept.pronunciation)


def _print_table(explanation: Explanation) -> None:
    rows = [("written", "rule", "said", "phonemes", "from")]
    for part in explanation.parts:
        sounds = " ".join(word.phonemes for word in part.words if word.phonemes)
        sources = ", ".join(dict.fromkeys(word.source for word in part.words))
        rows.append((part.written, part.rule, part.spoken, sounds, sources))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, (*widths, 0), strict=True)))
    milliseconds = [seconds * 1000 for seconds in (explanation.reading_seconds, explanation.pronouncing_seconds)]
    for note in explanation.notes:
        print(f"at character {note.position}: {note.message}")
    print(f"read in {milliseconds[0]:.1f} ms, pronounced in {milliseconds[1]:.1f} ms")
