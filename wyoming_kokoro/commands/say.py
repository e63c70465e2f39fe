"""`say`: speak a text aloud, or into a file."""

import argparse
import asyncio
import io
import shutil
import subprocess
import sys
import tempfile
import wave
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.audio.formats.labels import wav_info
from wyoming_kokoro.commands.command import add_command
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE, Background, Delivery, Utterance
from wyoming_kokoro.studio import Studio

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"))
"""Programs that play a WAV file; the first that is installed is used."""


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "say", "speak a text, aloud or into a file", say)
    parser.add_argument("text", nargs="?", help="the text; without it, standard input is read")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a WAV file; - is standard output")
    parser.add_argument("--speed", type=float, metavar="NUMBER", help="1 is the voice's own speed, 2 twice as fast")
    parser.add_argument("--language", metavar="TAG", help="the language, if no voice is named: en-US")
    parser.add_argument("--ssml", action="store_true", help="the text is SSML")
    parser.add_argument("--background", metavar="NAME", help="a sound under the speech: rain, sea, a file of your own")
    parser.add_argument(
        "--background-level",
        type=float,
        default=Background("").level,
        metavar="DECIBELS",
        help="how loud it is compared with the speech: -20 unless given",
    )


def say(parsed: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Speak the text."""
    text = sys.stdin.read() if parsed.text in (None, "-") else parsed.text
    delivery = Delivery(parsed.voice, parsed.language, parsed.speed)
    background = Background(parsed.background, parsed.background_level) if parsed.background else None
    utterance = Utterance(text, delivery, "ssml" if parsed.ssml else "plain", background=background)
    pcm = asyncio.run(_speak(utterance, loaded))
    if parsed.output == "-":
        _write(sys.stdout.buffer, pcm)
    elif parsed.output is not None:
        with _open(Path(parsed.output)) as file:
            _write(file, pcm)
    else:
        _play(pcm)
    return 0


async def _speak(utterance: Utterance, loaded: LoadedSettings) -> bytes:
    studio = await Studio.open(loaded)
    try:
        async with aclosing(studio.speak(utterance)) as blocks:
            return b"".join([pcm16(block.samples) async for block in blocks])
    finally:
        await studio.close()


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}.") from error


def _write(file: BinaryIO, pcm: bytes) -> None:
    """Write a WAV file, and after its samples that a machine has spoken."""
    label, content = wav_info(), io.BytesIO()
    with wave.open(content, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframesraw(pcm)
    header_and_samples = content.getvalue()
    length = len(header_and_samples) - 8 + len(label)  # RIFF's own length counts neither its name nor itself
    file.write(header_and_samples[:4] + length.to_bytes(4, "little") + header_and_samples[8:] + label)


def _play(pcm: bytes) -> None:
    player = next((player for player in PLAYERS if shutil.which(player[0])), None)
    if player is None:
        names = ", ".join(player[0] for player in PLAYERS)
        raise Unavailable(f"No player is installed (one of {names}); `-o FILE` writes the speech to a file.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        with path.open("wb") as file:
            _write(file, pcm)
        subprocess.run([*player, str(path)], check=False)  # noqa: S603 -- one of our own list, found on PATH
