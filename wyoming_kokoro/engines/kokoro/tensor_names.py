"""The names of tensors in Kokoro's model files, and the sizes that all of these files share."""

TOKENS = ("input_ids", "tokens")
STYLE = "style"
SPEED = "speed"
PITCH = "pitch"
"""Added by us: a factor for the pitch curve."""
STATISTICS = "statistics"
"""Added by us: the mean and the variance of every channel that the generator normalizes."""

AUDIO = ("waveform", "audio")
DURATIONS = "/encoder/Gather_output_0"
"""The number of frames of each token, pads included; their sum times FRAME is exactly the number of samples."""
DURATION_OUTPUTS = (DURATIONS, "duration", "durations")
"""Also under the name that kokoro-onnx's timed files give to it."""
PITCH_CURVE = "/encoder/F0_proj/Conv_output_0"
"""Two values in hertz for each frame."""
ENERGY_CURVE = "/encoder/N_proj/Conv_output_0"
"""The loudness, likewise."""
TEXT_FEATURES = "/encoder/MatMul_1_output_0"
"""The features of the text in each frame."""
NOISE_OPERATORS = ("RandomNormalLike", "RandomUniformLike")
"""The source adds noise for breath: two runs of the same text differ by it."""

FRAME = 600
"""Samples in one unit of duration."""
STYLE_SIZE = 256
STYLE_ROWS = 510
"""A voice has one style for each number of tokens, pads not counted."""
MAX_TOKENS = 510
"""Tokens in one run, pads not counted."""
