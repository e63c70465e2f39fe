"""The lines of a plan for a wake word: the wake word itself, what is nearly it, other speech and noise."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from wyoming_kokoro import __version__
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.augmentation import noise_names
from wyoming_kokoro.workshop.datasets import SPLITS
from wyoming_kokoro.workshop.jobs import PlanLine, plan_line
from wyoming_kokoro.workshop.wake.lever_space import LeverSpace, shared_out
from wyoming_kokoro.workshop.wake.near_phrases import NEAR, PART, NearPhrase
from wyoming_kokoro.workshop.wake.phrase import WakePhrase
from wyoming_kokoro.workshop.wake.speakers import WakeSpeaker

T = TypeVar("T")

RATE = 16_000
"""What all trainers of wake words want."""
WAKE, FILLER, NOISE = "wake", "filler", "noise"
MARKS = (".", "?", "!", ",")
"""What a phrase may end with: how the voice rises or falls."""
KEPT_AFTER = (0.0, 0.05, 0.1, 0.15, 0.2)
"""Seconds that are heard of a command that follows."""
KEPT_BEFORE = (0.15, 0.3, 0.45)
"""Seconds that are heard of the speech before."""
CONTEXT_SHARES = (0.7, 0.15, 0.15)
"""Of the wake words: alone, followed by a command, after other speech."""
NEGATIVE_SHARES = {NEAR: 0.5, PART: 0.2, FILLER: 0.2, NOISE: 0.1}
"""Of what is to wake nothing."""


@dataclass(frozen=True, slots=True)
class WakeLevers:
    """By what samples of the same words differ."""

    speeds: Sequence[float]
    pitches: Sequence[float]
    presets: Sequence[str] = ("",)
    commands: Sequence[str] = ()
    before: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words to say: how they are written, and their phonemes."""

    text: str
    phonemes: str


