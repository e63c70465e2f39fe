"""Makes the list of common English words by which names in addresses are split, from the development data."""

import argparse
import gzip
import importlib.util
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "wyoming_kokoro" / "text" / "en" / "data" / "words.txt"
HEAD = """\
# Common English words, the commonest first: their places say how likely each is when a name is split into words.
# Counted by training/words.py in UD_English-EWT (CC BY-SA 4.0) and WikipediaHomographData (Apache-2.0; sentences from
# English Wikipedia, CC BY-SA); only words of misaki's lexicons (Apache-2.0) are kept.
"""
FEWEST = 3
"""A word counted less often is as likely a slip of somebody's pen."""


def main() -> int:
    """Count, keep what the lexicons know, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the development data")
    folder: Path = parser.parse_args().data
    if not (folder / "ewt_train.tsv.gz").is_file():
        print(f"There are no development data in {folder}: nothing was made.", file=sys.stderr)
        return 1
    counts = Counter(word.lower() for word in _words(folder))
    gold, silver = (_lexicon(f"us_{kind}.json") for kind in ("gold", "silver"))
    kept = [
        word
        for word, count in counts.most_common()
        if (word in gold and count >= FEWEST)
        or (word in silver and count > FEWEST * 2)
        or (word.capitalize() in gold and count > FEWEST)
        or (count > FEWEST and any(stem in gold for stem in _stems(word)))
    ]
    TARGET.write_text(HEAD + "\n".join(kept) + "\n", "utf-8")
    print(f"{len(kept)} words in {TARGET}")
    return 0


def _words(folder: Path) -> Iterator[str]:
    """Every word; those of the web count thrice, since they are nearer to the names of sites."""
    for name in ("ewt_train.tsv.gz", "ewt_dev.tsv.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                word = line.partition("\t")[0]
                if word.isascii() and word.isalpha():
                    yield from (word, word, word)
    for line in (folder / "homograph_train.tsv").read_text("utf-8").splitlines():
        yield from re.findall(r"[A-Za-z]+", line.split("\t")[2])


def _stems(word: str) -> Iterator[str]:
    """What a word may be the plural or another form of: the lexicons leave those to rules."""
    for ending, instead in (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word.removesuffix(ending) + instead


def _lexicon(name: str) -> set[str]:
    """The words of one of misaki's lexicons, found without importing misaki."""
    spec = importlib.util.find_spec("misaki")
    if spec is None or spec.origin is None:
        sys.exit("misaki is not installed: its lexicons say which words there are.")
    return set(json.loads((Path(spec.origin).parent / "data" / name).read_text("utf-8")))


if __name__ == "__main__":
    sys.exit(main())
