"""SSML: its words are spoken, its elements say how, and its tags are never read aloud."""

from wyoming_kokoro.markup.ssml.element import Attribute, Element
from wyoming_kokoro.markup.ssml.elements import ELEMENTS
from wyoming_kokoro.markup.ssml.forced_reading import MAX_CONTENT
from wyoming_kokoro.markup.ssml.reader import MAX_DEPTH, MAX_PAUSE, MAX_PAUSES, SsmlReader
from wyoming_kokoro.markup.ssml.tokenizer import MAX_TAG_LENGTH, MAX_TAGS
from wyoming_kokoro.markup.style import Style

__all__ = [
    "ELEMENTS",
    "MAX_CONTENT",
    "MAX_DEPTH",
    "MAX_PAUSE",
    "MAX_PAUSES",
    "MAX_TAGS",
    "MAX_TAG_LENGTH",
    "Attribute",
    "Element",
    "SsmlReader",
    "Style",
]
