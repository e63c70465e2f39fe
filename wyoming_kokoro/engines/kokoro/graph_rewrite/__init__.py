"""Rewrites graphs so that they offer more and run faster.

It runs in processes of its own, `python -m` with this folder's name, so that its memory is released when it is done;
see `__main__.py`.
"""

from wyoming_kokoro.engines.kokoro.graph_rewrite.model_interface import (
    add_duration_output,
    add_pitch_input,
    prepared,
    silence_noise,
)

__all__ = ["add_duration_output", "add_pitch_input", "prepared", "silence_noise"]
