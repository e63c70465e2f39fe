"""Portuguese: the forms of western Europe with Portuguese words, and their order."""

from wyoming_kokoro.text.pt.language_profile import PORTUGUESE
from wyoming_kokoro.text.western.order import rules_with

RULES = rules_with(PORTUGUESE)
