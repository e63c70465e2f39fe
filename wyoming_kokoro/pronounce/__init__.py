"""Pronounces words: by the user's words, ours, misaki's lexicon, letters, compounds and eSpeak NG."""

from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.pronounce.phrases import cut_phrases, ending_after, phonemes_of, spans_of
from wyoming_kokoro.pronounce.pronunciation import Pronunciation

__all__ = ["Pronunciation", "cut_phrases", "ending_after", "phonemes_of", "spans_of", "user_words"]
