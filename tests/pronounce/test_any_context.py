"""Words that sound the same in any context: only their sound is cached."""

from itertools import product

import pytest

from wyoming_kokoro.pronounce.function_words import FollowingSound, Tag
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.misaki import Misaki
from wyoming_kokoro.pronounce.shipped_lexicons import misaki_lexicon
from wyoming_kokoro.pronounce.shipped_words import shipped_words

WORDS = """
a A I i am AM an AN by BY to To TO in IN the THE used Used vs VS vs. it It IT us US read lead record Polish polish
that house House HOUSE houses HOUSES walked Walked WALKED walking Walking NASA Nasa nasa TV TVs B b & % + @ - ' / # é 日
zwqk Zwqk ZWQK lamp's Lamp's LAMP'S lamps' can't Can't CAN'T e.g. U.S. MIRAMAR perfect Perfect PERFECT subject subjects
wind winds live lives close object desert desert's minute abuse abused does Does DOES have Have will Will march March
"""
TAGS = ("NN", "NNP", "NNS", "VB", "VBD", "VBN", "JJ", "IN", "DT", "PRP", "RB", "TO", "")
AFTER = [FollowingSound(vowel, to=to) for vowel, to in product((None, True, False), (True, False))]


@pytest.fixture(params=["us", "gb"])
def misaki_pronouncer(request: pytest.FixtureRequest) -> Misaki:
    british = request.param == "gb"
    return Misaki(Lexicon(shipped_words(british=british), misaki_lexicon(british=british)), british=british)


def constant_tag(tag: str) -> Tag:
    return lambda: tag


def test_a_word_marked_as_independent_of_context_always_sounds_the_same(misaki_pronouncer: Misaki) -> None:
    sure = 0
    words = WORDS.split()
    for word in words:
        same, heard = misaki_pronouncer.in_any_context(word)
        sure += same
        for tag, after in product(TAGS, AFTER) if same else ():
            assert misaki_pronouncer.word(word, constant_tag(tag), after) == heard, (word, tag, after)
    assert sure > len(words) / 3


@pytest.mark.parametrize("word", ["a", "A", "I", "the", "The", "to", "used", "by", "vs", "perfect", "IT", "subject"])
def test_a_word_that_depends_on_its_context_is_not_marked_as_independent(misaki_pronouncer: Misaki, word: str) -> None:
    assert misaki_pronouncer.in_any_context(word) == (False, None)
