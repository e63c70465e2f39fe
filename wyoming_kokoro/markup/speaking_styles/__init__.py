"""Speaking styles: the list of them, and the names that other services use for the same."""

from wyoming_kokoro.markup.speaking_styles.instructions import Understood, understood
from wyoming_kokoro.markup.speaking_styles.names import style_called
from wyoming_kokoro.markup.speaking_styles.speaking_style import MAX_DEGREE, MIN_DEGREE, SpeakingStyle
from wyoming_kokoro.markup.speaking_styles.styled import styled
from wyoming_kokoro.markup.speaking_styles.styles import SPEAKING_STYLES

__all__ = [
    "MAX_DEGREE",
    "MIN_DEGREE",
    "SPEAKING_STYLES",
    "SpeakingStyle",
    "Understood",
    "style_called",
    "styled",
    "understood",
]
