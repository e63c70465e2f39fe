"""Chinese: its rules and their order. Names in Latin letters are read by the English rules."""

from wyoming_kokoro.text.common import emoji, emphasis, markdown, words
from wyoming_kokoro.text.rule import rules_in
from wyoming_kokoro.text.zh import amounts, dates, latin, numbers, phones

RULES = rules_in(markdown, latin, emphasis, emoji, phones, dates, amounts, numbers, words)
