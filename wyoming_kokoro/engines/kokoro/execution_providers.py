"""ONNX Runtime's execution providers: which are here, which package has the others, and the error for a missing one."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wyoming_kokoro.engines.kokoro.options import PROCESSOR
from wyoming_kokoro.errors import Unavailable

AZURE = "AzureExecutionProvider"
"""It is in every build, and computes only operators of its own, which no model of ours has."""
PACKAGES: Mapping[str, str] = {
    PROCESSOR: "onnxruntime",
    AZURE: "onnxruntime",
    "CUDAExecutionProvider": "onnxruntime-gpu",
    "TensorrtExecutionProvider": "onnxruntime-gpu",
    "OpenVINOExecutionProvider": "onnxruntime-openvino",
    "ROCMExecutionProvider": "onnxruntime-rocm",
    "MIGraphXExecutionProvider": "onnxruntime-rocm",
    "DmlExecutionProvider": "onnxruntime-directml",
    "CoreMLExecutionProvider": "onnxruntime for macOS",
}
"""The package that has each provider; it takes the place of the package onnxruntime."""
_ENDING = "exec"
"""All names end in ExecutionProvider, misspelled or not."""


@dataclass(frozen=True, slots=True)
class ExecutionProvider:
    """What models can be computed by, and whether that is here."""

    name: str
    here: bool
    used: bool
    """Whether models are to run on it, by the settings."""
    package: str | None
    """The package that has it; None where that is not known."""


def known_providers(asked: Sequence[str], here: Sequence[str]) -> tuple[ExecutionProvider, ...]:
    """Return those that are here, then those that are asked for or that a package has."""
    used = asked or (PROCESSOR,)
    names = dict.fromkeys((*here, *used, *PACKAGES))
    return tuple(ExecutionProvider(name, name in here, name in used, PACKAGES.get(name)) for name in names)


def providers_here() -> tuple[str, ...]:
    """Return the names of those that are here; none without ONNX Runtime."""
    try:
        import onnxruntime  # noqa: PLC0415 -- it takes half a second, which only those who ask should wait for
    except ImportError:
        return ()
    return tuple(onnxruntime.get_available_providers())


def require(asked: Sequence[str], here: Sequence[str]) -> None:
    """Raise Unavailable with one sentence if one that is asked for is not here."""
    for name in asked:
        if name not in here:
            raise _missing(name, here)


def require_started(asked: Sequence[str], started: Sequence[str]) -> None:
    """Raise Unavailable if one that is here has not started: ONNX Runtime goes on without it."""
    for name in asked:
        if name not in started:
            raise Unavailable(
                f"engine.providers: {name} did not start: its device, its driver or its libraries are missing. ONNX "
                f"Runtime would run on {', '.join(started)}."
            )


def computing_provider(started: Sequence[str]) -> str:
    """Return the first that computes models of ours."""
    return next((name for name in started if name != AZURE), PROCESSOR)


def provider_problems(model: str, started: Sequence[str]) -> Iterator[str]:
    """Yield a sentence if one of them computes nothing of a model."""
    if AZURE in started:
        yield f"{AZURE} computes nothing of {model}, which runs on {computing_provider(started)}."


def _missing(name: str, here: Sequence[str]) -> Unavailable:
    present = f"Here are: {', '.join(here)}."
    if package := PACKAGES.get(name):
        advice = f"Install {package} in place of onnxruntime, or remove it from the setting."
        return Unavailable(f"engine.providers: {name} is not here. {present} {advice}")
    if near := _nearest(name, (*here, *PACKAGES)):
        return Unavailable(f"engine.providers: there is no {name}. Did you mean {near}? {present}")
    return Unavailable(f"engine.providers: {name} is not known. {present}")


def _nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that is most like this one, by what is before their common ending."""
    stems = {_stem(each): each for each in known}
    found = difflib.get_close_matches(_stem(name), stems, 1)
    return stems[found[0]] if found else None


def _stem(name: str) -> str:
    return name.lower().partition(_ENDING)[0]
