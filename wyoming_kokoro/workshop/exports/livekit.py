"""livekit-wakeword: openWakeWord's clips, windows of them from which features are computed, and its configuration."""

from collections.abc import Sequence

from wyoming_kokoro.workshop.datasets import SampleRow
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import ExportFolder
from wyoming_kokoro.workshop.exports.wake_clips import WINDOW_SECONDS, sizes, write_clips
from wyoming_kokoro.workshop.exports.wake_words import model_name, phrases
from wyoming_kokoro.workshop.exports.yaml_lines import YamlValue, yaml_lines

HEADING = (
    "# All clips are there, so nothing is generated. clip_000000_r0.wav and the like are windows of them without",
    "# augmentation: features can be computed at once; livekit's own augmentation replaces them.",
)


def write(folder: ExportFolder, samples: Sequence[SampleRow]) -> None:
    """Write clips, windows and configuration."""
    model = model_name(folder.about)
    numbers = write_clips(folder, samples, model, windows=True)
    train, test = sizes(numbers)
    values: dict[str, YamlValue] = {
        "model_name": model, "target_phrases": phrases(samples, positive=True),
        "n_samples": train, "n_samples_val": test, "n_background_samples": numbers["background_train"],
        "n_background_samples_val": numbers["background_test"],
        "custom_negative_phrases": phrases(samples, positive=False),
        "data_dir": "./data", "output_dir": folder.place("."), "output_format": "onnx",
        "augmentation": {
            "clip_duration": WINDOW_SECONDS, "batch_size": 16, "rounds": 1, "background_paths": ["./data/backgrounds"],
            "rir_paths": ["./data/rirs"],
        },
        "model": {"model_type": "conv_attention", "model_size": "small"},
        "steps": 50_000, "learning_rate": 0.0001, "weight_decay": 0.01, "label_smoothing": 0.05,
        "max_negative_weight": 1_500.0, "target_fp_per_hour": 0.2,
        "batch_n_per_class": {
            "positive": 50, "adversarial_negative": 50, "ACAV100M_sample": 1024, "background_noise": 50,
        },
    }  # fmt: skip
    folder.lines("livekit.yaml", (*HEADING, *yaml_lines(values)))


LIVEKIT = ExportDefinition("livekit", "livekit-wakeword's trainer, with its configuration.", write)
