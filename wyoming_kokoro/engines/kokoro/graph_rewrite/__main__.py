"""Changes a graph in a process of its own: `whole STOCK`, `parts STOCK FOLDER`, or `tune STOCK FOLDER PHRASES`."""

import os
import signal
import sys
from pathlib import Path

from wyoming_kokoro.engines.kokoro.graph_rewrite import prepared
from wyoming_kokoro.engines.kokoro.graph_rewrite.candidates import make_parts, tune
from wyoming_kokoro.engines.kokoro.strip_weights import outline

work, paths = sys.argv[1], [Path(each) for each in sys.argv[2:]]
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was begun is removed
if work == "whole":
    sys.stdout.buffer.write(prepared(outline(*paths)))
elif work == "parts":
    os.nice(19)  # nobody waits for it, and somebody may be speaking meanwhile
    make_parts(*paths)
else:
    tune(*paths)
