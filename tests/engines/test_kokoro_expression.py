"""Words in a delivery of their own, inside the model: durations to the frame, pitch, whisper, emphasis and gain."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.conftest import HEART, Styles, phrase
from tests.engines.split_models import SENTENCE, split_engine
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.expression import Expression, Outline, Timeline, longer
from wyoming_kokoro.engines.kokoro.expression.recipes import EFFECTS, emphasis
from wyoming_kokoro.engines.kokoro.expression.timeline import BANDS, FADE, LEAD, SMOOTH
from wyoming_kokoro.engines.kokoro.expression.word_stress import words
from wyoming_kokoro.engines.kokoro.split_session import SplitSession
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME
from wyoming_kokoro.speech import Delivery, DeliveryChange, Phrase

PLAIN = Delivery(speed=1.0, pitch=0.0)
TEXT = "ðə kˈɪʧᵊn lˈIt ɪz ˈɔn."
KITCHEN = (3, 9)
NEAR = len(SMOOTH) // 2 + LEAD
"""Columns around the border of two words in which the pitch is between theirs."""


def _expression(text: str = TEXT, where: tuple[int, int] = KITCHEN, **changed: object) -> Expression:
    return _changed(changed, text, where)


def _changed(changed: dict[str, object], text: str = TEXT, where: tuple[int, int] = KITCHEN) -> Expression:
    """A text in which some phonemes have another delivery."""
    deliveries = [PLAIN] * len(text)
    start, end = where
    deliveries[start:end] = [replace(PLAIN, **changed)] * (end - start)  # type: ignore[arg-type]
    found = Expression.of(text, deliveries)
    assert found is not None
    return found


def _timeline(expression: Expression) -> Timeline:
    return Timeline(expression, np.full(len(expression.phonemes) + 2, 4, np.int64))


def _columns(timeline: Timeline, start: int, end: int) -> slice:
    """The columns in which some tokens are heard, without those next to others."""
    ends = np.cumsum(timeline.frames) * 2 - LEAD
    return slice(int(ends[start]) + NEAR, int(ends[end]) - NEAR)


@pytest.mark.parametrize("delivery", [PLAIN, Delivery(), Delivery(speed=0.5, pitch=3.0, range=1.0, emphasis=0.0)])
def test_one_speed_and_one_pitch_are_the_models_own(delivery: Delivery) -> None:
    assert Expression.of(TEXT, [delivery] * len(TEXT)) is None
    assert Expression.of("", []) is None


@pytest.mark.parametrize("delivery", [{"effect": "whisper"}, {"emphasis": 1.0}, {"range": 0.5}, {"contour": ((0, 1),)}])
def test_what_the_model_cannot_do_by_itself_is_an_expression(delivery: dict[str, object]) -> None:
    assert Expression.of(TEXT, [replace(PLAIN, **delivery)] * len(TEXT)) is not None  # type: ignore[arg-type]


@given(
    st.lists(st.integers(1, 30), min_size=len(TEXT) + 2, max_size=len(TEXT) + 2),
    st.floats(0.5, 2.0),
    st.integers(0, len(TEXT) - 2),
    st.integers(1, len(TEXT)),
)
def test_durations_are_exact_to_the_frame_and_others_unchanged(
    frames: list[int], speed: float, start: int, size: int
) -> None:
    end = min(start + size, len(TEXT) - 1)
    deliveries = [PLAIN] * start + [replace(PLAIN, speed=speed)] * (end - start) + [PLAIN] * (len(TEXT) - end)
    expression = Expression(TEXT, tuple(deliveries))
    changed = expression.frames(np.array(frames))
    factor = expression.speed / speed
    inside, around = (start, end), [*range(start + 1), *range(end + 1, len(frames))]
    if expression.speed == speed and speed != 1:
        return  # then the others are the exception
    assert [frames[at] for at in around] == changed[around].tolist()
    wanted = sum(frames[inside[0] + 1 : inside[1] + 1]) * factor
    total = int(changed[inside[0] + 1 : inside[1] + 1].sum())
    assert abs(total - wanted) <= 0.5 or total <= end - start + wanted  # no phoneme is shorter than a frame
    assert (changed >= 1).all()


def test_long_durations_are_scaled_without_rest() -> None:
    frames = np.full(len(TEXT) + 2, 10)
    for speed in (0.5, 0.7, 0.93, 1.1, 1.7, 2.0):
        changed = _expression(speed=speed).frames(frames)
        assert changed[4:10].sum() == int(60 / speed + 0.5)
        assert np.abs(changed[4:10] - 10 / speed).max() <= 1


def test_durations_are_predicted_at_the_speed_of_most() -> None:
    deliveries = [replace(PLAIN, speed=0.8)] * 4 + [PLAIN] + [replace(PLAIN, speed=0.8)] * (len(TEXT) - 5)
    expression = Expression(TEXT, tuple(deliveries))
    frames = np.full(len(TEXT) + 2, 5)
    assert expression.speed == 0.8
    assert expression.frames(frames).tolist() == [5] * 5 + [4] + [5] * (len(TEXT) - 4)


def test_slow_speech_is_longer_and_its_pads_are_not() -> None:
    frames = np.array([20, 5, 5, 3])
    assert longer(frames, 1.0) is frames
    assert longer(frames, 1.5).tolist() == [20, 8, 7, 3]
    assert longer(np.array([20, 3]), 1.5).tolist() == [20, 3]
    expression = _expression(speed=0.5)
    assert expression.frames(np.full(len(TEXT) + 2, 4), 1.25).tolist()[:10] == [4, 5, 5, 5, *[10] * 6]


def test_other_durations_keep_the_text_and_the_melody() -> None:
    frames = np.array([2, 3, 1, 4])
    tokens = np.repeat(np.arange(4.0), frames)
    curve = np.linspace(100, 119, 20, dtype=np.float32)
    curve[4:6] = 0.0
    before = Outline(
        tokens.reshape(1, 1, -1).astype(np.float32), curve.reshape(1, 1, -1), curve.reshape(1, 1, -1), frames
    )
    assert before.lasting(frames.copy()) is before
    after = before.lasting(np.array([2, 3, 3, 2]))
    assert after.text.ravel().tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert np.array_equal(after.pitch.ravel()[:10], curve[:10])
    assert after.pitch.ravel()[10:16] == pytest.approx(np.interp(np.arange(6), (1, 4), curve[10:12]), abs=0.3)
    assert after.pitch.ravel()[16:] == pytest.approx(curve[12:].reshape(4, 2).mean(1))
    slow = before.lasting(np.array([2, 9, 1, 4]))
    assert set(slow.pitch.ravel()[4:22] > 50) == {False, True}
    assert not ((slow.pitch.ravel() > 0) & (slow.pitch.ravel() < 100)).any()  # voiced or not, nothing between


@pytest.mark.parametrize(
    ("text", "stresses"),
    [
        ("ðə kˈɪʧᵊn.", ["ðə", "kˈɪ"]),
        ("əˈbaʊt", ["əˈba"]),
        ("tədˈA, ˌɑltəɡˈɛðəɹ", ["dˈA", "ɡˈɛ"]),
        ("ʃˈiːp", ["ʃˈiː"]),
        ("ɡˌɪv", ["ɡˌɪ"]),
        ("m", ["m"]),
    ],
)
def test_the_stressed_syllable_of_a_word(text: str, stresses: list[str]) -> None:
    found = [text[word.stress_start : word.stress_end] for word in words(text)]
    assert found == [stress.removeprefix("ə") if stress == "əˈba" else stress for stress in stresses]


@pytest.mark.parametrize("semitones", [-5.0, -2.0, 3.0, 5.0])
def test_the_pitch_of_some_words_is_changed_and_that_of_others_is_not(semitones: float) -> None:
    timeline = _timeline(_expression(pitch=semitones))
    curve = np.linspace(100, 250, 2 * int(timeline.frames.sum()), dtype=np.float32).reshape(1, 1, -1)
    ratio = (timeline.pitch(curve) / curve).ravel()
    inside = _columns(timeline, *KITCHEN)
    assert ratio[inside] == pytest.approx(2 ** (semitones / 12), rel=1e-5)
    assert (ratio[: inside.start - 2 * NEAR] == 1).all() and (ratio[inside.stop + 2 * NEAR :] == 1).all()


@pytest.mark.parametrize("changed", [{"pitch": 3.0}, {"pitch": -5.0}, {"range": 1.5}])
@pytest.mark.parametrize("where", [(3, 9), (2, 9), (0, 2), (17, 20)])
def test_the_pitch_changes_within_the_words_that_differ(changed: dict[str, object], where: tuple[int, int]) -> None:
    timeline = _timeline(_changed(changed, where=where))
    curve = np.linspace(100, 250, 2 * int(timeline.frames.sum()), dtype=np.float32).reshape(1, 1, -1)
    ratio = (timeline.pitch(curve) / curve).ravel()
    ends = np.cumsum(timeline.frames) * 2 - LEAD
    start, end = (int(ends[at]) if at else 0 for at in where)
    assert (ratio[:start] == 1).all() and (ratio[end:] == 1).all()
    assert (ratio[start + len(SMOOTH) : end - len(SMOOTH)] != 1).all()


def test_words_of_a_few_frames_are_changed_too() -> None:
    deliveries = tuple(replace(PLAIN, pitch=4.0) if at == 2 else PLAIN for at in range(5))
    timeline = Timeline(Expression("a b c", deliveries), np.full(7, 1, np.int64))
    curve = np.full((1, 1, 14), 200.0, np.float32)
    assert 12 * np.log2(timeline.pitch(curve).max() / 200) > 1


def test_what_is_not_voiced_stays_so() -> None:
    timeline = _timeline(_expression(pitch=-12.0, range=3.0))
    curve = np.full((1, 1, 2 * int(timeline.frames.sum())), 5.0, np.float32)
    assert np.array_equal(timeline.pitch(curve), curve)
    curve[0, 0, ::2] = 12.0
    assert ((timeline.pitch(curve) > 10) == (curve > 10)).all()


def test_a_range_is_around_the_median_of_the_sentence() -> None:
    curve = 2 ** np.linspace(np.log2(100), np.log2(200), 2 * 4 * (len(TEXT) + 2)).astype(np.float32)
    median = np.median(np.log2(curve))
    for factor in (0.0, 0.5, 1.5):
        timeline = _timeline(_expression(where=(0, len(TEXT)), range=factor))
        octaves = np.log2(timeline.pitch(curve.reshape(1, 1, -1)).ravel())
        assert octaves - median == pytest.approx((np.log2(curve) - median) * factor, abs=1e-4)


def test_a_contour_runs_over_the_words_that_have_it() -> None:
    timeline = _timeline(_expression(contour=((0.0, -3.0), (0.5, 3.0), (1.0, 0.0))))
    curve = np.full((1, 1, 2 * int(timeline.frames.sum())), 200.0, np.float32)
    semitones = 12 * np.log2(timeline.pitch(curve).ravel() / 200)
    inside = _columns(timeline, *KITCHEN)
    own = semitones[inside.start - NEAR : inside.stop + NEAR]
    shares = (np.arange(len(own)) + 0.5) / len(own)
    assert own == pytest.approx(np.interp(shares, (0, 0.5, 1), (-3, 3, 0)), abs=0.001)
    assert not semitones[: inside.start - NEAR].any() and not semitones[inside.stop + NEAR :].any()


def _spectrum(columns: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    magnitudes, phases = rng.uniform(0, 0.5, (BANDS, columns)), rng.uniform(-3, 3, (BANDS, columns))
    return np.concatenate((magnitudes, phases))[None].astype(np.float32)


def test_a_whisper_has_noise_for_a_source_and_other_words_have_their_own() -> None:
    timeline = _timeline(_expression(effect="whisper"))
    size = 60 * 2 * int(timeline.frames.sum()) + 1
    before = _spectrum(size)
    after = timeline.source(before)
    ends = (np.cumsum(timeline.frames) * 2 - LEAD) * 60
    start, end = int(ends[KITCHEN[0]]), int(ends[KITCHEN[1]])
    assert np.array_equal(after[..., : start - FADE], before[..., : start - FADE])
    assert np.array_equal(after[..., end + FADE :], before[..., end + FADE :])
    power = np.square(after[0, 1 : BANDS - 1, start + FADE : end - FADE]).mean()
    assert power == pytest.approx(0.1**2 * np.square(np.hanning(21)).sum(), rel=0.1)  # white noise of this level
    assert np.abs(np.corrcoef(before[0, 1, start:end], after[0, 1, start:end])[0, 1]) < 0.1
    assert np.array_equal(after, timeline.source(before))


def test_a_soft_voice_keeps_its_source_with_less_of_the_highest() -> None:
    timeline = _timeline(_expression(where=(0, len(TEXT)), effect="soft"))
    before = _spectrum(60 * 2 * int(timeline.frames.sum()) + 1)
    after = timeline.source(before)
    shares = [float(after[0, band].mean() / before[0, band].mean()) for band in (1, 4, 8)]
    assert shares == pytest.approx([1.0, 10 ** (-6 / 20), 10 ** (-9 / 20)], rel=0.1)


def test_no_effect_changes_no_source() -> None:
    timeline = _timeline(_expression(pitch=2.0))
    spectrum = _spectrum(60 * 2 * int(timeline.frames.sum()) + 1)
    assert timeline.source(spectrum) is spectrum and timeline.gain() is None


@pytest.mark.parametrize(("changed", "decibels"), [({"effect": "soft"}, -6.0), ({"emphasis": 2.0}, 2.5)])
def test_the_gain_is_that_of_the_words(changed: dict[str, object], decibels: float) -> None:
    timeline = _timeline(_changed(changed))
    gain = timeline.gain()
    inside = _columns(timeline, *KITCHEN)
    assert gain is not None and len(gain) == 2 * timeline.frames.sum() + 1
    assert gain[inside] == pytest.approx(10 ** (decibels / 20))
    assert gain[: inside.start - 3 * NEAR] == pytest.approx(1) and gain[inside.stop + 3 * NEAR :] == pytest.approx(1)


def test_stronger_emphasis_is_longer_higher_and_louder() -> None:
    recipes = [emphasis(degree) for degree in (-1.0, -0.5, 0.0, 0.5, 1.0, 1.7, 2.0)]
    for name in ("stressed_length", "length", "semitones", "decibels"):
        values = [getattr(recipe, name) for recipe in recipes]
        assert values == sorted(values) and len(set(values)) == len(values)


def test_of_several_emphatic_words_those_without_a_stress_keep_their_pitch() -> None:
    expression = _expression("ɪn ðə kˈɪʧᵊn", (0, 12), emphasis=2.0)
    assert [raised for _, _, raised in expression.emphatic_words()] == [False, False, True]
    assert [raised for _, _, raised in _expression("ðə lˈIt", (0, 2), emphasis=1.0).emphatic_words()] == [True]


# --- with a model of Kokoro's kind


CHANGES: dict[str, dict[str, object]] = {
    "strong": {"emphasis": 2.0},
    "slow": {"speed": 0.7},
    "high": {"pitch": 3.0},
    "whisper": {"effect": "whisper"},
    "contour": {"contour": ((0.0, 2.0), (1.0, -2.0))},
}
DOOR = (SENTENCE.index("dˈɔɹ"), SENTENCE.index("dˈɔɹ") + 4)


def _marked(changed: dict[str, object], text: str = SENTENCE, where: tuple[int, int] = DOOR) -> Phrase:
    delivery = replace(PLAIN, **changed)  # type: ignore[arg-type]
    return replace(phrase(text, speed=1.0, pitch=0.0), changes=(DeliveryChange(*where, delivery),))


@pytest.mark.slow
@pytest.mark.usefixtures("rewritten_here")
class TestASplitModel:
    """What it makes of words in another delivery."""

    def test_it_says_what_it_can_do(self, small: Path, styles: Styles) -> None:
        engine = KokoroEngine(small, styles)
        whole = engine.capabilities
        assert not (whole.changes or whole.contour or whole.emphasis or whole.effects)
        assert engine.improve()
        split = engine.capabilities
        assert split.changes and split.contour and split.emphasis and split.effects == {"soft", "whisper"}

    @pytest.mark.parametrize(("speed", "semitones"), [(1.0, 0.0), (0.98, 0.0), (0.96, 4.0)])
    def test_plain_speech_is_what_the_graphs_make(
        self, small: Path, styles: Styles, speed: float, semitones: float
    ) -> None:
        engine = split_engine(small, styles)
        session, report = engine._session, engine._state.report
        assert isinstance(session, SplitSession) and report is not None
        tokens = engine._renderer.tokens(phrase(SENTENCE)).known
        style = styles(HEART)[len(tokens) - 1].reshape(1, -1)
        names = [report.text, report.pitch, report.energy, report.durations]
        inputs = {"input_ids": np.array([(0, *tokens, 0)]), "style": style, "speed": np.array([speed], np.float32)}
        text, curve, energy, _ = session._front.run(names, inputs)
        inputs = {report.text: text, report.pitch: curve * np.float32(2 ** (semitones / 12)), report.energy: energy}
        given = {each.name for each in session._middle.get_inputs()}
        inputs = {name: value for name, value in (inputs | {"style": style}).items() if name in given}
        features, source = session._middle.run([report.features, report.source], inputs)
        inputs = {report.features: features, report.source: source, "style": style}
        with session._generator.acquire() as generator:
            (samples,) = generator.run([report.audio], inputs)
        (piece,) = engine.render(phrase(SENTENCE, speed=speed, pitch=semitones))
        assert np.array_equal(piece.samples, samples.ravel())

    @pytest.mark.parametrize("speed", [0.6, 0.8, 1.25, 1.6, 2.0])
    def test_all_of_a_sentence_is_as_fast_as_asked_for_to_the_frame(
        self, small: Path, styles: Styles, speed: float
    ) -> None:
        engine = split_engine(small, styles)
        session = engine._session
        assert isinstance(session, SplitSession)
        tokens = engine._renderer.tokens(phrase(SENTENCE)).known
        style = styles(HEART)[len(tokens) - 1]
        usual, changed = (
            session.features((0, *tokens, 0), style, speed=each).lengths // FRAME for each in (1.0, speed)
        )
        wanted = max(int(usual[1:-1].sum() / speed + 0.5), len(tokens))  # none is shorter than a frame
        assert changed[1:-1].sum() == wanted
        assert changed[[0, -1]].tolist() == usual[[0, -1]].tolist()

    @pytest.mark.parametrize("change", CHANGES)
    def test_only_the_words_that_change_are_longer(self, small: Path, styles: Styles, change: str) -> None:
        engine = split_engine(small, styles)
        (plain,), (marked,) = engine.render(phrase(SENTENCE)), engine.render(_marked(CHANGES[change]))
        lengths = np.array(plain.lengths), np.array(marked.lengths)
        longer = np.flatnonzero(lengths[0] != lengths[1])
        assert set(longer) <= set(range(DOOR[0] - 1, DOOR[1] + 1))
        assert len(marked.samples) == sum(marked.lengths or ())
        assert not np.array_equal(plain.samples[: len(marked.samples)], marked.samples[: len(plain.samples)])
        grown = (len(marked.samples) - len(plain.samples)) // FRAME
        frames = int(lengths[0][slice(*DOOR)].sum() // FRAME)
        factor = {"slow": 1 / 0.7, "whisper": EFFECTS["whisper"].length}.get(change)
        if factor is not None:
            assert abs(grown - frames * (factor - 1)) <= 1.5
        elif change == "strong":
            assert grown >= 0.15 * frames

    @pytest.mark.parametrize("change", CHANGES)
    def test_parts_of_a_sentence_are_like_the_whole(self, small: Path, styles: Styles, change: str) -> None:
        engine = split_engine(small, styles)
        marked = _marked(CHANGES[change])
        (whole,) = engine.render(marked)
        at = SENTENCE.index("ænd")
        first = replace(marked, phonemes=SENTENCE[: at - 1], after=SENTENCE[at - 1 :])
        second = replace(marked, phonemes=SENTENCE[at:], before=SENTENCE[:at])
        pieces = [piece for part in (first, second) for piece in engine.render(part)]
        own = [piece.samples[: sum(piece.lengths or ())] for piece in pieces]
        assert sum(map(len, own)) == len(whole.samples)
        joined = [length for piece in pieces for length in piece.lengths or ()]
        assert np.cumsum(joined)[: at - 2].tolist() == np.cumsum(whole.lengths or ())[: at - 2].tolist()

    def test_the_same_phrase_has_the_same_samples(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        whisper = _marked(CHANGES["whisper"], where=(0, len(SENTENCE)))
        sounds = [np.concatenate([piece.samples for piece in engine.render(whisper)]) for _ in range(2)]
        assert np.array_equal(sounds[0], sounds[1])

    @pytest.mark.parametrize("change", ["strong", "high", "slow"])
    def test_windows_are_as_long_as_the_whole(self, small: Path, styles: Styles, change: str) -> None:
        exact, fast = split_engine(small, styles), None
        fast = KokoroEngine(small, styles, options=replace(exact._options, streaming="fast"))
        list(fast.render(phrase(SENTENCE)))  # from which its voice's statistics are learnt
        (whole,) = exact.render(_marked(CHANGES[change]))
        pieces = list(fast.render(_marked(CHANGES[change])))
        assert len(pieces) > 1
        assert sum(len(piece.samples) for piece in pieces) == len(whole.samples)
        assert sum((piece.lengths or () for piece in pieces), ()) == whole.lengths

    def test_a_short_phrase_is_spoken_in_its_delivery(self, small: Path, styles: Styles) -> None:
        engine = split_engine(small, styles)
        short = phrase("jˈɛs.", speed=1.0, pitch=0.0)
        slow = replace(short, changes=(DeliveryChange(0, 4, replace(PLAIN, speed=0.5)),))
        (usual,), (longer,) = engine.render(short), engine.render(slow)
        assert sum((longer.lengths or ())[:4]) > 1.4 * sum((usual.lengths or ())[:4])

    def test_a_phrase_with_phonemes_that_the_model_lacks_keeps_its_deliveries(
        self, small: Path, styles: Styles
    ) -> None:
        engine = split_engine(small, styles)
        at = DOOR[0]
        odd = SENTENCE[:at] + "§" + SENTENCE[at:]
        (whole,) = engine.render(_marked({"speed": 0.5}))
        (with_odd,) = engine.render(_marked({"speed": 0.5}, odd, (at, DOOR[1] + 1)))
        assert len(with_odd.samples) == len(whole.samples)
