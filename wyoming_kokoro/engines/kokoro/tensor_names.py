"""What things are called inside Kokoro's model files."""

TOKENS = ("input_ids", "tokens")
STYLE = "style"
SPEED = "speed"
PITCH = "pitch"
"""Ours: a factor for the pitch curve."""
STATISTICS = "statistics"
"""Ours: the mean and the variance of every channel that the generator normalizes."""

AUDIO = ("waveform", "audio")
DURATIONS = "/encoder/Gather_output_0"
"""How many frames each token lasts, pads included; their sum times FRAME is exactly the number of samples."""
DURATION_OUTPUTS = (DURATIONS, "duration", "durations")
"""Also under the name that kokoro-onnx's timed files give to it."""
PITCH_CURVE = "/encoder/F0_proj/Conv_output_0"
"""Two values in hertz for each frame."""
ENERGY_CURVE = "/encoder/N_proj/Conv_output_0"
"""How loud, likewise."""
TEXT_FEATURES = "/encoder/MatMul_1_output_0"
"""What is said in each frame."""
NOISE = ("RandomNormalLike", "RandomUniformLike")
"""Operators by which the source breathes: two runs of the same text differ by them."""

FRAME = 600
"""Samples in one unit of duration."""
STYLE_SIZE = 256
STYLE_ROWS = 510
"""A voice has one style for each number of tokens, pads not counted."""
LONGEST = 510
"""Tokens in one run, pads not counted."""
