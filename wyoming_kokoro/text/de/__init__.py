"""German: the forms of western Europe with German words, and their order."""

from wyoming_kokoro.text.de.language_profile import GERMAN
from wyoming_kokoro.text.western.order import rules_with

RULES = rules_with(GERMAN)
