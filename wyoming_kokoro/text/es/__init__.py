"""Spanish: the forms of western Europe with Spanish words, and their order."""

from wyoming_kokoro.text.es.language_profile import SPANISH
from wyoming_kokoro.text.western.order import rules_with

RULES = rules_with(SPANISH)
