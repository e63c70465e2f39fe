"""The providers of the settings: their voices, how they are, and how much was sent to them."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from wyoming_kokoro.other_servers.addresses import is_surely_local
from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.providers.provider import Provider, ProviderContext, ProviderKind, RemoteVoice, SoundBytes
from wyoming_kokoro.providers.registry import PROVIDERS, load_entry_points
from wyoming_kokoro.providers.usage import CharacterCount
from wyoming_kokoro.registry import Registry
from wyoming_kokoro.settings.names import is_name
from wyoming_kokoro.settings.provider_settings import ProviderSettings
from wyoming_kokoro.speech import Voice

LIST_SECONDS = 10.0
"""Within which a server must have listed its voices."""

REFRESH, RETRY = 300.0, 20.0
"""Seconds until the voices are asked for again, and where a server did not say them."""

SEPARATOR = "/"
"""Between the provider and its voice in the name of a voice here."""

MAX_NAME = 128
"""Characters of a voice's name at a provider: longer ones are left out."""

CLOUD = "\N{CLOUD}"
"""Begins the descriptions of voices outside the local network: it comes after all letters, and where no voice is chosen
Home Assistant takes the one whose description comes first."""

_IN_FRONT = re.compile(r"^(\([^)]*\)\s*)+")
"""What a description may begin with to be the first of its language, as ours do."""

