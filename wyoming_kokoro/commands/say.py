"""`say`: speak a text into a file, or aloud."""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import wave
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.commands.command import new
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE, Delivery, Utterance
from wyoming_kokoro.studio import Studio

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"))
"""Programs that play a WAV file, in the order in which they are looked for."""


def add(commands: "Subparsers") -> None:
    """Tell the parser."""
    parser = new(commands, "say", "speak a text, aloud or into a file", say)
    parser.add_argument("text", nargs="?", help="what to say; without it, what comes on standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a WAV file; - is standard output")
    parser.add_argument("--speed", type=float, metavar="NUMBER", help="1 is the voice's own, 2 twice as fast")
    parser.add_argument("--language", metavar="TAG", help="the language, where no voice is named: en-US")
    parser.add_argument("--ssml", action="store_true", help="the text is SSML")


def say(asked: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Speak it."""
    text = sys.stdin.read() if asked.text in (None, "-") else asked.text
    delivery = Delivery(asked.voice, asked.language, asked.speed)
    samples = asyncio.run(_spoken(Utterance(text, delivery, "ssml" if asked.ssml else "plain"), loaded))
    if asked.output == "-":
        _write(sys.stdout.buffer, samples)
    elif asked.output is not None:
        with _opened(Path(asked.output)) as file:
            _write(file, samples)
    else:
        _play(samples)
    return 0


async def _spoken(utterance: Utterance, loaded: LoadedSettings) -> bytes:
    studio = await Studio.open(loaded)
    try:
        async with aclosing(studio.speak(utterance)) as blocks:
            return b"".join([pcm16(block.samples) async for block in blocks])
    finally:
        await studio.close()


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}.") from error


def _write(file: BinaryIO, samples: bytes) -> None:
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.setnframes(len(samples) // 2)  # standard output cannot be gone back in to write it later
        sound.writeframesraw(samples)


def _play(samples: bytes) -> None:
    player = next((player for player in PLAYERS if shutil.which(player[0])), None)
    if player is None:
        names = ", ".join(player[0] for player in PLAYERS)
        raise Unavailable(f"None of {names} is there to play the sound; `-o FILE` writes it to a file.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        with path.open("wb") as file:
            _write(file, samples)
        subprocess.run([*player, str(path)], check=False)  # noqa: S603 -- one of our own list, found on PATH
