"""The figures as lines of text."""

from collections.abc import Iterator, Sequence

from wyoming_kokoro.workshop.bench.figures import BenchFigures, LoadFigures

COLUMNS = ("load", "first sound", "rtf", "processor", "memory", "most")


def table(found: Sequence[BenchFigures]) -> Iterator[str]:
    """A line for each candidate, then one for each number of listeners."""
    wide = max(len(each.candidate.name) for each in found)
    yield f"{'':{wide}}" + "".join(f"  {name:>11}" for name in COLUMNS)
    for each in found:
        cells = (
            f"{each.load:.2f} s",
            f"{each.first:.3f} s",
            f"{each.rtf:.3f}",
            f"{each.processor:.3f} s/s",
            f"{each.memory:.0f} MB",
            f"{each.most_memory:.0f} MB",
        )
        yield f"{each.candidate.name:{wide}}" + "".join(f"  {cell:>11}" for cell in cells)
    counts = sorted({crowd.listeners for each in found for crowd in each.crowds})
    if not counts:
        return
    yield ""
    yield "seconds of sound in a second, and gaps, by how many listen at once"
    yield f"{'':{wide}}" + "".join(f"  {count:>14}" for count in counts)
    for each in found:
        crowds = {crowd.listeners: crowd for crowd in each.crowds}
        yield f"{each.candidate.name:{wide}}" + "".join(f"  {_crowd(crowds.get(count)):>14}" for count in counts)


def _crowd(crowd: LoadFigures | None) -> str:
    if crowd is None:
        return "no time left"
    return f"{crowd.speed:.2f}" + (f", {crowd.gaps} gap{'s' * (crowd.gaps > 1)}" if crowd.gaps else ", none")
