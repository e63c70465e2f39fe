"""What a name of a voice, a blend, a model or this server may hold: in requests, in settings, and when it is saved."""

import re
from typing import Final

from wyoming_kokoro.settings.options import TextPattern
from wyoming_kokoro.settings.speech_bounds import MAX_REQUEST_NAME

_CHARACTER: Final = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
"""Any character but control characters and ends of lines, which could end a header or a line of the log."""

NAME: Final = TextPattern(
    rf"(?!\s)(?![\s\S]*\s(?![\s\S])){_CHARACTER}+",
    "a name without spaces around it and without control characters",
)
"""The name in a setting."""
REQUEST_NAME: Final = TextPattern(
    rf"{_CHARACTER}{{0,{MAX_REQUEST_NAME}}}",
    f"a name of at most {MAX_REQUEST_NAME} characters without control characters",
)
"""The name in a request, which may be empty."""

_NAME = re.compile(NAME.regex)


def is_name(text: str) -> bool:
    """Return whether a text may be a name."""
    return _NAME.fullmatch(text) is not None
