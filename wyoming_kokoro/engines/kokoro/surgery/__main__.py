"""Changes a graph in a process of its own: `whole STOCK`, `parts STOCK FOLDER`, or `tune STOCK FOLDER PHRASES`."""

import os
import signal
import sys
from pathlib import Path

from wyoming_kokoro.engines.kokoro.outline import outline
from wyoming_kokoro.engines.kokoro.surgery import prepared
from wyoming_kokoro.engines.kokoro.surgery.workbench import make_parts, tune

if sys.argv[1] == "whole":
    sys.stdout.buffer.write(prepared(outline(Path(sys.argv[2]))))
else:
    os.nice(19)  # somebody may be speaking meanwhile
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was begun is removed
    paths = [Path(each) for each in sys.argv[2:]]
    if sys.argv[1] == "parts":
        make_parts(*paths)
    else:
        tune(*paths)
