"""Changes a graph in a process of its own: `whole STOCK` to standard output, or `parts STOCK FOLDER`."""

import os
import signal
import sys
from pathlib import Path

from wyoming_kokoro.engines.kokoro.outline import outline
from wyoming_kokoro.engines.kokoro.surgery import prepared
from wyoming_kokoro.engines.kokoro.surgery.workbench import make_parts

if sys.argv[1] == "whole":
    sys.stdout.buffer.write(prepared(outline(Path(sys.argv[2]))))
else:
    os.nice(19)  # somebody may be speaking meanwhile
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was begun is removed
    make_parts(Path(sys.argv[2]), Path(sys.argv[3]))
