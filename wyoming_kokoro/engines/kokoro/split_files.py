"""Names of the folders and files of prepared and split models; installations have such files, so the names stay."""

from wyoming_kokoro.settings.model_choices import FULL

PREPARED_FOLDER = "prepared"
"""The folder of prepared graphs and split models, below that of the model files."""
SPLIT_SUFFIX = ".parts"
"""The end of the name of a split model's folder."""

REPORT = "report.json"
"""A SplitReport."""
WEIGHTS = "weights.bin"
"""Weights that the model file does not contain in this form."""
VERIFIED = "proven.json"
"""Size and time of every file at the last successful check."""
TUNING = "tuned.json"
"""A TuningResult for each tuned precision."""
TUNED_WEIGHTS = "tuned.bin"
"""Weights of the tuned generators."""

FRONT, MIDDLE, GENERATOR, WINDOWED, LEARNING = "front", "middle", "generator", "windowed", "learning"
PARTS = (FRONT, MIDDLE, GENERATOR, WINDOWED, LEARNING)
"""The graphs: from tokens to the text features, pitch and energy of each frame; from these to the generator's features;
and the generator three times: as it is, with statistics as an input, and with statistics as an output."""


def part_file(part: str, precision: str = FULL) -> str:
    """Return the file name of a part."""
    return f"{part}.onnx" if precision == FULL else f"{part}.{precision}.onnx"
