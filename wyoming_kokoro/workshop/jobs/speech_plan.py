"""The plan of spoken texts: every text in every voice, at every speed, clean or through presets."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.jobs.plan import PlanLine, plan_line

MAX_TEXT_BYTES = 50_000_000
MAX_LINE = 2_000
"""Characters of a text: two minutes of speech, more than any trainer takes as one sample."""


@dataclass(frozen=True, slots=True)
class SpeechPlan:
    """What is to be spoken, and how."""

    texts: Sequence[str]
    voices: Sequence[tuple[str, str]]
    """Voices with their languages."""
    engine: str
    speeds: Sequence[float] = (1.0,)
    presets: Sequence[str] = ("",)
    copies: int = 1
    """Of each sound with a preset; of clean sound there is one."""
    seed: int = 0
    rate: int = 24_000
    role: str = "speech"
    read: Callable[[str, str], str] = lambda *_: ""
    """Returns the phonemes of a text in a language, on which the id of a sample depends."""

    def lines(self) -> Iterator[PlanLine]:
        """Yield a line for each sample; all texts in a voice before the next voice, which is then loaded once."""
        read = cache(self.read)
        for (voice, language), speed, preset in itertools.product(self.voices, self.speeds, self.presets):
            for copy in range(self.copies if preset else 1):
                for text in self.texts:
                    seed = self.seed + copy if preset else 0
                    line = PlanLine(
                        "", self.role, text, voice, language, speed, 0.0, self.engine, preset, seed, self.rate,
                        read(text, language),
                    )  # fmt: skip
                    yield plan_line(line)


def read_texts(path: Path) -> list[str]:
    """Return the texts of a file, one a line, each once; BadRequest where there is none."""
    try:
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise BadRequest(f"{path} is larger than {MAX_TEXT_BYTES} bytes.")
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read as UTF-8: {error}.") from error
    texts = list(dict.fromkeys(filter(None, map(str.strip, lines))))
    if not texts:
        raise BadRequest(f"{path} has no texts: one a line.")
    for number, text in enumerate(texts, 1):
        if len(text) > MAX_LINE:
            raise BadRequest(f"{path}: text {number} has {len(text)} characters; a sample has at most {MAX_LINE}.")
    return texts
