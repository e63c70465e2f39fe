"""A student of Kokoro speaks with the lengths that its graph computes, however that graph names them."""

import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from shutil import copy
from tempfile import mkdtemp

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from tests.data.make_student import DURATIONS, SMALL, StudentKind, make_student
from tests.data.make_tiny_model import FRAME, TINY
from tests.engines.conftest import BELLA, HEART, Styles, phrase
from tests.engines.selecting import OFFLINE, SENTENCE, engine_settings, until
from wyoming_kokoro.audio import resample
from wyoming_kokoro.downloads import Downloads, FileList
from wyoming_kokoro.engines import ENGINES, EngineContext, EngineDefinition, EngineRegistry, EngineSelector
from wyoming_kokoro.engines.kokoro.heard_lengths import heard_lengths
from wyoming_kokoro.engines.kokoro.prepare import digest_of
from wyoming_kokoro.engines.kokoro.session import ModelRefused
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.engines.student import StudentEngine, StudentLifecycle
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.onnx_format.graphs import make_value_info
from wyoming_kokoro.onnx_format.messages import ModelProto, TensorProto
from wyoming_kokoro.speech import Piece, Voice

SMALL_HEART = Voice("af_heart:small", "en-US", "female", "Heart, small", engine="student/af_heart")

MakeEngine = Callable[..., StudentEngine]


@pytest.fixture
def student(tmp_path: Path) -> MakeEngine:
    """Loads a small student, or one that differs from the published ones."""

    def load(kind: StudentKind = SMALL, seed: int = 5) -> StudentEngine:
        path = Path(mkdtemp(dir=tmp_path)) / "if_sara.onnx"  # a file in use waits for those who write into it
        path.write_bytes(make_student(kind, seed).SerializeToString())
        return StudentEngine(path, digest_of(path))

    return load


@pytest.fixture
def students(tmp_path: Path) -> Path:
    """The folder of students, with one of af_heart."""
    folder = tmp_path / "data" / "students"
    folder.mkdir(parents=True)
    (folder / "af_heart.onnx").write_bytes(make_student(SMALL).SerializeToString())
    return folder


@pytest.fixture
async def selector(students: Path, styles: Styles) -> AsyncIterator[EngineSelector]:
    """The engines of the program; looks at files are frequent."""
    small = EngineDefinition("student", "", lambda context: StudentLifecycle(context, look_seconds=0.01))
    engines = EngineRegistry([small if each.name == "student" else each for each in ENGINES])
    store = Downloads(students.parent, OFFLINE, files=FileList.of([]))
    selector = EngineSelector(EngineContext(store, styles, resample, EspeakNg.open()), engines=engines)
    yield selector
    await selector.close()


def _tokens(phonemes: str) -> list[int]:
    return [PAD, *(token for token in Vocabulary.published().tokens(phonemes) if token != PAD), PAD]


def _durations(model: ModelProto, phonemes: str, speed: float = 1.0) -> NDArray[np.int64]:
    """The frames of each token, asked of the graph itself by the name that only its maker knows."""
    model.graph.output.append(make_value_info(DURATIONS, TensorProto.INT64, None))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    feeds = {"input_ids": np.array([_tokens(phonemes)]), "speed": np.array([speed], np.float32)}
    frames: NDArray[np.int64] = session.run([DURATIONS], feeds)[0]
    return frames


def _only(engine: StudentEngine, phonemes: str = SENTENCE, **delivery: float) -> Piece:
    (piece,) = engine.render(phrase(phonemes, SMALL_HEART, **delivery))
    return piece


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.6])
def test_word_times_are_the_durations_inside_the_graph(student: MakeEngine, speed: float) -> None:
    piece = _only(student(), speed=speed)
    frames = _durations(make_student(SMALL), SENTENCE, speed)
    tokens = _tokens(SENTENCE)
    (blank,) = Vocabulary.published().tokens(" ")
    assert piece.lengths == tuple(heard_lengths(frames * FRAME, tokens, blank).tolist())
    assert len(piece.samples) == FRAME * frames.sum() and len(set(frames.tolist())) > 1


