"""Rewrites a graph in a process of its own: `whole STOCK`, `parts STOCK FOLDER`, or `tune STOCK FOLDER PHRASES`."""

import os
import signal
import sys
from pathlib import Path

from wyoming_kokoro.engines.kokoro.graph_rewrite import prepared
from wyoming_kokoro.engines.kokoro.graph_rewrite.split_model import split_model
from wyoming_kokoro.engines.kokoro.graph_rewrite.tune_model import tune_model
from wyoming_kokoro.engines.kokoro.strip_weights import graph_without_weights


def _report(share: float) -> None:
    """Print how much of the work is done: the program that waits reads the last line."""
    sys.stdout.write(f"{share:.3f}\n")
    sys.stdout.flush()


task, paths = sys.argv[1], [Path(each) for each in sys.argv[2:]]
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that temporary folders are removed
if task == "whole":
    sys.stdout.buffer.write(prepared(graph_without_weights(*paths)))
elif task == "parts":
    os.nice(19)  # nothing waits for it, and the server may be speaking at the same time
    stock, destination = paths
    split_model(stock, destination, _report)
else:
    tune_model(*paths)
