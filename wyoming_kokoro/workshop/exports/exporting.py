"""Writes exports: aside first, with a card, where it comes from and checksums, then in one move into place."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro import __version__
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.workshop.datasets import DataSet, DataSetProblem, SampleRow, conditions_of
from wyoming_kokoro.workshop.datasets.disk_errors import disk_errors
from wyoming_kokoro.workshop.exports.audio_folder import AUDIO_FOLDER
from wyoming_kokoro.workshop.exports.croissant import CROISSANT
from wyoming_kokoro.workshop.exports.export import ExportDefinition
from wyoming_kokoro.workshop.exports.export_folder import WHAT, ExportFolder
from wyoming_kokoro.workshop.exports.f5tts import F5TTS, F5TTS_PREPARED
from wyoming_kokoro.workshop.exports.kokoro_lists import KOKORO_LISTS
from wyoming_kokoro.workshop.exports.lhotse import LHOTSE
from wyoming_kokoro.workshop.exports.livekit import LIVEKIT
from wyoming_kokoro.workshop.exports.ljspeech import LJSPEECH
from wyoming_kokoro.workshop.exports.microwakeword import MICROWAKEWORD
from wyoming_kokoro.workshop.exports.nemo import NEMO
from wyoming_kokoro.workshop.exports.openwakeword import OPENWAKEWORD
from wyoming_kokoro.workshop.exports.parquet import PARQUET
from wyoming_kokoro.workshop.exports.picovoice_benchmark import PICOVOICE_BENCHMARK
from wyoming_kokoro.workshop.exports.precise import PRECISE
from wyoming_kokoro.workshop.exports.pytorch import PYTORCH
from wyoming_kokoro.workshop.exports.snips import SNIPS
from wyoming_kokoro.workshop.exports.tatertotterson import TATERTOTTERSON
from wyoming_kokoro.workshop.exports.teacher import TEACHER
from wyoming_kokoro.workshop.exports.tfrecord import TFRECORD
from wyoming_kokoro.workshop.exports.training_inputs import TrainingInputs
from wyoming_kokoro.workshop.exports.webdataset import WEBDATASET

EXPORTS: Registry[ExportDefinition] = Registry(
    LJSPEECH, F5TTS, F5TTS_PREPARED, KOKORO_LISTS, TEACHER, NEMO, LHOTSE, AUDIO_FOLDER, PARQUET, WEBDATASET, TFRECORD,
    PYTORCH, CROISSANT, OPENWAKEWORD, LIVEKIT, MICROWAKEWORD, TATERTOTTERSON, PRECISE, SNIPS, PICOVOICE_BENCHMARK,
)  # fmt: skip
"""Every export. To add one, write its file and add its definition here."""

CARD, PROVENANCE, SUMS = "README.md", "provenance.json", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    folder: Path
    samples: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How an export is written."""

    link: bool = False
    """Whether sounds that stay as they are are linked."""
    replace: bool = False
    """Whether a folder that is there is replaced, once the new one is complete."""
    absolute: bool = False
    """Whether lists name files from the root of the disk."""
    allowed: bool = False
    """Whether samples may be used for training that a service in the cloud has made."""


