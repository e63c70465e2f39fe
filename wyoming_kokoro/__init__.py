"""Text to speech with Kokoro-82M, over the Wyoming protocol and OpenAI's speech API."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""numpy multiplies small tables here: a thread on each core would wait for the others longer than it computes."""

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""ONNX Runtime sends to its maker which models run on which machine, unless this is set before it is imported."""

__version__ = "0.1.0"