@dataclass(frozen=True, slots=True)
class WakeLines:
    """A plan for a wake word."""

    phrase: WakePhrase
    speakers: Sequence[WakeSpeaker]
    near: Mapping[str, Sequence[NearPhrase]]
    """By accent."""
    fillers: Sequence[Spoken]
    levers: WakeLevers
    engine: str
    """The identity of what speaks here."""
    shares: Sequence[float]
    """Of the parts of the data set."""
    provider_shares: Mapping[str, float] = field(default_factory=dict)
    """Of all samples, by provider."""
    seed: int = 0

    def lines(self, samples: int, negatives: int) -> Iterator[PlanLine]:
        """Yield so many samples of the wake word, and so many that are to wake nothing.

        Voices and kinds take turns, so a data set that is not complete has some of all. BadRequest where there are not
        so many that differ.
        """
        counts = {role: round(share * negatives) for role, share in NEGATIVE_SHARES.items()}
        if not self.fillers:
            counts = {**counts, NEAR: counts[NEAR] + counts[FILLER], FILLER: 0}
        counts[NEAR] += negatives - sum(counts.values())
        rows = [*self._of_role(WAKE, samples)]
        for role in (NEAR, PART, FILLER):
            rows += self._of_role(role, counts[role])
        rows.append(self._noises(counts[NOISE]))
        for line in _in_turn(rows):
            yield plan_line(line)

    def most(self, role: str) -> int:
        """Return how many samples of a role are possible that differ."""
        return sum(space.size for speaker in self.speakers for space, _ in self._spaces(role, speaker))

    def _of_role(self, role: str, count: int) -> Iterator[Iterator[PlanLine]]:
        """Yield the lines of each speaker for a role."""
        groups = self._groups()
        wanted = self._counts(count, groups)
        for (_, speakers), number in zip(groups.items(), wanted, strict=True):
            spaces = [self._spaces(role, speaker) for speaker in speakers]
            sizes = [sum(space.size for space, _ in each) for each in spaces]
            if sum(sizes) < number:
                most = self.most(role)
                raise BadRequest(
                    f"Only {most:,} distinct samples of the role {role} are possible with these voices and levers, "
                    f"{sum(sizes):,} of them where {number:,} are needed; asked {count:,}."
                )
            for speaker, own, some in zip(speakers, spaces, shared_out(number, sizes), strict=True):
                yield self._of_speaker(role, speaker, own, some)

    def _groups(self) -> dict[tuple[str, str], list[WakeSpeaker]]:
        """Return the speakers of each provider and part."""
        groups: dict[tuple[str, str], list[WakeSpeaker]] = {}
        for speaker in self.speakers:
            groups.setdefault((speaker.provider, speaker.part), []).append(speaker)
        return groups

    def _counts(self, count: int, groups: dict[tuple[str, str], list[WakeSpeaker]]) -> list[int]:
        """Return how many samples each group has, by the shares of providers and parts."""
        own = 1 - sum(self.provider_shares.values())
        shares = dict(zip(SPLITS, self.shares, strict=True))
        weights = []
        for provider, part in groups:
            there = [other for name, other in groups if name == provider]
            weights.append(
                (self.provider_shares.get(provider, own)) * shares[part] / sum(shares[each] for each in there)
            )
        if not sum(weights):
            weights = [1.0] * len(weights)
        exact = [count * weight / sum(weights) for weight in weights]
        whole = [int(each) for each in exact]
        for place in sorted(range(len(exact)), key=lambda each: whole[each] - exact[each])[: count - sum(whole)]:
            whole[place] += 1
        return whole

    def _spaces(self, role: str, speaker: WakeSpeaker) -> list[tuple[LeverSpace, float]]:
        """Return the ways in which a speaker can say what a role needs, with the share of each."""
        accent = self.phrase.accent(speaker.language)
        levers = self.levers
        common = (levers.speeds, levers.pitches, levers.presets)
        if role == WAKE:
            said = [Spoken(self.phrase.text, reading) for reading in accent.readings]
            said = said[:1] if speaker.reads_words else said
            contexts: list[tuple[Sequence[Any], Sequence[Any]]] = [
                (MARKS, (("", "", 0.0),)),
                (("",), [("", text, kept) for text in levers.commands for kept in KEPT_AFTER]),
                (MARKS, [(text, "", kept) for text in levers.before for kept in KEPT_BEFORE]),
            ]
            return [
                (LeverSpace((said, *common, marks, context)), share)
                for (marks, context), share in zip(contexts, CONTEXT_SHARES, strict=True)
                if context
            ]
        return [(LeverSpace((self._negatives(role, speaker), *common, MARKS, (("", "", 0.0),))), 1.0)]

    def _negatives(self, role: str, speaker: WakeSpeaker) -> Sequence[Spoken]:
        if role == FILLER:
            return self.fillers
        near = self.near[self.phrase.accent(speaker.language).language]
        return [
            Spoken(each.text, each.phonemes)
            for each in near
            if each.role == role and (each.is_spelled or not speaker.reads_words)
        ]

    def _of_speaker(
        self, role: str, speaker: WakeSpeaker, spaces: Sequence[tuple[LeverSpace, float]], count: int
    ) -> Iterator[PlanLine]:
        chance = random.Random(f"{self.seed} {role} {speaker.voice}")  # noqa: S311 -- a choice of samples
        sizes = _drawn_sizes(spaces, count, chance)
        engine = self.engine if not speaker.provider else f"{speaker.provider} {__version__}"
        like = PlanLine(
            "", role, "", speaker.voice, self.phrase.language, 1.0, 0.0, engine, "", self.seed, RATE,
            split=speaker.part, clip=True,
        )  # fmt: skip
        drawn = [space.draw(size, chance) for (space, _), size in zip(spaces, sizes, strict=True)]
        for values in _in_turn(drawn):
            yield _line(like, values)

    def _noises(self, count: int) -> Iterator[PlanLine]:
        """Yield samples in which nobody speaks; each is another one, by its number."""
        names = noise_names()
        chance = random.Random(f"{self.seed} noise")  # noqa: S311 -- a choice of noises
        for number in range(count):
            (part,) = chance.choices(SPLITS, self.shares)
            yield PlanLine(
                "", NOISE, "", "", self.phrase.language, 1.0, 0.0, f"noise {__version__}",
                chance.choice(list(self.levers.presets)), self.seed + number, RATE, split=part, clip=True,
                noise=names[number % len(names)],
            )  # fmt: skip


def _line(like: PlanLine, values: tuple[Any, ...]) -> PlanLine:
    said, speed, pitch, preset, mark, (before, after, kept) = values
    return replace(
        like, seed=like.seed if preset else 0, text=f"{said.text}{mark}", phonemes=said.phonemes, speed=speed,
        pitch=pitch, preset=preset, before=before, after=after, kept=kept,
    )  # fmt: skip


def _drawn_sizes(spaces: Sequence[tuple[LeverSpace, float]], count: int, chance: random.Random) -> list[int]:
    """Return how many samples are drawn from each space: by chance, so that a few samples have some of all."""
    drawn = Counter(chance.choices(range(len(spaces)), [share for _, share in spaces], k=count))
    sizes = [min(space.size, drawn[place]) for place, (space, _) in enumerate(spaces)]
    room = [space.size - size for (space, _), size in zip(spaces, sizes, strict=True)]
    return [size + more for size, more in zip(sizes, shared_out(count - sum(sizes), room), strict=True)]


def _in_turn(rows: Iterable[Iterator[T]]) -> Iterator[T]:
    """Yield one item of each row, then the next of each, until all are at their end."""
    going = list(rows)
    while going:
        still = []
        for row in going:
            item = next(row, None)
            if item is not None:
                still.append(row)
                yield item
        going = still
