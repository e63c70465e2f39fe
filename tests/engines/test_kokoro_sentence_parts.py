"""Parts of a sentence: predicted in one go, placed at the quietest column nearby, and fitting each other."""

import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.engines.conftest import Styles, phrase
from tests.engines.split_models import OTHER, SENTENCE, split_engine
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.recent_features import MAX_COLUMNS, RecentFeatures
from wyoming_kokoro.engines.kokoro.rendering import CONTINUATION
from wyoming_kokoro.engines.kokoro.sentence_parts import (
    CONTEXT_BEFORE,
    OVERLAP,
    SEARCH,
    SentencePart,
    from_pause,
    place_part,
)
from wyoming_kokoro.engines.kokoro.split_session import COLUMN, SILENCE, PhraseFeatures, SplitSession
from wyoming_kokoro.engines.kokoro.windows import Window
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.speech import Ending, Phrase, Piece


def _parts(text: str, *starts: int) -> list[Phrase]:
    """A sentence cut where its parts start; the blanks between them belong to none."""
    edges = [0, *starts, len(text) + 1]
    cuts = [(start, end - 1) for start, end in pairwise(edges)]
    return [replace(phrase(text[a:b]), before=text[:a], after=text[b:]) for a, b in cuts]


def _pieces(engine: KokoroEngine, parts: list[Phrase]) -> list[Piece]:
    return [piece for part in parts for piece in engine.render(part)]


def _own(piece: Piece) -> np.ndarray:
    """The samples of a piece without what overlaps with the next."""
    return piece.samples[: sum(piece.lengths or ())]


