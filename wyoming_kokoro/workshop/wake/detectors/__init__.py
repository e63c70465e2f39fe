"""The detectors: a file for each kind, and their list.

A new kind is a file with a function that makes a DetectorJudge from options, and its entry in the list. No model is
shipped with this program: those of the packages were trained with data that may not be used commercially.
"""

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


def find_detectors(asked: str) -> list[AskedDetector]:
    """Return the detectors that a text means: a file, KIND:NAME, or a wake word, for all kinds that know it.

    BadRequest where there is none of this name, Unavailable where its package is missing.
    """
    kinds = [kind for kind in DETECTORS if kind.suffix and asked.endswith(kind.suffix)]
    if kinds and not Path(asked).is_file():
        raise BadRequest(f"{asked} is no file.")
    prefix, _, name = asked.rpartition(":")
    found = [AskedDetector(kind, asked) for kind in kinds] or [
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


def detectors_for(phrase: str) -> list[AskedDetector]:
    """Return the detectors that are here for a wake word, by its name."""
    name = "_".join("".join(sign if sign.isalnum() else " " for sign in phrase.lower()).split())
    return [AskedDetector(kind, name) for kind in DETECTORS if name in kind.builtin and kind.missing() is None]


__all__ = ["DETECTORS", "AskedDetector", "DetectorKind", "detectors_for", "find_detectors"]
