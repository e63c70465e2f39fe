"""What is changed in a stock graph. The only place that imports onnx.

It runs in processes of its own, `python -m` with this folder's name, whose memory is given back when a graph has been
changed: see `__main__.py`.
"""

from wyoming_kokoro.engines.kokoro.graph_rewrite.stock import bend_pitch, prepared, show_durations, silence_noise

__all__ = ["bend_pitch", "prepared", "show_durations", "silence_noise"]
