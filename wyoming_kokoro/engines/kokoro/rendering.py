"""Renders phrases with a loaded model: as a whole, in windows, and before another sentence where they are short."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.engines.kokoro.expression import Expression
from wyoming_kokoro.engines.kokoro.heard_lengths import Lengths, heard_lengths
from wyoming_kokoro.engines.kokoro.options import KokoroOptions
from wyoming_kokoro.engines.kokoro.releases import RELEASES, Release
from wyoming_kokoro.engines.kokoro.sentence_parts import from_pause, place_part
from wyoming_kokoro.engines.kokoro.session import ModelOutput
from wyoming_kokoro.engines.kokoro.short_phrases import CarrierPhrase, before_sentence, cut_out, pad_with_dots, stress
from wyoming_kokoro.engines.kokoro.split_session import AnySession, PhraseFeatures, SplitSession
from wyoming_kokoro.engines.kokoro.tensor_names import MAX_TOKENS, STYLE_ROWS
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.engines.kokoro.voice_statistics import Floats, VoiceStatistics
from wyoming_kokoro.engines.kokoro.windows import STREAMING_WINDOWS, WindowSizes, split_into_windows
from wyoming_kokoro.errors import InternalError
from wyoming_kokoro.speech import Ending, Phrase, Piece, Voice

StyleArray = NDArray[np.float32]
"""The styles of a voice, one for each number of tokens: STYLE_ROWS x STYLE_SIZE."""

RENDERING_VERSION = 8
"""Counted up whenever the same phrase gets other samples or other lengths, so that older sound is not used any more."""

CONTINUATION = " ænd ðɛn ɪt wɪl biː ˈɔl ʌv ˌʌs."
"""What is predicted, but not made, after a clause whose sentence has not arrived: before it, a clause has nearly the
rhythm that it has within its sentence; alone it is a fifth slower, as a sentence that ends is."""
SEMITONES = 12
"""In an octave."""
SPEED_RANGE = (0.5, 2.0)
"""Beyond these the durations inside the model are too coarse, or too long to remain speech."""
ONLY_SPEED = (1.0, 1.0)
"""The range of a model that takes integers only."""
SECOND_ATTEMPT_SPEED = 0.97
"""A factor for the second attempt: it can hardly be heard, but every number inside the model changes."""


_FOLLOWS = "."
"""Stands for each phoneme that is given to the model after a phrase, and is not heard."""


@dataclass(frozen=True, slots=True)
class PhraseTokens:
    """The phonemes of a phrase as the model's tokens."""

    known: tuple[int, ...]
    """The tokens that are spoken."""
    places: tuple[int, ...]
    """For each token the place of its phoneme."""
    phonemes: int
    """How many phonemes there are."""

    def phoneme_lengths(self, lengths: Lengths) -> tuple[int, ...]:
        """Return a length for each phoneme from those of the tokens; one that the model does not know has none."""
        by_phoneme = [0] * self.phonemes
        for place, length in zip(self.places, lengths.tolist(), strict=True):
            by_phoneme[place] += length
        return tuple(by_phoneme)


@dataclass(frozen=True, slots=True)
class _ModelInput:
    """The input of the model for a phrase."""

    tokens: tuple[int, ...]
    style: StyleArray
    speed: float
    pitch: float
    expression: Expression | None = None
    """How each token is spoken, where the model's own speed and pitch are not all."""

    @property
    def key(self) -> Hashable:
        """Identify the same input."""
        return self.tokens, self.style.tobytes(), self.speed, self.pitch, self.expression

    def run(self, session: AnySession) -> ModelOutput:
        """Return the sound of it; a model as one graph leaves out the expression."""
        if isinstance(session, SplitSession):
            return session.run(self.tokens, self.style, speed=self.speed, pitch=self.pitch, expression=self.expression)
        return session.run(self.tokens, self.style, speed=self.speed, pitch=self.pitch)

    def features(self, session: SplitSession) -> PhraseFeatures:
        """Return what its sound is generated from."""
        return session.features(self.tokens, self.style, speed=self.speed, pitch=self.pitch, expression=self.expression)


