"""The list of providers: a file for each kind of server.

A new one is a file with a function that makes it, and its entry in the list; packages of others offer theirs as an
entry point of the group `wyoming_kokoro.providers`.
"""

import logging
from importlib.metadata import entry_points

from wyoming_kokoro.providers.provider import ProviderKind
from wyoming_kokoro.registry import Registry

ENTRY_POINTS = "wyoming_kokoro.providers"
"""The group of entry points under which other packages offer a ProviderKind."""

_HERE = "wyoming_kokoro.providers"
_LOG = logging.getLogger(__name__)

PROVIDERS = Registry(
    ProviderKind("wyoming", "A server that speaks Wyoming, such as wyoming-piper.", f"{_HERE}.wyoming_server:create"),
    ProviderKind(
        "openai",
        "A server with OpenAI's route for speech: Kokoro-FastAPI, speaches, LocalAI, Groq, Inworld, OpenRouter...",
        f"{_HERE}.openai_server:create",
        model="tts-1",
    ),
    ProviderKind(
        "gemini",
        "Google's Gemini.",
        f"{_HERE}.gemini:create",
        cloud=True,
        address="https://generativelanguage.googleapis.com",
        model="gemini-3.8-flash-tts",
        timeout=8.0,
    ),
    ProviderKind(
        "elevenlabs",
        "ElevenLabs.",
        f"{_HERE}.elevenlabs:create",
        cloud=True,
        address="https://api.elevenlabs.io",
        model="eleven_flash_v2_5",
    ),
)
"""Every kind there is, in order."""


def load_entry_points() -> None:
    """Add what other packages offer; one that cannot be loaded is left out, with a warning. Blocks."""
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            kind = entry.load()
            if isinstance(kind, ProviderKind) and PROVIDERS.get(kind.name) is None:
                PROVIDERS.register(kind)
        except Exception:  # noqa: BLE001 -- code of others
            _LOG.warning("The provider %s of another package cannot be loaded", entry.name, exc_info=True)
