"""Judges many takes: the cheap judges hear all, the dear ones only what was flagged; nothing is judged twice.

A stage for each judge, so that one model is in memory at a time. Each result is written at once: a scan that was killed
goes on where it was, and ends with the same rows.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Protocol

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop.judging import examination
from wyoming_kokoro.workshop.judging.examination import Heard, examine, word_rates
from wyoming_kokoro.workshop.judging.findings import EXAMINATION, findings
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition, Measure
from wyoming_kokoro.workshop.judging.judge_plan import JudgePlan
from wyoming_kokoro.workshop.judging.open_judge import open_judge
from wyoming_kokoro.workshop.judging.results_file import ResultsFile, Run, Values
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take import Take

Report = Callable[[str], None]
"""Shows what is being done, in a few words."""


class TakeSource(Protocol):
    """Something that a take can be read from."""

    @property
    def key(self) -> str:
        """Its name in reports."""
        ...

    def read(self) -> Take:
        """Read it; BadRequest where that cannot be done."""
        ...


@dataclass(frozen=True, slots=True)
class TakeInMemory:
    """A take that is here already."""

    take: Take

    @property
    def key(self) -> str:
        """Its name in reports."""
        return self.take.key

    def read(self) -> Take:
        """Return it."""
        return self.take


@dataclass(slots=True)
class ScanOutcome:
    """What came of a scan."""

    judged: int = 0
    """Takes that could be read."""
    unreadable: list[str] = field(default_factory=list)
    """Why sounds could not be read."""
    notes: list[str] = field(default_factory=list)
    """What judges are missing or gave up, and how many takes are left unjudged."""
    versions: dict[str, str] = field(default_factory=dict)
    """The versions of the judges."""


class Scan:
    """Judges takes by a plan."""

    def __init__(self, results: ResultsFile, plan: JudgePlan, report: Report) -> None:
        self._results = results
        self._plan = plan
        self._report = report
        self._outcome = ScanOutcome()
        self._flagged: set[str] = set()

    def run(self, run: Run, sources: Sequence[TakeSource]) -> ScanOutcome:
        """Judge all takes, as far as they are not judged yet."""
        results, plan = self._results, self._plan
        results.begin_run(run)
        readable = list(self._read(sources))
        results.set_takes(run.name, [(digest, source.key) for source, digest in readable])
        for definition in plan.signal:
            self._stage(definition, readable)
        if plan.recogniser is not None:
            self._stage(plan.recogniser, readable)
        if plan.phonemes is not None:
            self._stage(plan.phonemes, readable)
        self._flag(readable)
        flagged = [each for each in readable if each[1] in self._flagged]
        if plan.second is not None:
            self._stage(plan.second, flagged)
        if plan.recogniser is not None:
            self._examine(readable)
        for definition in plan.quality:
            wanted = [
                each
                for each in readable
                if plan.quality_choice.takes(each[1], flagged=each[1] in self._flagged or self._is_found(each[1]))
            ]
            self._stage(definition, wanted)
        about = {**run.about, **{f"judge {name}": version for name, version in self._outcome.versions.items()}}
        results.end_run(run.name, time.time(), about)
        return self._outcome

    def _read(self, sources: Iterable[TakeSource]) -> Iterator[tuple[TakeSource, str]]:
        for number, source in enumerate(sources, 1):
            try:
                take = source.read()
            except BadRequest as error:
                self._outcome.unreadable.append(f"{source.key}: {error.message}")
                continue
            self._results.add_take(take)
            self._outcome.judged += 1
            self._report(f"{number} sounds read")
            yield source, take.digest

    def _stage(self, definition: JudgeDefinition, takes: Sequence[tuple[TakeSource, str]]) -> None:
        """Let one judge hear the takes that it has no result for."""
        wanted = [each for each in takes if self._knows(definition, each[0])]
        if not wanted:
            return
        with open_judge(definition, self._plan.options) as judge:
            try:
                version = self._outcome.versions[definition.name] = judge.version
            except Unavailable as error:
                self._leave(definition.name, "", [digest for _, digest in wanted], error.message)
                return
            open_ones = [each for each in wanted if not self._results.has(each[1], definition.name, version)]
            left: list[str] = []
            reason = ""
            for number, (source, digest) in enumerate(open_ones, 1):
                self._report(f"{definition.name}: {number} of {len(open_ones)}")
                try:
                    self._results.put(digest, definition.name, version, judge.judge(source.read()))
                except (Unavailable, BadRequest) as error:
                    reason = error.message
                    left.append(digest)
                    self._results.put_unjudged(digest, definition.name, version, reason)
                if judge.given_up:
                    rest = [digest for _, digest in open_ones[number:]]
                    self._leave(definition.name, version, rest, judge.given_up, more=len(left))
                    return
            if left:
                self._note(definition.name, len(left), reason)

    def _leave(self, name: str, version: str, digests: Sequence[str], reason: str, more: int = 0) -> None:
        for digest in digests:
            self._results.put_unjudged(digest, name, version, reason)
        self._note(name, len(digests) + more, reason)

    def _note(self, name: str, count: int, reason: str) -> None:
        takes = f"{count} take{'s' * (count != 1)} {'is' if count == 1 else 'are'}"
        self._outcome.notes.append(f"{reason} {takes} left unjudged by {name}; the same command goes on.")

    def _knows(self, definition: JudgeDefinition, source: TakeSource) -> bool:
        language = getattr(source, "language", None) or source.read().language
        return definition.knows(language)

    def _flag(self, takes: Sequence[tuple[TakeSource, str]]) -> None:
        """Find the takes for which a second opinion is asked: other words, an unsure recogniser, a fault."""
        limits = self._plan.thresholds
        confidences: dict[str, float] = {}
        for source, digest in takes:
            values = self._values(digest)
            if self._word_errors(source, values) > limits.word_errors or findings(values, limits):
                self._flagged.add(digest)
            confidence = self._confidence(values)
            if confidence is not None:
                confidences[digest] = confidence
        self._flagged |= least_sure(confidences, limits.least_sure)

    def _word_errors(self, source: TakeSource, values: Mapping[str, Values]) -> float:
        """Return the share of words that were heard otherwise."""
        heard = self._heard(values)
        rates = word_rates(source.read(), heard) if heard is not None else ()
        return next((float(each.value) for each in rates if each.name == "wer"), 0.0)

    def _confidence(self, values: Mapping[str, Values]) -> float | None:
        """Return how sure the first recogniser is, if it says so."""
        recogniser = self._plan.recogniser
        found = values.get(recogniser.name, {}).get("confidence") if recogniser is not None else None
        return float(found) if isinstance(found, int | float) else None

    def _examine(self, takes: Sequence[tuple[TakeSource, str]]) -> None:
        """Derive whose mistakes the differences are, with the chooser where it knows the language."""
        plan = self._plan
        with ExitStack() as stack:
            chooser = None
            if plan.chooser is not None:
                chooser = stack.enter_context(SupervisedJudge(plan.chooser, plan.options))
                try:
                    self._outcome.versions[plan.chooser.name] = chooser.version
                except Unavailable as error:
                    self._leave(plan.chooser.name, "", [digest for _, digest in takes], error.message)
                    chooser = None
            left = 0
            for number, (source, digest) in enumerate(takes, 1):
                values = self._values(digest)
                heard = self._heard(values)
                if heard is None:
                    continue
                version = self._examination_version(values)
                if self._results.has(digest, EXAMINATION, version):
                    continue
                self._report(f"verdicts: {number} of {len(takes)}")
                take = source.read()
                able = chooser if plan.chooser is not None and plan.chooser.knows(take.language) else None
                try:
                    found: list[Measure] = list(examine(take, heard, able))
                except Unavailable as error:
                    left += 1
                    self._results.put_unjudged(digest, EXAMINATION, version, error.message)
                    reason = error.message
                    continue
                self._results.put_derived(digest, EXAMINATION, version, found)
            if left:
                self._note(EXAMINATION, left, reason)

    def _examination_version(self, values: Mapping[str, Values]) -> str:
        """Return the version of what is derived, with those of all judges that it is derived from."""
        names = [each.name for each in self._plan.judges if each.name in values or each is self._plan.chooser]
        kinds = {each.name: each.about for each in self._plan.judges}
        used = [name for name in names if kinds[name] in ("words", "phonemes", "choice")]
        return "; ".join((examination.VERSION, *(f"{name} {self._outcome.versions.get(name, '-')}" for name in used)))

    def _values(self, digest: str) -> dict[str, Values]:
        return self._results.all_values(digest, self._outcome.versions)

    def _heard(self, values: Mapping[str, Values]) -> Heard | None:
        plan = self._plan

        def text(definition: JudgeDefinition | None, name: str) -> str | None:
            found = values.get(definition.name, {}).get(name) if definition is not None else None
            return found if isinstance(found, str) else None

        first = text(plan.recogniser, "heard")
        if first is None:
            return None
        return Heard(first, text(plan.second, "heard"), text(plan.phonemes, "phonemes"))

    def _is_found(self, digest: str) -> bool:
        return bool(findings(self._values(digest), self._plan.thresholds))


def least_sure(confidences: Mapping[str, float], share: float) -> set[str]:
    """Return the takes of which a recogniser is least sure; none where the share is less than a take."""
    ordered = sorted(confidences, key=lambda digest: (confidences[digest], digest))
    return set(ordered[: int(share * len(ordered))])
