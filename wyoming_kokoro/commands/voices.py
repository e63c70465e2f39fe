"""`voices`: which voices there are."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from wyoming_kokoro.commands.command import new
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import Loaded
from wyoming_kokoro.studio import equip

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "voices", "list the voices", show)
    parser.add_argument("--language", metavar="TAG", help="only this language: en-US")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def show(asked: argparse.Namespace, loaded: Loaded) -> int:
    """Print them."""
    voices = [
        voice for voice in equip(loaded, EspeakNg.open()).voices.listed() if asked.language in (None, voice.language)
    ]
    if asked.json:
        print(json.dumps([asdict(voice) for voice in voices], ensure_ascii=False, indent=2))
        return 0
    wide = max((len(voice.name) for voice in voices), default=0)
    for voice in voices:
        print(f"{voice.name:<{wide}}  {voice.language:<7}  {voice.description}")
    return 0
