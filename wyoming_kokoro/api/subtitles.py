"""Subtitles: words and their times as SRT and WebVTT."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wyoming_kokoro.speech import RATE, Utterance, WordTime

LONGEST = 84
"""Characters of one subtitle: two lines as television has them."""

_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class SubtitleFormat:
    """A way to write subtitles."""

    content_type: str
    opening: str
    numbered: bool
    point: str
    """What stands between seconds and their thousandths."""
    escaped: bool


KINDS: Mapping[str, SubtitleFormat] = {
    "srt": SubtitleFormat("application/x-subrip; charset=utf-8", "", numbered=True, point=",", escaped=False),
    "vtt": SubtitleFormat("text/vtt; charset=utf-8", "WEBVTT\n\n", numbered=False, point=".", escaped=True),
}


class SubtitleWriter:
    """Takes words in order and gives subtitles: one a sentence, or less where a sentence is long."""

    def __init__(self, utterance: Utterance, kind: SubtitleFormat) -> None:
        self._text = utterance.text
        self._plain = utterance.markup == "plain"
        self._kind = kind
        self._opening = kind.opening
        self._words: list[WordTime] = []
        self._number = 0

    def feed(self, words: Iterable[WordTime]) -> str:
        """The subtitles that are complete with these words."""
        written = self._begin()
        for word in words:
            if self._words and self._is_over(word):
                written += self._close(word.start)
            self._words.append(word)
        return written

    def finish(self) -> str:
        """The last one."""
        return self._begin() + (self._close(len(self._text)) if self._words else "")

    def _begin(self) -> str:
        opening, self._opening = self._opening, ""
        return opening

    def _is_over(self, word: WordTime) -> bool:
        between = self._text[self._words[-1].end : word.start]
        if _ENDS.intersection(between) or "\n" in between:
            return True
        return word.end - self._words[0].start > LONGEST

    def _close(self, until: int) -> str:
        """The words so far as a subtitle, with the marks that follow the last one."""
        first, last = self._words[0], self._words[-1]
        if self._plain:
            text = self._text[first.start : until]
        else:
            text = " ".join(self._text[word.start : word.end] for word in self._words)
        text = " ".join(text.split())
        self._words = []
        self._number += 1
        number = f"{self._number}\n" if self._kind.numbered else ""
        shown = html.escape(text, quote=False) if self._kind.escaped else text.replace("-->", "->")
        return f"{number}{self._time(first.start_sample)} --> {self._time(last.end_sample)}\n{shown}\n\n"

    def _time(self, sample: int) -> str:
        milliseconds = round(sample * 1000 / RATE)
        seconds, milliseconds = divmod(milliseconds, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}{self._kind.point}{milliseconds:03}"
