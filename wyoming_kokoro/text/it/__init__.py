"""Italian: the rules for western European languages, with the words of Italian."""

from wyoming_kokoro.text.it.language_profile import ITALIAN
from wyoming_kokoro.text.western.order import western_rules

RULES = western_rules(ITALIAN)
