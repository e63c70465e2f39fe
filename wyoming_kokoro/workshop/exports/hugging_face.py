"""What Hugging Face's programs read at the beginning of a card."""

from collections.abc import Mapping, Sequence

from wyoming_kokoro.workshop.datasets import DataSetDescription, SampleRow
from wyoming_kokoro.workshop.exports.yaml_lines import YamlValue, yaml_lines

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SIZE_NAMES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M")


def card_header(about: DataSetDescription, samples: Sequence[SampleRow], parts: Mapping[str, str]) -> list[str]:
    """Return the lines of the header: licence, languages, and which files are which part."""
    languages = sorted({sample.language.partition("-")[0] for sample in samples} - {""})
    values: dict[str, YamlValue] = {
        "pretty_name": about.name, "license": about.licence.lower(), "language": languages,
        "task_categories": ["text-to-speech", "audio-classification"],
        "size_categories": [SIZE_NAMES[sum(len(samples) >= size for size in SIZES)]],
        "configs": [
            {"config_name": "default", "data_files": [{"split": part, "path": path} for part, path in parts.items()]}
        ],
    }  # fmt: skip
    return ["---", *yaml_lines(values), "---", ""]
