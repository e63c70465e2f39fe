"""microWakeWord: features as arrays that are mapped into memory, its configuration, and ESPHome's manifest."""

import json
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.export import ExportDefinition, ExtraPackage
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.ragged_mmap import write_ragged
from wyoming_kokoro.workshop.exports.sample_facts import part_of
from wyoming_kokoro.workshop.exports.wake_words import (
    RATE,
    check_roles,
    in_noise,
    is_positive,
    model_name,
    phrases,
    without_end,
)
from wyoming_kokoro.workshop.exports.yaml_lines import YamlValue, yaml_lines

PACKAGE = ExtraPackage("pymicro_features", "microwakeword")
STEP = RATE // 100
"""Samples between two frames."""
SCALE = 0.0390625
"""Of the features as the trainer reads whole numbers: a power of two times five, so nothing is lost."""
SECONDS, AFTER_SECONDS = 2.2, 0.2
"""Of a clip, and of the faint noise at its end: the trainer looks at 1.5 seconds, the copies begin within 0.1, and the
front end needs the rest to learn what is noise."""
PARTS = {"train": "training", "validation": "validation", "test": "testing"}
SLIDES = {"training": 10, "validation": 10, "testing": 1}
"""Copies of each clip, each a frame later than the one before: a device may begin to listen at any time."""
HEADING = (
    "# python -m microwakeword.model_train_eval --training_config training.yaml --train 1 mixednet",
    "# Add negative features, such as those that microWakeWord publishes. False accepts an hour, by which a model is",
    "# chosen, need hours of sound in validation_ambient and testing_ambient, which short clips do not replace.",
)


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write features, configuration and manifest."""
    check_roles(samples)
    model = model_name(folder.about)
    rows = ["features\tid\ttext"]
    sets: list[YamlValue] = []
    for kind, positive in (("positive", True), ("negative", False)):
        chosen = [sample for sample in samples if is_positive(sample) is positive]
        for part, place in PARTS.items():
            own = [sample for sample in chosen if part_of(sample) == part]
            if not own:
                continue
            name = f"features/{kind}/{place}/{model}_mmap"
            with disk_errors(WHAT):
                write_ragged(folder.path(name), _features(folder, own, SLIDES[place]))
            rows += [f"{name}\t{sample.id}\t{folder.one_line(sample.text, chr(9))}" for sample in own]
        if chosen:
            sets.append(_feature_set(folder.place(f"features/{kind}"), positive=positive))
    folder.lines("features.tsv", rows)
    folder.lines("training.yaml", (*HEADING, *yaml_lines(_configuration(model, sets))))
    folder.lines(f"{model}.json", [json.dumps(_manifest(folder, samples, model), ensure_ascii=False, indent=2)])


def _features(folder: ExportFolder, samples: Sequence[SampleRow], slides: int) -> Iterator[NDArray[np.uint16]]:
    for sample in samples:
        sound, rate = folder.samples(sample, RATE)
        frames = features_of(clip_of(sound, rate))
        size = len(frames) - slides + 1
        yield from (frames[at : at + size] for at in range(slides))


def clip_of(samples: Samples, rate: int) -> Samples:
    """Return a sound as its features are computed: shortly after what is said come 0.2 seconds of faint noise."""
    clip = without_end(samples, rate)
    after = round(AFTER_SECONDS * rate)
    return in_noise(clip, round(SECONDS * rate) - after - len(clip), after)


def features_of(samples: Samples) -> NDArray[np.uint16]:
    """Return the features of a sound at 16 kHz: 40 numbers every ten milliseconds."""
    front_end, content = PACKAGE.load().MicroFrontend(), pcm16(samples)
    frames, at = [], 0
    while at + 2 * STEP <= len(content):
        found = front_end.process_samples(content[at : at + 2 * STEP])
        at += 2 * found.samples_read
        if found.features:
            frames.append(found.features)
    return np.rint(np.array(frames) / SCALE).astype(np.uint16)


def _feature_set(place: str, *, positive: bool) -> dict[str, YamlValue]:
    return {
        "features_dir": place, "sampling_weight": 2.0 if positive else 10.0, "penalty_weight": 1.0, "truth": positive,
        "truncation_strategy": "truncate_start" if positive else "random", "type": "mmap",
    }  # fmt: skip


def _configuration(model: str, sets: list[YamlValue]) -> dict[str, YamlValue]:
    return {
        "window_step_ms": 10, "train_dir": f"trained_models/{model}", "features": sets, "training_steps": [10_000],
        "positive_class_weight": [1], "negative_class_weight": [20], "learning_rates": [0.001], "batch_size": 128,
        "time_mask_max_size": [0], "time_mask_count": [0], "freq_mask_max_size": [0], "freq_mask_count": [0],
        "eval_step_interval": 500, "clip_duration_ms": 1_500, "target_minimization": 0.9, "minimization_metric": None,
        "maximization_metric": "average_viable_recall",
    }  # fmt: skip


def _manifest(folder: ExportFolder, samples: Sequence[SampleRow], model: str) -> dict[str, object]:
    """Return what ESPHome reads beside the model; the limits are those of a typical one, to be set after tests."""
    said = phrases(samples, positive=True)
    return {
        "type": "micro", "wake_word": said[0] if said else folder.about.name, "author": "", "website": "",
        "model": f"{model}.tflite", "trained_languages": [folder.about.language.partition("-")[0]], "version": 2,
        "micro": {
            "probability_cutoff": 0.97, "feature_step_size": 10, "sliding_window_size": 5, "tensor_arena_size": 30_000,
            "minimum_esphome_version": "2024.7.0",
        },
    }  # fmt: skip


MICROWAKEWORD = ExportDefinition(
    "microwakeword", "microWakeWord's trainer: features, configuration, and ESPHome's manifest.", write, PACKAGE
)
