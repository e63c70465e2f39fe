"""The times of single characters, from those of words, as ElevenLabs gives them."""

from collections.abc import Iterable, Iterator, Sequence

from wyoming_kokoro.speech import RATE, Utterance, WordTime

_MILLISECONDS = 3
"""Digits of a time after the point."""


class CharacterTimes:
    """Follows the words of an utterance, and gives each character of what was written a beginning and an end.

    Characters share the time of their word evenly; those between two words share the time between them.
    """

    def __init__(self, utterance: Utterance) -> None:
        self._text = utterance.shown_text
        self._until = 0
        """Where the characters end that have their times."""
        self._time = 0.0

    def feed(self, words: Iterable[WordTime]) -> dict[str, object] | None:
        """Return the characters up to the last of these words, None where there is no new one."""
        times = [each for word in words if word.start >= self._until for each in self._of_word(word)]
        return _as_json(times) if times else None

    def finish(self) -> dict[str, object] | None:
        """Return the characters after the last word: they take no time."""
        times = [*self._shared(len(self._text), self._time)]
        return _as_json(times) if times else None

    def _of_word(self, word: WordTime) -> Iterator[tuple[str, float, float]]:
        yield from self._shared(word.start, word.start_sample / RATE)
        self._time = word.start_sample / RATE
        yield from self._shared(word.end, word.end_sample / RATE)

    def _shared(self, until: int, end: float) -> Iterator[tuple[str, float, float]]:
        """Yield the characters up to a place, which share the time up to its time."""
        characters, start = self._text[self._until : until], self._time
        each = max(end - start, 0.0) / max(len(characters), 1)
        for number, character in enumerate(characters):
            yield character, start + number * each, start + (number + 1) * each
        self._until, self._time = max(until, self._until), max(end, start)


class VoiceSegments:
    """Collects from when to when each turn of a conversation is heard."""

    def __init__(self, texts: Sequence[str], voices: Sequence[str]) -> None:
        self._starts = [0]
        for text in texts:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._voices = voices
        self._times: dict[int, list[float]] = {}

    def feed(self, words: Iterable[WordTime]) -> None:
        """Take words that have their times."""
        for word in words:
            turn = max(number for number, start in enumerate(self._starts) if start <= word.start)
            start, end = word.start_sample / RATE, word.end_sample / RATE
            times = self._times.setdefault(turn, [start, end])
            times[:] = [min(times[0], start), max(times[1], end)]

    def as_json(self) -> list[dict[str, object]]:
        """Return the segments since the last time."""
        times, self._times = self._times, {}
        return [
            {
                "voice_id": self._voices[turn] if turn < len(self._voices) else "",
                "start_time_seconds": round(start, _MILLISECONDS),
                "end_time_seconds": round(end, _MILLISECONDS),
                "character_start_index": self._starts[turn],
                "character_end_index": self._starts[turn + 1] - 1 if turn + 1 < len(self._starts) else self._starts[-1],
                "dialogue_input_index": turn,
            }
            for turn, (start, end) in sorted(times.items())
        ]


def _as_json(times: Sequence[tuple[str, float, float]]) -> dict[str, object]:
    return {
        "characters": [character for character, _, _ in times],
        "character_start_times_seconds": [round(start, _MILLISECONDS) for _, start, _ in times],
        "character_end_times_seconds": [round(end, _MILLISECONDS) for _, _, end in times],
    }
