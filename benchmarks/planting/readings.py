"""Homographs in right and wrong readings: what the check of homographs says of them, and how often it is right."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.workshop.judging.examination import spoken_homographs
from wyoming_kokoro.workshop.judging.homograph_table import is_active
from wyoming_kokoro.workshop.judging.judge_plan import JudgePlan
from wyoming_kokoro.workshop.judging.questions import sentence_choice
from wyoming_kokoro.workshop.judging.reading import read_words
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take_files import find_takes

SUFFIX = ".reading"
RIGHT, WRONG, SUSPECT = "right", "wrong", "suspect"


@dataclass(frozen=True, slots=True)
class Reading:
    """A homograph that was spoken in one reading, and the verdict on it."""

    kind: str
    """Right or wrong."""
    word: str
    verdict: str
    margin: float | None


def judge_readings(folder: Path, plan: JudgePlan, report: Callable[[str], None]) -> None:
    """Check the homographs of each clip that is not checked yet, and keep the results beside the sounds."""
    if plan.chooser is None:
        raise SystemExit("There is no chooser.")
    with SupervisedJudge(plan.chooser, plan.options) as chooser:
        for file in find_takes(folder, "en-US"):
            kept = file.path.with_suffix(SUFFIX)
            if kept.is_file():
                continue
            report(f"readings: {file.key}")
            take = file.read()
            words = read_words(take.text, take.language)
            segments = chooser.segments(take, sentence_choice(words, take.language))
            found = spoken_homographs(take, words, segments, chooser)
            kept.write_text(json.dumps([each.as_json() for each in found]), encoding="utf-8")


def readings(folder: Path) -> list[Reading]:
    """Return what was found, in the order of the sentences."""
    return [_reading(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]


def _reading(path: Path) -> Reading:
    facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
    kind, word = str(facts["kind"]), str(facts["word"])
    for row in json.loads(path.read_text("utf-8")):
        if row["word"] == word:
            return Reading(kind, word, str(row["verdict"]), row["margin"])
    return Reading(kind, word, "missing", None)


def reading_lines(found: Sequence[Reading]) -> Iterator[str]:
    """Yield accuracy, precision and recall, of all words and of those that the table has as active; and all margins."""
    yield from _summary("homographs", found)
    yield from _summary("active ones", [each for each in found if is_active(each.word)])
    for word in dict.fromkeys(each.word for each in found):
        margins = {kind: _margins(each for each in found if (each.word, each.kind) == (word, kind)) for kind in KINDS}
        yield f"  {word}: right {margins[RIGHT]}; wrong {margins[WRONG]}"


KINDS = (RIGHT, WRONG)


def _summary(title: str, found: Sequence[Reading]) -> Iterator[str]:
    right, wrong = ([each for each in found if each.kind == kind] for kind in KINDS)
    caught, alarms = _suspects(wrong), _suspects(right)
    hits = sum(each.margin is not None and (each.margin > 0) is (each.kind == RIGHT) for each in found)
    words, accuracy = len({each.word for each in found}), _percent(hits, len(found))
    yield f"{title}: {words} words, {len(right)} right and {len(wrong)} wrong readings; accuracy {accuracy}"
    precision, recall = _percent(caught, caught + alarms), _percent(caught, len(wrong))
    yield f"  suspects: {caught + alarms}, precision {precision}, recall {recall}"
    for kind, some in zip(KINDS, (right, wrong), strict=True):
        yield f"  {kind} ones: {dict(Counter(each.verdict for each in some))}"


def table_lines(found: Sequence[Reading]) -> Iterator[str]:
    """Yield how often each word's wrong readings were caught, and right ones suspected, as our table has it."""
    yield "# The word, wrong readings planted, suspected, right readings, suspected. Written by script/bench planted."
    for word in sorted({each.word for each in found}):
        counts = []
        for kind in (WRONG, RIGHT):
            own = [each for each in found if (each.word, each.kind) == (word, kind)]
            counts += [len(own), _suspects(own)]
        yield "\t".join((word, *map(str, counts)))


def _suspects(some: Sequence[Reading]) -> int:
    return sum(each.verdict == SUSPECT for each in some)


def _margins(some: Iterator[Reading]) -> str:
    return " ".join("?" if each.margin is None else f"{each.margin:+.3f}" for each in some)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
