"""Measures the front end: start and memory of a new process, a sentence, and 100,000 unusual characters.

Times are processor time, so that other work on the machine matters less; for unusual texts also elapsed time, because
eSpeak NG runs in a process of its own. The packs of misaki's lexicons must exist.
"""

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

SENTENCE = "Turn on the lights in the living room and close the blinds before you leave the house at 5:30 today."
"""Twenty words."""
WORDS = len(SENTENCE.split())
TIMES = 200
CASES = Path(__file__).resolve().parents[1] / "tests" / "text" / "cases" / "en"
"""Different lines, each with its reading after a tab."""
ODD = 100_000
"""Characters of each unusual text."""
STARTS = 5


def main() -> int:
    """Print the figures; the start is the fastest of several new processes."""
    if sys.argv[1:] == ["--once"]:
        once()
        return 0
    import subprocess  # noqa: PLC0415 - it would count where this process is the one that is measured

    runs = [
        subprocess.run([sys.executable, __file__, "--once"], capture_output=True, check=True, text=True).stdout
        for _ in range(STARTS)
    ]
    print(min(runs, key=lambda printed: float(printed.split()[0])), end="")
    odd_texts()
    return 0


def once() -> None:
    """Print the time of this process to its first words, and of what follows."""
    began = time.process_time()
    from wyoming_kokoro.studio import phonemes  # noqa: PLC0415 - its import is a part of the start

    phonemes(SENTENCE, "en-US")
    ready = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{ready - began:.2f} s of computing to the first words, {memory:.1f} MB resident")
    for _ in range(TIMES):
        phonemes(SENTENCE, "en-US")
    print(
        f"{(time.process_time() - ready) / TIMES * 1000:.2f} ms for a sentence of {WORDS} words, said again and again"
    )
    lines = [line.partition("\t")[0] for file in sorted(CASES.glob("*.tsv")) for line in file.read_text().splitlines()]
    began = time.process_time()
    for line in lines:
        phonemes(line, "en-US")
    words = sum(len(line.split()) for line in lines)
    each = (time.process_time() - began) / words * WORDS * 1000
    print(
        f"{each:.2f} ms for {WORDS} words of {len(lines)} lines full of figures and signs, each read for the first time"
    )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f} MB resident after them")


def odd_texts() -> None:
    """Print the time of unusual texts."""
    from wyoming_kokoro.studio import spoken_words  # noqa: PLC0415 - as above

    for name, text in odd():
        began, computed = time.perf_counter(), time.process_time()
        spoken_words(text, "en-US")
        took, computing = time.perf_counter() - began, time.process_time() - computed
        print(f"{took:.1f} s ({computing:.1f} s of computing here) for {ODD:,} characters of {name}")


def odd() -> Iterator[tuple[str, str]]:
    """Yield names and texts, the same each time."""
    import random  # noqa: PLC0415 - as above
    import string  # noqa: PLC0415 - as above

    chance = random.Random(1)  # noqa: S311 - the same text each time
    code_points = (range(0x20, 0xD800), range(0xE000, 0x11000))
    yield "figures and signs", "".join(chance.choices("0123456789.,:/-+ ", k=ODD))
    yield "letters that are no words", "".join(chance.choices("abcdefghijklm ", k=ODD))
    yield (
        "words of six letters by chance",
        " ".join("".join(chance.choices(string.ascii_lowercase, k=6)) for _ in range(ODD // 7)),
    )
    yield "what can be printed, by chance", "".join(chance.choices(string.printable, k=ODD))
    yield "all of Unicode, by chance", "".join(map(chr, chance.choices([*code_points[0], *code_points[1]], k=ODD)))
    letters = [one + other for one in string.ascii_lowercase for other in string.ascii_lowercase]
    lines = (f"{number % 99 + 1}. {letters[number * 7 % len(letters)]}\n" for number in range(ODD // 6))
    yield "short lines, each another", "".join(lines)[:ODD]
    yield "one short line again and again", "1. a\n" * (ODD // 5)
    yield "Chinese, in a text taken for English", "日本 " * (ODD // 3)
    at_times = (SENTENCE.replace("5:30", f"{at // 60 % 12 + 1}:{at % 60:02}") for at in range(ODD // len(SENTENCE)))
    yield "talk", " ".join(at_times)


if __name__ == "__main__":
    sys.exit(main())
