"""The names of models that requests may use; all of them sound the same."""

import re
from collections.abc import Iterable

from aiohttp import web

from wyoming_kokoro.api.http.app_state import settings_of
from wyoming_kokoro.api.http.error_responses import is_plain_name
from wyoming_kokoro.errors import BadRequest

MODELS = ("kokoro", "tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""Ours, and those that OpenAI's clients ask for."""

_SUFFIX = re.compile(r"(?:-\d{4}-\d\d-\d\d)?(?:@.*)?", re.DOTALL)
"""What may follow a name: the date of OpenAI's, and any text after "@", which lets clients start a new cache."""


def model_names(request: web.Request) -> tuple[str, ...]:
    """Return the names that can be used: ours, and those of the settings."""
    return tuple(dict.fromkeys((*MODELS, *settings_of(request).http.model_aliases)))


def check_model(request: web.Request, name: str | None) -> None:
    """Refuse a model that cannot be used."""
    known = model_names(request)
    if name and not is_known(name, known):
        what = f"There is no model {name}" if is_plain_name(name) else "There is no such model"
        raise BadRequest(f"{what}; there are: {', '.join(known)}.", code="model_not_found", about="model")


def is_known(name: str, known: Iterable[str]) -> bool:
    """Return whether a name is one of those known, with or without a suffix."""
    return any(name.startswith(each) and _SUFFIX.fullmatch(name, len(each)) for each in known)
