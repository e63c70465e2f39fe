"""Writes changed copies of sound files, and a list of what was done to each."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.atomic_write import READABLE_BY_ALL, replace_file
from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import MAX_BYTES, decode
from wyoming_kokoro.audio.formats.wave_file import wave_file
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.workshop.augmentation.preset import Preset
from wyoming_kokoro.workshop.augmentation.recordings import Recordings
from wyoming_kokoro.workshop.augmentation.sound_augmentation import augment_sound

MANIFEST = "augmented.jsonl"
MAX_COPIES = 1_000
MIN_RATE, MAX_RATE = 8_000, 48_000
"""Rates that copies can have: from telephones to studios."""


@dataclass(frozen=True, slots=True)
class AugmentPlan:
    """What is to be made of each file."""

    preset: Preset
    copies: int
    seed: int
    rate: int | None
    """The rate of the copies; None leaves that of the file."""
    recordings: Recordings
    replace: bool
    """Whether files that are there already, with another content, are replaced."""


@dataclass(frozen=True, slots=True)
class AugmentedFile:
    """A copy that was written, or why there is none."""

    source: Path
    target: Path | None
    seconds: float = 0.0
    steps: tuple[dict[str, object], ...] = ()
    problem: str = ""

    def as_json(self, preset: str) -> dict[str, object]:
        """Return the copy for the list."""
        if self.target is None:
            return {"source": self.source.name, "problem": self.problem}
        return {"file": self.target.name, "source": self.source.name, "preset": preset, "seconds": self.seconds,
                "steps": list(self.steps)}  # fmt: skip


def augment_files(sources: Sequence[Path], folder: Path, plan: AugmentPlan) -> Iterator[AugmentedFile]:
    """Write the copies of each file into a folder, and yield each; the list of them is written at the end.

    A copy depends on the content of its file, the preset and the seed, and on nothing else: neither on the other files
    nor on their order. A file that cannot be read is told and left out.
    """
    if not 1 <= plan.copies <= MAX_COPIES:
        raise BadRequest(f"There can be 1 to {MAX_COPIES} copies of a file.")
    _check_names(sources)
    rows: list[dict[str, object]] = []
    for source in sources:
        for made in _copies(source, folder, plan):
            rows.append(made.as_json(plan.preset.name))
            yield made
    _write(
        folder / MANIFEST, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(), replace=True
    )


def _copies(source: Path, folder: Path, plan: AugmentPlan) -> Iterator[AugmentedFile]:
    try:
        content = _read(source)
        samples, rate = decode(content)
    except BadRequest as error:
        yield AugmentedFile(source, None, problem=f"{source.name}: {error.message}")
        return
    if plan.rate is not None:
        samples, rate = resample(samples, rate, plan.rate), plan.rate
    digest = hashlib.sha256(content).hexdigest()
    for number in range(plan.copies):
        yield _copy(source, samples, rate, folder, plan, f"{digest} {plan.seed} {number}", number)


def _copy(
    source: Path, samples: Samples, rate: int, folder: Path, plan: AugmentPlan, seed: str, number: int
) -> AugmentedFile:
    made = augment_sound(samples, rate, plan.preset, seed, plan.recordings)
    target = folder / f"{source.stem}.{plan.preset.name}.{number}.wav"
    _write(target, wave_file(made.samples, rate), replace=plan.replace)
    return AugmentedFile(source, target, len(samples) / rate, tuple(step.as_json() for step in made.steps))


def _check_names(sources: Sequence[Path]) -> None:
    names = [source.stem for source in sources]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise BadRequest(f"Several files are called {twice[0]}: their copies would have the same name.")


def _read(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadRequest(f"it cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise BadRequest(f"it is larger than {MAX_BYTES} bytes.")
    return content


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    try:
        if not replace and path.is_file() and path.read_bytes() != content:
            raise BadRequest(f"{path} is there already, with another content; --replace overwrites it.")
        replace_file(path, content, mode=READABLE_BY_ALL)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.", code="disk_failed") from error
