"""The code that finds, checks and loads files, on the published ones."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from tests.conftest import REAL_MODEL
from tests.model.test_real_speech import VOICES
from wyoming_kokoro.cli import main
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.graph_rewrite.comparison import signal_to_difference
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.settings import DownloadSettings
from wyoming_kokoro.speech import Delivery, Phrase, Samples, Voice
from wyoming_kokoro.studio.explaining import phonemes
from wyoming_kokoro.voices import VoiceStyles

pytestmark = pytest.mark.model

MODEL = Path(REAL_MODEL).name
SENTENCES = ("The front door is open.", "Twenty one degrees, and no rain before the evening.")


def test_the_files_are_recognised_as_the_published_ones(real_data: Path) -> None:
    files = Downloads(real_data, DownloadSettings())
    model = files.models.verify(MODEL)
    assert (model.state, model.known) == ("present", True)
    assert files.models.digest(MODEL) == next(each.sha256 for each in files.models.published if each.name == MODEL)
    states = {state.name: state for state in map(files.voices.verify, (voice.name for voice in VOICES))}
    assert len(states) == 54
    assert {(state.state, state.known) for state in states.values()} == {("present", True)}
    assert asyncio.run(files.models.download(MODEL)) == files.models.folder / MODEL


def test_a_damaged_file_is_noticed(real_data: Path) -> None:
    path = real_data / "models" / MODEL
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)
    assert Downloads(real_data, DownloadSettings()).models.verify(MODEL).state == "damaged"


def test_a_real_voice_can_be_imported_under_a_name_of_its_own(real_data: Path, tmp_path: Path) -> None:
    own = tmp_path / "af_mine.bin"
    shutil.copy(real_data / "voices/af_heart.bin", own)
    assert main(["voices", "import", str(own), "--data-dir", str(real_data)]) == 0
    styles = VoiceStyles(Downloads(real_data, DownloadSettings()))
    mine, heart = (styles.of(_voice(name)) for name in ("af_mine", "af_heart"))
    assert np.array_equal(mine, heart)


def test_the_model_is_described(engine: KokoroEngine) -> None:
    info = engine.info
    assert info.prepared and info.reports_durations and info.controls_pitch
    assert not info.problems
    assert not info.integer_speed


@pytest.fixture(scope="module")
def plain_graph(shared_data: Path) -> onnxruntime.InferenceSession:
    """The model file as ONNX Runtime runs it, without anything of ours."""
    return onnxruntime.InferenceSession(str(shared_data / REAL_MODEL), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("voice", ["af_heart", "bm_george"])
def test_the_prepared_graph_speaks_as_the_file_itself(
    voice: str, engine: KokoroEngine, plain_graph: onnxruntime.InferenceSession, shared_data: Path
) -> None:
    for sentence, ours, theirs in _pairs(voice, engine, plain_graph, shared_data):
        assert ours.shape == theirs.shape, sentence
        assert signal_to_difference(theirs, ours) >= 60, sentence


def test_a_model_that_was_unloaded_speaks_the_same_again(engine: KokoroEngine) -> None:
    phrase = _phrase(SENTENCES[0], "af_heart")
    before = _sound(engine, phrase)
    assert engine.unload_if_idle(0)
    after = _sound(engine, phrase)
    assert signal_to_difference(before, after) >= 60


def _pairs(
    voice: str, engine: KokoroEngine, plain: onnxruntime.InferenceSession, data: Path
) -> Iterator[tuple[str, Samples, Samples]]:
    styles = np.fromfile(data / f"voices/{voice}.bin", "<f4").reshape(510, 256)
    for sentence in SENTENCES:
        phrase = _phrase(sentence, voice)
        tokens = Vocabulary.published().tokens(phrase.phonemes)
        feeds = {
            "tokens": np.array([[PAD, *tokens, PAD]], np.int64),
            "style": styles[len(tokens) - 1][None],
            "speed": np.ones(1, np.float32),
        }
        names = [each.name for each in plain.get_inputs()]
        yield (
            sentence,
            _sound(engine, phrase),
            np.ravel(plain.run(None, dict(zip(names, feeds.values(), strict=True)))[0]),
        )


def _phrase(sentence: str, voice: str) -> Phrase:
    return Phrase(phonemes(sentence, "en-US"), sentence, _voice(voice), Delivery(), "en-US")


def _voice(name: str) -> Voice:
    return Voice(name, "en-US", "neutral", name, ((name, 1.0),))


def _sound(engine: KokoroEngine, phrase: Phrase) -> Samples:
    return np.concatenate([piece.samples for piece in engine.render(phrase)])
