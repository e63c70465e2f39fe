"""Pronounces words: by the user's words, ours, misaki's lexicon, letters, compounds and eSpeak NG."""

from wyoming_kokoro.pronounce import user_words
from wyoming_kokoro.pronounce.imports import from_pre_process_map
from wyoming_kokoro.pronounce.phrases import cut_phrases
from wyoming_kokoro.pronounce.pronunciation import Pronunciation

__all__ = ["Pronunciation", "cut_phrases", "from_pre_process_map", "user_words"]
