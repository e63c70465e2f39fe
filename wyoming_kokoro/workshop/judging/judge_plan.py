"""Which judges are asked about takes, in which order, and how thoroughly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.workshop.judging.judge import About, JudgeDefinition
from wyoming_kokoro.workshop.judging.judges import all_judges
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.thresholds import Thresholds

ALL, FLAGGED, NONE, SAMPLE = "all", "flagged", "none", "sample"


@dataclass(frozen=True, slots=True)
class QualityChoice:
    """Of which takes opinion scores are asked: they cost the most."""

    kind: str
    share: float = 1.0

    @classmethod
    def parse(cls, text: str) -> "QualityChoice":
        """Return the choice for `all`, `flagged`, `none` or `sample:0.1`."""
        kind, _, share = text.partition(":")
        if kind in (ALL, FLAGGED, NONE) and not share:
            return cls(kind)
        try:
            if kind == SAMPLE and 0 < float(share) <= 1:
                return cls(SAMPLE, float(share))
        except ValueError:
            pass
        raise BadRequest("Opinion scores are asked of all, flagged, none, or a share such as sample:0.1.")

    def takes(self, digest: str, *, flagged: bool) -> bool:
        """Return whether a take is among them; of a sample it depends on the take alone, so it stays the same."""
        if self.kind == SAMPLE:
            return int(digest[:8], 16) < self.share * 0xFFFFFFFF
        return self.kind == ALL or (self.kind == FLAGGED and flagged)


@dataclass(frozen=True, slots=True)
class JudgePlan:
    """The judges for each kind of question, and when the dear ones are asked."""

    signal: tuple[JudgeDefinition, ...]
    recogniser: JudgeDefinition | None
    second: JudgeDefinition | None
    """Asked only where the first one heard something else, or is not sure."""
    phonemes: JudgeDefinition | None
    chooser: JudgeDefinition | None
    quality: tuple[JudgeDefinition, ...]
    thresholds: Thresholds
    options: JudgeOptions
    quality_choice: QualityChoice = QualityChoice(ALL)

    @property
    def judges(self) -> list[JudgeDefinition]:
        """Return every judge of the plan."""
        some = (self.recogniser, self.second, self.phonemes, self.chooser)
        return [*self.signal, *(each for each in some if each is not None), *self.quality]


def plan_judges(
    options: JudgeOptions,
    thresholds: Thresholds,
    *,
    names: Sequence[str] = (),
    quality_choice: QualityChoice | None = None,
) -> JudgePlan:
    """Return the plan with the judges that are here, or with these; Unavailable if one that is named is not here."""
    here = list(_named(names, options) if names else _present(options))
    words = _about(here, "words")
    choice = quality_choice or QualityChoice(ALL)
    return JudgePlan(
        signal=tuple(_about(here, "signal")) or tuple(_about(_present(options), "signal")),
        recogniser=words[0] if words else None,
        second=words[1] if len(words) > 1 else None,
        phonemes=next(iter(_about(here, "phonemes")), None),
        chooser=next(iter(_about(here, "choice")), None),
        quality=() if choice.kind == NONE else tuple(_about(here, "quality")),
        thresholds=thresholds,
        options=options,
        quality_choice=choice,
    )


def _about(judges: Iterable[JudgeDefinition], about: About) -> list[JudgeDefinition]:
    """Return the judges of a kind, the cheap ones first."""
    return sorted((each for each in judges if each.about == about), key=lambda each: each.cost)


def _present(options: JudgeOptions) -> Iterable[JudgeDefinition]:
    return (each for each in all_judges() if each.missing(options) is None)


def _named(names: Sequence[str], options: JudgeOptions) -> Iterable[JudgeDefinition]:
    judges = all_judges()
    for name in names:
        definition = judges.get(name)
        if definition is None:
            raise BadRequest(f"There is no judge of this name; there are {', '.join(judges.names)}.")
        if missing := definition.missing(options):
            raise Unavailable(f"The judge {name} is not here: {missing}.")
        yield definition
