"""openWakeWord: positive and negative clips to train and to test, and its configuration."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_clips import sizes, write_clips
from wyoming_kokoro.workshop.exports.wake_words import model_name, phrases
from wyoming_kokoro.workshop.exports.yaml_lines import YamlValue, yaml_lines

HEADING = (
    "# python -m openwakeword.train --training_config openwakeword.yml --augment_clips --train_model",
    "# All clips are there, so nothing is generated. Bring recordings of rooms (rir_paths), noise (background_paths),",
    "# and both files of features; openWakeWord publishes them.",
)


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write clips and configuration."""
    model = model_name(folder.about)
    numbers = write_clips(folder, samples, model, windows=False)
    train, test = sizes(numbers)
    noises: list[YamlValue] = [folder.place(f"{model}/background_train")] if numbers["background_train"] else []
    values: dict[str, YamlValue] = {
        "model_name": model, "target_phrase": phrases(samples, positive=True),
        "custom_negative_phrases": phrases(samples, positive=False),
        "n_samples": train, "n_samples_val": test, "tts_batch_size": 50, "augmentation_batch_size": 16,
        "piper_sample_generator_path": "./piper-sample-generator", "output_dir": folder.place("."),
        "rir_paths": [], "background_paths": noises, "background_paths_duplication_rate": [1] * len(noises),
        "false_positive_validation_data_path": "./validation_set_features.npy", "augmentation_rounds": 1,
        "feature_data_files": {"ACAV100M_sample": "./openwakeword_features_ACAV100M_2000_hrs_16bit.npy"},
        "batch_n_per_class": {"ACAV100M_sample": 1024, "adversarial_negative": 50, "positive": 50},
        "model_type": "dnn", "layer_size": 32, "steps": 50_000, "max_negative_weight": 1_500,
        "target_false_positives_per_hour": 0.2,
    }  # fmt: skip
    folder.lines("openwakeword.yml", (*HEADING, *yaml_lines(values)))


OPENWAKEWORD = ExportDefinition("openwakeword", "openWakeWord's trainer, with its configuration.", write)
