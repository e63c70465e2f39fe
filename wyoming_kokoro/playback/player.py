"""Plays a sound with a program of this machine, which reads it from its standard input."""

import os
import select
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.playback.spoken_text import BYTES_PER_SECOND, SoundAhead

LOOK_SECONDS = 0.05
"""How soon a player is stopped that is to be cut off, or noticed that has ended."""

PIPE_BYTES = 16_384
"""What the pipe to the player holds, a third of a second: more would be heard after a cut, or thought to be heard."""

END_SECONDS = 2.0
"""For a player that was told to end, before it is killed."""


@dataclass(frozen=True, slots=True)
class PlayerProgram:
    """A program that plays a WAV file."""

    command: tuple[str, ...]
    streams: bool = True
    """Whether it reads its standard input; else it gets a file, when the whole sound is there."""


PLAYERS = (
    PlayerProgram(("paplay",)),
    PlayerProgram(("pw-play",), streams=False),
    PlayerProgram(("aplay", "-q")),
    PlayerProgram(("ffplay", "-nodisp", "-autoexit", "-loglevel", "error", "-i", "pipe:0")),
)
"""The first that is installed is used."""


def find_player(command: str | None = None) -> PlayerProgram:
    """Return the program of a command line, or the first that is installed; raises Unavailable if there is none."""
    if command is not None:
        words = tuple(shlex.split(command))
        if not words or shutil.which(words[0]) is None:
            raise BadRequest(f"There is no program {words[0] if words else command!r} to play with.")
        return PlayerProgram(words)
    found = next((player for player in PLAYERS if shutil.which(player.command[0])), None)
    if found is None:
        names = ", ".join(player.command[0] for player in PLAYERS)
        raise Unavailable(f"No player is installed (one of {names}); `-o FILE` writes the speech to a file.")
    return found


@dataclass(slots=True)
class Playback:
    """A sound that is played, and how much of it was heard."""

    sound: SoundAhead
    is_wanted: Callable[[], bool] = lambda: True
    """Whether it is to go on."""
    on_start: Callable[[int], None] = lambda _: None
    """Is told the number of the player's process."""
    seconds: float = 0.0
    """Of the sound, as far as it was made."""
    complete: bool = False
    """Whether it was played to its end."""
    _began: float | None = None
    _ended: float = 0.0

    @property
    def heard(self) -> float:
        """Seconds that were heard: what a player was given it plays at once."""
        if self.complete or self._began is None:
            return self.seconds if self.complete else 0.0
        return min(self.seconds, (self._ended or time.monotonic()) - self._began)

    def run(self, program: PlayerProgram) -> None:
        """Play until the end, or until it is not wanted any more."""
        try:
            if program.streams:
                self._stream(program)
            else:
                self._play_file(program)
        finally:
            self._ended = time.monotonic()

    def _stream(self, program: PlayerProgram) -> None:
        """Write the pieces into a player as it takes them; it is started when the first is there."""
        piece = self._next()
        if piece is None:
            return
        with _started(program.command, subprocess.PIPE) as process:
            self._begin(process)
            while piece and self._write(process, piece):
                piece = self._next()
            if piece == b"":
                self._wait_for_end(process)
            _check(process)

    def _play_file(self, program: PlayerProgram) -> None:
        """Play a sound that is complete, with a player that wants a file."""
        with tempfile.TemporaryFile() as file:
            while piece := self._next():
                file.write(piece)
            if piece is None:
                return
            file.flush()
            command = (*program.command, f"/dev/fd/{file.fileno()}")
            with _started(command, subprocess.DEVNULL, (file.fileno(),)) as process:
                self.seconds = file.tell() / BYTES_PER_SECOND
                self._begin(process)
                self._wait_for_end(process)
                _check(process)

    def _next(self) -> bytes | None:
        """Return the next piece, b"" at the end, None if no more is wanted."""
        while self.is_wanted():
            if (piece := self.sound.next(LOOK_SECONDS)) is not None:
                return piece
        return None

    def _begin(self, process: "subprocess.Popen[bytes]") -> None:
        self.on_start(process.pid)
        self._began = time.monotonic()

    def _write(self, process: "subprocess.Popen[bytes]", piece: bytes) -> bool:
        """Write a piece, and return whether the player took all of it."""
        while piece:
            if not self.is_wanted() or process.poll() is not None:
                return False
            written = _write_some(process, piece)
            self.seconds += written / BYTES_PER_SECOND
            piece = piece[written:]
        return True

    def _wait_for_end(self, process: "subprocess.Popen[bytes]") -> None:
        """Tell the player that the sound is complete, and wait until it has played it."""
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        while self.is_wanted() and not self.complete:
            try:
                self.complete = process.wait(LOOK_SECONDS) == 0
            except subprocess.TimeoutExpired:
                continue
            return


def _check(process: "subprocess.Popen[bytes]") -> None:
    """Raise Unavailable if a player has failed by itself: there may be no loudspeaker. A signal cuts it off."""
    code = process.poll()
    if code is not None and code > 0:
        raise Unavailable(f"The player ended with status {code}; `-o FILE` writes the speech to a file.")


def _write_some(process: "subprocess.Popen[bytes]", content: bytes) -> int:
    """Write what the player takes now, and return how much that is."""
    pipe = process.stdin
    assert pipe is not None  # noqa: S101 -- it was opened so
    try:
        if not select.select([], [pipe], [], LOOK_SECONDS)[1]:
            return 0
        return os.write(pipe.fileno(), content[: select.PIPE_BUF])
    except OSError:  # it has ended
        return 0


@contextmanager
def _started(command: Sequence[str], given: int, kept: tuple[int, ...] = ()) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a player; it ends when the context does."""
    try:
        process = subprocess.Popen(command, stdin=given, stdout=subprocess.DEVNULL, pass_fds=kept, pipesize=PIPE_BYTES)  # noqa: S603 -- of our own list, or the user's
    except OSError as error:
        raise Unavailable(f"The player {command[0]} cannot be started: {error.strerror}.") from error
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
