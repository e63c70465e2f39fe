"""Kokoro renders phrases: by the formula of the tiny model, and with the same samples as kokoro-onnx."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.make_tiny_model import FRAME, ModelVariant, expected, frames, hertz, make
from tests.engines.conftest import BELLA, HEART, Styles, phrase
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions, ModelRefused, RuntimeOptions
from wyoming_kokoro.engines.kokoro.graph_rewrite import silence_noise
from wyoming_kokoro.engines.kokoro.heard_lengths import SOUND_LEAD, heard_lengths
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.errors import InternalError, Unavailable
from wyoming_kokoro.onnx_format.arrays import to_tensor
from wyoming_kokoro.onnx_format.graphs import make_node, make_value_info
from wyoming_kokoro.onnx_format.messages import TensorProto
from wyoming_kokoro.speech import RATE, Piece, Voice

SENTENCE = "ðə lˈIt ɪz ˈɔn, ænd ðə dˈɔɹ ɪz lˈɑkt."
SHORT = "jˈɛs."

WriteModel = Callable[[ModelVariant], Path]


def tokens_of(phonemes: str) -> list[int]:
    return [PAD, *Vocabulary.published().tokens(phonemes), PAD]


def render(
    engine: KokoroEngine,
    phonemes: str,
    *,
    speed: float | None = None,
    pitch: float | None = None,
    again: bool = False,
) -> Piece:
    (piece,) = engine.render(phrase(phonemes, speed=speed, pitch=pitch), again=again)
    return piece


def _with_another_input() -> bytes:
    model = make()
    model.graph.input.append(make_value_info("mood", TensorProto.FLOAT, [1]))
    return bytes(model.SerializeToString())


def _with_a_weight_missing() -> bytes:
    """A vocabulary cut short: the file loads, but what is in it cannot be looked up."""
    model = make()
    (weight,) = (each for each in model.graph.initializer if each.name == "frames")
    weight.CopyFrom(to_tensor(np.ones(10, np.float32), "frames"))
    return bytes(model.SerializeToString())


def loudness(samples: NDArray[np.float32]) -> float:
    """The root of the mean square, in decibels."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.3, 2.0])
def test_samples_follow_the_formula(tiny: Path, styles: Styles, speed: float) -> None:
    row = styles(HEART)[len(SENTENCE) - 1]
    piece = render(KokoroEngine(tiny, styles), SENTENCE, speed=speed)
    np.testing.assert_allclose(piece.samples, expected(tokens_of(SENTENCE), row, speed), atol=1e-4)


def test_phonemes_last_as_long_as_they_are_heard(tiny: Path, styles: Styles) -> None:
    piece = render(KokoroEngine(tiny, styles), SENTENCE)
    tokens = tokens_of(SENTENCE)
    (blank,) = Vocabulary.published().tokens(" ")
    assert piece.lengths == tuple(heard_lengths(frames(tokens) * FRAME, tokens, blank).tolist())
    assert sum(piece.lengths or ()) == len(piece.samples)


