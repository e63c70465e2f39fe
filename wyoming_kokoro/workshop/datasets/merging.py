"""Merges data sets: the same sample in both is one."""

from collections.abc import Iterator

from wyoming_kokoro.workshop.datasets.dataset import DataSet
from wyoming_kokoro.workshop.datasets.sample import SampleRow


def merge(source: DataSet, target: DataSet) -> Iterator[tuple[SampleRow, str]]:
    """Copy the samples of a data set into another one; yield each with what came of it.

    That is `new`, `same`, `conflict` (another sample of this id is there, and stays) or `lost` (its sound is gone).
    """
    for sample in source.catalogue.select("state IN ('made', 'rejected', 'removed')"):
        before = target.catalogue.get(sample.id)
        if before is not None and before.state == "made":
            yield sample, "same" if (before.digest, before.text) == (sample.digest, sample.text) else "conflict"
            continue
        try:
            content = source.sounds.read(sample.digest)
        except OSError:
            yield sample, "lost"
            continue
        digest = target.sounds.put(content)
        if digest != sample.digest:
            yield sample, "lost"  # damaged on the disk of the source: its copy is of no sample
            target.sounds.remove(digest)
            continue
        target.add(sample, source.catalogue.alignment(sample.id))
        yield sample, "new"