@pytest.mark.slow
@pytest.mark.usefixtures("rewritten_here")
class TestASplitModel:
    """What it makes of the parts of a sentence."""

    def test_the_parts_are_together_as_long_as_the_whole(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        assert engine.capabilities.context
        (whole,) = engine.render(phrase(SENTENCE))
        at = SENTENCE.index("ænd")
        pieces = _pieces(engine, _parts(SENTENCE, at, SENTENCE.index("ænd", at + 1)))
        assert sum(len(_own(piece)) for piece in pieces) == len(whole.samples)
        assert [len(piece.samples) - len(_own(piece)) for piece in pieces] == [OVERLAP, OVERLAP, 0]
        lengths = [length for piece in pieces for length in piece.lengths or ()]
        assert len(lengths) == len(SENTENCE) - 2  # without the two blanks between the parts
        ends, whole_ends = np.cumsum(lengths), np.cumsum(whole.lengths or ())
        assert np.abs(ends[: at - 2] - whole_ends[: at - 2]).max() == 0

    def test_neighbours_overlap_with_the_same_sound(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        first, second = _pieces(engine, _parts(SENTENCE, SENTENCE.index("ænd")))
        overlap, beginning = first.samples[-OVERLAP:], second.samples[:OVERLAP]
        assert np.corrcoef(overlap, beginning)[0, 1] > 0.9

    def test_a_part_can_be_made_again_for_neighbours_that_are_kept(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        parts = _parts(SENTENCE, SENTENCE.index("ænd"))
        first, second = (piece.lengths for piece in _pieces(engine, parts))
        assert [piece.lengths for piece in _pieces(engine, parts[::-1])] == [second, first]

    def test_a_rest_may_start_with_the_pause_before_it(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        _, rest = _parts(SENTENCE, SENTENCE.index("ænd"))
        (usual,), (paused,) = engine.render(rest), engine.render(replace(rest, starts_with_pause=True))
        pause = len(paused.samples) - len(usual.samples)
        assert 0 <= pause <= CONTEXT_BEFORE * COLUMN
        assert np.array_equal(paused.samples[pause:], usual.samples)
        assert np.abs(paused.samples[:pause]).max(initial=0) <= QUIET
        assert sum(paused.lengths or ()) == len(paused.samples)
        assert (paused.lengths or ())[1:] == (usual.lengths or ())[1:]

    @pytest.mark.parametrize("place", ["first", "middle", "last"])
    def test_a_part_from_the_middle_is_rendered_with_silence_of_the_whole(
        self, small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        session = split_engine(small, styles)._session
        assert isinstance(session, SplitSession)
        whole = session.features([0, *range(20, 60), 0], np.zeros(256, np.float32))
        end, rendered = whole.columns, list[PhraseFeatures]()
        windows = {
            "first": Window(0, 40, 0, 56),
            "middle": Window(60, 80, SILENCE, 96),
            "last": Window(end - 40, end, SILENCE, end),
        }
        generate = SplitSession._generate

        def recorded(own: SplitSession, generator: object, features: PhraseFeatures, *more: object) -> object:
            rendered.append(features)
            return generate(own, generator, features, *more)  # type: ignore[arg-type]

        monkeypatch.setattr(SplitSession, "_generate", recorded)
        window = windows[place]
        samples = session.run_part(whole, window, OVERLAP if place != "last" else 0)
        assert len(samples) == (window.end - window.start) * COLUMN + (OVERLAP if place != "last" else 0)
        before = rendered[0].columns - (window.render_end - window.render_start)
        assert before == (2 * SILENCE if place == "middle" else 0)
        expected = np.concatenate((whole.features[:, :, end - SILENCE :], whole.features[:, :, :SILENCE]), axis=2)
        assert not before or np.array_equal(rendered[0].features[:, :, :before], expected)

    def test_a_clause_whose_sentence_has_not_arrived_is_spoken_as_if_it_went_on(
        self, small: Path, styles: Styles
    ) -> None:
        engine = split_engine(small, styles)
        clause = replace(phrase(SENTENCE[: SENTENCE.rindex("ænd") - 1]), ending=Ending.CLAUSE)
        (piece,), (alone,) = engine.render(clause), engine.render(replace(clause, ending=Ending.SENTENCE))
        (within,) = engine.render(replace(clause, after=CONTINUATION))
        assert (piece.lengths or ())[:-1] == (within.lengths or ())[:-1]
        assert len(piece.samples) == sum(piece.lengths or ()) <= len(within.samples) - OVERLAP
        assert len(piece.samples) < len(alone.samples)  # what is behind it was cut off

    def test_a_short_part_is_not_repeated(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        first, _ = _pieces(engine, _parts("jˈɛs, ɪt ɪz.", 6))
        (alone,) = engine.render(phrase("jˈɛs,"))
        assert len(first.lengths or ()) == len(alone.lengths or ()) == 5

    def test_the_whole_is_predicted_once(self, small: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch) -> None:
        engine, predicted = split_engine(small, styles), list[int]()
        features = SplitSession.features

        def counted(session: SplitSession, tokens: tuple[int, ...], style: np.ndarray, **how: object) -> PhraseFeatures:
            predicted.append(len(tokens))
            return features(session, tokens, style, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(SplitSession, "features", counted)
        _pieces(engine, _parts(SENTENCE, SENTENCE.index("ænd")))
        assert predicted == [len(SENTENCE) + 2]
        _pieces(engine, _parts(OTHER, OTHER.index("ænd")))
        assert predicted == [len(SENTENCE) + 2, len(OTHER) + 2]


def test_a_model_that_is_not_split_uses_no_context(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    assert not engine.capabilities.context
    part, _ = _parts(SENTENCE, SENTENCE.index("ænd"))
    (alone,), (in_context,) = engine.render(phrase(part.phonemes)), engine.render(part)
    assert len(alone.samples) == len(in_context.samples)


def _placed(energy: np.ndarray, start: int, end: int) -> SentencePart:
    """A part of six tokens, of which the third is a blank, which counts to the fourth."""
    heard = np.array([8, 4, 0, 8, 4, 8]) * COLUMN
    return place_part(energy.astype(np.float32), heard, start, end)


@pytest.mark.parametrize("quietest", range(32))
def test_neighbours_agree_on_the_quietest_place(quietest: int) -> None:
    energy = np.where(np.arange(32) == quietest, 0.0, 1.0 + np.arange(32) / 100)
    first, second = _placed(energy, 0, 2), _placed(energy, 3, 6)
    border = first.window.end
    assert border == second.window.start
    assert 8 <= border <= 12 + SEARCH
    if 8 <= quietest < 12 + SEARCH:
        assert border in {quietest, quietest + 1}
    assert first.lengths.sum() + second.lengths.sum() == 32 * COLUMN
    assert first.lengths.min() >= 0 and second.lengths.min() >= 0
    assert (first.overlap, second.overlap) == (OVERLAP, 0)


@pytest.mark.parametrize(
    ("start", "end", "rendered"),
    [
        (0, 2, (0, 216)),  # a first part waits for no more than it needs
        (2, 4, (80, 416)),
        (4, 5, (280, 616)),
        (5, 6, (380, 700)),  # a short last part
    ],
)
def test_later_parts_are_rendered_with_more_of_what_is_before_them(
    start: int, end: int, rendered: tuple[int, int]
) -> None:
    columns = np.array([100, 200, 300, 400, 600, 700])
    energy = np.ones(700, np.float32)
    energy[columns[:-1]] = energy[columns[:-1] - 1] = 0
    window = place_part(energy, np.diff(columns, prepend=0) * COLUMN, start, end).window
    assert (window.render_start, window.render_end) == rendered


@pytest.mark.parametrize("last_sound", [None, 0, 500, 1499])
def test_a_pause_begins_after_the_last_sound_before_it(last_sound: int | None) -> None:
    part = SentencePart(Window(10, 14, 5, 14), np.array([700, 500]), 0)
    samples = np.zeros(9 * COLUMN, np.float32)
    samples[5 * COLUMN + 100 :] = 0.1
    if last_sound is not None:
        samples[: last_sound + 1] = -0.1
    paused, lengths = from_pause(samples, part)
    pause = 5 * COLUMN if last_sound is None else 5 * COLUMN - 1 - last_sound
    assert len(paused) == pause + 4 * COLUMN and not paused[: pause + 100].any()
    assert lengths.tolist() == [700 + pause, 500]


def test_features_are_kept_until_the_last_part_and_within_a_limit() -> None:
    recent, made = RecentFeatures(), list[str]()

    def features(name: str, columns: int = 1000) -> PhraseFeatures:
        made.append(name)
        empty = np.zeros(0, np.float32)
        return PhraseFeatures(empty, np.zeros((1, 1, columns), np.float32), empty, empty, np.zeros(0, np.int64))

    one = recent.take("one", lambda: features("one"), keep=True)
    assert recent.take("one", lambda: features("one"), keep=True) is one
    assert recent.take("one", lambda: features("one"), keep=False) is one
    recent.take("one", lambda: features("one"), keep=True)
    assert made == ["one", "one"]
    for name in map(str, range(MAX_COLUMNS // 1000)):
        recent.take(name, lambda name=name: features(name), keep=True)  # type: ignore[misc]
    recent.take("one", lambda: features("one"), keep=False)
    assert made.count("one") == 3
    threads = [
        threading.Thread(target=lambda: recent.take("large", lambda: features("large", 9000), keep=True))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.clear()
    recent.take("large", lambda: features("large"), keep=True)
    assert made == []
