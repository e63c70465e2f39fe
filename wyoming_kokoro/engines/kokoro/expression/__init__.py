"""How words are spoken inside a sentence: what is changed of the durations, the pitch, the source and the gain."""

from wyoming_kokoro.engines.kokoro.expression.expression import Expression, longer
from wyoming_kokoro.engines.kokoro.expression.outline import Outline
from wyoming_kokoro.engines.kokoro.expression.recipes import EFFECTS
from wyoming_kokoro.engines.kokoro.expression.timeline import Timeline

__all__ = ["EFFECTS", "Expression", "Outline", "Timeline", "longer"]
