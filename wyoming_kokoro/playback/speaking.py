"""Speaks a text when its turn comes, while media players are silent, and tells what became of it."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wyoming_kokoro.playback.media_players import MediaPlayers
from wyoming_kokoro.playback.player import Playback, PlayerProgram
from wyoming_kokoro.playback.speech_queue import PlayTurn, QueueEntry, Said, SpeechQueue
from wyoming_kokoro.playback.spoken_text import Fetch, SoundAhead

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What ends a program is for us as Ctrl-C is: the player stops, and media players go on."""


@dataclass(slots=True)
class Outcome:
    """What became of a text."""

    said: Said = Said.CUT
    seconds: float = 0.0
    heard: float = 0.0
    waited: float = 0.0
    place: str | None = None
    """In the queue; places are sorted."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs; seconds are rounded to milliseconds."""
        return {
            "said": self.said.value,
            "place": self.place,
            "seconds": round(self.seconds, 3),
            "seconds_heard": round(self.heard, 3),
            "seconds_waited": round(self.waited, 3),
        }


@dataclass(frozen=True, slots=True)
class Loudspeaker:
    """How texts are spoken aloud."""

    queue: SpeechQueue
    program: PlayerProgram
    media: MediaPlayers
    hush: bool = False
    """Whether media players are paused meanwhile."""
    stale: float | None = None
    """Seconds after which a text that still waits is not spoken."""

    def speak(self, fetch: Fetch, entry: QueueEntry | None) -> Outcome:
        """Speak a sound when the turn of an entry has come; at once if there is none. An interruption cuts it off."""
        outcome, began = Outcome(), time.monotonic()
        turn: PlayTurn | None = None
        with _interruptible():
            try:
                if entry is not None:
                    outcome.place = entry.name
                    found = self.queue.wait(entry, self.stale)
                    outcome.waited = time.monotonic() - began
                    if isinstance(found, Said):
                        outcome.said = found
                        return outcome
                    turn = found
                self._play(fetch, entry, turn, outcome)
            except KeyboardInterrupt:
                pass  # what was heard until then is in the outcome
            finally:
                self._end(entry, turn)
        return outcome

    def _play(self, fetch: Fetch, entry: QueueEntry | None, turn: PlayTurn | None, outcome: Outcome) -> None:
        sound = SoundAhead(fetch)
        playback = Playback(sound)
        if entry is not None:
            playback.is_wanted = entry.is_wanted
        if turn is not None:
            playback.on_start = turn.note_player
        try:
            if self.hush:
                self.media.pause()
            playback.run(self.program)
        finally:
            sound.close()
            outcome.seconds, outcome.heard = playback.seconds, playback.heard
            outcome.said = Said.DONE if playback.complete else Said.CUT

    def _end(self, entry: QueueEntry | None, turn: PlayTurn | None) -> None:
        """Leave the queue; who leaves last lets the media players go on."""
        if entry is not None:
            entry.leave()
        if turn is not None:
            turn.end()
        if self.media.paused() and not self.queue.waiting():
            self.media.resume()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let every signal that ends a program be an interruption, as Ctrl-C is."""
    former = {number: signal.signal(number, _interrupt) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
