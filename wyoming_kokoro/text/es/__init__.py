"""Spanish: the rules for western European languages, with the words of Spanish."""

from wyoming_kokoro.text.es.language_profile import SPANISH
from wyoming_kokoro.text.western.order import western_rules

RULES = western_rules(SPANISH)
