"""What a provider is: words in, bytes of sound out."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from wyoming_kokoro.samples import RawSound
from wyoming_kokoro.settings.provider_settings import ProviderSettings
from wyoming_kokoro.speech import Gender


@dataclass(frozen=True, slots=True)
class RemoteVoice:
    """A voice of a provider."""

    name: str
    """What it is called here, after the provider's name."""
    id: str
    """What the provider calls it."""
    languages: tuple[str, ...] = ()
    """Those it speaks, the most usual first; empty where the provider names none."""
    description: str = ""
    gender: Gender = "neutral"


@dataclass(frozen=True, slots=True)
class SoundBytes:
    """Some bytes of a sound in any format."""

    data: bytes
    raw: RawSound | None = None
    """How samples are written, in case the sound has no header."""


class Provider(Protocol):
    """Asks one server for sound, on the event loop; every failure is a RemoteFailure.

    It sets no time limits but for connecting: its caller gives up, and closes the generator.
    """

    async def voices(self) -> Sequence[RemoteVoice]:
        """Return the voices that the server names; none where it cannot say."""
        ...

    def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:
        """Yield the sound of a text as it arrives; closing the generator ends the request."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderContext:
    """What a provider may be made from."""

    name: str
    settings: ProviderSettings
    key: str = ""

    @property
    def who(self) -> str:
        """How messages call it."""
        return f"The provider {self.name}"


StartProvider = Callable[[ProviderContext], Provider]


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """An entry in the list of providers."""

    name: str
    """The value of `kind` in the settings."""
    meaning: str
    start: StartProvider | str
    """The function that makes one, or where it is: package.module:function."""
    cloud: bool = False
    """Whether it is always outside the local network: it then needs `allowed`."""
    address: str = ""
    """Where it is, where that is always the same; empty where the settings must say it."""
    model: str = ""
    """The model that is asked for where the settings name none."""
    timeout: float = 2.0
    """Seconds to its first half second of sound, where the settings say nothing."""

    def make(self, context: ProviderContext) -> Provider:
        """Return a provider; made on the event loop."""
        start = self.start
        if isinstance(start, str):
            module, _, name = start.partition(":")
            start = cast("StartProvider", getattr(import_module(module), name))
        return start(context)