class PhraseRenderer:
    """Renders phrases in the styles of their voices."""

    def __init__(
        self,
        styles: Callable[[Voice], StyleArray],
        options: KokoroOptions,
        statistics: VoiceStatistics,
        release: Release = RELEASES[-1],
    ) -> None:
        self._styles = styles
        self._options = options
        self._statistics = statistics
        self._vocabulary = Vocabulary.published(release)
        (self._blank,) = self._vocabulary.tokens(" ")
        self._continuation = len(self._known(CONTINUATION))

    def tokens(self, phrase: Phrase) -> PhraseTokens:
        """Return the tokens of a phrase; raises InternalError if there are more than the model takes."""
        spelled = self._vocabulary.spelled(phrase.phonemes)
        known, places = (tuple(each) for each in zip(*spelled, strict=True)) if spelled else ((), ())
        if len(known) > MAX_TOKENS:
            raise InternalError(f"A phrase has {len(known)} phonemes; Kokoro takes {MAX_TOKENS} at once.")
        return PhraseTokens(known, places, len(phrase.phonemes))

    def uses_windows(self, phrase: Phrase, tokens: PhraseTokens, *, again: bool) -> bool:
        """Return whether a phrase is rendered in windows.

        A second attempt is not, and neither is a short phrase, which is cut out of a whole, or one with an effect,
        which differs too much from what the statistics of its voice are known from. Of a voice that is not saved no
        statistics are kept.
        """
        streaming = self._options.streaming in STREAMING_WINDOWS and not again
        has_effect = any(delivery.effect for delivery in {phrase.delivery, *phrase.deliveries})
        keeps = phrase.voice.kind != "draft"
        return streaming and keeps and not has_effect and len(tokens.known) >= self._options.min_phonemes

    def whole(self, session: AnySession, phrase: Phrase, tokens: PhraseTokens, *, again: bool) -> Piece:
        """Return the sound of a phrase as one piece; `again` renders it in another way than before."""
        carrier = self._carrier(tokens.known, can_cut=session.reports_durations, again=again)
        values = self._input(session, phrase, carrier.tokens, again=again)
        sound = values.run(session)
        if sound.lengths is None:
            return Piece(sound.samples, None)
        samples, lengths = cut_out(sound.samples, self._lengths(sound.lengths, values.tokens), carrier)
        return Piece(samples, tokens.phoneme_lengths(lengths))

    def in_context(self, session: SplitSession, phrase: Phrase, tokens: PhraseTokens) -> Piece:
        """Return the sound of a part of a sentence as it is within the sentence, which is predicted in one go."""
        goes_on = CONTINUATION if _is_open_clause(phrase) else ""
        before, whole = (self._known(text) for text in (phrase.before, phrase.sentence + goes_on))
        values = self._input(session, phrase, whole, context=True)
        features = session.recent.take(values.key, lambda: values.features(session), keep=bool(phrase.after))
        heard = self._lengths(features.lengths, values.tokens)
        part = place_part(features.energy, heard, len(before), len(before) + len(tokens.known))
        window, lengths = part.window, part.lengths
        if goes_on:
            samples = session.run_part(features, window, 0)
            ends_with_mark = CarrierPhrase((), len(lengths), len(lengths) - 1)
            samples, lengths = cut_out(samples, lengths, ends_with_mark)
        elif phrase.starts_with_pause:
            samples = session.run_part(features, replace(window, start=window.render_start), part.overlap)
            samples, lengths = from_pause(samples, part)
        else:
            samples = session.run_part(features, window, part.overlap)
        return Piece(samples, tokens.phoneme_lengths(lengths))

    def uses_context(self, phrase: Phrase, tokens: PhraseTokens, *, again: bool) -> bool:
        """Return whether a phrase is made within its sentence, or as if that went on where the rest is not known.

        A very short clause is made like any very short phrase.
        """
        fits = self._options.min_phonemes <= len(tokens.known) <= MAX_TOKENS - self._continuation
        return not again and (phrase.has_context or (_is_open_clause(phrase) and fits))

    def in_windows(self, session: SplitSession, phrase: Phrase, tokens: PhraseTokens) -> Iterator[Piece]:
        """Yield the sound of a phrase window by window, or as one piece while its voice has too few statistics."""
        features = self.features(session, phrase, tokens)
        lengths = tokens.phoneme_lengths(self._lengths(features.lengths, (PAD, *tokens.known, PAD)))
        sizes, voice = STREAMING_WINDOWS[self._options.streaming], repr(phrase.voice.styles)
        statistics = self._statistics.of(voice, borrow=sizes.borrow_statistics)
        if statistics is None:
            sound, phrase_statistics = session.run_with_statistics(features)
            self._statistics.add(voice, phrase_statistics, features.columns)
            yield Piece(sound.samples, lengths)
        else:
            yield from _window_pieces(session, features, lengths, statistics, sizes)

    def features(self, session: SplitSession, phrase: Phrase, tokens: PhraseTokens) -> PhraseFeatures:
        """Return what the generator renders a phrase from."""
        return self._input(session, phrase, tokens.known).features(session)

    def _lengths(self, lengths: Lengths, tokens: Sequence[int]) -> Lengths:
        """Return how long each token is heard, from the durations of the model's input."""
        return heard_lengths(lengths, tokens, self._blank)

    def _known(self, phonemes: str) -> tuple[int, ...]:
        """Return the tokens that the model knows."""
        return tuple(token for token, _ in self._vocabulary.spelled(phonemes))

    def _input(
        self, session: AnySession, phrase: Phrase, tokens: Sequence[int], *, context: bool = False, again: bool = False
    ) -> _ModelInput:
        """Return the input for tokens of which the first are those of the phrase, with its context or without."""
        style = self._styles(phrase.voice)[min(len(tokens), STYLE_ROWS) - 1]
        slowest, fastest = ONLY_SPEED if session.integer_speed else SPEED_RANGE
        factor = SECOND_ATTEMPT_SPEED if again and not session.integer_speed else 1.0
        expression = (
            self._expression(phrase, len(tokens), context=context) if isinstance(session, SplitSession) else None
        )
        speed, semitones = phrase.delivery.speed or 1.0, phrase.delivery.pitch or 0.0
        if expression is not None:
            speed, semitones = expression.speed, 0.0
        speed = min(max(speed * factor, slowest), fastest)
        return _ModelInput((PAD, *tokens, PAD), style, speed, 2 ** (semitones / SEMITONES), expression)

    def _expression(self, phrase: Phrase, size: int, *, context: bool) -> Expression | None:
        """Return how each of so many tokens is spoken; those after the phrase are spoken as usual."""
        text, deliveries = phrase.phonemes, phrase.deliveries
        if context:
            text, deliveries = phrase.sentence, phrase.sentence_deliveries
        known = [at for _, at in self._vocabulary.spelled(text)]
        expression = Expression.of("".join(text[at] for at in known), [deliveries[at] for at in known])
        return expression and expression.followed_by(_FOLLOWS * (size - len(known)))

    def _carrier(self, tokens: tuple[int, ...], *, can_cut: bool, again: bool) -> CarrierPhrase:
        """Put a short phrase before a sentence; at a second attempt the others, as far as the model takes both."""
        short = len(tokens) < self._options.min_phonemes
        if short:
            tokens = stress(tokens, self._vocabulary)
        carrier = (
            before_sentence(tokens, self._vocabulary)
            if can_cut
            else pad_with_dots(tokens, self._vocabulary, self._options.min_phonemes)
        )
        alone = short if again else not short
        return CarrierPhrase(tokens) if alone or len(carrier.tokens) > MAX_TOKENS else carrier


def _is_open_clause(phrase: Phrase) -> bool:
    """Return whether a phrase is a clause of a sentence of which nothing else is known yet."""
    return phrase.ending is Ending.CLAUSE and not phrase.has_context


def _window_pieces(
    session: SplitSession, features: PhraseFeatures, lengths: Sequence[int], statistics: Floats, sizes: WindowSizes
) -> Iterator[Piece]:
    """Yield a piece for each window, with the lengths of the phonemes that end in it."""
    phoneme_ends, sample_count, phoneme_count = np.cumsum(lengths), 0, 0
    for window in split_into_windows(features.columns, sizes):
        samples = session.run_window(features, window, statistics)
        sample_count += samples.size
        last = window.end == features.columns
        ended = len(lengths) if last else int(np.searchsorted(phoneme_ends, sample_count, side="right"))
        yield Piece(samples, tuple(lengths[phoneme_count:ended]))
        phoneme_count = ended
