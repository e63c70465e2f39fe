"""From words to phonemes: the user's own words, ours, misaki's lexicon, letters, compounds and eSpeak NG."""

from wyoming_kokoro.pronounce.phrases import cut_phrases
from wyoming_kokoro.pronounce.pronunciation import Pronunciation

__all__ = ["Pronunciation", "cut_phrases"]
