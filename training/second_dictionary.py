"""Packs CMUdict as the second dictionary: `python -m training.second_dictionary [--conflicts]`, in a few seconds.

Only what misaki does not have is packed, and what only its silver lexicon has, as eSpeak NG guesses it, if CMUdict
differs in more than a weak vowel. `--conflicts` lists where CMUdict differs from misaki's gold lexicon, which stays.
"""

import re
import sys
from collections.abc import Callable, Iterator

from training.cmudict import cmudict
from training.sounds import lexicon
from wyoming_kokoro.pronounce.alphabet import VOWELS
from wyoming_kokoro.pronounce.british import as_british
from wyoming_kokoro.pronounce.endings import stems_of_ed, stems_of_ing, stems_of_s, with_ed, with_ing, with_s
from wyoming_kokoro.pronounce.packed_lexicon import Entry, packed
from wyoming_kokoro.pronounce.shipped_lexicons import FOLDER, VARIETIES, second_file

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LONGEST = 24
_STRESS_OF_CMUDICT = re.compile("over|under|out|inter|fore|up|re|un|non|dis|mis|pre|counter")
"""Verbs with these beginnings are stressed on their stem, but CMUdict often has the stress of the noun."""

_SAME = str.maketrans("TɾʔɔᵊᵻŋɒQ", "tttɑəənɑO", "ː")
"""Sounds between which dictionaries of the same English choose freely."""
_ENDINGS: tuple[tuple[Callable[[str], Iterator[str]], Callable[..., str]], ...] = (
    (stems_of_s, with_s),
    (stems_of_ed, with_ed),
    (stems_of_ing, with_ing),
)


def main() -> None:
    """Pack both varieties, or list the conflicts."""
    if "--conflicts" in sys.argv:
        for word, ours, theirs in conflicts():
            print(word, ours, theirs, sep="\t")
        return
    for variety in VARIETIES:
        entries = second_entries(variety)
        path = FOLDER / second_file(variety)
        path.write_bytes(packed({}, entries))
        print(f"{path.name}: {len(entries)} words, {path.stat().st_size} bytes")


def conflicts() -> Iterator[tuple[str, str, str]]:
    """Yield words that sound otherwise in CMUdict than in misaki's gold lexicon, with both sounds."""
    gold = _by_small_letters("us_gold")
    for word, sounds in cmudict().items():
        if word in gold and all(_differs(gold[word], sound) for sound in sounds):
            yield word, gold[word], sounds[0]


def second_entries(variety: str) -> dict[str, Entry]:
    """Return the words that the second dictionary has in one variety of English."""
    british = variety == "gb"
    gold, silver = _by_small_letters(f"{variety}_gold"), _by_small_letters(f"{variety}_silver")
    american_silver = _by_small_letters("us_silver")
    both = silver | gold
    entries: dict[str, Entry] = {}
    for word, (american, *_) in cmudict().items():
        if not _WORD.fullmatch(word) or len(word) > _LONGEST or word in gold or _is_possessive(word, both):
            continue
        if word in silver and not _is_better(american_silver.get(word, ""), american, word):
            continue
        sound = as_british(american, word) if british else american
        others = [silver[word]] if word in silver else []
        derived = _derived(word, both, british=british)
        if derived is not None:
            stem, formed = derived
            if stem in gold:
                continue
            others.append(formed)
        if all(_differs(other, sound) for other in others):
            entries[word] = sound
    return entries


def _derived(word: str, known: dict[str, str], *, british: bool) -> tuple[str, str] | None:
    """Return the stem of a known word with a regular ending, and the sound that misaki's rules give the word."""
    for stems, with_ending in _ENDINGS:
        for stem in stems(word):
            if stem in known:
                return (stem, with_ending(known[stem], british=british)) if _is_regular(word, stem) else None
    return None


def _is_regular(word: str, stem: str) -> bool:
    """Tell whether English spelling forms the word from this stem; "Yeats" is no plural, and "Mapes" none of "map"."""
    if word.endswith("es") and word[:-2] == stem:
        return stem.endswith(("s", "x", "z", "ch", "sh", "o"))
    return not (word.endswith("d") and word[:-1] == stem and not stem.endswith("e"))


def _is_possessive(word: str, known: dict[str, str]) -> bool:
    """Tell whether this is another word with an apostrophe, which needs no entry."""
    stem, apostrophe, _ = word.partition("'")
    return bool(apostrophe) and (word.endswith(("'s", "s'")) or stem in known)


def _is_better(silver: str, sound: str, word: str) -> bool:
    """Tell whether a word that misaki's silver lexicon has should sound as in CMUdict."""
    return not silver or (not _STRESS_OF_CMUDICT.match(word) and _differs(silver, sound))


def _differs(one: str, other: str) -> bool:
    """Tell whether two sounds differ in a consonant, the stressed vowel, or the place of the stress."""
    return _skeleton(one) != _skeleton(other)


def _skeleton(phonemes: str) -> tuple[str, str, int]:
    """Return the consonants, the stressed vowel, and how many vowels are before it."""
    same = re.sub("(.)\\1", "\\1", phonemes.replace("ˌ", "").replace("kj", "k").translate(_SAME))
    before, _, after = same.partition("ˈ")
    consonants = "".join(symbol for symbol in same if symbol not in VOWELS and symbol != "ˈ")
    return consonants, after[:1], sum(symbol in VOWELS for symbol in before)


def _by_small_letters(name: str) -> dict[str, str]:
    """Return a lexicon by words in small letters, each with its usual sound."""
    sounds: dict[str, str] = {}
    for word, entry in lexicon(name).items():
        sound = entry.get("DEFAULT") if isinstance(entry, dict) else entry
        if sound:
            sounds.setdefault(word.lower(), sound)
    return sounds


if __name__ == "__main__":
    main()
