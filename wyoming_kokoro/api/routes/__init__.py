"""The routes of the HTTP API, a file for each subject.

A new subject is a new file with its table `routes`, and its name in the list below.
"""

from wyoming_kokoro.api.routes import (
    blends,
    captions,
    dialogue,
    docs,
    files,
    health,
    ingress,
    interruption,
    judging,
    links,
    markup,
    mcp,
    models,
    prometheus,
    pronunciations,
    settings,
    sounds,
    speech,
    status,
    text,
    token,
    voice_matching,
    voices,
    watermark,
    websocket,
    workshop,
)

__all__ = ["SUBJECTS"]

SUBJECTS = (
    speech,
    captions,
    dialogue,
    websocket,
    interruption,
    links,
    blends,
    voices,
    voice_matching,
    sounds,
    models,
    files,
    text,
    markup,
    pronunciations,
    judging,
    watermark,
    mcp,
    workshop,
    settings,
    token,
    health,
    status,
    prometheus,
    ingress,
    docs,
)
"""Every file of routes, in the order in which the documentation describes them."""