def export_samples(
    data_set: DataSet, name: str, target: Path, conditions: Sequence[str], options: ExportOptions
) -> Exported:
    """Write the samples that are there, and fit the conditions, in a form; BadRequest where that cannot be."""
    definition = _found(name)
    if definition.needs is not None:
        definition.needs.load()
    if target.exists() and not options.replace and (not target.is_dir() or any(target.iterdir())):
        raise BadRequest(f"{target} is there already; --replace replaces it.")
    samples = _chosen(data_set, conditions)
    if definition.trains and not options.allowed:
        _check_trainable(samples)
    part = target.with_name(f"{target.name}.part")
    with disk_errors(WHAT):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
    try:
        folder = ExportFolder(part, data_set, target, link=options.link, absolute=options.absolute)
        definition.write(folder, samples)
        notes = tuple(f"{count} {what}." for what, count in folder.notes.items() if count)
        folder.lines(CARD, (*folder.header, *_card(data_set, definition, samples, notes)))
        folder.lines(PROVENANCE, [json.dumps(_provenance(data_set, definition, samples), ensure_ascii=False, indent=2)])
        folder.lines(SUMS, list(_sums(part)))
        with disk_errors(WHAT):
            _move(part, target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Exported(target, len(samples), notes)


def check_export(folder: Path, name: str, inputs: TrainingInputs) -> Iterator[DataSetProblem]:
    """Yield what a trainer would stumble over in a folder that was exported for it; BadRequest for other forms."""
    definition = _found(name)
    if definition.check is None:
        known = ", ".join(each.name for each in EXPORTS if each.check)
        raise BadRequest(f"There are no checks for {name!r}; there are for: {known}.")
    yield from definition.check(folder, inputs)


def _found(name: str) -> ExportDefinition:
    definition = EXPORTS.get(name)
    if definition is None:
        raise BadRequest(f"There is no export {name!r}; there are: {', '.join(EXPORTS.names)}.")
    return definition


def _check_trainable(samples: Sequence[SampleRow]) -> None:
    count = sum(not sample.trainable for sample in samples)
    if count:
        raise BadRequest(
            f"{count} samples were made by a service whose terms may forbid to train models with them. Leave them out "
            "(--where trainable=1), or say --i-have-the-right."
        )


def _chosen(data_set: DataSet, conditions: Sequence[str]) -> list[SampleRow]:
    where, values = conditions_of(conditions) if conditions else ("1", ())
    samples = list(data_set.catalogue.select(f"state = 'made' AND {where}", values))
    if not samples:
        raise BadRequest("There is no sample to export.")
    return samples


def _card(
    data_set: DataSet, definition: ExportDefinition, samples: Sequence[SampleRow], notes: Sequence[str]
) -> Iterator[str]:
    """Yield the lines of a card for people."""
    about = data_set.description
    minutes = sum(sample.seconds for sample in samples) / 60
    yield from (f"# {about.name}", "", about.purpose or "Sounds of speech.", "")
    yield f"{len(samples)} sounds, {minutes:.1f} minutes, in the form of `{definition.name}`: {definition.meaning}"
    yield from ("", f"Licence: {about.licence}. Language: {about.language}.", "")
    if any(sample.engine for sample in samples):
        yield "This is synthetic speech: a program made it, and nobody said these words."
    for title, name in (
        ("Voices", "voice"),
        ("Engines", "engine"),
        ("Presets", "preset"),
        ("Roles", "role"),
        ("Parts", "split"),
    ):
        counts = Counter(str(getattr(sample, name)) or "-" for sample in samples)
        yield from ("", f"## {title}", "", *(f"- {value}: {count}" for value, count in sorted(counts.items())))
    if untrainable := sum(not sample.trainable for sample in samples):
        yield from ("", f"{untrainable} of the sounds were made by a service whose terms may forbid to train models.")
    if notes:
        yield from ("", "## Changed for this form", "", *(f"- {note}" for note in notes))
    yield from ("", f"Written by wyoming-kokoro {__version__}; `{PROVENANCE}` has the details, `{SUMS}` the checksums.")


def _provenance(data_set: DataSet, definition: ExportDefinition, samples: Sequence[SampleRow]) -> dict[str, object]:
    about = data_set.description
    ids = hashlib.sha256("\n".join(f"{sample.id} {sample.digest}" for sample in samples).encode()).hexdigest()
    return {
        "data_set": about.name, "licence": about.licence, "seed": about.seed, "form": definition.name,
        "program": f"wyoming-kokoro {__version__}", "samples": len(samples), "samples_digest": ids,
        "providers": sorted({sample.provider for sample in samples}),
        "engines": sorted({sample.engine for sample in samples}),
        "not_trainable": sum(not sample.trainable for sample in samples),
    }  # fmt: skip


def _sums(folder: Path) -> Iterator[str]:
    """Yield a line for each file, as `sha256sum --check` reads them."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS):
        with path.open("rb") as file:
            yield f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}"


def _move(part: Path, target: Path) -> None:
    """Put the new folder in place of the old one, which is deleted last."""
    if not target.exists():
        part.replace(target)
        return
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    target.replace(old)
    part.replace(target)
    shutil.rmtree(old) if old.is_dir() else old.unlink()
