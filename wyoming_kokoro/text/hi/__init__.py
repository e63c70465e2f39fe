"""Hindi: its rules and their order. Names in Latin letters are read by the English rules."""

from wyoming_kokoro.text.common import emoji, emphasis, markdown, words
from wyoming_kokoro.text.hi import abbreviations, amounts, dates, latin, numbers, phones
from wyoming_kokoro.text.rule import rules_in

RULES = rules_in(markdown, latin, emphasis, emoji, phones, dates, amounts, abbreviations, numbers, words)
