"""Writes the list of common English words by which names are split: `python -m training.words --data FOLDER`.

The words are counted in the development data, and only those of misaki's lexicons are kept.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from script.shipped_data import misaki_entries
from training.corpus import TAGGED, data_folder

TARGET = Path(__file__).parents[1] / "wyoming_kokoro" / "text" / "en" / "data" / "words.txt"
HEAD = """\
# Common English words, the most common first: the place of a word says how likely it is when a name is split.
# Counted by training/words.py in UD_English-EWT (CC BY-SA 4.0) and WikipediaHomographData (Apache-2.0; sentences from
# English Wikipedia, CC BY-SA); only words in misaki's lexicons (Apache-2.0) are kept.
"""
FEWEST = 3
"""How often a word occurs at least; rarer ones may be typing errors."""
WEIGHT_OF_THE_WEB = 3
"""How often a word of a web page counts: web pages are closer to the names of sites than an encyclopedia is."""


def main() -> None:
    """Count the words, keep those that the lexicons know, and write the list."""
    folder = data_folder()
    counts = Counter(word.lower() for word in _words(folder))
    gold, silver = (set(misaki_entries(f"us_{kind}")) for kind in ("gold", "silver"))
    common = [word for word, count in counts.most_common() if _is_certain(word, count, gold, silver)]
    TARGET.write_text(HEAD + "\n".join(common) + "\n", "utf-8")
    print(f"{TARGET.name}: {len(common)} words")


def _is_certain(word: str, count: int, gold: set[str], silver: set[str]) -> bool:
    """Tell whether a word occurs often enough, given which lexicon knows it or its stem."""
    if word in gold:
        return count >= FEWEST
    if word in silver and count > FEWEST * 2:
        return True
    return count > FEWEST and (word.capitalize() in gold or any(stem in gold for stem in _stems(word)))


def _words(folder: Path) -> Iterator[str]:
    """Yield every word of the development data, those of the web several times."""
    for name in TAGGED:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                word = line.partition("\t")[0]
                if word.isascii() and word.isalpha():
                    yield from [word] * WEIGHT_OF_THE_WEB
    for line in (folder / "homograph_train.tsv").read_text("utf-8").splitlines():
        yield from re.findall(r"[A-Za-z]+", line.split("\t")[2])


def _stems(word: str) -> Iterator[str]:
    """Yield the words of which a word may be an inflected form, which the lexicons do not contain."""
    for ending, instead in (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word.removesuffix(ending) + instead


if __name__ == "__main__":
    main()
