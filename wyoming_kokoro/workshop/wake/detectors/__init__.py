"""The detectors: a file for each kind, and their list.

A new kind is a file with a function that makes a DetectorJudge from options, and its entry in the list. No model is
shipped with this program: those of the packages were trained with data that may not be used commercially.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.workshop.wake.detectors.detector import AskedDetector, DetectorKind
from wyoming_kokoro.workshop.wake.speech_embedding import MODULE, PACKAGE

_HERE = "wyoming_kokoro.workshop.wake.detectors"

DETECTORS = Registry(
    DetectorKind(
        "open",
        "openWakeWord, by pyopen-wakeword.",
        f"{_HERE}.open_tflite:create",
        ("pyopen_wakeword",),
        "pyopen-wakeword",
        builtin=("okay_nabu", "hey_jarvis", "hey_mycroft", "alexa", "hey_rhasspy"),
        suffix=".tflite",
        notice="openWakeWord's own models are licensed CC BY-NC-SA 4.0: for tests, not to be shipped or sold.",
    ),
    DetectorKind(
        "micro",
        "microWakeWord, by pymicro-wakeword.",
        f"{_HERE}.micro:create",
        ("pymicro_wakeword",),
        "pymicro-wakeword",
        builtin=("okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"),
        suffix=".json",
        notice="microWakeWord's own models were partly trained with data for non-commercial use: for tests.",
    ),
    DetectorKind(
        "onnx",
        "A head on the speech embedding, of openWakeWord or livekit-wakeword.",
        f"{_HERE}.onnx_head:create",
        (MODULE,),
        f"--no-deps {PACKAGE}",
        suffix=".onnx",
    ),
    DetectorKind(
        "taught",
        "A head that `wake teach` has written.",
        f"{_HERE}.taught:create",
        (MODULE,),
        f"--no-deps {PACKAGE}",
        suffix=".npz",
    ),
)
"""The kinds that we know."""


@dataclass(frozen=True, slots=True)
class ListedDetector:
    """A detector that may be asked for."""

    name: str
    """KIND:NAME, or the name of a file in the folder of the user's detectors."""
    phrase: str
    """The wake word that it listens for; of a file, what the name of the file says."""
    kind: DetectorKind

    def as_json(self) -> dict[str, object]:
        """Return it for programs, with what would bring its package where that is missing."""
        return {"name": self.name, "phrase": self.phrase, "meaning": self.kind.meaning, "missing": self.kind.missing()}


def find_detectors(asked: str, folder: Path | None = None) -> list[AskedDetector]:
    """Return the detectors that a text means: a file, KIND:NAME, or a wake word, for all kinds that know it.

    A file may be in the folder of the user's detectors. BadRequest where there is none of this name, Unavailable where
    its package is missing.
    """
    kinds = [kind for kind in DETECTORS if kind.suffix and asked.endswith(kind.suffix)]
    place = folder / asked if folder is not None and not Path(asked).is_file() else Path(asked)
    if kinds and not place.is_file():
        raise BadRequest(f"{asked} is no file.")
    prefix, _, name = asked.rpartition(":")
    found = [AskedDetector(kind, str(place)) for kind in kinds] or [
        AskedDetector(kind, name) for kind in DETECTORS if name in kind.builtin and prefix in ("", kind.name)
    ]
    if not found:
        names = sorted({each for kind in DETECTORS for each in kind.builtin})
        files = ", ".join(kind.suffix for kind in DETECTORS if kind.suffix)
        raise BadRequest(f"There is no detector {asked!r}. There are {', '.join(names)}, and files: {files}.")
    here = [each for each in found if each.kind.missing() is None]
    if not here:
        raise Unavailable(f"No package for the detector {asked} is here: {found[0].kind.missing()}.")
    return here


def listed_detectors(folder: Path) -> Iterator[ListedDetector]:
    """Yield the files in the folder of the user's detectors, then the models that packages bring."""
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    names = {path.name for path in files}
    for path in files:
        kind = next((kind for kind in DETECTORS if kind.suffix == path.suffix), None)
        of_manifest = path.suffix == ".tflite" and f"{path.stem}.json" in names
        if kind is not None and not of_manifest:
            yield ListedDetector(path.name, path.stem.replace("_", " "), kind)
    for kind in DETECTORS:
        for name in kind.builtin:
            yield ListedDetector(f"{kind.name}:{name}", name.replace("_", " "), kind)


def detectors_for(phrase: str) -> list[AskedDetector]:
    """Return the detectors that are here for a wake word, by its name."""
    name = "_".join("".join(sign if sign.isalnum() else " " for sign in phrase.lower()).split())
    return [AskedDetector(kind, name) for kind in DETECTORS if name in kind.builtin and kind.missing() is None]


__all__ = [
    "DETECTORS",
    "AskedDetector",
    "DetectorKind",
    "ListedDetector",
    "detectors_for",
    "find_detectors",
    "listed_detectors",
]
