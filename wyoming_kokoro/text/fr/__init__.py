"""French: the rules for western European languages, with the words of French."""

from wyoming_kokoro.text.fr.language_profile import FRENCH
from wyoming_kokoro.text.western.order import western_rules

RULES = western_rules(FRENCH)
