"""From an engine's pieces to finished sound: one stream of samples, with the times of its words and marks.

Phrases that continue one another, as parts of a sentence that was predicted in one go, pass the effects as one stream.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, zip_longest
from math import log10
from typing import assert_never

import numpy as np

from wyoming_kokoro.audio.effects import EFFECTS, LEAD, TAIL, phrase_effects, utterance_effects
from wyoming_kokoro.audio.sounds import BackgroundMixer, SoundDefinition
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings.table import SpeechSettings
from wyoming_kokoro.speech import (
    NOTHING,
    RATE,
    Audio,
    Background,
    Clip,
    Ending,
    Mark,
    MarkTime,
    Pause,
    Phrase,
    Piece,
    Samples,
    Treatment,
    WordTime,
)
from wyoming_kokoro.studio.volume_curve import VolumeCurve, factors
from wyoming_kokoro.timing import within_sound, word_times

SILENCE_FOR_NOTHING = 0.25
"""Seconds of silence for a text with nothing to say: clients take an empty answer for a failure, and some keep it."""


MIN_VOLUME = 1e-3
"""Speech that is turned down further is silence, and so are its backgrounds."""


class Finisher:
    """Takes the pieces and cues of an utterance in order and returns its sound."""

    def __init__(self, speech: SpeechSettings, volume: float = 1.0) -> None:
        self._speech = speech
        self._backgrounds = BackgroundMixer(speech.loudness + 20 * log10(max(volume, MIN_VOLUME)))
        self._backgrounds_to_end = 0
        """Backgrounds that end as soon as something follows: at the end of all they are heard a little longer."""
        self._effects = utterance_effects(EFFECTS)
        self._run: _RunFinisher | None = None
        self._marks: list[Mark] = []
        self._pause = 0.0
        self._requested_pause = 0.0
        self._returned = 0
        self._has_spoken = False
        self._tail = 0
        """Samples of silence that the last phrase keeps at its end; a clip keeps none."""

    def feed(self, phrase: Phrase, piece: Piece) -> Audio:
        """Return the sound of a piece of this phrase, and the words that end in it."""
        before = Audio(NOTHING)
        if self._run is None or not self._run.takes(phrase):
            ended = self._end_run()
            if phrase.starts_with_pause:
                self._pause = _silence_at_beginning(piece.samples) / RATE / _stretch(phrase.treatment)
            silence = self._silence_before()
            start = self._returned + len(ended.samples) + len(silence)
            self._run = _RunFinisher(phrase.treatment, start)
            before = Audio(np.concatenate((ended.samples, silence)), ended.words)
        return self._output(joined(before, self._run.feed(phrase, piece)))

    def cue(self, cue: Pause | Clip | Mark) -> Audio:
        """Return what is ready now that a cue without words was reached."""
        match cue:
            case Mark():
                self._marks.append(cue)
                return Audio(NOTHING)
            case Pause():
                ended = self._output(self._end_run())
                if cue.exact:
                    self._pause = 0.0
                self._requested_pause = max(self._requested_pause, cue.seconds)
                return replace(ended, marks=(*ended.marks, *self._marks_reached()))
            case Clip():
                return self._play(cue)
            case _:
                assert_never(cue)

    @property
    def has_background(self) -> bool:
        """Whether backgrounds are mixed in: silence then takes as long as speech."""
        return self._backgrounds.heard

    def start_background(self, background: Background, sound: SoundDefinition) -> Audio:
        """Return what is ready now that a background begins here."""
        ended = self._output(self._end_run())
        self._end_backgrounds()
        self._backgrounds.start(background, sound)
        return ended

    def end_background(self) -> Audio:
        """Return what is ready now that the background that began last ends here."""
        ended = self._output(self._end_run())
        self._backgrounds_to_end += 1
        return ended

    def rest(self) -> Audio:
        """Return what was held back of the phrase that was fed last, unless another one continues it."""
        if self._run is not None and self._run.last.after:
            return Audio(NOTHING)
        return self._output(self._end_run())

    def pause_before_next(self) -> Audio:
        """Return the pause that is due now that something follows: it can be played while that is being made."""
        rest = self._output(self._end_run())
        if not self._has_spoken:
            return rest
        return joined(rest, self._output(Audio(self._silence_before())))

    def finish(self) -> Audio:
        """Return what was held back; a short silence if there was nothing to say."""
        ended = self._end_run()
        if not self._returned and not len(ended.samples):
            self._requested_pause = self._requested_pause or SILENCE_FOR_NOTHING
        silence = _silence(self._requested_pause)
        before = self._output(Audio(np.concatenate((ended.samples, silence)), ended.words))
        tail = _silence(self._backgrounds.tail)
        self._backgrounds.end_all(len(tail))
        block = joined(before, self._output(Audio(tail)))
        rest = self._effects.feed(self._backgrounds.finish())
        samples = np.concatenate((block.samples, rest, self._effects.finish()))
        return Audio(samples, block.words, (*block.marks, *self._marks_reached()))

    def _play(self, clip: Clip) -> Audio:
        """Return a clip after the pause that is due."""
        ended = self._end_run()
        silence = self._silence_before(lead=0)
        self._tail = 0
        effects = phrase_effects(EFFECTS, clip.treatment, trim=False)
        samples = np.concatenate((effects.feed(clip.samples), effects.finish()))
        before = self._output(Audio(np.concatenate((ended.samples, silence)), ended.words))
        marks = self._marks_reached()
        return joined(before, replace(self._output(Audio(samples)), marks=marks))

    def _output(self, block: Audio) -> Audio:
        self._returned += len(block.samples)
        marks = tuple(mark for word in block.words for mark in self._marks_before(word))
        return Audio(self._effects.feed(self._backgrounds.feed(block.samples)), block.words, marks)

    def _end_backgrounds(self) -> None:
        """Let the backgrounds that have ended fade out from here on: something follows."""
        for _ in range(self._backgrounds_to_end):
            self._backgrounds.end_last()
        self._backgrounds_to_end = 0

    def _marks_before(self, word: WordTime) -> Iterator[MarkTime]:
        """Yield the marks that this word is the first to follow."""
        while self._marks and self._marks[0].position <= word.start:
            yield MarkTime(self._marks.pop(0).name, word.start_sample)

    def _marks_reached(self) -> tuple[MarkTime, ...]:
        """Return the marks that no word follows before the sound that comes next."""
        reached = tuple(MarkTime(mark.name, self._returned) for mark in self._marks)
        self._marks.clear()
        return reached

    def _end_run(self) -> Audio:
        if self._run is None:
            return Audio(NOTHING)
        run, self._run = self._run, None
        self._pause = self._pause_after(run.last)
        return run.finish()

    def _silence_before(self, lead: int = LEAD) -> Samples:
        """Return the pause before a phrase or clip, less the silence that phrases keep at their ends."""
        self._end_backgrounds()
        pause = max(self._pause, self._requested_pause)
        if self._has_spoken:
            samples = max(round(pause * RATE) - self._tail - lead, 0)
        else:
            samples = round((pause + max(self._speech.lead_in, self._backgrounds.lead)) * RATE)
        self._has_spoken, self._tail = True, TAIL
        self._pause = self._requested_pause = 0.0
        return np.zeros(samples, np.float32)

    def _pause_after(self, phrase: Phrase) -> float:
        pauses = {
            Ending.NONE: 0.0,
            Ending.CLAUSE: self._speech.clause_pause,
            Ending.SENTENCE: self._speech.sentence_pause,
            Ending.PARAGRAPH: self._speech.paragraph_pause,
        }
        return pauses[phrase.ending] / (phrase.last_speed * _stretch(phrase.treatment))


@dataclass(slots=True)
class _PhraseProgress:
    """A phrase, and what was received of it."""

    phrase: Phrase
    start: int
    """Where it begins in what its run received."""
    received: int = 0
    lengths: list[int] | None = field(default_factory=list)
    words_returned: int = 0

    def add(self, piece: Piece) -> int:
        """Note a piece; returns how many samples at its end overlap with the phrase that continues this one."""
        self.received += len(piece.samples)
        if piece.lengths is None:
            self.lengths = None
        elif self.lengths is not None:
            self.lengths += piece.lengths
        if self.lengths is None or not self.phrase.after or not self.complete:
            return 0
        return min(max(self.received - sum(self.lengths), 0), len(piece.samples))

    @property
    def end(self) -> int:
        """Where it ends in what its run received so far, without what overlaps with the next."""
        return self.start + (self.received if self.lengths is None else min(sum(self.lengths), self.received))

    @property
    def phoneme_ends(self) -> list[int]:
        """Where the phonemes that were received end, counted from its beginning."""
        return list(accumulate(self.lengths or self._estimated_lengths()))

    @property
    def complete(self) -> bool:
        """Whether all of it was received, as far as is known."""
        return self.lengths is not None and len(self.lengths) >= len(self.phrase.phonemes)

    def words(self) -> Iterator[WordTime]:
        """Yield the words that were not returned yet, with times in what the run received."""
        words = list(word_times(self.phrase, self.lengths or self._estimated_lengths(), self.start))
        yield from words[self.words_returned :]

    def _estimated_lengths(self) -> list[int]:
        """Return the lengths of phonemes where the engine does not give them: all the same."""
        count = max(len(self.phrase.phonemes), 1)
        return [self.received * (at + 1) // count - self.received * at // count for at in range(count)]


class _RunFinisher:
    """Applies effects to the pieces of phrases that continue one another, and tells when their words are spoken."""

    def __init__(self, treatment: Treatment, start: int) -> None:
        self._start = start
        self._effects = phrase_effects(EFFECTS, treatment)
        self._volume = VolumeCurve()
        self._phrases: list[_PhraseProgress] = []
        self._samples = self._overlap = NOTHING
        """What the engine has made, and what overlaps with its next samples."""
        self._returned = 0

    @property
    def last(self) -> Phrase:
        """The phrase that was fed last."""
        return self._phrases[-1].phrase

    def takes(self, phrase: Phrase) -> bool:
        """Return whether a phrase is the one that was fed last, or continues it."""
        return phrase is self.last or (phrase.treatment == self.last.treatment and phrase.continues(self.last))

    def feed(self, phrase: Phrase, piece: Piece) -> Audio:
        if not self._phrases or self.last is not phrase:
            self._phrases = [each for each in self._phrases if any(each.words())]
            self._phrases.append(_PhraseProgress(phrase, len(self._samples)))
        progress = self._phrases[-1]
        first = progress.received
        overlap = progress.add(piece)
        samples = crossfaded(self._overlap, piece.samples)
        kept = len(samples) - overlap
        samples, self._overlap = samples[:kept], samples[kept:]
        self._samples = np.concatenate((self._samples, samples))
        samples = self._volume.apply(samples, factors(phrase, progress.phoneme_ends, first, len(samples)))
        finished = self._effects.feed(samples)
        self._returned += len(finished)
        return Audio(finished, tuple(self._words(last=False)))

    def finish(self) -> Audio:
        rest = self._effects.finish()
        self._returned += len(rest)
        return Audio(rest, tuple(self._words(last=True)))

    def _words(self, *, last: bool) -> Iterator[WordTime]:
        """Yield the words that have ended and were not returned yet."""
        for phrase in self._phrases:
            if phrase.lengths is None and not last and phrase is self._phrases[-1]:
                return
            words = list(phrase.words())
            for each, following in zip_longest(words, words[1:]):
                if following is None and not (last or phrase.complete):
                    return
                until = following.start_sample if following else phrase.end
                word = within_sound(each, self._samples, until)
                end = self._effects.position(word.end_sample)
                if not last and end >= self._returned:
                    return
                phrase.words_returned += 1
                yield replace(
                    word,
                    start_sample=self._start + min(self._effects.position(word.start_sample), self._returned),
                    end_sample=self._start + min(end, self._returned),
                )


def crossfaded(end: Samples, samples: Samples) -> Samples:
    """Return samples whose beginning comes out of the end of others, which is the same sound rendered again."""
    size = min(len(end), len(samples))
    if not size:
        return samples
    fade = np.square(np.sin(np.pi / 2 * (np.arange(size) + 0.5) / size)).astype(np.float32)
    return np.concatenate((samples[:size] * fade + end[:size] * (1 - fade), samples[size:]))


def joined(first: Audio, second: Audio) -> Audio:
    """Return two blocks that follow one another as one."""
    return Audio(
        np.concatenate((first.samples, second.samples)),
        (*first.words, *second.words),
        (*first.marks, *second.marks),
    )


def _silence_at_beginning(samples: Samples) -> int:
    """Return how many samples come before the first sound."""
    audible = np.flatnonzero(np.abs(samples) > QUIET)
    return int(audible[0]) if len(audible) else 0


def _stretch(treatment: Treatment) -> float:
    return treatment.amount("time_stretch") or 1.0


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)