def test_unknown_phonemes_have_no_length(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    plain, strange = render(engine, SENTENCE), render(engine, "漢" + SENTENCE[:5] + "漢" + SENTENCE[5:])
    np.testing.assert_array_equal(strange.samples, plain.samples)
    assert strange.lengths and plain.lengths
    assert strange.lengths == (0, *plain.lengths[:5], 0, *plain.lengths[5:])


def test_a_phrase_of_unknown_phonemes_has_no_sound(tiny: Path, styles: Styles) -> None:
    assert list(KokoroEngine(tiny, styles).render(phrase("漢字"))) == []


def test_each_voice_has_its_own_style(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    for voice in (HEART, BELLA):
        (piece,) = engine.render(phrase(SENTENCE, voice))
        formula = expected(tokens_of(SENTENCE), styles(voice)[len(SENTENCE) - 1])
        np.testing.assert_allclose(piece.samples, formula, atol=1e-4)


@pytest.mark.parametrize("length", [16, 100, 509, 510])
def test_the_style_depends_on_the_number_of_tokens(tiny: Path, styles: Styles, length: int) -> None:
    piece = render(KokoroEngine(tiny, styles), "a" * length)
    np.testing.assert_allclose(piece.samples, expected(tokens_of("a" * length), styles(HEART)[length - 1]), atol=1e-3)


def test_a_phrase_that_is_too_long_is_an_internal_error(tiny: Path, styles: Styles) -> None:
    with pytest.raises(InternalError, match="511 phonemes"):
        render(KokoroEngine(tiny, styles), "a" * 511)


def test_the_model_changes_the_pitch_and_keeps_the_lengths(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    row = styles(HEART)[len(SENTENCE) - 1]
    assert engine.capabilities.pitch
    for semitones in (-5.0, 0.0, 7.0):
        piece = render(engine, SENTENCE, pitch=semitones)
        formula = expected(tokens_of(SENTENCE), row, pitch=2 ** (semitones / 12))
        np.testing.assert_allclose(piece.samples, formula, atol=1e-3)
        assert piece.lengths == render(engine, SENTENCE).lengths


def test_the_fundamental_frequency_follows_the_formula(tiny: Path, styles: Styles) -> None:
    vowel = "ɑ" * 40
    row = styles(HEART)[len(vowel) - 1]
    (token,) = Vocabulary.published().tokens("ɑ")
    piece = render(KokoroEngine(tiny, styles), vowel, pitch=3.0)
    spectrum = np.abs(np.fft.rfft(piece.samples * np.hanning(len(piece.samples))))
    frequency = float(np.argmax(spectrum)) * RATE / len(piece.samples)
    assert frequency == pytest.approx(float(hertz([token], row, 2 ** (3 / 12))[0]), abs=1)


@pytest.mark.parametrize(("speed", "limit"), [(0.25, 0.5), (4.0, 2.0)])
def test_a_speed_outside_the_range_is_rendered_at_its_limit(
    tiny: Path, styles: Styles, speed: float, limit: float
) -> None:
    engine = KokoroEngine(tiny, styles)
    assert engine.capabilities.speed_range == (0.5, 2.0)
    np.testing.assert_array_equal(
        render(engine, SENTENCE, speed=speed).samples, render(engine, SENTENCE, speed=limit).samples
    )


@pytest.mark.parametrize("prepared", [True, False])
@pytest.mark.parametrize("speed", [0.5, 0.9, 1.0, 1.7])
def test_samples_equal_those_of_kokoro_onnx(
    tmp_path: Path, styles: Styles, monkeypatch: pytest.MonkeyPatch, speed: float, *, prepared: bool
) -> None:
    kokoro_onnx = pytest.importorskip("kokoro_onnx", reason="kokoro-onnx has no release for this Python")
    model = make(ModelVariant(noise=0.01))
    assert silence_noise(model.graph) == 1
    (tmp_path / "model.onnx").write_bytes(model.SerializeToString())
    np.savez(tmp_path / "voices.npz", af_heart=styles(HEART).reshape(510, 1, 256))
    if not prepared:
        monkeypatch.setattr("wyoming_kokoro.engines.kokoro.rewrite_process.prepared_graph", lambda _: None)
    engine = KokoroEngine(tmp_path / "model.onnx", styles)
    theirs, _ = kokoro_onnx.Kokoro(str(tmp_path / "model.onnx"), str(tmp_path / "voices.npz")).create(
        SENTENCE, "af_heart", speed=speed, is_phonemes=True, trim=False
    )
    assert engine.info.prepared is prepared
    np.testing.assert_array_equal(render(engine, SENTENCE, speed=speed).samples, theirs)


def test_noise_changes_samples_but_not_lengths(write_model: WriteModel, styles: Styles) -> None:
    engine = KokoroEngine(write_model(ModelVariant(noise=0.01)), styles)
    one, other = render(engine, SENTENCE), render(engine, SENTENCE)
    assert one.lengths == other.lengths
    assert not np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize(
    "variant",
    [
        ModelVariant(tokens="tokens"),
        ModelVariant(audio="audio"),
        ModelVariant(durations="duration"),
        ModelVariant(inner_names=False),
    ],
    ids=["tokens", "audio", "duration", "no_names"],
)
def test_every_public_export_gives_the_same_sound(
    write_model: WriteModel, styles: Styles, variant: ModelVariant
) -> None:
    row = styles(HEART)[len(SENTENCE) - 1]
    piece = render(KokoroEngine(write_model(variant), styles), SENTENCE, speed=1.3)
    np.testing.assert_allclose(piece.samples, expected(tokens_of(SENTENCE), row, 1.3), atol=1e-4)
    assert piece.lengths and sum(piece.lengths) == len(piece.samples)


def test_a_model_with_integer_speeds_has_no_speed_range_and_reports_it(write_model: WriteModel, styles: Styles) -> None:
    engine = KokoroEngine(write_model(ModelVariant(speed_type=TensorProto.INT32)), styles)
    assert engine.capabilities.speed_range == (1.0, 1.0)
    assert any("integers as speeds only" in problem for problem in engine.info.problems)
    np.testing.assert_array_equal(render(engine, SENTENCE, speed=1.7).samples, render(engine, SENTENCE).samples)


def test_a_model_without_known_names_has_no_pitch_and_reports_it(write_model: WriteModel, styles: Styles) -> None:
    engine = KokoroEngine(write_model(ModelVariant(inner_names=False)), styles)
    assert not engine.capabilities.pitch
    assert any("pitch inside model.onnx cannot be controlled" in problem for problem in engine.info.problems)
    np.testing.assert_array_equal(render(engine, SENTENCE, pitch=5).samples, render(engine, SENTENCE).samples)


def test_a_missing_provider_is_refused_with_its_package_and_never_replaced(tiny: Path, styles: Styles) -> None:
    options = KokoroOptions(RuntimeOptions(providers=("CUDAExecutionProvider", "CPUExecutionProvider")))
    with pytest.raises(Unavailable, match=r"CUDAExecutionProvider is not here.*CPUExecutionProvider.*onnxruntime-gpu"):
        KokoroEngine(tiny, styles, options=options)


def test_a_provider_that_computes_nothing_of_ours_is_reported(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles, options=KokoroOptions(RuntimeOptions(providers=("AzureExecutionProvider",))))
    assert engine.info.execution_provider == "CPUExecutionProvider"
    assert [each for each in engine.info.problems if "AzureExecutionProvider computes nothing" in each]


def test_a_public_export_has_no_problems(tiny: Path, styles: Styles) -> None:
    assert KokoroEngine(tiny, styles).info.problems == ()


def test_one_model_serves_many_threads(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles, options=KokoroOptions(RuntimeOptions(threads=1)))
    texts = [SENTENCE[:length] for length in range(16, len(SENTENCE))]
    alone = [render(engine, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: render(engine, text), texts))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)
        assert one.lengths == other.lengths


def test_an_idle_model_is_unloaded_and_loaded_again(tiny: Path, styles: Styles) -> None:
    now = 0.0
    engine = KokoroEngine(tiny, styles, clock=lambda: now)
    before, identity = render(engine, SENTENCE), engine.identity
    now = 59.0
    assert not engine.unload_if_idle(60)
    now = 60.0
    assert engine.unload_if_idle(60)
    assert not engine.unload_if_idle(60)
    assert engine.identity == identity and engine.capabilities.speed_range == (0.5, 2.0) and engine.capabilities.pitch
    engine.load()
    assert not engine.unload_if_idle(60)
    np.testing.assert_array_equal(render(engine, SENTENCE).samples, before.samples)


def test_a_closed_engine_holds_no_model(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    assert engine.loaded
    engine.close()
    assert not engine.loaded


def test_the_engine_speaks_any_language_that_a_voice_has(tiny: Path, styles: Styles) -> None:
    assert KokoroEngine(tiny, styles).capabilities.speaks("cy")


def test_rendering_loads_an_unloaded_model(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    engine.unload_if_idle(0)
    assert len(render(engine, SENTENCE).samples)


def test_a_model_that_was_changed_while_it_was_unloaded_is_refused(write_model: WriteModel, styles: Styles) -> None:
    engine = KokoroEngine(write_model(ModelVariant()), styles)
    engine.unload_if_idle(0)
    write_model(ModelVariant(noise=0.1))
    with pytest.raises(ModelRefused, match=r"^model\.onnx was changed"):
        engine.load()


def test_a_model_that_was_removed_while_it_was_unloaded_is_refused(tiny: Path, styles: Styles) -> None:
    engine = KokoroEngine(tiny, styles)
    engine.unload_if_idle(0)
    tiny.unlink()
    with pytest.raises(ModelRefused, match=r"^model\.onnx cannot be read"):
        render(engine, SENTENCE)


def test_a_folder_is_refused(tmp_path: Path, styles: Styles) -> None:
    (tmp_path / "model.onnx").mkdir()
    with pytest.raises(ModelRefused, match=r"^model\.onnx cannot be read"):
        KokoroEngine(tmp_path / "model.onnx", styles)


def test_a_model_in_use_is_not_unloaded(tiny: Path, styles: Styles) -> None:
    in_use, go = threading.Event(), threading.Event()

    def slow(voice: Voice) -> NDArray[np.float32]:
        in_use.set()
        go.wait(10)
        return styles(voice)

    engine = KokoroEngine(tiny, slow)
    with ThreadPoolExecutor(1) as pool:
        rendering = pool.submit(render, engine, SENTENCE)
        assert in_use.wait(10)
        assert not engine.unload_if_idle(0)
        go.set()
        assert len(rendering.result().samples)
    assert engine.unload_if_idle(0)


def test_the_identity_depends_on_the_bytes_of_the_model_and_the_options(
    write_model: WriteModel, styles: Styles
) -> None:
    identities = {
        KokoroEngine(write_model(ModelVariant()), styles).identity,
        KokoroEngine(write_model(ModelVariant(noise=0.5)), styles).identity,
        KokoroEngine(write_model(ModelVariant(noise=0.5)), styles, options=KokoroOptions(min_phonemes=0)).identity,
    }
    assert len(identities) == 3
    assert KokoroEngine(write_model(ModelVariant()), styles).identity in identities


def test_a_short_phrase_before_a_sentence_keeps_its_length_and_level(tiny: Path, styles: Styles) -> None:
    same = np.tile(styles(HEART)[:1], (510, 1))
    carried = render(KokoroEngine(tiny, lambda _: same), SHORT)
    alone = render(KokoroEngine(tiny, lambda _: same, options=KokoroOptions(min_phonemes=0)), SHORT)
    word = len(SHORT) - 1
    assert carried.lengths and alone.lengths and len(carried.lengths) == len(SHORT)
    assert sum(carried.lengths) == len(carried.samples)
    assert carried.lengths[: word - 1] == alone.lengths[: word - 1]
    voiced = slice(carried.lengths[0], sum(carried.lengths[:word]))
    assert loudness(carried.samples[voiced]) == pytest.approx(loudness(alone.samples[voiced]), abs=0.2)


@pytest.mark.parametrize("text", [SHORT, "dˈʌn.", "tw", "a", "jˈɛs", "nˈO!", "ɹˈiᵊli?", "."])
def test_a_short_phrase_is_audible_once_between_silences(tiny: Path, styles: Styles, text: str) -> None:
    piece = render(KokoroEngine(tiny, styles), text)
    own = frames(tokens_of(text))[1:-1] * FRAME
    assert piece.lengths is not None and len(piece.lengths) == len(text)
    assert piece.samples[0] == 0
    (blank,) = frames(tokens_of(" "))[1:-1] * FRAME
    sounding = sum(length for length, mark in zip(own, text, strict=True) if mark not in ".!?")
    assert sounding <= len(piece.samples) <= own.sum() + RATE // 10 + 2 * FRAME + blank + SOUND_LEAD
    audible = np.flatnonzero(np.abs(piece.samples) > 0.02)
    assert (audible[-1] - audible[0] if audible.size else 0) <= sounding


def test_a_sentence_after_it_helps_a_model_that_mumbles_short_texts(write_model: WriteModel, styles: Styles) -> None:
    engine = KokoroEngine(write_model(ModelVariant(silent_below=8)), styles)
    assert loudness(render(engine, SHORT).samples) > -40
    assert not render(engine, SHORT, again=True).samples.any()


def test_a_second_attempt_is_rendered_differently(write_model: WriteModel, styles: Styles) -> None:
    engine = KokoroEngine(write_model(ModelVariant(silent_below=45)), styles)
    assert not render(engine, SENTENCE).samples.any()
    second = render(engine, SENTENCE, again=True)
    assert loudness(second.samples) > -40
    assert second.lengths and len(second.lengths) == len(SENTENCE)


def test_a_short_phrase_is_padded_if_it_cannot_be_cut_out(
    write_model: WriteModel, styles: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_kokoro.engines.kokoro.rewrite_process.prepared_graph", lambda _: None)
    engine = KokoroEngine(write_model(ModelVariant(silent_below=8)), styles)
    piece = render(engine, SHORT)
    assert piece.lengths is None
    assert any("word times are estimates" in problem for problem in engine.info.problems)
    assert loudness(piece.samples) > -50
    quiet = RATE // 10
    assert not piece.samples[:quiet].any() and not piece.samples[-quiet:].any()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_with_another_input(), "also needs mood"),
        (_with_a_weight_missing(), "does not run"),
        (b"", "not an ONNX model"),
        (b"<html>Not found</html>", "not an ONNX model"),
        (make().SerializeToString()[:4000], "not an ONNX model"),
        (make(ModelVariant(damage=np.nan)).SerializeToString(), "damaged"),
        (make(ModelVariant(damage=np.inf)).SerializeToString(), "damaged"),
        (make(ModelVariant(style_size=200)).SerializeToString(), "styles of 200 numbers"),
        (make(ModelVariant(tokens="words")).SerializeToString(), "input_ids or tokens"),
        (make(ModelVariant(audio="picture")).SerializeToString(), "waveform or audio"),
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


def test_a_missing_model_is_refused(tmp_path: Path, styles: Styles) -> None:
    with pytest.raises(ModelRefused, match=r"^model\.onnx cannot be read"):
        KokoroEngine(tmp_path / "model.onnx", styles)


def test_a_model_without_any_sound_is_refused(tmp_path: Path, styles: Styles) -> None:
    model = make()
    last = model.graph.node[-1]
    last.output[0] = "all of it"
    model.graph.initializer.append(to_tensor(np.array([0], np.int64), "nothing"))
    slice_ = make_node("Slice", ["all of it", "nothing", "nothing", "column"], ["waveform"])
    model.graph.node.append(slice_)
    (tmp_path / "model.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ModelRefused, match=r"^model\.onnx gives no sound"):
        KokoroEngine(tmp_path / "model.onnx", styles)
