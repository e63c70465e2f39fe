"""SSML: its words are spoken, its elements say how, and its tags are never read aloud."""

from wyoming_kokoro.markup.ssml.element import Attribute, Element, Style
from wyoming_kokoro.markup.ssml.elements import ELEMENTS
from wyoming_kokoro.markup.ssml.reader import SsmlReader

__all__ = ["ELEMENTS", "Attribute", "Element", "SsmlReader", "Style"]
