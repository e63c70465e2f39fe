"""Kokoro speaks: by the tiny model's law, and as kokoro-onnx does."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import pytest
from kokoro_onnx import Kokoro
from numpy.typing import NDArray

from tests.data.make_tiny_model import FRAME, Face, expected, frames, hertz, make
from tests.engines.conftest import BELLA, HEART, Styles, phrase
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, ModelRefused, RuntimeOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite import silence_noise
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.errors import InternalError
from wyoming_kokoro.speech import RATE, Piece, Voice

SENTENCE = "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt."
SHORT = "jˈɛs."

Faced = Callable[[Face], Path]


def tokens_of(phonemes: str) -> list[int]:
    return [PAD, *Vocabulary.published().tokens(phonemes), PAD]


def only(
    engine: KokoroEngine,
    phonemes: str,
    *,
    speed: float | None = None,
    pitch: float | None = None,
    again: bool = False,
) -> Piece:
    (piece,) = engine.render(phrase(phonemes, speed=speed, pitch=pitch), again=again)
    return piece


def _with_an_input_more() -> bytes:
    model = make()
    model.graph.input.append(onnx.helper.make_tensor_value_info("mood", onnx.TensorProto.FLOAT, [1]))
    return bytes(model.SerializeToString())


def _with_a_weight_missing() -> bytes:
    """A vocabulary cut short: the file loads, but what is in it cannot be looked up."""
    model = make()
    (weight,) = (each for each in model.graph.initializer if each.name == "frames")
    weight.CopyFrom(onnx.numpy_helper.from_array(np.ones(10, np.float32), "frames"))
    return bytes(model.SerializeToString())


def loudness(samples: NDArray[np.float32]) -> float:
    """The root of the mean square, in decibels."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.3, 2.0])
def test_samples_follow_the_law(tiny: Path, styles: Styles, speed: float) -> None:
    row = styles(HEART)[len(SENTENCE) - 1]
    piece = only(KokoroEngine(tiny, styles), SENTENCE, speed=speed)
    np.testing.assert_allclose(piece.samples, expected(tokens_of(SENTENCE), row, speed), atol=1e-4)


def test_lengths_are_those_of_the_phonemes_with_the_pads_at_both_ends(tiny: Path, styles: Styles) -> None:
    piece = only(KokoroEngine(tiny, styles), SENTENCE)
    lengths = frames(tokens_of(SENTENCE)) * FRAME
    wanted = [lengths[0] + lengths[1], *lengths[2:-2], lengths[-2] + lengths[-1]]
    assert piece.lengths == tuple(wanted)
    assert sum(piece.lengths or ()) == len(piece.samples)


