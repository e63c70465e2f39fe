"""Phrases rendered in windows, and the statistics of voices that this needs."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.conftest import BELLA, Styles, phrase
from tests.engines.split_models import OTHER, SENTENCE, pieces, sound, split_engine
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import (
    signal_to_difference,
)
from wyoming_kokoro.engines.kokoro.split_files import PREPARED_FOLDER
from wyoming_kokoro.engines.kokoro.voice_statistics import VoiceStatistics
from wyoming_kokoro.engines.kokoro.windows import (
    MIN_COLUMNS,
    OVERLAP,
    STREAMING_WINDOWS,
    WindowSizes,
    split_into_windows,
)

pytestmark = pytest.mark.usefixtures("rewritten_here")


@pytest.mark.slow
@pytest.mark.parametrize("streaming", list(STREAMING_WINDOWS))
def test_windows_with_the_right_statistics_sound_like_the_whole_phrase(
    small: Path, styles: Styles, streaming: str
) -> None:
    exact = sound(split_engine(small, styles))
    engine = KokoroEngine(small, styles, options=KokoroOptions(streaming=streaming))
    assert engine.info.streaming == streaming
    while len(windows := pieces(engine)) == 1:  # statistics come from this very phrase
        np.testing.assert_allclose(windows[0].samples, exact, atol=1e-4)
    assert len(windows[0].samples) == STREAMING_WINDOWS[streaming].first * 300
    assert signal_to_difference(exact, np.concatenate([piece.samples for piece in windows])) > 40
    lengths = [length for piece in windows for length in piece.lengths or ()]
    assert len(lengths) == len(SENTENCE) and sum(lengths) == len(exact)
    phoneme_samples = np.cumsum([sum(piece.lengths or ()) for piece in windows])
    window_samples = np.cumsum([len(piece.samples) for piece in windows])
    assert (phoneme_samples <= window_samples).all(), "a phoneme belongs to the window in which it ends"


@pytest.mark.slow
def test_balanced_mode_needs_statistics_of_the_voice_and_fast_mode_may_use_another_voice(
    small: Path, styles: Styles
) -> None:
    split_engine(small, styles)
    balanced = KokoroEngine(small, styles, options=KokoroOptions(streaming="balanced"))
    counts = [len(pieces(balanced, text)) for text in (SENTENCE, OTHER, SENTENCE, OTHER)]
    assert counts[0] == 1 and counts[-1] > 1
    fast = KokoroEngine(small, styles, options=KokoroOptions(streaming="fast"))
    assert len(pieces(fast)) > 1  # with the statistics that the other engine saved
    assert len(list(fast.render(phrase(SENTENCE, BELLA)))) > 1  # with those of another voice
    shutil.rmtree(small.parent / PREPARED_FOLDER / "voices")
    fresh = KokoroEngine(small, styles, options=KokoroOptions(streaming="fast"))
    assert len(pieces(fresh)) == 1
    assert len(pieces(fresh)) > 1


@pytest.mark.slow
def test_short_phrases_and_second_attempts_are_rendered_as_a_whole(small: Path, styles: Styles) -> None:
    split_engine(small, styles)
    engine = KokoroEngine(small, styles, options=KokoroOptions(streaming="fast"))
    pieces(engine)
    assert len(pieces(engine)) > 1
    assert len(pieces(engine, "jˈɛs.")) == 1
    assert len(list(engine.render(phrase(SENTENCE), again=True))) == 1


@pytest.mark.slow
def test_each_streaming_mode_has_a_different_engine_identity(small: Path, styles: Styles) -> None:
    split_engine(small, styles)
    identities = {
        KokoroEngine(small, styles, options=KokoroOptions(streaming=each)).identity
        for each in ("exact", "balanced", "fast")
    }
    assert len(identities) == 3


@given(st.integers(1, 3000), st.integers(1, 200), st.integers(1, 400))
def test_windows_cover_the_phrase_in_order_and_are_not_too_short(columns: int, first: int, largest: int) -> None:
    windows = list(split_into_windows(columns, WindowSizes(first, max(first, largest), borrow_statistics=False)))
    assert [window.start for window in windows] == [0, *(window.end for window in windows[:-1])]
    assert windows[-1].end == columns
    for window in windows:
        assert window.render_start == max(window.start - OVERLAP, 0)
        assert window.render_end == min(window.end + OVERLAP, columns)
    assert len(windows) == 1 or windows[-1].end - windows[-1].start >= min(MIN_COLUMNS, first)


def test_statistics_of_phrases_add_up_to_those_of_all_their_time(tmp_path: Path) -> None:
    seeds = np.random.default_rng(5)
    wave = seeds.normal(3, 2, (4, 500))
    saved = VoiceStatistics(tmp_path / "voices")
    for part in (wave[:, :100], wave[:, 100:]):
        saved.add("a", np.stack((part.mean(1), part.var(1))).astype(np.float32), part.shape[1])
    for each in (saved, VoiceStatistics(tmp_path / "voices")):
        statistics = each.of("a", borrow=False)
        assert statistics is not None
        np.testing.assert_allclose(statistics, np.stack((wave.mean(1), wave.var(1))), rtol=1e-3)


def test_values_that_are_not_numbers_are_neither_added_nor_read(tmp_path: Path) -> None:
    voices = VoiceStatistics(tmp_path)
    voices.add("a", np.full((2, 4), np.nan, np.float32), 900)
    assert voices.of("a", borrow=True) is None
    voices.add("a", np.ones((2, 4), np.float32), 900)
    (file,) = tmp_path.iterdir()
    for content in (b"", b"abc", np.array([1, np.nan, 2], "<f4").tobytes()):
        file.write_bytes(content)
        assert VoiceStatistics(tmp_path).of("a", borrow=False) is None


def test_statistics_that_cannot_be_saved_are_used_from_memory(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file where a folder should be")
    for folder in (tmp_path / "voices", None):
        voices = VoiceStatistics(folder)
        voices.add("a", np.ones((2, 4), np.float32), 900)
        assert voices.of("a", borrow=False) is not None
        assert voices.of("b", borrow=False) is None
