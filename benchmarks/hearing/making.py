"""Speaks the texts of sets with configurations, and keeps the sounds."""

import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from benchmarks.hearing.sounds import SoundFolder
from benchmarks.hearing.speakers import CONFIGURATIONS, QUIET, QUIET_SET, Configuration
from benchmarks.hearing.texts import SETS, Item


async def make(
    folder: Path, data: Path, configurations: Collection[str], sets: Collection[str], limit: int | None = None
) -> None:
    """Speak what is not spoken yet; of a set every so many texts, so that at most `limit` are spoken."""
    for configuration in CONFIGURATIONS:
        if configuration.name not in configurations:
            continue
        if configuration.model and not (data / "models" / configuration.model).is_file():
            print(f"{configuration.name} is left out: {configuration.model} is not here", file=sys.stderr)
            continue
        for is_quiet in (False, True):
            names = [each for each in configuration.sets if each in sets and (each == QUIET_SET) == is_quiet]
            work = list(_work(folder / configuration.name, names, limit))
            if work:
                await _speak(configuration, data, work, QUIET if is_quiet else "")


def _work(folder: Path, names: Sequence[str], limit: int | None) -> Iterator[tuple[SoundFolder, Item]]:
    """Yield what is not spoken yet."""
    for name in names:
        kept = SoundFolder(folder / name)
        items = SETS[name]()
        step = -(-len(items) // limit) if limit else 1
        yield from ((kept, item) for item in items[::step] if not kept.has(item))


async def _speak(
    configuration: Configuration, data: Path, work: Sequence[tuple[SoundFolder, Item]], prefix: str
) -> None:
    model = f"{prefix}{configuration.model}" if configuration.model else ""
    async with configuration.open(data, model) as speak:
        for number, (kept, item) in enumerate(work, 1):
            samples, words = await speak(item)
            kept.write(item, samples, words)
            print(f"\r{configuration.name}: {number} of {len(work)} texts", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
