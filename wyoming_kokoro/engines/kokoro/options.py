"""How Kokoro is to speak, and how its model is run."""

from dataclasses import dataclass, field

from wyoming_kokoro.settings.kokoro_releases import AUTO
from wyoming_kokoro.settings.model_choices import EXACT, FULL

PROCESSOR = "CPUExecutionProvider"
"""ONNX Runtime's name for running on the processor."""
MAX_THREADS = 4
"""Sines and normalizations run on one thread, so more threads than this wait for one another."""
MIN_PHONEMES = 16
"""From this many on, a phrase is given to the model alone: a word or two have fewer, a short sentence has more."""


@dataclass(frozen=True, slots=True)
class RuntimeOptions:
    """How a model is run."""

    threads: int = 0
    """0 chooses by the machine's cores."""
    providers: tuple[str, ...] = (PROCESSOR,)
    """ONNX Runtime's names of what to run on, in order of preference."""

    def thread_count(self, cores: int) -> int:
        """The threads of one run: all of two cores, half of more, so that two listeners are served side by side."""
        return self.threads or min(MAX_THREADS, max(min(cores, 2), cores // 2))


@dataclass(frozen=True, slots=True)
class KokoroOptions:
    """How Kokoro is to speak."""

    runtime: RuntimeOptions = field(default_factory=RuntimeOptions)
    min_phonemes: int = MIN_PHONEMES
    """Phrases with fewer phonemes are spoken before another sentence, which is cut off; 0 leaves them alone."""
    precision: str = FULL
    """The precision of the generator; full while the model is not tuned for another one."""
    streaming: str = EXACT
    """`exact` renders a phrase as a whole; `balanced` and `fast` in windows, heard sooner and a little different."""
    release: str = AUTO
    """The release of Kokoro that the model is from; `auto` tells it by the name of the file."""
