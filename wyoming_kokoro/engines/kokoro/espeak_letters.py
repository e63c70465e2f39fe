"""Writes English in the letters of Kokoro 0.19, which was trained with what eSpeak NG writes: two for a diphthong."""

import re
from collections.abc import Iterator

_LETTERS = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "ʣ": "dz", "ʥ": "dʑ",
    "ʦ": "ts", "ʨ": "tɕ", "ꭧ": "tʂ", "T": "ɾ", "S": "s", "ᵊ": "ə", "ᵝ": "", "ɜɹ": "ɜː", "əɹ": "ɚ",
}  # fmt: skip
"""In American English, eSpeak NG writes the r of "nurse" and "letter" with the vowel."""
_LONG = "iuɑɔ"
"""Vowels that eSpeak NG marks as long where they are stressed, in American English; the British ones are marked."""
_VOWELS = "AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻᵊɐe"
_BEFORE_VOWEL = rf"(?=[ˈˌ]?[{_VOWELS}])"
_SOUND = re.compile(rf"[əɜ]ɹ{_BEFORE_VOWEL}|[əɜ]ɹ|(?<=[ˈˌ])[{_LONG}](?!ː)|.", re.DOTALL)


def in_espeak_letters(phonemes: str) -> Iterator[tuple[str, int]]:
    """Yield symbols, each with the place of its phoneme."""
    for match in _SOUND.finditer(phonemes):
        sound, last = match[0], match.end() - 1
        symbols = _LETTERS.get(sound, sound)
        if len(sound) > 1 and re.match(_BEFORE_VOWEL, phonemes[match.end() :]):
            symbols += "ɹ"
        elif (
            sound in _LONG and match.start() and phonemes[match.start() - 1] in "ˈˌ" and phonemes[last + 1 :][:1] != "ː"
        ):
            symbols += "ː"
        yield from ((symbol, min(match.start() + number, last)) for number, symbol in enumerate(symbols))
