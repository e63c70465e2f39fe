"""Pronounces words: by the user's words, ours, misaki's lexicon, letters, compounds and eSpeak NG."""

from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.pronounce.phrases import cut_phrases, phonemes_of
from wyoming_kokoro.pronounce.pronunciation import Pronunciation

__all__ = ["Pronunciation", "cut_phrases", "phonemes_of", "user_words"]
