"""French: the forms of western Europe with French words, and their order."""

from wyoming_kokoro.text.fr.language_profile import FRENCH
from wyoming_kokoro.text.western.order import rules_with

RULES = rules_with(FRENCH)
