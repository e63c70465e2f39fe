"""How people also say the small words of English, which they say quickly: "our" as "are", "and" as "n"."""

from collections.abc import Mapping, Sequence
from itertools import islice, product

from wyoming_kokoro.workshop.judging.reading import ReadWord

_WEAK_FORMS: Mapping[str, tuple[str, ...]] = {
    "a": ("ə",),
    "am": ("əm",),
    "an": ("ən",),
    "and": ("ən", "ənd"),
    "are": ("əɹ", "ɑɹ"),
    "as": ("əz",),
    "at": ("ət",),
    "been": ("bɪn",),
    "but": ("bət",),
    "can": ("kən",),
    "could": ("kəd",),
    "do": ("də",),
    "does": ("dəz",),
    "for": ("fəɹ",),
    "from": ("fɹəm",),
    "had": ("həd", "əd"),
    "has": ("həz", "əz"),
    "have": ("həv", "əv"),
    "he": ("i",),
    "her": ("əɹ",),
    "him": ("ɪm",),
    "his": ("ɪz",),
    "in": ("ən",),
    "of": ("əv", "ə"),
    "on": ("ən",),
    "or": ("əɹ",),
    "our": ("ɑɹ", "ɔɹ"),
    "should": ("ʃəd",),
    "some": ("səm",),
    "than": ("ðən",),
    "that": ("ðət",),
    "the": ("ðə", "ði"),
    "them": ("ðəm", "əm"),
    "there": ("ðəɹ",),
    "to": ("tə", "tu"),
    "us": ("əs",),
    "was": ("wəz", "wəs"),
    "were": ("wəɹ",),
    "will": ("wəl", "əl"),
    "would": ("wəd", "əd"),
    "you": ("jə",),
    "your": ("jəɹ", "jɔɹ"),
}
MAX_WAYS = 16
"""Ways to say a group of words that are compared; each costs time."""


def is_small(word: ReadWord) -> bool:
    """Return whether a word is one of those that are said quickly."""
    return word.spelled in _WEAK_FORMS


def ways_to_say(word: ReadWord) -> tuple[str, ...]:
    """Return the sound of a word, and those that it also has when it is said quickly."""
    return (word.sound, *_WEAK_FORMS.get(word.spelled, ()))


def ways_to_say_all(words: Sequence[ReadWord]) -> list[str]:
    """Return the ways to say several words, the usual one first."""
    return ["".join(sounds) for sounds in islice(product(*map(ways_to_say, words)), MAX_WAYS)]