ProviderState = Literal["ready", "resting", "off"]

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
"""The language tags that Home Assistant compares."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProviderReport:
    """How a provider is, for /health: without its address and its key."""

    name: str
    kind: str
    state: ProviderState
    local: bool
    """Whether text stays on the local network."""
    voices: int
    characters_today: int
    characters_a_day: int
    problem: str | None = None
    """Why it does not speak, as one sentence."""
    resting_for: float = 0.0
    """Seconds until it is asked again."""


class KnownProvider:
    """One provider of the settings, and what is known of it."""

    def __init__(
        self,
        name: str,
        settings: ProviderSettings,
        provider: Provider | None,
        count: CharacterCount,
        problem: str,
        timeout: float = 0.0,
    ) -> None:
        self.name = name
        self.settings = settings
        self.timeout = settings.timeout or timeout
        """Seconds within which the first half second of sound must be here."""
        self.voices: Mapping[str, RemoteVoice] = {}
        """By their names here."""
        self._provider = provider
        self._count = count
        self._problem = problem
        """Why it never speaks; empty where it does."""
        self._rests: dict[str, tuple[float, str]] = {}
        """Until when it, or one of its voices, is not asked, and why."""
        self._is_unlisted = False
        """Whether it rests because it did not list its voices."""
        self._active = 0
        self._retired = False

    @property
    def identity(self) -> str:
        """A text that changes whenever the same words would sound different: the server, model and format."""
        settings = self.settings
        parts = repr((settings.kind, settings.address, settings.model))
        return f"{self.name}-{hashlib.sha256(parts.encode()).hexdigest()[:12]}"

    @property
    def local(self) -> bool:
        """Whether text stays on the local network."""
        return not self.settings.allowed or is_surely_local(self.settings.address)

    @property
    def who(self) -> str:
        """How messages call it."""
        return f"The provider {self.name}"

    def check(self, voice: str = "") -> None:
        """Raise RemoteFailure where it, or one of its voices, is not to be asked now."""
        if self._problem:
            raise RemoteFailure(self._problem)
        for about in ("", voice):
            until, why = self._rests.get(about, (0.0, ""))
            if (left := until - time.monotonic()) > 0:
                raise RemoteFailure(why, rest=left)

    def take(self, text: str) -> None:
        """Count a text that is about to be sent; RemoteFailure where it would be too much for today. Blocks shortly."""
        most = self.settings.characters_a_day
        if not self._count.take(self.name, len(text), most):
            raise RemoteFailure(f"{self.who} has had its {most} characters for today.", of_request=True)
        if not self.local:
            _LOG.info("%d characters leave the local network, for %s", len(text), self.name)

    def failed(self, error: RemoteFailure, voice: str) -> None:
        """Let it rest, or only a voice of it, after a failure."""
        self._rests[voice if error.of_request else ""] = time.monotonic() + error.rest, error.message

    def succeeded(self, voice: str) -> None:
        """Note that it spoke."""
        self._rests.pop("", None)
        self._rests.pop(voice, None)

    async def speak(self, text: str, voice: RemoteVoice, language: str) -> AsyncGenerator[SoundBytes, None]:
        """Yield the sound of a text as it arrives."""
        if self._provider is None:
            raise RemoteFailure(self._problem)
        self._active += 1
        try:
            async with aclosing(self._provider.speak(text, voice, language)) as sound:
                async for piece in sound:
                    yield piece
        finally:
            self._active -= 1
            await self._close_if_done()

    async def refresh(self) -> None:
        """Ask for its voices; those that were known before stay where it does not answer."""
        if self._provider is None:
            return
        found: Sequence[RemoteVoice] = tuple(self.voices.values())
        try:
            async with asyncio.timeout(LIST_SECONDS):
                found = await self._provider.voices()
            if self._is_unlisted:  # one that lists its voices may still fail to speak, and rest for that
                self._rests.pop("", None)
            self._is_unlisted = False
        except TimeoutError:
            self._not_listed(RemoteFailure(f"{self.who} does not answer in time."))
        except RemoteFailure as error:
            self._not_listed(RemoteFailure(error.message, rest=error.rest))
        self.voices = {voice.name: voice for voice in _chosen(found, self.settings.voices)}

    def _not_listed(self, error: RemoteFailure) -> None:
        """Let it rest, unless the settings name its voices: a key may be good for speaking alone."""
        if not self.settings.voices:
            self._is_unlisted = True
            self.failed(error, "")

    def report(self) -> ProviderReport:
        """Return how it is."""
        until, why = self._rests.get("", (0.0, ""))
        left = until - time.monotonic()
        state: ProviderState = "off" if self._problem else "resting" if left > 0 else "ready"
        return ProviderReport(
            self.name,
            self.settings.kind,
            state,
            self.local,
            len(self.voices),
            self._count.today(self.name),
            self.settings.characters_a_day,
            self._problem or (why if left > 0 else None),
            round(max(left, 0.0), 1),
        )

    async def retire(self) -> None:
        """Close it as soon as what was asked of it has ended."""
        self._retired = True
        await self._close_if_done()

    async def _close_if_done(self) -> None:
        if self._retired and not self._active and self._provider is not None:
            await self._provider.close()


class KnownProviders:
    """All providers of the settings; on the event loop, but for the counting of characters."""

    def __init__(
        self,
        usage: Path,
        language_in_name: Callable[[str], str | None],
        kinds: Registry[ProviderKind] = PROVIDERS,
    ) -> None:
        self._count = CharacterCount(usage)
        self._language_in_name = language_in_name
        self._kinds = kinds
        self._providers: dict[str, KnownProvider] = {}
        self._made_from: dict[str, tuple[ProviderSettings, str]] = {}
        self._changed = asyncio.Event()

    def __iter__(self) -> Iterator[KnownProvider]:
        """Iterate over the providers, in the order of the settings."""
        return iter(tuple(self._providers.values()))

    async def use(self, servers: Mapping[str, ProviderSettings], environment: Mapping[str, str]) -> None:
        """Follow other settings from now on."""
        if any(self._kinds.get(settings.kind) is None for settings in servers.values()):
            await asyncio.to_thread(load_entry_points)
        made_from = {
            name: (settings, settings.key or environment.get(settings.key_variable, ""))
            for name, settings in servers.items()
        }
        if made_from == self._made_from:
            return
        if not self._made_from:
            await asyncio.to_thread(self._count.load)
        before, self._providers = self._providers, {}
        for name, wanted in made_from.items():
            same = self._made_from.get(name) == wanted
            self._providers[name] = before.pop(name) if same else self._known(name, *wanted)
        self._made_from = made_from
        self._changed.set()
        for provider in before.values():
            await provider.retire()

    async def refresh(self) -> None:
        """Ask all providers for their voices, at once."""
        await asyncio.gather(*(provider.refresh() for provider in self))

    async def run(self) -> None:
        """Ask for the voices again and again, and soon after the settings have changed; never returns."""
        while True:
            self._changed.clear()
            await self.refresh()
            pause = REFRESH if all(each.report().state != "resting" for each in self) else RETRY
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        """Close all connections."""
        for provider in self:
            await provider.retire()

    def find(self, remote: str) -> tuple[KnownProvider, RemoteVoice]:
        """Return a provider and its voice by PROVIDER/VOICE; RemoteFailure where they are gone."""
        name, _, voice = remote.partition(SEPARATOR)
        provider = self._providers.get(name)
        found = provider.voices.get(voice) if provider else None
        if provider is None or found is None:
            raise RemoteFailure(f"The provider {name} has no such voice any more.", of_request=True)
        return provider, found

    def voices(self, default_language: str) -> tuple[Voice, ...]:
        """Return all voices, as they are listed."""
        return tuple(
            self._voice(provider, voice, default_language) for provider in self for voice in provider.voices.values()
        )

    def reports(self) -> tuple[ProviderReport, ...]:
        """Return how each provider is."""
        return tuple(provider.report() for provider in self)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why providers do not speak, a sentence each."""
        return tuple(report.problem for report in self.reports() if report.problem)

    def _known(self, name: str, settings: ProviderSettings, key: str) -> KnownProvider:
        """Return a provider that is made from its settings, or says why it cannot be."""
        kind = self._kinds.get(settings.kind)
        if kind is None:
            kinds = ", ".join(self._kinds.names)
            problem = f"The provider {name} has no kind that is known; kinds are {kinds}."
            return KnownProvider(name, settings, None, self._count, problem)
        settings = replace(settings, address=settings.address or kind.address, model=settings.model or kind.model)
        problem = _problem(name, kind, settings, key)
        provider = None if problem else kind.make(ProviderContext(name, settings, key))
        return KnownProvider(name, settings, provider, self._count, problem, kind.timeout)

    def _voice(self, provider: KnownProvider, voice: RemoteVoice, default_language: str) -> Voice:
        name = f"{provider.name}{SEPARATOR}{voice.name}"
        named = self._language_in_name(voice.name)
        spoken = [tag.replace("_", "-") for tag in (*voice.languages, *([named] if named else []))]
        tags = [tag for tag in (*spoken, *provider.settings.languages, default_language) if _TAG.fullmatch(tag)]
        own = [tag for tag in spoken if _TAG.fullmatch(tag)] or list(provider.settings.languages) or tags[:1]
        place = "" if provider.local else f"{CLOUD} "
        said = _IN_FRONT.sub("", voice.description.strip()) or voice.name
        description = f"{place}{said} ({provider.name})"
        return Voice(
            name,
            tags[0] if tags else "en-US",
            voice.gender,
            " ".join(description.split()),
            kind="provider",
            remote=name,
            more_languages=tuple(dict.fromkeys(tag for tag in own if tag != tags[0])),
        )


