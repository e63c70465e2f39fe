"""Portuguese: the rules for western European languages, with the words of Portuguese."""

from wyoming_kokoro.text.pt.language_profile import PORTUGUESE
from wyoming_kokoro.text.western.order import western_rules

RULES = western_rules(PORTUGUESE)