def test_a_graph_whose_durations_are_not_found_speaks_without_lengths(student: MakeEngine) -> None:
    hidden = student(StudentKind(**{**SMALL.__dict__, "rounds_durations": False}))
    piece = _only(hidden)
    assert piece.lengths is None and len(piece.samples) > FRAME
    assert "word times are estimates" in hidden.problems[0]
    assert not student(seed=6).problems


def test_faster_speech_is_shorter(student: MakeEngine) -> None:
    engine = student()
    lengths = [len(_only(engine, speed=speed).samples) for speed in (0.5, 1.0, 2.0)]
    assert lengths[0] > 1.5 * lengths[1] and lengths[1] > 1.5 * lengths[2]


def test_two_students_have_two_identities(student: MakeEngine) -> None:
    first, second = student(), student(seed=6)
    assert first.identity != second.identity and first.identity == student().identity
    assert not np.array_equal(_only(first).samples, _only(second).samples)


def test_a_model_of_kokoro_is_no_student(tmp_path: Path) -> None:
    path = Path(copy(TINY, tmp_path / "af_heart.onnx"))
    with pytest.raises(ModelRefused, match="also needs style"):
        StudentEngine(path, digest_of(path))


def test_a_program_may_write_into_a_student_which_is_not_used_then(student: MakeEngine, tmp_path: Path) -> None:
    engine = student()
    (path,) = tmp_path.glob("*/if_sara.onnx")
    writer = subprocess.Popen(["/bin/sh", "-c", f"echo >> {path}"])
    try:
        while writer.poll() is None:
            engine.give_way()
            time.sleep(0.01)
    finally:
        writer.kill()
        writer.wait()
    with pytest.raises(ModelRefused, match="written into"):
        _only(engine)


async def test_a_student_speaks_its_voice_whatever_engine_is_set(selector: EngineSelector) -> None:
    await selector.open(engine_settings(name="tone"))
    engine, why = await selector.engine_for(SMALL_HEART)
    assert engine.name == "student" and "af_heart:small" in why
    assert (await selector.engine_for(HEART))[0].name == "tone"
    assert (await selector.engine_for(SMALL_HEART))[0] is engine


async def test_as_the_engine_it_speaks_the_voices_that_have_a_student(selector: EngineSelector) -> None:
    await selector.open(engine_settings(name="student"), ("af_heart",))
    assert selector.now.engine.name == "student" and selector.now.model == "af_heart.onnx"
    assert (await selector.engine_for(HEART))[0] is selector.now.engine
    assert (await selector.engine_for(SMALL_HEART))[0] is selector.now.engine
    assert (await selector.engine_for(BELLA))[0].name == "espeak"


async def test_a_student_that_is_replaced_is_loaded_again(selector: EngineSelector, students: Path) -> None:
    await selector.open(engine_settings(name="student"), ("af_heart",))
    before = selector.now.engine.identity
    (students / "new").write_bytes(make_student(SMALL, 6).SerializeToString())
    (students / "new").replace(students / "af_heart.onnx")
    await until(lambda: selector.now.engine.identity != before)


async def test_a_missing_execution_provider_is_a_problem_of_a_student_too(selector: EngineSelector) -> None:
    await selector.open(engine_settings(name="student", providers=("OpenVINOExecutionProvider",)), ("af_heart",))
    assert selector.now.standing_in and "onnxruntime-openvino" in selector.now.why
    selector.use(engine_settings(name="student"), ("af_heart",))
    await until(lambda: not selector.now.standing_in)
    assert selector.now.execution_provider == "CPUExecutionProvider"


async def test_a_stand_in_speaks_until_a_student_is_there(selector: EngineSelector, students: Path) -> None:
    file = (students / "af_heart.onnx").rename(students.parent / "later")
    await selector.open(engine_settings(name="student"), ("af_heart",))
    assert selector.now.standing_in and "af_heart" in selector.now.why
    assert (await selector.engine_for(SMALL_HEART))[0].name == "espeak"
    file.rename(students / "af_heart.onnx")
    await until(lambda: not selector.now.standing_in)
