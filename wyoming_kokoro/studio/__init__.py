"""The studio: the one package that knows the order of the work.

What it offers is imported when it is asked for: to see how a text is read needs no engine.
"""

from typing import TYPE_CHECKING

from wyoming_kokoro.lazy_imports import lazy_imports

if TYPE_CHECKING:
    from wyoming_kokoro.studio.explaining import (
        Explanation,
        explain,
        explain_utterance,
        explanation_as_json,
        phonemes,
        spoken_words,
    )
    from wyoming_kokoro.studio.markup_description import markup_as_json, styles_as_json
    from wyoming_kokoro.studio.request_stats import Interface, RequestStats
    from wyoming_kokoro.studio.speech_config import SpeechConfig, configure
    from wyoming_kokoro.studio.studio import FileFolder, SpeakingVoice, Studio, StudioStatus
    from wyoming_kokoro.studio.text_stream import TextStream

__all__ = [
    "Explanation",
    "FileFolder",
    "Interface",
    "RequestStats",
    "SpeakingVoice",
    "SpeechConfig",
    "Studio",
    "StudioStatus",
    "TextStream",
    "configure",
    "explain",
    "explain_utterance",
    "explanation_as_json",
    "markup_as_json",
    "phonemes",
    "spoken_words",
    "styles_as_json",
]

__getattr__ = lazy_imports(
    __name__,
    {
        "text_stream": ("TextStream",),
        "speech_config": ("SpeechConfig", "configure"),
        "explaining": (
            "Explanation",
            "explain",
            "explain_utterance",
            "explanation_as_json",
            "phonemes",
            "spoken_words",
        ),
        "markup_description": ("markup_as_json", "styles_as_json"),
        "request_stats": ("Interface", "RequestStats"),
        "studio": ("FileFolder", "SpeakingVoice", "StudioStatus", "Studio"),
    },
)