def reports_as_json(reports: Sequence[ProviderReport]) -> list[dict[str, object]]:
    """Return reports as /health has them."""
    return [asdict(report) for report in reports]


def _problem(name: str, kind: ProviderKind, settings: ProviderSettings, key: str) -> str:
    """Return why a provider can never speak, as one sentence; empty where it can."""
    if kind.cloud and not settings.allowed and not is_surely_local(settings.address):
        return f"The provider {name} is in the cloud and no text may leave the local network: `allowed` is false."
    if not settings.address:
        return f"The provider {name} has no address."
    if settings.key_variable and not key:
        return f"The provider {name} has no key: the variable {settings.key_variable} is not set."
    return ""


def _chosen(found: Sequence[RemoteVoice], wanted: Sequence[str]) -> Iterator[RemoteVoice]:
    """Yield the voices of the settings, with what the server says of them; all where they name none."""
    usable = [voice for voice in found if is_name(voice.name) and len(voice.name) <= MAX_NAME]
    if not wanted:
        yield from usable
    for text in wanted:
        name, _, given = text.partition("=")
        known = next((voice for voice in usable if name.strip() in (voice.name, voice.id)), None)
        if known is None:
            known = RemoteVoice(name.strip(), given.strip() or name.strip())
        yield replace(known, name=name.strip(), id=given.strip() or known.id)
