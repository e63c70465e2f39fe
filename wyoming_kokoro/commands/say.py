"""`say`: speak a text aloud, into a file, or on loudspeakers of Home Assistant."""

import argparse
import json
import os
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wyoming_kokoro.commands.command import add_early_command
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.playback.media_players import MediaPlayers
from wyoming_kokoro.playback.named_voices import voice_of
from wyoming_kokoro.playback.player import find_player
from wyoming_kokoro.playback.running_server import RunningServer, find_server
from wyoming_kokoro.playback.speaking import Loudspeaker, Outcome
from wyoming_kokoro.playback.speech_queue import LAST, NEXT, NOW, Said, SpeechQueue, queue_folder
from wyoming_kokoro.playback.spoken_text import Fetch, SpokenText, whole
from wyoming_kokoro.settings.later_settings import LaterSettings

if TYPE_CHECKING:
    from wyoming_kokoro.commands.command import Subparsers
    from wyoming_kokoro.speech import Background

DONE, NOT_DONE = 0, 1
"""Exit codes: whether all of the text was spoken."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


def add(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = add_early_command(commands, "say", "speak a text, aloud or into a file", say)
    parser.add_argument("text", nargs="?", help="the text; without it, standard input is read")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a WAV file; - is standard output")
    parser.add_argument("--speed", type=float, metavar="NUMBER", help="1 is the voice's own speed, 2 twice as fast")
    parser.add_argument("--language", metavar="TAG", help="the language, if no voice is named: en-US")
    parser.add_argument("--ssml", action="store_true", help="the text is SSML")
    parser.add_argument("--background", metavar="NAME", help="a sound under the speech: rain, sea, a file of your own")
    parser.add_argument(
        "--background-level",
        type=float,
        metavar="DECIBELS",
        help="how loud it is compared with the speech: -20 unless given",
    )
    _add_server_arguments(parser)
    _add_queue_arguments(parser)


def _add_server_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server", metavar="URL", help="the server that speaks: http://HOST:8354; without it, the one that runs here"
    )
    parser.add_argument("--key", help="the key for that server")
    parser.add_argument("--player", metavar="COMMAND", help="a program that plays the WAV file on its standard input")
    parser.add_argument("--hush", action="store_true", help="pause media players that are playing, meanwhile")
    parser.add_argument("--json", action="store_true", help="print what became of the text, for programs")


def _add_queue_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", action="append", metavar="ENTITY", help="play it there: media_player.x or assist_satellite.x"
    )
    parser.add_argument("--as", dest="name", metavar="NAME", help="who speaks: each name has a voice of its own")
    parser.add_argument("--no-queue", action="store_true", help="speak at once, also while another text is spoken")
    parser.add_argument("--now", action="store_true", help="cut off what is being spoken, and speak at once")
    parser.add_argument("--next", action="store_true", help="speak before the texts that wait")
    parser.add_argument(
        "--stale", type=_seconds, metavar="TIME", help="say nothing if it would be later than this: 60s"
    )
    parser.add_argument("--no-wait", action="store_true", help="return at once, and speak in the background")
    parser.add_argument("--clear", action="store_true", help="cut off and retract what others say; TEXT may follow")
    parser.add_argument("--status", action="store_true", help="print whether a server runs, and how many texts wait")


def say(parsed: argparse.Namespace, later: LaterSettings) -> int:
    """Speak the text."""
    if parsed.status:
        return _print_status(parsed, later)
    if parsed.clear:
        cleared = _queue(later).clear()
        if parsed.text is None:
            _print(parsed, {"cleared": cleared})
            return DONE
    text = _spoken_text(parsed, later, sys.stdin.read() if parsed.text in (None, "-") else parsed.text)
    if parsed.to:
        return _say_to(text, parsed, later)
    if parsed.output is not None:
        _write_output(parsed.output, *whole(_fetch(text, "pcm", parsed, later)))
        return DONE
    return _say_aloud(text, parsed, later)


def _spoken_text(parsed: argparse.Namespace, later: LaterSettings, text: str) -> SpokenText:
    background = _background(parsed.background, parsed.background_level) if parsed.background else None
    voice = parsed.voice
    if parsed.name is not None:
        language = parsed.language or later.loaded.settings.speech.language
        voice = voice_of(parsed.name, language, later.paths, parsed.voice)
    return SpokenText(text, voice, parsed.language, parsed.speed, parsed.ssml, background)


def _background(name: str, level: float | None) -> "Background":
    from wyoming_kokoro.speech import Background  # noqa: PLC0415 -- few texts have one, and it takes a while

    return Background(name) if level is None else Background(name, level)


def _server(parsed: argparse.Namespace, later: LaterSettings) -> RunningServer | None:
    """Return the server that speaks; None where none runs, or where another engine or model is asked for."""
    if parsed.server is None and (parsed.engine or parsed.model):
        return None
    return find_server(later, parsed.server, parsed.key)


def _fetch(text: SpokenText, form: str, parsed: argparse.Namespace, later: LaterSettings) -> Fetch:
    """Return what makes the sound: a running server, or this process."""
    server = _server(parsed, later)
    if server is not None:
        return server.sound(text, form)
    from wyoming_kokoro.playback.own_speech import own_sound  # noqa: PLC0415 -- takes longer than a server's first sound

    return own_sound(text, form, later.loaded)


def _say_aloud(text: SpokenText, parsed: argparse.Namespace, later: LaterSettings) -> int:
    program = find_player(parsed.player)
    queue = _queue(later)
    speaker = Loudspeaker(queue, program, MediaPlayers(queue.folder), hush=parsed.hush, stale=parsed.stale)
    where = NOW if parsed.now else NEXT if parsed.next else LAST
    with ExitStack() as stack:
        entry = None if parsed.no_queue else queue.enter(where)
        if entry is not None:
            stack.callback(entry.leave)
        if parsed.no_wait and _continue_in_background():
            stack.pop_all()  # the other process has the place now
            _print(parsed, {"said": "queued"})
            return DONE
        outcome = speaker.speak(_fetch(text, "wav", parsed, later), entry)
    return _report(parsed, outcome)


def _say_to(text: SpokenText, parsed: argparse.Namespace, later: LaterSettings) -> int:
    """Have entities of Home Assistant play the text, and tell which of them have fetched it."""
    from wyoming_kokoro.playback.home_assistant import FETCH_SECONDS, HomeAssistant, announce_text  # noqa: PLC0415

    server = find_server(later, parsed.server, parsed.key)
    if server is None:
        raise Unavailable("--to needs the running server, from which players fetch the sound: `wyoming-kokoro serve`.")
    home = HomeAssistant.of(later.loaded)
    announced = announce_text(text, parsed.to, home, server, later.loaded.settings.homeassistant.speech_url)
    if parsed.json:
        _print(parsed, {"said": "sent", "to": [each.as_json() for each in announced]})
    for each in announced:
        if each.problem is not None:
            print(each.problem.message, file=sys.stderr)
        elif not each.fetched:
            print(
                f"{each.entity} has not fetched the sound within {FETCH_SECONDS:g} seconds: its player may not reach "
                "this server; `homeassistant.speech_url` sets the address that it is given.",
                file=sys.stderr,
            )
    return NOT_DONE if any(each.problem for each in announced) else DONE


def _report(parsed: argparse.Namespace, outcome: Outcome) -> int:
    _print(parsed, outcome.as_json())
    return DONE if outcome.said is Said.DONE else NOT_DONE


def _print_status(parsed: argparse.Namespace, later: LaterSettings) -> int:
    server = _server(parsed, later)
    waiting = _queue(later).waiting()
    parsed.json = True
    _print(parsed, {"server": server.url if server else None, "texts": waiting})
    return DONE


def _print(parsed: argparse.Namespace, told: dict[str, object]) -> None:
    if parsed.json:
        print(json.dumps(told), flush=True)


def _queue(later: LaterSettings) -> SpeechQueue:
    return SpeechQueue(queue_folder(later.paths.data))


def _continue_in_background() -> bool:
    """Go on in a process of its own; return whether this is the one that returns to the user."""
    if os.fork():
        return True
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    return False


def _seconds(text: str) -> float:
    """Return the seconds of a time such as 60s, 2m or 500ms."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} should be a time such as 60s, 2m or 500ms")
    return float(found[1]) * _UNITS[found[2]]


def _write_output(output: str, pcm: bytes, engine: str) -> None:
    if output == "-":
        _write(sys.stdout.buffer, pcm, engine)
        return
    with _open(Path(output)) as file:
        _write(file, pcm, engine)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}.") from error


def _write(file: BinaryIO, pcm: bytes, engine: str) -> None:
    """Write a WAV file, and after its samples that a machine has spoken."""
    from wyoming_kokoro.audio.formats.labels import SoundLabel, wav_info  # noqa: PLC0415 -- not needed to speak aloud
    from wyoming_kokoro.audio.formats.wave_file import labelled_pcm_file  # noqa: PLC0415
    from wyoming_kokoro.speech import RATE  # noqa: PLC0415

    file.write(labelled_pcm_file(pcm, RATE, wav_info(SoundLabel(engine))))
