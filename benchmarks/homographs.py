"""Measures how often homographs are pronounced as they are meant, by the phonemes of the front end.

`python -m benchmarks.homographs --data FOLDER`
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from training.corpus import data_folder
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.homographs import HomographReading, english_adjectives, english_readings
from wyoming_kokoro.pronounce.stress import without_stress
from wyoming_kokoro.text import Locale, read

OWN_SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "pronounce" / "cases" / "homographs-en.tsv"


class Case(NamedTuple):
    """A text with a homograph in it, and the reading that is meant."""

    reading: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The homograph in small letters."""
        return self.text[self.start : self.end].lower()


class Judgement(NamedTuple):
    """A case, and the reading that was recognized; None if it was none of them."""

    case: Case
    recognized: str | None
    as_adjective: bool = False
    """Whether it has the sound of an adjective that the labels count with the noun."""

    @property
    def right(self) -> bool:
        """Whether it was pronounced as it was meant."""
        return self.recognized == self.case.reading or (self.as_adjective and self.case.reading.endswith("_nou"))


def main() -> None:
    """Print the share of sentences that are right, and those that are wrong."""
    folder = data_folder()
    pronunciation = Pronunciation(EspeakNg.open())
    for name, cases in (("held out", labelled(folder / "homograph_dev.tsv")), ("own", own_cases())):
        _report(name, [judge(pronunciation, case) for case in cases])


def labelled(path: Path) -> Iterator[Case]:
    """Yield the cases of a file of WikipediaHomographData."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Case(line["wordid"], line["sentence"], int(line["start"]), int(line["end"]))


def own_cases() -> Iterator[Case]:
    """Yield our own sentences of everyday talk."""
    for line in OWN_SENTENCES.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            reading, text = line.split("\t")
            before, word, after = text.split("*")
            yield Case(reading, before + word + after, len(before), len(before) + len(word))


def judge(pronunciation: Pronunciation, case: Case) -> Judgement:
    """Pronounce the text, and recognize the reading."""
    spans = read(case.text, Locale("en-US"))
    here = {number for number, span in enumerate(spans) if span.start <= case.start < span.end}
    spoken = "".join(word.phonemes for word in pronunciation.words(spans, "en-US") if word.span in here)
    adjectives = english_adjectives().get(case.word, ())
    return Judgement(
        case,
        recognize(english_readings()[case.word], spoken),
        as_adjective=any(reading.american in spoken for reading in adjectives),
    )


def recognize(readings: Sequence[HomographReading], spoken: str) -> str | None:
    """Return the reading whose phonemes occur here: with their stress, or else without."""
    for plain in (str, without_stress):
        sounds = [(plain(reading.american.replace("ɾ", "T")), reading.name) for reading in readings]
        matches = [(len(sound), name) for sound, name in sounds if sound in plain(spoken)]
        if matches:
            return max(matches)[1]
    return None


def _report(name: str, judged: Sequence[Judgement]) -> None:
    words: dict[str, list[bool]] = defaultdict(list)
    for each in judged:
        words[each.case.word].append(each.right)
    share = sum(each.right for each in judged) / len(judged)
    mean = sum(sum(right) / len(right) for right in words.values()) / len(words)
    print(
        f"{name}: {len(judged)} sentences, {100 * share:.2f} % right; mean over {len(words)} words {100 * mean:.2f} %"
    )
    for each in judged:
        if not each.right:
            print(f"  {each.case.reading} recognized as {each.recognized}: {each.case.text}")


if __name__ == "__main__":
    main()