def test_phonemes_the_model_does_not_know_take_no_time(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    plain, strange = only(engine, SENTENCE), only(engine, "漢" + SENTENCE[:5] + "漢" + SENTENCE[5:])
    np.testing.assert_array_equal(strange.samples, plain.samples)
    assert strange.lengths and plain.lengths
    assert strange.lengths == (0, *plain.lengths[:5], 0, *plain.lengths[5:])


def test_a_phrase_of_nothing_known_is_no_sound(tiny: Path, styles: Styles) -> None:
    assert list(KokoroEngine(tiny, styles).render(phrase("漢字"))) == []


def test_each_voice_is_itself(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    for voice in (HEART, BELLA):
        (piece,) = engine.render(phrase(SENTENCE, voice))
        law = expected(tokens_of(SENTENCE), styles(voice)[len(SENTENCE) - 1])
        np.testing.assert_allclose(piece.samples, law, atol=1e-4)


@pytest.mark.parametrize("length", [16, 100, 509, 510])
def test_the_style_is_the_one_for_the_number_of_tokens(tiny: Path, styles: Styles, length: int) -> None:
    piece = only(KokoroEngine(tiny, styles), "a" * length)
    np.testing.assert_allclose(piece.samples, expected(tokens_of("a" * length), styles(HEART)[length - 1]), atol=1e-3)


def test_more_than_the_model_takes_is_our_fault(tiny: Path, styles: Styles) -> None:
    with pytest.raises(InternalError, match="511 phonemes"):
        only(KokoroEngine(tiny, styles), "a" * 511)


def test_pitch_is_bent_inside_the_model_and_times_stay(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    row = styles(HEART)[len(SENTENCE) - 1]
    assert engine.capabilities.pitch
    for semitones in (-5.0, 0.0, 7.0):
        piece = only(engine, SENTENCE, pitch=semitones)
        law = expected(tokens_of(SENTENCE), row, pitch=2 ** (semitones / 12))
        np.testing.assert_allclose(piece.samples, law, atol=1e-3)
        assert piece.lengths == only(engine, SENTENCE).lengths


def test_the_fundamental_is_heard_where_the_law_puts_it(tiny: Path, styles: Styles) -> None:
    vowel = "ɑ" * 40
    row = styles(HEART)[len(vowel) - 1]
    (token,) = Vocabulary.published().tokens("ɑ")
    piece = only(KokoroEngine(tiny, styles), vowel, pitch=3.0)
    spectrum = np.abs(np.fft.rfft(piece.samples * np.hanning(len(piece.samples))))
    heard = float(np.argmax(spectrum)) * RATE / len(piece.samples)
    assert heard == pytest.approx(float(hertz([token], row, 2 ** (3 / 12))[0]), abs=1)


@pytest.mark.parametrize(("asked", "made"), [(0.25, 0.5), (4.0, 2.0)])
def test_paces_beyond_the_models_are_left_to_others(tiny: Path, styles: Styles, asked: float, made: float) -> None:
    engine = KokoroEngine(tiny, styles)
    assert engine.capabilities.speed_range == (0.5, 2.0)
    np.testing.assert_array_equal(
        only(engine, SENTENCE, speed=asked).samples, only(engine, SENTENCE, speed=made).samples
    )


@pytest.mark.parametrize("prepared", [True, False])
@pytest.mark.parametrize("speed", [0.5, 0.9, 1.0, 1.7])
def test_samples_equal_those_of_kokoro_onnx(
    tmp_path: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch, speed: float, *, prepared: bool
) -> None:
    model = make(Face(noise=0.01))
    assert silence_noise(model.graph) == 1
    onnx.save(model, tmp_path / "model.onnx")
    np.savez(tmp_path / "voices.npz", af_heart=styles(HEART).reshape(510, 1, 256))
    if not prepared:
        monkeypatch.setattr("wyoming_kokoro.engines.kokoro.rewrite_process.prepared_graph", lambda _: None)
    engine = KokoroEngine(tmp_path / "model.onnx", styles)
    theirs, _ = Kokoro(str(tmp_path / "model.onnx"), str(tmp_path / "voices.npz")).create(
        SENTENCE, "af_heart", speed=speed, is_phonemes=True, trim=False
    )
    assert engine.info.prepared is prepared
    np.testing.assert_array_equal(only(engine, SENTENCE, speed=speed).samples, theirs)


def test_noise_changes_samples_but_never_lengths(faced: Faced, styles: Styles) -> None:
    engine = KokoroEngine(faced(Face(noise=0.01)), styles)
    one, other = only(engine, SENTENCE), only(engine, SENTENCE)
    assert one.lengths == other.lengths
    assert not np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize(
    "face",
    [Face(tokens="tokens"), Face(audio="audio"), Face(durations="duration"), Face(inner_names=False)],
    ids=["tokens", "audio", "duration", "no_names"],
)
def test_every_public_export_speaks_the_same(faced: Faced, styles: Styles, face: Face) -> None:
    row = styles(HEART)[len(SENTENCE) - 1]
    piece = only(KokoroEngine(faced(face), styles), SENTENCE, speed=1.3)
    np.testing.assert_allclose(piece.samples, expected(tokens_of(SENTENCE), row, 1.3), atol=1e-4)
    assert piece.lengths and sum(piece.lengths) == len(piece.samples)


def test_a_model_of_whole_speeds_leaves_pace_to_others_and_says_so(faced: Faced, styles: Styles) -> None:
    engine = KokoroEngine(faced(Face(speed_type=onnx.TensorProto.INT32)), styles)
    assert engine.capabilities.speed_range == (1.0, 1.0)
    assert any("integers as speeds only" in problem for problem in engine.info.problems)
    np.testing.assert_array_equal(only(engine, SENTENCE, speed=1.7).samples, only(engine, SENTENCE).samples)


def test_a_model_without_names_is_served_without_pitch_and_says_so(faced: Faced, styles: Styles) -> None:
    engine = KokoroEngine(faced(Face(inner_names=False)), styles)
    assert not engine.capabilities.pitch
    assert any("pitch inside model.onnx cannot be controlled" in problem for problem in engine.info.problems)
    np.testing.assert_array_equal(only(engine, SENTENCE, pitch=5).samples, only(engine, SENTENCE).samples)


def test_a_provider_that_is_not_here_is_reported_and_replaced(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles, options=KokoroOptions(RuntimeOptions(providers=("CUDAExecutionProvider",))))
    assert engine.info.providers == ("CPUExecutionProvider",)
    (problem,) = engine.info.problems
    assert "CUDAExecutionProvider" in problem and "CPUExecutionProvider" in problem
    assert len(only(engine, SENTENCE).samples)


def test_a_public_export_has_no_problems(tiny: Path, styles: Styles) -> None:
    assert KokoroEngine(tiny, styles).info.problems == ()


def test_one_model_serves_many_threads(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles, options=KokoroOptions(RuntimeOptions(threads=1)))
    texts = [SENTENCE[:length] for length in range(16, len(SENTENCE))]
    alone = [only(engine, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: only(engine, text), texts))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)
        assert one.lengths == other.lengths


def test_an_idle_model_is_unloaded_and_comes_back(tiny: Path, styles: Styles) -> None:
    now = 0.0
    engine = KokoroEngine(tiny, styles, clock=lambda: now)
    before, identity = only(engine, SENTENCE), engine.identity
    now = 59.0
    assert not engine.unload_if_idle(60)
    now = 60.0
    assert engine.unload_if_idle(60)
    assert not engine.unload_if_idle(60)
    assert engine.identity == identity and engine.capabilities.speed_range == (0.5, 2.0) and engine.capabilities.pitch
    engine.load()
    assert not engine.unload_if_idle(60)
    np.testing.assert_array_equal(only(engine, SENTENCE).samples, before.samples)


def test_a_closed_engine_holds_no_model(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    assert engine.loaded
    engine.close()
    assert not engine.loaded


def test_languages_are_the_voices_affair(tiny: Path, styles: Styles) -> None:
    assert KokoroEngine(tiny, styles).capabilities.speaks("cy")


def test_speaking_loads_an_unloaded_model(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    engine.unload_if_idle(0)
    assert len(only(engine, SENTENCE).samples)


def test_a_model_that_was_changed_while_it_was_unloaded_is_refused(faced: Faced, styles: Styles) -> None:
    engine = KokoroEngine(faced(Face()), styles)
    engine.unload_if_idle(0)
    faced(Face(noise=0.1))
    with pytest.raises(ModelRefused, match=r"^model\.onnx was changed"):
        engine.load()


def test_a_model_that_was_removed_while_it_was_unloaded_is_refused(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    engine.unload_if_idle(0)
    tiny.unlink()
    with pytest.raises(ModelRefused, match=r"^model\.onnx cannot be read"):
        only(engine, SENTENCE)


def test_a_folder_is_refused_by_name(tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "model.onnx").mkdir()
    with pytest.raises(ModelRefused, match=r"^model\.onnx cannot be read"):
        KokoroEngine(tmp_path / "model.onnx", styles)


def test_a_model_at_work_is_not_unloaded(tiny: Path, styles: Styles) -> None:
    asked, go = threading.Event(), threading.Event()

    def slow(voice: Voice) -> NDArray[np.float32]:
        asked.set()
        go.wait(10)
        return styles(voice)

    engine = KokoroEngine(tiny, slow)
    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(only, engine, SENTENCE)
        assert asked.wait(10)
        assert not engine.unload_if_idle(0)
        go.set()
        assert len(at_work.result().samples)
    assert engine.unload_if_idle(0)


def test_identity_follows_the_bytes_of_the_model_and_the_ways(faced: Faced, styles: Styles) -> None:
    identities = {
        KokoroEngine(faced(Face()), styles).identity,
        KokoroEngine(faced(Face(noise=0.5)), styles).identity,
        KokoroEngine(faced(Face(noise=0.5)), styles, options=KokoroOptions(min_phonemes=0)).identity,
    }
    assert len(identities) == 3
    assert KokoroEngine(faced(Face()), styles).identity in identities


def test_a_short_phrase_is_carried_and_keeps_length_and_level(tiny: Path, styles: Styles) -> None:
    same = np.tile(styles(HEART)[:1], (510, 1))
    guarded = only(KokoroEngine(tiny, lambda _: same), SHORT)
    alone = only(KokoroEngine(tiny, lambda _: same, options=KokoroOptions(min_phonemes=0)), SHORT)
    word = len(SHORT) - 1
    assert guarded.lengths and alone.lengths and len(guarded.lengths) == len(SHORT)
    assert sum(guarded.lengths) == len(guarded.samples)
    assert guarded.lengths[1:] == alone.lengths[1:]
    voiced = slice(guarded.lengths[0], sum(guarded.lengths[:word]))
    voiced_alone = slice(alone.lengths[0], sum(alone.lengths[:word]))
    assert loudness(guarded.samples[voiced]) == pytest.approx(loudness(alone.samples[voiced_alone]), abs=0.2)


@pytest.mark.parametrize("text", [SHORT, "dˈʌn.", "tw", "a", "jˈɛs", "nˈO!", "ɹˈiᵊli?", "."])
def test_what_is_carried_begins_and_ends_in_silence_and_holds_the_phrase_once(
    tiny: Path, styles: Styles, text: str
) -> None:
    piece = only(KokoroEngine(tiny, styles), text)
    own = frames(tokens_of(text))[1:-1] * FRAME
    assert piece.lengths is not None and len(piece.lengths) == len(text)
    assert piece.samples[0] == 0
    assert own.sum() <= len(piece.samples) <= own.sum() + RATE // 10 + 2 * FRAME
    heard = np.flatnonzero(np.abs(piece.samples) > 0.02)
    sounding = sum(length for length, mark in zip(own, text, strict=True) if mark not in ".!?")
    assert (heard[-1] - heard[0] if heard.size else 0) <= sounding


def test_a_model_that_mumbles_short_texts_speaks_them_guarded(faced: Faced, styles: Styles) -> None:
    engine = KokoroEngine(faced(Face(mumbles_below=8)), styles)
    assert loudness(only(engine, SHORT).samples) > -40
    assert not only(engine, SHORT, again=True).samples.any()


def test_a_second_try_is_another_one(faced: Faced, styles: Styles) -> None:
    engine = KokoroEngine(faced(Face(mumbles_below=60)), styles)
    assert not only(engine, SENTENCE).samples.any()
    second = only(engine, SENTENCE, again=True)
    assert loudness(second.samples) > -40
    assert second.lengths and len(second.lengths) == len(SENTENCE)


def test_a_short_phrase_is_padded_where_it_cannot_be_cut_out(
    faced: Faced, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.rewrite_process.prepared_graph", lambda _: None)
    engine = KokoroEngine(faced(Face(mumbles_below=8)), styles)
    piece = only(engine, SHORT)
    assert piece.lengths is None
    assert any("word times are estimates" in problem for problem in engine.info.problems)
    assert loudness(piece.samples) > -50
    quiet = RATE // 10
    assert not piece.samples[:quiet].any() and not piece.samples[-quiet:].any()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_with_an_input_more(), "also needs mood"),
        (_with_a_weight_missing(), "does not run"),
        (b"", "not an ONNX model"),
        (b"<html>Not found</html>", "not an ONNX model"),
        (make().SerializeToString()[:4000], "not an ONNX model"),
        (make(Face(damage=np.nan)).SerializeToString(), "damaged"),
        (make(Face(damage=np.inf)).SerializeToString(), "damaged"),
        (make(Face(style_size=200)).SerializeToString(), "styles of 200 numbers"),
        (make(Face(tokens="words")).SerializeToString(), "input_ids or tokens"),
        (make(Face(audio="picture")).SerializeToString(), "waveform or audio"),
    ],
    ids=["input", "weight", "empty", "page", "cut", "nan", "infinite", "styles", "inputs", "outputs"],
)
def test_a_model_that_cannot_be_used_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, styles: Styles, content: bytes, reason: str
) -> None:
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(ModelRefused, match=f"^model.onnx .*{reason}") as refused:
        KokoroEngine(tmp_path / "model.onnx", styles)
    assert refused.value.code == "model_refused"


def test_a_model_that_is_not_there_is_refused_by_name(tmp_path: Path, styles: Styles) -> None:
    with pytest.raises(ModelRefused, match=r"^model\.onnx cannot be read"):
        KokoroEngine(tmp_path / "model.onnx", styles)


def test_a_model_without_any_sound_is_refused_by_name(tmp_path: Path, styles: Styles) -> None:
    model = make()
    last = model.graph.node[-1]
    last.output[0] = "all of it"
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.array([0], np.int64), "nothing"))
    slice_ = onnx.helper.make_node("Slice", ["all of it", "nothing", "nothing", "column"], ["waveform"])
    model.graph.node.append(slice_)
    onnx.save(model, tmp_path / "model.onnx")
    with pytest.raises(ModelRefused, match=r"^model\.onnx gives no sound"):
        KokoroEngine(tmp_path / "model.onnx", styles)
