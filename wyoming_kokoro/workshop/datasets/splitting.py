"""Splits a data set into parts to train, to validate and to test with, so that no voice is in two of them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.workshop.datasets.catalogue import COUNTS_INDEX
from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.datasets.sample import SPLITS, voices_of

_HASH_DIGITS = 8


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Voices that belong together, because blends are made of them."""

    voices: tuple[str, ...]
    seconds: float


def parse_shares(text: str) -> tuple[float, ...]:
    """Return three shares that add up to one, from numbers such as 80,10,10."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if len(values) != len(SPLITS) or not all(0 <= each < float("inf") for each in values) or not sum(values):
        raise BadRequest(f"Shares are three numbers, for {', '.join(SPLITS)}: 80,10,10.")
    return tuple(value / sum(values) for value in values)


def split(data_set: DataSet, shares: Sequence[float], seed: int) -> dict[str, str]:
    """Split all samples, and return the part of each voice.

    A voice is in one part only, with all blends it is in and all changed copies of its sounds, so parts may differ from
    the shares. Samples without a voice are drawn one by one, with their copies. The same seed gives the same parts.
    """
    catalogue = data_set.catalogue
    rows = catalogue.file.execute(
        "SELECT voice, SUM(seconds) FROM sample WHERE state = 'made' AND voice <> '' GROUP BY voice"
    ).fetchall()
    parts = assign(voice_groups(dict(rows)), shares, seed)

    def part_of(voice: str, parent: str, own: str) -> str:
        return parts.get(voice) or _drawn(parent or own, shares, seed)

    catalogue.file.create_function("part_of", 3, part_of, deterministic=True)
    with disk_errors("The split cannot be written"), catalogue.file as file:
        file.execute("BEGIN IMMEDIATE")  # else Python would begin after the index is gone
        file.execute("DROP INDEX IF EXISTS sample_counts")  # to make it once is quicker than to move every row in it
        file.execute("UPDATE sample SET split = part_of(voice, parent, id)")
        file.execute(COUNTS_INDEX)
    return parts


def voice_groups(seconds: Mapping[str, float]) -> list[VoiceGroup]:
    """Return the groups of voices that share a voice, from the seconds of each voice or blend."""
    roots: dict[str, str] = {}

    def root(name: str) -> str:
        while roots.setdefault(name, name) != name:
            name = roots[name]
        return name

    for voice in seconds:
        names = voices_of(voice) or (voice,)
        for name in names[1:]:
            roots[root(name)] = root(names[0])
    groups: dict[str, list[str]] = {}
    for voice in sorted(seconds):
        groups.setdefault(root((voices_of(voice) or (voice,))[0]), []).append(voice)
    return [VoiceGroup(tuple(voices), sum(seconds[voice] for voice in voices)) for voices in groups.values()]


def assign(groups: Iterable[VoiceGroup], shares: Sequence[float], seed: int) -> dict[str, str]:
    """Return a part for each voice: large groups first, each to the part that lacks most.

    Groups of about one size come in an order that the seed decides.
    """
    ordered = sorted(groups, key=lambda group: (-round(group.seconds / 60), _number(f"{seed} {group.voices[0]}")))
    whole = sum(group.seconds for group in ordered) or 1.0
    filled = dict.fromkeys(SPLITS, 0.0)
    wanted = dict(zip(SPLITS, shares, strict=True))
    parts: dict[str, str] = {}
    for group in ordered:
        name = max(SPLITS, key=lambda each: wanted[each] - filled[each] / whole)
        filled[name] += group.seconds
        parts.update(dict.fromkeys(group.voices, name))
    return parts


def _drawn(name: str, shares: Sequence[float], seed: int) -> str:
    place = _number(f"{seed} {name}")
    for part, share in zip(SPLITS, shares, strict=True):
        if place < share:
            return part
        place -= share
    return next(part for part, share in zip(SPLITS, shares, strict=True) if share)


def _number(text: str) -> float:
    """Return a number from 0 to 1 that depends on a text alone."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS], 16) / float(16**_HASH_DIGITS)
