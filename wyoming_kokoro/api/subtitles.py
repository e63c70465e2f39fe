"""Writes words and their times as subtitles: SRT and WebVTT."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wyoming_kokoro.markup import is_ssml
from wyoming_kokoro.speech import RATE, MarkTime, Utterance, WordTime

MAX_CHARACTERS = 84
"""Characters of one subtitle: two lines as television has them."""

_MARKS = re.compile(r"[^\s\w<\[(]*")
"""What may stand directly after the last word of a subtitle."""

_SENTENCE_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class SubtitleFormat:
    """SRT or WebVTT: how times and texts are written in it."""

    content_type: str
    header: str
    numbered: bool
    decimal_mark: str
    """What stands between seconds and their thousandths."""
    escaped: bool
    comment: str = ""
    """What a comment begins with; empty where the format has none."""


FORMATS: Mapping[str, SubtitleFormat] = {
    "srt": SubtitleFormat("application/x-subrip; charset=utf-8", "", numbered=True, decimal_mark=",", escaped=False),
    "vtt": SubtitleFormat(
        "text/vtt; charset=utf-8", "WEBVTT\n\n", numbered=False, decimal_mark=".", escaped=True, comment="NOTE"
    ),
}


class SubtitleWriter:
    """Turns words, in order, into subtitles: one for each sentence, or more where a sentence is long."""

    def __init__(self, utterance: Utterance, subtitle_format: SubtitleFormat) -> None:
        self._text = utterance.shown_text
        self._plain = not is_ssml(utterance.text, utterance.markup)
        self._format = subtitle_format
        self._header = subtitle_format.header
        self._words: list[WordTime] = []
        self._number = 0

    def feed(self, words: Iterable[WordTime], marks: Iterable[MarkTime] = ()) -> str:
        """Return the subtitles that are complete with these words; where the format has comments, marks are some."""
        subtitles = self._begin()
        if self._format.comment:
            subtitles += "".join(self._comment(mark) for mark in marks)
        for word in words:
            if self._words and self._starts_another(word):
                subtitles += self._finish_one(word.start)
            self._words.append(word)
        return subtitles

    def finish(self) -> str:
        """Return the last subtitle."""
        return self._begin() + (self._finish_one(len(self._text)) if self._words else "")

    def _comment(self, mark: MarkTime) -> str:
        name = " ".join(mark.name.split()).replace("-->", "->")
        return f"{self._format.comment} {self._time(mark.start_sample)} mark {name}\n\n"

    def _begin(self) -> str:
        header, self._header = self._header, ""
        return header

    def _starts_another(self, word: WordTime) -> bool:
        if word.speaker != self._words[-1].speaker:
            return True
        between = self._text[self._words[-1].end : word.start]
        if _SENTENCE_ENDS.intersection(between) or "\n" in between:
            return True
        return word.end - self._words[0].start > MAX_CHARACTERS

    def _finish_one(self, end: int) -> str:
        """Return the words so far as a subtitle, with the punctuation up to `end`."""
        first, last = self._words[0], self._words[-1]
        if first.speaker:
            text = self._turn_text(first, last)
        elif self._plain:
            text = self._text[first.start : end]
        else:
            text = " ".join(self._text[word.start : word.end] for word in self._words)
        text = " ".join(text.split())
        self._words = []
        self._number += 1
        number = f"{self._number}\n" if self._format.numbered else ""
        shown = html.escape(text, quote=False) if self._format.escaped else text.replace("-->", "->")
        shown = self._with_speaker(first.speaker, shown)
        return f"{number}{self._time(first.start_sample)} --> {self._time(last.end_sample)}\n{shown}\n\n"

    def _turn_text(self, first: WordTime, last: WordTime) -> str:
        """Return what is written from one word to another, with the marks after it but no speaker's name."""
        marks = _MARKS.match(self._text, last.end)
        text = self._text[first.start : marks.end() if marks else last.end]
        return " ".join(self._text[word.start : word.end] for word in self._words) if "<" in text else text

    def _with_speaker(self, speaker: str, shown: str) -> str:
        if not speaker:
            return shown
        return f"<v {html.escape(speaker)}>{shown}" if self._format.escaped else f"{speaker}: {shown}"

    def _time(self, sample: int) -> str:
        milliseconds = round(sample * 1000 / RATE)
        seconds, milliseconds = divmod(milliseconds, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}{self._format.decimal_mark}{milliseconds:03}"
