"""The SSML elements that are known, by subject. To add one, define it in the file of its subject or beside it."""

from wyoming_kokoro.markup.ssml.element import Element
from wyoming_kokoro.markup.ssml.elements import pauses, prosody, reading, sounds, structure, styles, voices
from wyoming_kokoro.registry import Registry

_SUBJECTS = (structure, pauses, voices, prosody, styles, reading, sounds)

ELEMENTS: Registry[Element] = Registry(*(element for subject in _SUBJECTS for element in subject.ELEMENTS))
"""Every element that is known. The text inside other elements is spoken as if their tags were not there."""
