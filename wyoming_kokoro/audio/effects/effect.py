"""What an effect is: samples in, samples out, however they are cut into blocks."""

from typing import Protocol

from wyoming_kokoro.speech import Samples


class Effect(Protocol):
    """Works on one stream of samples."""

    def feed(self, samples: Samples) -> Samples:
        """Give what is ready."""
        ...

    def finish(self) -> Samples:
        """Give what was held back; afterwards it is of no more use."""
        ...
