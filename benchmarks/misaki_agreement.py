"""Measures how often our pronunciation equals misaki's, given the same tags.

`python -m benchmarks.misaki_agreement --data FOLDER`
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, islice
from typing import NamedTuple

from benchmarks.oracle import UNKNOWN, Oracle, Tagged, oracle
from training.corpus import TAGGED, data_folder, spaced_sentences
from wyoming_kokoro.pronounce.english import English, Token, condensed
from wyoming_kokoro.pronounce.homographs import Homographs
from wyoming_kokoro.pronounce.lexicon import Lexicon
from wyoming_kokoro.pronounce.misaki import Pronounced
from wyoming_kokoro.pronounce.shipped_lexicons import VARIETIES, misaki_lexicon
from wyoming_kokoro.pronounce.word_parts import pieces

SENTENCES = 2_500
SHOWN = 60
_READ_BY_TEXT_RULES = re.compile(r"[\d/@]|\.\w|www")
"""Numbers, paths and addresses are words by the time they come here."""
_LETTERS = 3
"""Secondary stresses from which on a word is taken to be spelled: every letter but the last has one."""
_BETWEEN_WORDS = re.compile(r'[\s;:,.!?—…"“”()]+')


class Difference(NamedTuple):
    """Words misaki says otherwise."""

    theirs: str
    ours: str
    sentence: str

    @property
    def kind(self) -> str:
        """Why they differ, as docs/pronunciation.md explains."""
        if not (self.theirs and self.ours):
            return "spoken by one of the two only"
        if self.theirs.replace(" ", "") == self.ours.replace(" ", ""):
            return "divided at a dash"
        if UNKNOWN not in self.ours:
            return "different pronunciation"
        return "spelled by misaki, a word here" if self.theirs.count("ˌ") >= _LETTERS else "left to eSpeak NG"


class Agreement(NamedTuple):
    """How many words were compared, and which were said differently."""

    words: int
    differences: list[Difference]

    @property
    def share(self) -> float:
        """The share of words said alike."""
        return 1 - len(self.differences) / self.words


def main() -> None:
    """Print the agreement for American and British, and the differences."""
    folder = data_folder()
    sentences = [each for name in reversed(TAGGED) for each in spaced_sentences(folder / name)]
    for variety in VARIETIES:
        agreed = agreement(islice(filter(comparable, sentences), SENTENCES), variety)
        print(f"{variety}: {agreed.words} words, {100 * agreed.share:.2f} % as misaki says them")
        for kind, count in Counter(difference.kind for difference in agreed.differences).most_common():
            print(f"  {count:3} {kind}")
        for difference, count in Counter(agreed.differences).most_common(SHOWN):
            print(f"  {count} x {difference.theirs} -> {difference.ours}: {difference.sentence[:100]}")


def comparable(sentence: Sequence[Tagged]) -> bool:
    """Whether a sentence holds only what is read here and not by the text's rules."""
    return not any(_READ_BY_TEXT_RULES.search(text) or any(map(str.isnumeric, text)) for text, _, _ in sentence)


def agreement(sentences: Iterable[Sequence[Tagged]], variety: str) -> Agreement:
    """Compare these sentences; words misaki does not know itself are left out."""
    british = variety == "gb"
    theirs, tagger = oracle(british=british), GivenTags()
    ours = English(
        Lexicon({}, misaki_lexicon(british=british)),
        tagger,
        Homographs({}, b"", b""),
        lambda words: [Pronounced(UNKNOWN, "espeak")] * len(words),
        british=british,
    )
    words, differences = 0, []
    for sentence in sentences:
        tokens, tags = as_tokens(sentence, theirs)
        tagger.expect([piece for token in tokens for piece in pieces(token.text)], tags)
        spoken = " ".join(part.phonemes for parts in ours.pronounce(tokens) for part in parts)
        compared = _compared(_words(theirs.says(sentence)), _words(_as_spoken(spoken)))
        words += compared.words
        text = "".join(text + " " * blank for text, _, blank in sentence)
        differences += [Difference(*each[:2], text) for each in compared.differences]
    return Agreement(words, differences)


class GivenTags:
    """A tagger that returns given tags."""

    def __init__(self) -> None:
        self._to_come: list[str] = []

    def expect(self, words: Sequence[str], tags: Sequence[str]) -> None:
        """The next words with their tags; of numbers in a row the first one's counts."""
        _, places = condensed(words)
        self._to_come = [tag for place, tag in enumerate(tags) if place == 0 or places[place] != places[place - 1]]

    def tags(self, words: Sequence[str]) -> list[str]:
        """The next tags, one for each word."""
        taken, self._to_come = self._to_come[: len(words)], self._to_come[len(words) :]
        return taken


def as_tokens(sentence: Sequence[Tagged], theirs: Oracle) -> tuple[list[Token], list[str]]:
    """The sentence as our tokens, what stands without a blank between as one, and a tag for each of their pieces."""
    tokens: list[Token] = []
    tags: list[str] = []
    word, tags_of_signs = "", list[str]()
    for text, tag, blank in [*sentence, ("", "", True)]:
        marks = theirs.marks(text, tag)
        if marks is None:
            word += text
            tags_of_signs += [tag] * len(text)
        if word and (blank or marks is not None):
            tokens.append(Token(word))
            starts = accumulate((len(piece) for piece in pieces(word)[:-1]), initial=0)
            tags += [tags_of_signs[start] for start in starts]
            word, tags_of_signs = "", []
        for mark in marks or "":
            tokens.append(Token(mark, phonemes=mark, source="mark"))
            tags.append(tag)
    return tokens, tags


def _as_spoken(phonemes: str) -> str:
    """With the two symbols misaki writes otherwise at the very end."""
    return phonemes.replace("ɾ", "T").replace("ʔ", "t")


def _words(phonemes: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(phonemes) if word]


def _compared(theirs: Sequence[str], ours: Sequence[str]) -> Agreement:
    words, differences = 0, []
    for kind, start, end, our_start, our_end in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if any(UNKNOWN in word for word in theirs[start:end]):
            continue
        words += end - start
        if kind != "equal":
            difference = Difference(" ".join(theirs[start:end]), " ".join(ours[our_start:our_end]), "")
            differences += [difference] * max(end - start, our_end - our_start)
    return Agreement(words, differences)


if __name__ == "__main__":
    main()
