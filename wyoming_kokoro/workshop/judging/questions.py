"""What a chooser is asked about a take: the two sides of a difference, and the readings of a homograph."""

from collections.abc import Sequence
from functools import lru_cache

from wyoming_kokoro.workshop.judging.choices import Choice, ChoiceWord
from wyoming_kokoro.workshop.judging.phones import all_phones
from wyoming_kokoro.workshop.judging.reading import ReadWord, read_words
from wyoming_kokoro.workshop.judging.verdicts import Difference
from wyoming_kokoro.workshop.judging.weak_forms import ways_to_say

AMERICAN = "en-US"


def sentence_choice(words: Sequence[ReadWord], language: str) -> Choice:
    """Return a sentence to find the times of its words."""
    return Choice(tuple(choice_word(word, language) for word in words))


def difference_choice(words: Sequence[ReadWord], difference: Difference, language: str) -> Choice:
    """Return the text against what was heard."""
    other = tuple(choice_word(word, language) for word in difference.found)
    return Choice(sentence_choice(words, language).words, difference.start, difference.end, other)


def choice_word(word: ReadWord, language: str) -> ChoiceWord:
    """Return a word with every sound that it may have: the voice's, and an American's, whom a chooser knows best.

    A word without a single phone, such as one of another script, is a weak vowel: it says nothing for either side.
    """
    usual, *others = ways_to_say(word)
    american = _american(word.spelled) if language != AMERICAN else ()
    sounds = (usual, *american, *others)
    return ChoiceWord(word.spelled, all_phones(sounds) or ("AH",))


@lru_cache(maxsize=8192)
def _american(spelled: str) -> tuple[str, ...]:
    return tuple(word.sound for word in read_words(spelled, AMERICAN)[:1]) if " " not in spelled else ()
