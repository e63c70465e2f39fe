"""The development data, read: tagged sentences and sentences with a labelled homograph."""

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

TAGGED = ("ewt_train.tsv.gz", "ewt_dev.tsv.gz")

_CLITICS = frozenset({"'s", "n't", "'re", "'m", "'ll", "'ve", "'d", "'", "nt"})

Tagged = list[tuple[str, str]]
"""The words of a sentence, each with its tag."""


def data_folder() -> Path:
    """The folder named by `--data FOLDER`; ends the program with a sentence where it is absent."""
    try:
        folder = Path(sys.argv[sys.argv.index("--data") + 1])
    except (ValueError, IndexError):
        sys.exit("Say where the development data are: --data FOLDER")
    if not folder.is_dir():
        sys.exit(f"There is no folder {folder}, so there is nothing to train on or to score.")
    return folder


def tagged_sentences(path: Path) -> Iterator[Tagged]:
    """The sentences of a tagged file, with "n't" and its like as part of the word they stand at."""
    sentence: Tagged = []
    joined = False
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.rstrip("\n").partition("\t")
            tag, _, mark = rest.partition("\t")
            if not word:
                if sentence:
                    yield sentence
                sentence, joined = [], False
                continue
            word = word.replace("’", "'")
            if joined and word.lower() in _CLITICS and sentence[-1][0][-1:].isalpha() and tag not in {"''", "``"}:
                sentence[-1] = (sentence[-1][0] + word, sentence[-1][1])
            else:
                sentence.append((word, tag))
            joined = mark == "-"
    if sentence:
        yield sentence
