"""Shows results as lines of text."""

from collections.abc import Iterator, Sequence

from wyoming_kokoro.workshop.bench.results import BenchResult, ListenersResult

COLUMNS = ("load", "first sound", "rtf", "processor", "memory", "peak", "runs on")


def table_lines(results: Sequence[BenchResult]) -> Iterator[str]:
    """Yield a line for each candidate, and again one for several listeners at once."""
    width = max(len(each.candidate.name) for each in results)
    yield f"{'':{width}}" + "".join(f"  {name:>11}" for name in COLUMNS)
    for each in results:
        yield f"{each.candidate.name:{width}}" + "".join(f"  {cell:>11}" for cell in _cells(each))
    counts = sorted({several.listeners for each in results for several in each.several})
    if not counts:
        return
    yield ""
    yield "seconds of sound in a second, and gaps, by the number of listeners at once"
    yield f"{'':{width}}" + "".join(f"  {count:>14}" for count in counts)
    for each in results:
        by_count = {several.listeners: several for several in each.several}
        cells = (_several_cell(by_count.get(count)) for count in counts)
        yield f"{each.candidate.name:{width}}" + "".join(f"  {cell:>14}" for cell in cells)


def _cells(result: BenchResult) -> tuple[str, ...]:
    return (
        f"{result.load_seconds:.2f} s",
        f"{result.first_sound:.3f} s",
        f"{result.real_time_factor:.3f}",
        f"{result.processor_seconds:.3f} s/s",
        f"{result.memory:.0f} MB",
        f"{result.peak_memory:.0f} MB",
        (result.execution_provider or "").removesuffix("ExecutionProvider"),
    )


def _several_cell(result: ListenersResult | None) -> str:
    if result is None:
        return "no time left"
    gaps = f"{result.gaps} gap{'s' * (result.gaps > 1)}" if result.gaps else "none"
    return f"{result.throughput:.2f}, {gaps}"
