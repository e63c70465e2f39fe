"""Other engines as voices: servers that take words and return sound, in this network or in the cloud."""

from wyoming_kokoro.providers.known_providers import KnownProviders, ProviderReport
from wyoming_kokoro.providers.provider import Provider, ProviderContext, ProviderKind, RemoteVoice, SoundBytes
from wyoming_kokoro.providers.registry import PROVIDERS

__all__ = [
    "PROVIDERS",
    "KnownProviders",
    "Provider",
    "ProviderContext",
    "ProviderKind",
    "ProviderReport",
    "RemoteVoice",
    "SoundBytes",
]
