"""Names of several words that sound otherwise together than alone: Des Moines, Houston Street, Cairo in Illinois."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from wyoming_kokoro.pronounce.shipped_words import PHRASES, name_sound, rows


class NamePhrase(NamedTuple):
    """The words of a name after its first, and the sounds of all its words; "-" for a word that sounds as usual."""

    following: tuple[str, ...]
    sounds: tuple[str, ...]


PhrasesByFirstWord = Mapping[str, Sequence[NamePhrase]]


@cache
def name_phrases(*, british: bool) -> PhrasesByFirstWord:
    """The names by their first word, the longest first."""
    phrases: dict[str, list[NamePhrase]] = {}
    for written, columns in rows(PHRASES):
        words = written.split(" ")
        american, _, own = columns.partition("\t")
        spoken = (own if british and own else american).split(" ")
        sounds = (
            name_sound(one, word, british=british) if one != "-" and not own else one
            for word, one in zip(words, spoken, strict=True)
        )
        phrases.setdefault(words[0], []).append(NamePhrase(tuple(words[1:]), tuple(sounds)))
    for some in phrases.values():
        some.sort(key=lambda phrase: -len(phrase.following))
    return phrases


def sounds_of_phrases(words: Sequence[str], phrases: PhrasesByFirstWord) -> dict[int, str]:
    """The sounds of those words that belong to such a name, by their places; a comma may be inside the name."""
    sounds: dict[int, str] = {}
    for place, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            places = _places(words, place, phrase.following)
            if places is not None:
                sounds |= {at: one for at, one in zip(places, phrase.sounds, strict=True) if one != "-"}
                break
    return sounds


def _places(words: Sequence[str], start: int, following: Sequence[str]) -> list[int] | None:
    """Where the words of a name are; None if they are not there."""
    places = [start]
    for expected in following:
        place = places[-1] + 1
        if words[place : place + 1] == [","]:
            place += 1
        if words[place : place + 1] != [expected]:
            return None
        places.append(place)
    return places
