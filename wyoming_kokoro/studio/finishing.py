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
    NextPart,
    PartsCue,
    PartsEnd,
    PartsStart,
    Pause,
    Phrase,
    Piece,
    Samples,
    Treatment,
    Turn,
    WordTime,
)
from wyoming_kokoro.studio.held_parts import HeldParts
from wyoming_kokoro.studio.marking import Marking, unmarked
from wyoming_kokoro.studio.turn_overlay import TurnOverlay
from wyoming_kokoro.studio.volume_curve import VolumeCurve, factors
from wyoming_kokoro.timing import within_sound, word_times

SILENCE_FOR_NOTHING = 0.25
"""Seconds of silence for a text with nothing to say: clients take an empty answer for a failure, and some keep it."""


GAP, GAP_AFTER_QUESTION = 0.25, 0.15
"""Seconds between the turns of two speakers: people take about a fifth of a second (Levinson and Torreira, 2015)."""

MAX_OVERLAP = 1.0
"""Seconds by which turns overlap at most; nor does one begin before the middle of the turn that it interrupts."""

OVER_DELAY = 0.05
"""Seconds after the clause before, after which one begins that is said over the rest."""

MIN_VOLUME = 1e-3
"""Speech that is turned down further is silence, and so are its backgrounds."""


class Finisher:
    """Takes the pieces and cues of an utterance in order and returns its sound."""

    def __init__(self, speech: SpeechSettings, volume: float = 1.0, marking: Marking | None = None) -> None:
        self._speech = speech
        self._marking = marking or unmarked()
        self._backgrounds = BackgroundMixer(speech.loudness + 20 * log10(max(volume, MIN_VOLUME)))
        self._backgrounds_to_end = 0
        """Backgrounds that end as soon as something follows: at the end of all they are heard a little longer."""
        self._effects = utterance_effects(EFFECTS)
        self._run: _RunFinisher | None = None
        self._marks: list[Mark] = []
        self._pause = 0.0
        self._requested_pause = 0.0
        self._overlay = TurnOverlay()
        self._held: list[HeldParts] = []
        """Parts around the present place whose sound may be held back, the innermost last."""
        self._turn: Turn | None = None
        self._turn_start = self._clause_end = 0
        """Where the turn begins, and where the last word before its last clause ends."""
        self._next_turn: Turn | None = None
        """The turn that begins with the next sound."""
        self._expects_lead = False
        """Whether the next sound begins a turn."""
        self._turn_gap = GAP
        """The gap before the next turn, where it has none of its own."""
        self._has_spoken = False
        self._tail = 0
        """Samples of silence that phrases keep at their ends, where the last sound is one; a clip keeps none."""
        self._end = NOTHING
        """The last samples of speech, as many as a phrase may keep of the silence at its end."""

    def feed(self, phrase: Phrase, piece: Piece) -> Audio:
        """Return the sound of a piece of this phrase, and the words that end in it."""
        self._marking.note(phrase.voice)
        before = Audio(NOTHING)
        if self._run is None or not self._run.takes(phrase):
            ended = self._end_run()
            if phrase.starts_with_pause:
                self._pause = _silence_at_beginning(piece.samples) / RATE / _stretch(phrase.treatment)
            silence = self._silence_before()
            if self._expects_lead:
                lead = self._missing_lead(piece.samples, phrase.treatment.volume or 1.0)
                silence = np.concatenate((silence, lead))
            start = self._place + len(ended.samples) + len(silence)
            self._run = _RunFinisher(phrase.treatment, start)
            before = Audio(np.concatenate((ended.samples, silence)), ended.words)
        spoken = self._run.feed(phrase, piece)
        self._end = np.concatenate((self._end, spoken.samples))[-TAIL:]
        return self._output(joined(before, spoken))

    def cue(self, cue: Pause | Clip | Mark | PartsCue) -> Audio:
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
            case PartsStart() | NextPart() | PartsEnd():
                return self._at_part(cue)
            case _:
                assert_never(cue)

    def turn(self, turn: Turn) -> Audio:
        """Return what is ready now that somebody else speaks, or the same again."""
        ended = joined(self._output(self._end_run()), self._end_all_parts())
        self._turn = self._next_turn = turn
        return ended

    def _at_part(self, cue: PartsCue) -> Audio:
        """Return what is ready now that parts begin or end that are heard at once or last for a time."""
        ended = self._output(self._end_run())
        match cue:
            case PartsStart():
                if self._has_spoken:
                    ended = joined(ended, self._output(Audio(self._silence_before())))
                self._held.append(HeldParts(self._place, cue))
            case NextPart():
                self._begin_part(cue)
            case PartsEnd() if self._held:
                ended = joined(ended, self._output_of_parts(self._held.pop()))
        return ended

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
        parts = joined(self._output(self._end_run()), self._end_all_parts())
        if not self._overlay.end and not len(parts.samples):
            self._requested_pause = self._requested_pause or SILENCE_FOR_NOTHING
        silence = _silence(self._requested_pause)
        before = joined(parts, self._output(Audio(silence)))
        before = joined(before, self._finished(Audio(self._overlay.flush())))  # of turns, which may be said over
        self._turn = None
        tail = _silence(self._backgrounds.tail)
        self._backgrounds.end_all(len(tail))
        block = joined(before, self._output(Audio(tail)))
        marked = np.concatenate((self._marking.feed(self._backgrounds.finish()), self._marking.finish()))
        samples = np.concatenate((block.samples, self._effects.feed(marked), self._effects.finish()))
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
        """Return a block as far as it is final, with the backgrounds; nothing where parts are held back."""
        if self._holding:
            parts = self._holding[-1]
            parts.add(block)
            ready = self._output(parts.audio()) if parts.full else Audio(NOTHING)
            return replace(ready, marks=(*block.marks, *ready.marks))
        final = self._overlay.position + len(block.samples)
        if self._turn is None:
            return self._finished(replace(block, samples=self._overlay.feed(block.samples, final)))
        words = tuple(replace(word, speaker=self._turn.speaker) for word in block.words)
        final = 0 if self._next_turn is not None else final - round(self._turn.overlap * RATE)
        if self._turn.last_clause is not None:
            for word in words:
                if word.start < self._turn.last_clause:
                    self._clause_end = word.end_sample
            final = min(final, self._clause_end)
        return self._finished(replace(block, samples=self._overlay.feed(block.samples, final), words=words))

    @property
    def _holding(self) -> list[HeldParts]:
        """The parts that are held back, the innermost last."""
        return [parts for parts in self._held if parts.holds]

    @property
    def _place(self) -> int:
        """Where in the stream the next sound is placed; in parts that are held back, as if they were not."""
        return self._overlay.position + sum(parts.length for parts in self._holding)

    def _begin_part(self, part: NextPart) -> None:
        """Go to where a part begins; one that follows another begins after a pause."""
        if self._held and self._held[-1].at_once:
            self._held[-1].next_part(part.delay)
            self._pause = self._requested_pause = 0.0
        else:
            self._requested_pause = max(self._requested_pause, part.delay)

    def _output_of_parts(self, parts: HeldParts) -> Audio:
        """Return parts that have ended, as far as they are not parts of others."""
        return self._output(parts.audio())

    def _end_all_parts(self) -> Audio:
        """Return what is still held back of parts."""
        ended = Audio(NOTHING)
        while self._held:
            ended = joined(ended, self._output_of_parts(self._held.pop()))
        return ended

    def _finished(self, block: Audio) -> Audio:
        marks = tuple(mark for word in block.words for mark in self._marks_before(word))
        samples = self._effects.feed(self._marking.feed(self._backgrounds.feed(block.samples)))
        return Audio(samples, block.words, (*block.marks, *marks))

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
        """Return the marks that no word follows before the sound that comes next; none of parts that are held back."""
        if self._holding:
            return ()
        reached = tuple(MarkTime(mark.name, self._overlay.position) for mark in self._marks)
        self._marks.clear()
        return reached

    def _end_run(self) -> Audio:
        if self._run is None:
            return Audio(NOTHING)
        run, self._run = self._run, None
        self._pause = self._pause_after(run.last)
        asks = run.last.phonemes.rstrip().endswith("?")
        self._turn_gap = GAP_AFTER_QUESTION if asks else GAP
        rest = run.finish()
        self._end = np.concatenate((self._end, rest.samples))[-TAIL:]
        return rest

    def _silence_before(self, lead: int = LEAD) -> Samples:
        """Return the pause before a phrase or clip, less the silence that phrases keep at their ends."""
        self._end_backgrounds()
        pause, tail = max(self._pause, self._requested_pause), self._tail
        turn, self._next_turn = self._next_turn, None
        if self._has_spoken and (self._requested_pause or turn):  # as long as asked for, whatever silence is around it
            tail, self._expects_lead = min(tail, _silence_at_end(self._end)), bool(lead)
        if self._has_spoken and turn is not None:
            samples = self._begin(turn, tail, lead)
        elif self._has_spoken:
            samples = max(round(pause * RATE) - tail - lead, 0)
        else:
            samples = round((pause + max(self._speech.lead_in, self._backgrounds.lead)) * RATE)
        self._has_spoken, self._tail = True, TAIL
        self._pause = self._requested_pause = 0.0
        return np.zeros(samples, np.float32)

    def _begin(self, turn: Turn, tail: int, lead: int) -> int:
        """Go to where a turn begins; return how many samples of silence come before its sound.

        `tail` is the silence at the end of what was said before, `lead` that before the sound of this.
        """
        before, end = self._turn_start, self._overlay.end
        middle = before + (end - before) // 2
        if turn.over:
            start = (self._clause_end if self._clause_end > before else middle) + round(OVER_DELAY * RATE) - lead
        else:
            gap = max(self._turn_gap if turn.gap is None else turn.gap, -MAX_OVERLAP)
            if self._requested_pause:
                gap = max(gap, self._requested_pause)
            start = max(end - tail + round(gap * RATE) - lead, middle)
        self._overlay.move_to(start)
        self._turn_start = self._clause_end = max(start, self._overlay.position)
        return max(start - end, 0)

    def _missing_lead(self, samples: Samples, volume: float) -> Samples:
        """Return the silence by which the sound that begins a turn has less before it than phrases mostly have.

        What is trimmed off is what was silent before the volume was changed: louder, the sound may begin sooner.
        """
        self._expects_lead = False
        missing = 0
        if np.any(np.abs(samples) > QUIET):
            trimmed = max(_silence_at_beginning(samples) - LEAD, 0)
            lead = max(_silence_at_beginning(samples * np.float32(volume)) - trimmed, 0)
            missing = max(LEAD - lead, 0)
        over = min(missing, self._overlay.end - self._overlay.position)
        self._overlay.move_to(self._overlay.position + over)
        return np.zeros(missing - over, np.float32)

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
        words = list(word_times(self.phrase, self.lengths or self._estimated_lengths(), self.start))[
            self.words_returned :
        ]
        yield from words if self.lengths else (replace(word, phoneme_samples=()) for word in words)

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
                    start_sample=self._returned_at(word.start_sample),
                    end_sample=self._start + min(end, self._returned),
                    phoneme_samples=tuple(map(self._returned_at, word.phoneme_samples)),
                )

    def _returned_at(self, sample: int) -> int:
        """Return where a sample that was received is found in the whole sound."""
        return self._start + min(self._effects.position(sample), self._returned)


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


def _silence_at_end(samples: Samples) -> int:
    """Return how many samples come after the last sound."""
    audible = np.flatnonzero(np.abs(samples) > QUIET)
    return len(samples) - int(audible[-1]) - 1 if len(audible) else len(samples)


def _silence_at_beginning(samples: Samples) -> int:
    """Return how many samples come before the first sound."""
    audible = np.flatnonzero(np.abs(samples) > QUIET)
    return int(audible[0]) if len(audible) else 0


def _stretch(treatment: Treatment) -> float:
    return (treatment.amount("time_stretch") or 1.0) / (treatment.amount("vocal_tract") or 1.0)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)
