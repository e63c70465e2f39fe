"""Checks the samples of a wake word: rejects, with the reason, what does not pass the gates, and takes back what does.

What judges found is kept beside the catalogue, so a second run judges only what is new.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.results_file import ResultsFile
from wyoming_kokoro.workshop.wake.diversity import Diversity, diversity
from wyoming_kokoro.workshop.wake.embedding_judge import NAME as EMBEDDING
from wyoming_kokoro.workshop.wake.embedding_judge import PLACE, places_of
from wyoming_kokoro.workshop.wake.gates.gate import GateContext, GateDefinition, GateOutcome
from wyoming_kokoro.workshop.wake.sounds_apart import WAKE

RESULTS = "judgements.sqlite"
"""The file in the folder of a data set with what judges found."""
REASON = "wake check, "
"""How the reasons begin that it gives: samples that were rejected for others stay so."""
FEWEST = 3
"""Wake words of a voice from which on it is a finding that all are rejected."""


@dataclass(slots=True)
class CheckOutcome:
    """What came of a check."""

    checked: int
    gates: list[GateOutcome] = field(default_factory=list)
    taken_back: int = 0
    """Samples that an earlier run rejected and this one does not."""
    rejected: list[SampleRow] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    """Findings about voices: all of their wake words are rejected."""
    diversity: list[Diversity] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "checked": self.checked, "gates": [each.as_json() for each in self.gates], "taken_back": self.taken_back,
            "rejected": [{"id": each.id, "role": each.role, "voice": each.voice, "text": each.text,
                          "reason": each.reason} for each in self.rejected],
            "voices": self.voices, "diversity": [each.as_json() for each in self.diversity],
        }  # fmt: skip


def check_samples(
    data_set: DataSet, gates: Sequence[GateDefinition], options: JudgeOptions, report: Callable[[str], None]
) -> CheckOutcome:
    """Judge what is new, and reject what does not pass the gates."""
    samples = list(
        data_set.catalogue.select("state = 'made' OR (state = 'rejected' AND reason LIKE ?)", (f"{REASON}%",))
    )
    if not samples:
        raise BadRequest("There are no samples; `wake make` makes them.")
    outcome = CheckOutcome(len(samples))
    reasons: dict[str, str] = {}
    with ResultsFile(data_set.folder / RESULTS) as results:
        context = GateContext(data_set, results, options, wake_phrase(samples), report)
        for gate in gates:
            found = gate.run(context, [sample for sample in samples if sample.id not in reasons])
            outcome.gates.append(found)
            reasons |= {sample: f"{REASON}{gate.name}: {reason}" for sample, reason in found.rejected.items()}
        changed = [
            replace(sample, state="rejected" if reason else "made", reason=reason)
            for sample in samples
            if (reason := reasons.get(sample.id, "")) != sample.reason
        ]
        data_set.catalogue.put(changed)
        outcome.taken_back = sum(sample.state == "made" for sample in changed)
        now = {sample.id: sample for sample in (*samples, *changed)}
        outcome.rejected = [sample for sample in now.values() if sample.state == "rejected"]
        outcome.voices = list(_silent_voices(list(now.values())))
        outcome.diversity = _diversity(results, [sample for sample in now.values() if sample.state == "made"])
    return outcome


def diversity_of(data_set: DataSet) -> list[Diversity]:
    """Return how different the samples are, as far as `wake check` has measured it; nothing where it has not."""
    if not (data_set.folder / RESULTS).is_file():
        return []
    with ResultsFile(data_set.folder / RESULTS) as results:
        return _diversity(results, list(data_set.catalogue.select("state = 'made'")))


def wake_phrase(samples: Sequence[SampleRow]) -> str:
    """Return the text that most wake words have; BadRequest where there is none."""
    texts = Counter(sample.text for sample in samples if sample.role == WAKE)
    if not texts:
        raise BadRequest("No sample has the role wake.")
    return min(texts, key=lambda text: (-texts[text], text))


def _diversity(results: ResultsFile, samples: Sequence[SampleRow]) -> list[Diversity]:
    known = [(sample, values) for sample in samples if (values := results.values(sample.digest, EMBEDDING)) is not None]
    if not known:
        return []
    places = places_of([str(values[PLACE]) for _, values in known])
    return list(diversity([sample for sample, _ in known], places))


def _silent_voices(samples: Sequence[SampleRow]) -> Iterator[str]:
    """Yield the voices of which no wake word passes, as that says something about the voice or the pronunciation."""
    tried = Counter(sample.voice for sample in samples if sample.role == WAKE)
    passed = Counter(sample.voice for sample in samples if sample.role == WAKE and sample.state == "made")
    for voice, count in sorted(tried.items()):
        if count >= FEWEST and not passed[voice]:
            yield f"{voice}: 0 of {count}"
