"""German: the rules for western European languages, with the words of German."""

from wyoming_kokoro.text.de.language_profile import GERMAN
from wyoming_kokoro.text.western.order import western_rules

RULES = western_rules(GERMAN)
