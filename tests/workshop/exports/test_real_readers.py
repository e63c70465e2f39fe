"""Exports are read by the packages for which they are; readers.txt has them."""

import importlib
import importlib.util
import io
import sys
import wave
from pathlib import Path
from types import ModuleType
from typing import cast

import numpy as np
import pytest
import yaml

from tests.workshop.exports.own_readers import length
from tests.workshop.exports.sample_sets import RATE, SAID, TEXTS, export, hard_set, plain, rows_of
from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.workshop import datasets, exports
from wyoming_kokoro.workshop.exports.microwakeword import SCALE, clip_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hard_set(tmp_path_factory.mktemp("exports") / "set")


@pytest.fixture
def hugging_face(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the package datasets, without a network and with a cache of its own."""
    for name, value in (("HF_HOME", str(tmp_path / "cache")), ("HF_HUB_OFFLINE", "1"), ("HF_DATASETS_OFFLINE", "1")):
        monkeypatch.setenv(name, value)
    pytest.importorskip("pyarrow")
    return cast("ModuleType", pytest.importorskip("datasets"))


def loader(path: Path) -> ModuleType:
    """Return the program that was written beside an export."""
    specification = importlib.util.spec_from_file_location("loader", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_datasets_loads_parquet_with_sound_and_parts(folder: Path, tmp_path: Path, hugging_face: ModuleType) -> None:
    export(folder, "parquet", tmp_path / "out")
    found = hugging_face.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    rows = {row.id: row for row in rows_of(folder)}
    assert {part: len(found[part]) for part in found} == {"train": 5, "test": 2, "validation": 2}
    for part in found:
        audio = found[part].features["audio"]
        assert isinstance(audio, hugging_face.Audio) and audio.sampling_rate == RATE
        for row in found[part].cast_column("audio", hugging_face.Audio(decode=False)):
            expected = rows[row["id"]]
            assert (row["text"], row["role"], expected.split or "train") == (expected.text, expected.role, part)
            assert abs(length(row["audio"]["bytes"]) - expected.seconds) <= 1 / RATE


def test_f5tts_reads_what_was_prepared(folder: Path, tmp_path: Path, hugging_face: ModuleType) -> None:
    export(folder, "f5tts-prepared", tmp_path / "out")
    found = hugging_face.Dataset.from_file(str(tmp_path / "out/hard_texts_char/raw.arrow"))
    assert [row["text"] for row in found] == [plain(text).strip() for text in TEXTS]
    assert all(Path(row["audio_path"]).is_file() and row["duration"] >= 1 for row in found)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its reader leaves files open
def test_webdataset_reads_shards(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = pytest.importorskip("webdataset")
    monkeypatch.setattr("wyoming_kokoro.workshop.exports.webdataset.SHARD_BYTES", 100_000)
    export(folder, "webdataset", tmp_path / "out")
    shards = sorted(str(path) for path in (tmp_path / "out").glob("train-*.tar"))
    assert len(shards) == 3 and shards[-1].endswith("train-000002.tar")
    rows = {row.id: row for row in rows_of(folder)}
    found = list(package.WebDataset(shards, shardshuffle=False).decode())
    assert {each["__key__"] for each in found} == {name for name, row in rows.items() if row.split in ("", "train")}
    for each in found:
        assert each["json"]["text"] == rows[each["__key__"]].text
        with wave.open(io.BytesIO(each["wav"])) as file:
            assert file.getnframes() == round(rows[each["__key__"]].seconds * RATE)


def test_microwakeword_reads_ten_copies_of_what_its_front_end_computes(folder: Path, tmp_path: Path) -> None:
    ragged = pytest.importorskip("mmap_ninja.ragged")
    front_end = pytest.importorskip("pymicro_features")
    export(folder, "microwakeword", tmp_path / "out")
    training = [row for row in rows_of(folder) if row.role == "wake" and row.split in ("", "train")]
    (place,) = (tmp_path / "out/features/positive/training").glob("**/*_mmap/")
    arrays = ragged.RaggedMmap(str(place))
    assert len(arrays) == 10 * len(training) and arrays[0].dtype == np.uint16
    for number, row in enumerate(training):
        with datasets.opened(folder) as data_set:
            samples, _ = decode(data_set.sounds.read(row.digest))
        clip = clip_of(resample(samples, RATE, 16_000), 16_000)
        content = (np.clip(clip, -1, 1) * 32767).round().astype(np.int16).tobytes()
        made, frames = front_end.MicroFrontend(), []
        while len(content) >= 320:
            result = made.process_samples(content[:320])
            content = content[2 * result.samples_read :]
            frames += [result.features] if result.features else []
        whole = np.array(frames, np.float32)
        copies = [np.asarray(arrays[10 * number + at]).astype(np.float32) * np.float32(SCALE) for at in range(10)]
        assert {each.shape for each in copies} == {(len(whole) - 9, 40)} and len(whole) > 200
        for at, each in enumerate(copies):
            assert np.array_equal(each, whole[at : at + len(each)]), "nothing is lost by whole numbers"
    (tested,) = (tmp_path / "out/features/negative/testing").glob("**/*_mmap/")
    assert len(ragged.RaggedMmap(str(tested))) == 2


def test_livekit_computes_features_and_reads_its_configuration(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    livekit = pytest.importorskip("livekit.wakeword")
    package = ModuleType("livekit.wakeword.data")  # its own __init__ imports torch, which features do not need
    package.__path__ = [f"{livekit.__path__[0]}/data"]
    monkeypatch.setitem(sys.modules, package.__name__, package)
    features = importlib.import_module("livekit.wakeword.data.features")
    config = pytest.importorskip("livekit.wakeword.config")
    pytest.importorskip("soundfile")
    pytest.importorskip("tqdm")
    onnxruntime = pytest.importorskip("onnxruntime")
    export(folder, "livekit", tmp_path / "out", options=exports.ExportOptions(absolute=True))
    read = config.load_config(tmp_path / "out/livekit.yaml")
    assert read.model_output_dir == tmp_path / "out/hard_texts" and read.n_samples == 0 and read.n_samples_val == 0
    assert read.target_phrases == sorted({" ".join(text.split()) for text in TEXTS[::2]}, key=read.target_phrases.index)
    options = onnxruntime.SessionOptions()
    found = features.extract_features_from_directory(
        read.model_output_dir / "positive_train",
        features.MelSpectrogramFrontend(onnx_path=features.get_mel_model_path(), sess_options=options),
        features.SpeechEmbedding(onnx_path=features.get_embedding_model_path(), sess_options=options),
    )
    assert found.shape == (5, 16, 96) and found.dtype == np.float32 and found.std() > 0


@pytest.mark.parametrize("form", ["openwakeword", "livekit"])
def test_trainers_of_wake_words_count_clips_and_make_none(form: str, folder: Path, tmp_path: Path) -> None:
    with datasets.opened(folder) as source:
        rows = list(source.catalogue.select())
    both = tmp_path / "both"
    datasets.create(both, datasets.DataSetDescription("Hey Computer"))
    with datasets.writing(both) as data_set, datasets.opened(folder) as source:
        list(datasets.merge(source, data_set))
        data_set.commit()
        data_set.catalogue.change(
            "UPDATE sample SET split = CASE WHEN id < ? THEN 'train' ELSE 'test' END", (rows[4].id,)
        )
        data_set.catalogue.change("UPDATE sample SET role = 'noise' WHERE id = ?", (rows[8].id,))
    export(both, form, tmp_path / "out")
    name = {"openwakeword": "openwakeword.yml", "livekit": "livekit.yaml"}[form]
    read = yaml.safe_load((tmp_path / "out" / name).read_text("utf-8"))
    model = tmp_path / "out" / read["model_name"]
    assert read["model_name"] == "hey_computer" and read["output_dir"] == "."
    counts = {path.name: len(list(path.glob("clip_??????.wav"))) for path in model.iterdir()}
    assert counts == {
        "positive_train": 2, "negative_train": 2, "positive_test": 2, "negative_test": 2, "background_test": 1,
    }  # fmt: skip
    assert (read["n_samples"], read["n_samples_val"]) == (2, 2)
    assert set(read["custom_negative_phrases"]) == {" ".join(TEXTS[at].split()) for at in (1, 3, 5)}
    if form == "livekit":
        windows = sorted(model.glob("positive_train/clip_??????_r0.wav"))
        ends = [2.0 - last_heard(path) for path in windows]
        assert len(windows) == 2 and len(set(ends)) == 2 and all(0.05 <= end <= 0.251 for end in ends)


def last_heard(path: Path) -> float:
    samples, rate = decode(path.read_bytes())
    assert len(samples) == 2 * rate
    return float(np.flatnonzero(np.abs(samples) > 0.02)[-1] / rate)


def test_microwakewords_configuration_names_what_is_there(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pymicro_features")
    export(folder, "microwakeword", tmp_path / "out", options=exports.ExportOptions(absolute=True))
    read = yaml.safe_load((tmp_path / "out/training.yaml").read_text("utf-8"))
    assert [(each["truth"], each["type"]) for each in read["features"]] == [(True, "mmap"), (False, "mmap")]
    assert all(list(Path(each["features_dir"]).glob("*/**/*_mmap/")) for each in read["features"])
    assert read["minimization_metric"] is None and read["clip_duration_ms"] == 1_500
    manifest = yaml.safe_load((tmp_path / "out/hard_texts.json").read_text("utf-8"))
    assert manifest["model"] == "hard_texts.tflite" and manifest["trained_languages"] == ["en"]
    assert manifest["micro"]["feature_step_size"] == read["window_step_ms"]


def test_the_programs_beside_exports_run_as_far_as_they_can_without_torch_and_tensorflow(
    folder: Path, tmp_path: Path
) -> None:
    export(folder, "pytorch", tmp_path / "torch")
    export(folder, "tfrecord", tmp_path / "tensorflow")
    program = loader(tmp_path / "torch/load.py")
    samples = program.SpeechSamples("train")
    assert len(samples) == 5 and program.labels() == {"near": 0, "wake": 1}
    assert program.weights(program.rows()) == [1 / 5 if number % 2 == 0 else 1 / 4 for number in range(9)]
    program = loader(tmp_path / "tensorflow/load.py")
    assert [Path(path).name for path in program.files("test")] == ["test-00000-of-00001.tfrecord"]
    names, labels = program.features()
    assert names["audio"] == "bytes" and names["label"] == "int64" and labels[1] == "wake"


def test_the_program_for_pytorch_reads_sounds(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("soundfile")
    export(folder, "pytorch", tmp_path / "torch")
    program = loader(tmp_path / "torch/load.py")
    sound = program.read(program.rows()[3])
    assert len(sound) == RATE + 303 and np.abs(sound[: round(SAID * RATE)]).max() == pytest.approx(0.2, abs=1e-3)
