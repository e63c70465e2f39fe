"""From an engine's pieces to what is heard: one sound, with the times of its words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from wyoming_kokoro.audio.effects import Effect, Limiter, PitchShift, TimeStretch, TrimSilence
from wyoming_kokoro.audio.effects.trim_silence import LEAD, TAIL
from wyoming_kokoro.settings.table import SpeechSettings
from wyoming_kokoro.speech import NOTHING, RATE, Audio, Ending, Pause, Phrase, Piece, Samples, WordTime
from wyoming_kokoro.timing import word_times

SILENCE_FOR_NOTHING = 0.25
"""Seconds of silence for a text with nothing to say: clients take an empty answer for a failure, and some keep it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is left to be done to an engine's sound, because the engine does not do it itself."""

    speed: float = 1.0
    semitones: float = 0.0


class Finisher:
    """Takes the pieces of an utterance in order and gives its sound."""

    def __init__(self, speech: SpeechSettings, correction: Correction, gain: float = 1.0) -> None:
        self._speech = speech
        self._gain = gain
        self._correction = correction
        self._limiter = Limiter()
        self._phrase: _PhraseFinisher | None = None
        self._pause = 0.0
        self._asked_pause = 0.0
        self._given = 0
        self._spoken = False

    def feed(self, asked: Phrase | Pause, piece: Piece) -> Audio:
        """The sound of a piece, and the words that end in it."""
        if isinstance(asked, Pause):
            block = self._end_phrase()
            self._asked_pause = max(self._asked_pause, asked.seconds)
            return self._give(block)
        ended = Audio(NOTHING)
        if self._phrase is None or self._phrase.asked is not asked:
            ended = self._end_phrase()
            silence = self._silence_before()
            self._phrase = _PhraseFinisher(
                asked, self._given + len(ended.samples) + len(silence), self._correction, self._gain
            )
            ended = Audio(np.concatenate((ended.samples, silence)), ended.words)
        block = self._phrase.feed(piece)
        return self._give(Audio(np.concatenate((ended.samples, block.samples)), (*ended.words, *block.words)))

    def rest(self) -> Audio:
        """What was held back of the phrase that was fed last: nothing more of it comes."""
        return self._give(self._end_phrase())

    def breathe(self) -> Audio:
        """The pause that is due, now that something follows: it can be heard while that is being made."""
        rest = self.rest()
        if not self._spoken:
            return rest
        pause = self._give(Audio(self._silence_before()))
        return Audio(np.concatenate((rest.samples, pause.samples)), rest.words)

    def finish(self) -> Audio:
        """What was held back; a short silence if nothing was to be said."""
        ended = self._end_phrase()
        if not self._given and not len(ended.samples):
            self._asked_pause = self._asked_pause or SILENCE_FOR_NOTHING
        silence = np.zeros(round(self._asked_pause * RATE), np.float32)
        block = self._give(Audio(np.concatenate((ended.samples, silence)), ended.words))
        return replace(block, samples=np.concatenate((block.samples, self._limiter.finish())))

    def _give(self, block: Audio) -> Audio:
        self._given += len(block.samples)
        return Audio(self._limiter.feed(block.samples), block.words)

    def _end_phrase(self) -> Audio:
        if self._phrase is None:
            return Audio(NOTHING)
        phrase, self._phrase = self._phrase, None
        self._pause = self._pause_after(phrase.asked)
        return phrase.finish()

    def _silence_before(self) -> Samples:
        """The pause before a phrase, less what the phrases themselves keep at their edges."""
        wanted = max(self._pause, self._asked_pause)
        if self._spoken:
            samples = max(round(wanted * RATE) - TAIL - LEAD, 0)
        else:
            samples = round((wanted + self._speech.lead_in) * RATE)
        self._spoken = True
        self._pause = self._asked_pause = 0.0
        return np.zeros(samples, np.float32)

    def _pause_after(self, phrase: Phrase) -> float:
        pauses = {
            Ending.NONE: 0.0,
            Ending.CLAUSE: self._speech.clause_pause,
            Ending.SENTENCE: self._speech.sentence_pause,
            Ending.PARAGRAPH: self._speech.paragraph_pause,
        }
        return pauses[phrase.ending] / ((phrase.delivery.speed or 1.0) * self._correction.speed)


class _PhraseFinisher:
    """One phrase on its way: corrected, without the silence around it, and with its words."""

    def __init__(self, asked: Phrase, start: int, correction: Correction, gain: float) -> None:
        self.asked = asked
        self._start = start
        self._speed = correction.speed
        self._effects: list[Effect] = []
        if correction.semitones:
            self._effects.append(PitchShift(correction.semitones))
        if correction.speed != 1.0:
            self._effects.append(TimeStretch(correction.speed))
        self._edges = TrimSilence()
        self._volume = np.float32(gain * (1.0 if asked.delivery.volume is None else asked.delivery.volume))
        self._lengths: list[int] | None = []
        self._made = self._given = self._told = 0

    def feed(self, piece: Piece) -> Audio:
        samples = piece.samples
        self._made += len(samples)
        if piece.lengths is None:
            self._lengths = None
        elif self._lengths is not None:
            self._lengths += piece.lengths
        for effect in self._effects:
            samples = effect.feed(samples)
        given = self._edges.feed(samples) * self._volume
        self._given += len(given)
        return Audio(given, tuple(self._words(last=False)))

    def finish(self) -> Audio:
        rest = NOTHING
        for effect in self._effects:
            rest = np.concatenate((effect.feed(rest), effect.finish()))
        rest = np.concatenate((self._edges.feed(rest), self._edges.finish())) * self._volume
        self._given += len(rest)
        return Audio(rest, tuple(self._words(last=True)))

    def _words(self, *, last: bool) -> Iterator[WordTime]:
        """The words that have ended and were not told yet."""
        if self._lengths is None and not last:
            return
        known = list(word_times(self.asked, self._lengths or self._estimated(), 0))
        for word in known[self._told :]:
            end = self._place(word.end_sample)
            if not last and end >= self._given:
                return
            self._told += 1
            yield replace(
                word,
                start_sample=self._start + min(self._place(word.start_sample), self._given),
                end_sample=self._start + min(end, self._given),
            )

    def _place(self, sample: int) -> int:
        """Where a sample of the engine's is found in what is given."""
        return max(round(sample / self._speed) - self._edges.dropped, 0)

    def _estimated(self) -> list[int]:
        """The lengths of phonemes where the engine does not tell them: all the same."""
        count = max(len(self.asked.phonemes), 1)
        return [self._made * (at + 1) // count - self._made * at // count for at in range(count)]
