"""Measures how many text-normalization cases are read correctly, by language and class.

The cases are those of NVIDIA's NeMo text processing (Apache-2.0), one JSON object a line: lang, class, input, accept,
further accepted readings (also), and the reason why a case is not scored (skip).
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.text import Locale, language_facts, read


@dataclass(frozen=True, slots=True)
class Case:
    """What is written and every way to say it that is right."""

    language: str
    kind: str
    written: str
    accepted: tuple[str, ...]


def main() -> int:
    """Score every language, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with tn_dev.jsonl")
    parser.add_argument("--languages", nargs="*", help="only these")
    parser.add_argument("--misses", action="store_true", help="show what was read wrongly")
    options = parser.parse_args()
    file: Path = options.data / "tn_dev.jsonl"
    if not file.is_file():
        print(f"There is no tn_dev.jsonl in {options.data}: nothing was scored.", file=sys.stderr)
        return 1
    by_language: dict[str, list[Case]] = defaultdict(list)
    for case in cases(file):
        by_language[case.language].append(case)
    for language in options.languages or by_language:
        report(language, by_language[language], misses=options.misses)
    return 0


def cases(file: Path) -> Iterator[Case]:
    """The cases that are scored."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("skip"):
            continue
        yield Case(row["lang"], row["class"], row["input"], (*row["accept"], *row.get("also", ())))


def report(language: str, of_language: list[Case], *, misses: bool) -> None:
    """Print the share of right readings of each class and of all."""
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for case in of_language:
        spoken = read_aloud(case.written, language)
        fits = fair(spoken, language) in {fair(each, language) for each in case.accepted}
        total[case.kind] += 1
        right[case.kind] += fits
        if misses and not fits:
            print(f"  {language} {case.kind}: {case.written!r} read {spoken!r}, not {case.accepted[0]!r}")
    for kind, count in total.items():
        print(f"{language:6} {kind:24} {right[kind]:4} of {count:4}  {right[kind] / count:6.1%}")
    all_right, all_of = sum(right.values()), sum(total.values())
    if all_of:
        print(f"{language:6} {'TOTAL':24} {all_right:4} of {all_of:4}  {all_right / all_of:6.1%}")


def read_aloud(written: str, language: str) -> str:
    """What is said for a text."""
    facts = language_facts(language)
    return " ".join(span.spoken for span in read(written, Locale(facts.tag if facts else language)) if span.spoken)


def fair(spoken: str, language: str) -> str:
    """A reading without what does not matter: case, marks, hyphens, an English "and", where letters and names part."""
    words = re.findall(
        r"[^\W_]+(?:[\u0300-\u036f\u0900-\u0963]+[^\W_]*)*", unicodedata.normalize("NFC", spoken).lower()
    )
    return "".join(word for word in words if not (language == "en" and word == "and"))


if __name__ == "__main__":
    sys.exit(main())
