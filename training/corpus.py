"""Reads the development data: where it is, and its tagged sentences."""

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

TAGGED = ("ewt_train.tsv.gz", "ewt_dev.tsv.gz")

_CLITICS = frozenset({"'s", "n't", "'re", "'m", "'ll", "'ve", "'d"})

Tagged = list[tuple[str, str]]
"""The words of a sentence with their part-of-speech tags."""


def data_folder() -> Path:
    """Return the folder named by `--data FOLDER`; end the program with a message if there is none."""
    try:
        folder = Path(sys.argv[sys.argv.index("--data") + 1])
    except (ValueError, IndexError):
        sys.exit("The folder with the development data is missing: add --data FOLDER.")
    if not folder.is_dir():
        sys.exit(f"There is no folder {folder}: --data needs the folder with the development data.")
    return folder


def tagged_sentences(path: Path) -> Iterator[Tagged]:
    """Yield the sentences of a tagged file."""
    for sentence in spaced_sentences(path):
        yield [(word, tag) for word, tag, _ in sentence]


def spaced_sentences(path: Path) -> Iterator[list[tuple[str, str, bool]]]:
    """Yield the sentences of a tagged file with whether a blank follows each word; clitics are joined to their word."""
    sentence: list[tuple[str, str, bool]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.rstrip("\n").partition("\t")
            tag, _, mark = rest.partition("\t")
            if not word:
                if sentence:
                    yield sentence
                sentence = []
                continue
            word, blank = word.replace("’", "'"), mark != "-"
            if sentence and _is_clitic(word, tag, sentence[-1][0]):
                sentence[-1] = (sentence[-1][0] + word, sentence[-1][1], blank)
            else:
                sentence.append((word, tag, blank))
    if sentence:
        yield sentence


def _is_clitic(word: str, tag: str, before: str) -> bool:
    """Tell whether a word is written together with the word before it, like "n't" in "don't"."""
    if (before.lower(), word.lower()) in {("gon", "na"), ("wan", "na"), ("got", "ta")}:
        return True
    return before[-1:].isalpha() and (word.lower() in _CLITICS or tag == "POS")
