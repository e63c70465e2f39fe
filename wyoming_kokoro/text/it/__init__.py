"""Italian: the forms of western Europe with Italian words, and their order."""

from wyoming_kokoro.text.it.language_profile import ITALIAN
from wyoming_kokoro.text.western.order import rules_with

RULES = rules_with(ITALIAN)
