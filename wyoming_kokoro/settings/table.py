"""Every setting, one line each; everything else about settings is derived from these lines.

To add one, write its line in its section and run script/docs, which updates config.json and docs/settings.md. Besides
single values there are lists (`tuple[str, ...]`) and tables (`Mapping[str, str]`). Times are in seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from wyoming_kokoro.settings.kokoro_releases import AUTO, RELEASE_NAMES
from wyoming_kokoro.settings.names import NAME
from wyoming_kokoro.settings.options import Option, TextPattern, Value, option, options_of
from wyoming_kokoro.settings.provider_settings import PROVIDER_NAME, ProviderSettings
from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED

_LANGUAGE = TextPattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en-US")
_HOST = TextPattern(r"[^\s,/]*", "a host name or an address, or nothing for all addresses")
_PORT = r":(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])"
_TCP = rf"tcp://(\[[0-9A-Fa-f:.%\w]*\]|[^\s,:/\[\]]*){_PORT}"
_UNIX = r"unix://[^\s,]+"
_ADDRESSES = TextPattern(
    rf"({_TCP}|{_UNIX})(\s*,\s*({_TCP}|{_UNIX}))*",
    "tcp://HOST:PORT or unix:///PATH, several separated by commas (an empty HOST is all addresses)",
)
_KEY = TextPattern(r"[!-~]*", "letters, digits and symbols without spaces")
_ORIGIN = TextPattern(r"https?://[^\s,/?#@]+", "http:// or https://, a host, and a port if it is not the default")
_MIRROR = TextPattern(r"(https?://[^\s,/?#]+[^\s?#]*)?", "an address that starts with https:// or http://, or nothing")
_RECOGNISER = TextPattern(rf"({_TCP}|{_UNIX})?", "tcp://HOST:PORT, unix:///PATH, or nothing")

_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """The defaults for requests that do not say how to speak."""

    voice: str = option("af_heart", "The voice, or a blend of voices such as af_heart*0.7 + am_adam*0.3.", pattern=NAME)
    language: str = option(
        "en-US", "The language of texts, if neither the request nor its voice has one.", pattern=_LANGUAGE
    )
    speed: float = option(1.0, "1 is the voice's own speed, 2 twice as fast.", minimum=MIN_SPEED, maximum=MAX_SPEED)
    pitch: float = option(
        0.0, "Semitones up or down; 0 leaves the voice unchanged.", minimum=MIN_PITCH, maximum=MAX_PITCH
    )
    volume: float = option(1.0, "A factor for the loudness; 1 leaves it unchanged.", minimum=0, maximum=MAX_VOLUME)
    normalize_loudness: bool = option(
        default=True,
        meaning="Make all voices equally loud, and short phrases as loud as sentences.",
    )
    loudness: float = option(
        -18.0,
        "How loud that is, in LUFS; between -20 and -16 is usual for speech.",
        minimum=-40,
        maximum=-10,
    )
    clause_pause: float = option(
        0.15,
        "Seconds of silence after a clause that is spoken apart from the rest of its sentence by an engine that cannot "
        "speak parts of a sentence. Elsewhere the engine makes the pause.",
        minimum=0,
        maximum=10,
    )
    sentence_pause: float = option(0.4, "Seconds of silence after a sentence.", minimum=0, maximum=10)
    paragraph_pause: float = option(0.7, "Seconds of silence after a paragraph.", minimum=0, maximum=10)
    lead_in: float = option(
        0.0,
        "Seconds of silence before the first word, for loudspeakers that cut off the beginning.",
        minimum=0,
        maximum=5,
    )
    watermark: bool = option(
        default=True,
        meaning="Mark speech inaudibly as made by a machine, so that programs can tell. Article 50(2) of the European "
        "Union's AI Act has required such a mark since August 2026 of those who provide systems that make speech; "
        "without it, that duty is yours. Voices made from a recording are always marked.",
    )


@dataclass(frozen=True, slots=True)
class VoicesSettings:
    """Other names for voices, and voices of your own."""

    aliases: Mapping[str, str] = option(
        {
            "alloy": "af_alloy",
            "ash": "am_michael",
            "ballad": "bm_lewis",
            "coral": "af_bella",
            "echo": "am_echo",
            "fable": "bm_fable",
            "nova": "af_nova",
            "onyx": "am_onyx",
            "sage": "af_sarah",
            "shimmer": "af_sky",
            "verse": "am_puck",
            "marin": "af_heart",
            "cedar": "am_fenrir",
            "f1": "af_heart",
            "f2": "af_bella",
            "f3": "af_nicole",
            "f4": "bf_emma",
            "m1": "am_fenrir",
            "m2": "am_michael",
            "m3": "am_puck",
            "m4": "bm_fable",
        },
        "Other names for voices; they work in requests and are not listed.",
        pattern=NAME,
        key_pattern=NAME,
    )
    saved: Mapping[str, str] = option(
        {},
        "Voices of your own, listed like all others: a name, and a blend or a voice, also with a speed (af_heart@0.9).",
        pattern=NAME,
        key_pattern=NAME,
    )


@dataclass(frozen=True, slots=True)
class PronounceSettings:
    """The pronunciation of words."""

    words: Mapping[str, str] = option(
        {},
        "Your own words and their pronunciation, as in the file `pronunciations` in the data folder: a respelling"
        " (EE-lon), phonemes between slashes, or other words between quotes.",
    )


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How numbers, dates and symbols are read."""

    date_order: str = option(
        "auto",
        "Whether 05/06 begins with the day or the month; auto follows the language's country.",
        choices=("auto", "day", "month"),
    )
    years: str = option(
        "hundreds",
        "How 2013 is spoken: in hundreds (twenty thirteen) or in thousands (two thousand thirteen).",
        choices=("hundreds", "thousands"),
    )
    emoji: bool = option(default=False, meaning="Speak the names of emoji; otherwise they are left out.")
    code: bool = option(default=False, meaning="Speak fenced code blocks; otherwise they are left out.")
    short_forms: tuple[str, ...] = option(
        ("pause", "whisper", "style", "emphasis", "voice"),
        "The short forms that have an effect in plain text, such as [pause:1.5s]; the others are read as text.",
        choices=("pause", "whisper", "style", "emphasis", "voice"),
    )
    cues: str = option(
        "leave out",
        "What becomes of cues such as (laughs): they are left out, spoken as words such as haha, made as sounds where "
        "a voice can make them, or read as written.",
        choices=("leave out", "words", "sounds", "as written"),
    )


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The engine that turns phonemes into speech."""

    name: str = option(
        "auto",
        "The engine that speaks.",
        pattern=TextPattern(r"[a-z][a-z0-9_-]*", "the name of an engine"),
    )
    model: str = option(
        "model_q4.onnx",
        "The file of Kokoro's model; auto chooses one that suits this machine.",
        pattern=NAME,
    )
    release: str = option(
        AUTO, "The release of Kokoro that the file is from; auto tells it by the file's name.", choices=RELEASE_NAMES
    )
    threads: int = option(
        0, "Processor threads for the model; 0 chooses by the number of cores.", minimum=0, maximum=256
    )
    providers: tuple[str, ...] = option(
        (),
        "ONNX Runtime's execution providers, the preferred one first, such as CUDAExecutionProvider; empty is the CPU. "
        "`wyoming-kokoro models list` shows which are here; without one that is named, Kokoro does not speak.",
    )
    min_phonemes: int = option(
        16,
        "Phrases with fewer phonemes are made before another sentence and cut out, which keeps them clear; 0 is off.",
        minimum=0,
        maximum=60,
    )
    unload_after: float = option(
        0.0,
        "Kokoro's model is removed from memory after this many seconds without speech; 0 keeps it.",
        minimum=0,
        maximum=86_400,
    )
    attempts: int = option(
        2, "How often a phrase is rendered before a phrase without sound is an error.", minimum=1, maximum=10
    )


@dataclass(frozen=True, slots=True)
class ProvidersSettings:
    """Other engines, on this machine, in this network or in the cloud: their voices are listed as PROVIDER/VOICE."""

    servers: Mapping[str, ProviderSettings] = option(
        {},
        "The providers by name; text leaves the local network only for those with `allowed`.",
        key_pattern=PROVIDER_NAME,
        local=True,
    )
    routes: Mapping[str, str] = option(
        {},
        "Which voice speaks in place of another, or where no voice is named in a language: a language or a voice, and "
        "a provider or a voice.",
        pattern=NAME,
        key_pattern=NAME,
        local=True,
    )


@dataclass(frozen=True, slots=True)
class WyomingSettings:
    """The Wyoming server, for Home Assistant."""

    uri: str = option(
        "tcp://:10200",
        "The addresses to listen at: tcp://HOST:PORT or unix:///PATH, several separated by commas; an empty HOST is"
        " every address.",
        pattern=_ADDRESSES,
        restart=True,
    )
    connections: int = option(
        128,
        "Connections at the same time; at the limit, the one that has been idle longest is closed.",
        minimum=1,
        maximum=10_000,
    )
    address_share: float = option(
        0.5,
        "The part of the connections that one address may have, so that none shuts out the others; 1 is all of them.",
        minimum=0.01,
        maximum=1,
    )
    idle_timeout: float = option(
        300.0, "Seconds after which an idle connection is closed.", minimum=0.1, maximum=86_400
    )
    first_request_timeout: float = option(
        30.0, "Seconds after which a connection without any request is closed.", minimum=0.1, maximum=3_600
    )
    frame_timeout: float = option(
        15.0, "Seconds within which an event must arrive completely.", minimum=0.1, maximum=3_600
    )
    write_timeout: float = option(
        20.0, "Seconds after which a client that does not read is disconnected.", minimum=0.1, maximum=3_600
    )
    text_stream_timeout: float = option(
        120.0, "Seconds without new text after which a stream of text is ended.", minimum=0.1, maximum=3_600
    )
    flush_after: float = option(
        0.25, "Seconds without new text after which the text so far is spoken.", minimum=0.05, maximum=10
    )


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """The HTTP API, for OpenAI clients, and the dashboard."""

    host: str = option(
        "", "The address to listen at; empty is every address, IPv4 and IPv6.", pattern=_HOST, restart=True
    )
    port: int = option(8354, "The port to listen at; 0 uses a free one.", minimum=0, maximum=_MAX_PORT, restart=True)
    connections: int = option(
        128,
        "Connections at the same time; at the limit, the one that has been idle longest is closed.",
        minimum=1,
        maximum=10_000,
    )
    address_share: float = option(
        0.5,
        "The part of the connections that one address may have, so that none shuts out the others; 1 is all of them.",
        minimum=0.01,
        maximum=1,
    )
    key: str = option(
        "", "The API key that clients must send; empty requires none.", pattern=_KEY, secret=True, local=True
    )
    lists_need_key: bool = option(
        default=False,
        meaning="Require the key for the lists of voices and models too: many clients do not send it there.",
    )
    allowed_hosts: tuple[str, ...] = option(
        (),
        "Host names of this server, besides addresses of private networks, names without a dot, and names under .local,"
        " .lan, .home.arpa and .internal.",
        pattern=_HOST,
        local=True,
    )
    allowed_origins: tuple[str, ...] = option(
        (),
        "Web pages of other servers that may send requests from a browser: http://HOST:PORT.",
        pattern=_ORIGIN,
        local=True,
    )
    model_aliases: tuple[str, ...] = option(
        (), "More names that requests may use for the model, besides OpenAI's and our own.", pattern=NAME
    )
    header_timeout: float = option(
        10.0, "Seconds within which the headers of a request must arrive.", minimum=0.1, maximum=600
    )
    body_timeout: float = option(
        10.0, "Seconds within which the body of a request must arrive.", minimum=0.1, maximum=600
    )
    idle_timeout: float = option(30.0, "Seconds after which an idle connection is closed.", minimum=1, maximum=3_600)
    write_timeout: float = option(
        20.0, "Seconds after which a client that does not read is disconnected.", minimum=0.1, maximum=3_600
    )
    body_bytes: int = option(262_144, "The maximum size of a request.", minimum=1_024, maximum=16_777_216)
    ingress_port: int = option(
        8099,
        "Inside the add-on: the port for Home Assistant's proxy.",
        minimum=0,
        maximum=_MAX_PORT,
        restart=True,
        local=True,
    )
    ingress_peers: tuple[str, ...] = option(
        ("172.30.32.2",),
        "Inside the add-on: the addresses that may connect to that port, without key or token: the Supervisor's.",
        pattern=_HOST,
        restart=True,
        local=True,
    )
    keep_spoken: float = option(
        60.0,
        "Seconds for which the text of a request stays in memory after it was spoken, so that what was heard of it can"
        " be asked for, and the rest be spoken later; 0 keeps none.",
        minimum=0,
        maximum=600,
    )
    link_lifetime: float = option(
        300.0, "Seconds for which the address of a link for players is valid.", minimum=1, maximum=86_400
    )


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """Discovery by Home Assistant."""

    zeroconf: bool = option(
        default=True, meaning="Announce the server on the local network (never inside the add-on).", restart=True
    )
    name: str | None = option(
        None, "The name that is announced; null is one that is made at the first start.", pattern=NAME, restart=True
    )


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """Limits, so that one client cannot keep others waiting."""

    text_characters: int = option(20_000, "Characters in one request, of either server.", minimum=1, maximum=1_000_000)
    queue: int = option(
        32,
        "Requests that may wait for their first sound at the same time; more are refused.",
        minimum=1,
        maximum=10_000,
    )
    listeners: int = option(
        0,
        "Requests that may wait or be spoken at the same time; more are refused. 0 is as many as come.",
        minimum=0,
        maximum=10_000,
    )
    shutdown_timeout: float = option(
        10.0, "Seconds in which the server stops: requests have all but the last 2.5.", minimum=0, maximum=600
    )


@dataclass(frozen=True, slots=True)
class DownloadSettings:
    """Downloads of missing models and voices."""

    enabled: bool = option(
        default=True, meaning="Download missing files from the network; `downloads.folder` is used either way."
    )
    mirror: str = option(
        "", "An address with the same paths as the public sources, which is tried first.", pattern=_MIRROR, local=True
    )
    folder: str = option("", "A folder with downloaded files, which is tried before any address.", local=True)
    attempts: int = option(5, "Attempts at each source.", minimum=1, maximum=100)
    retry_delay: float = option(
        1.0,
        "Seconds before the second attempt; each further delay is twice as long, up to a minute.",
        minimum=0,
        maximum=60,
    )
    timeout: float = option(30.0, "Seconds without an answer after which an attempt fails.", minimum=0.1, maximum=3_600)


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """The cache of rendered phrases."""

    memory_megabytes: int = option(64, "The size of the cache in memory; 0 switches it off.", minimum=0, maximum=65_536)
    disk: bool = option(
        default=False,
        meaning="Keep the cache on disk too, across restarts. Anyone who can read the disk can then hear it.",
        local=True,
    )
    disk_megabytes: int = option(256, "The size of the cache on disk.", minimum=1, maximum=1_048_576)
    precompute: bool = option(default=True, meaning="Render everyday sentences in advance, while the server is idle.")
    sentences: tuple[str, ...] = option((), "Sentences of your own that are rendered in advance too.")


@dataclass(frozen=True, slots=True)
class HomeAssistantSettings:
    """Home Assistant, whose media players and satellites `say --to` uses."""

    url: str = option(
        "",
        "Its address, http://HOST:8123; empty inside an add-on that may use its API is the one it runs in.",
        pattern=_MIRROR,
        local=True,
    )
    token: str = option(
        "", "A long-lived access token, from your profile in Home Assistant.", pattern=_KEY, secret=True, local=True
    )
    speech_url: str = option(
        "",
        "The address by which its media players reach this server, http://HOST:8354; empty finds it out.",
        pattern=_MIRROR,
        local=True,
    )


@dataclass(frozen=True, slots=True)
class JudgingSettings:
    """Judging speech: what `wyoming-kokoro judge` and the dashboard's Quality panel ask."""

    whisper_model: str = option(
        "", "A folder with a model for faster-whisper; empty uses the one that a package brings.", local=True
    )
    onnx_model: str = option(
        "", "A model for onnx-asr: its name, or its name, a colon and its folder; empty uses none.", local=True
    )
    wyoming_uri: str = option(
        "",
        "The address of a speech recogniser that speaks Wyoming, tcp://HOST:PORT; the sound is sent there.",
        pattern=_RECOGNISER,
        local=True,
    )
    openai_url: str = option(
        "",
        "The address of a server with OpenAI's route for transcriptions; the sound is sent there.",
        pattern=_MIRROR,
        local=True,
    )
    openai_model: str = option("whisper-1", "The model that is asked there.", pattern=NAME, local=True)
    openai_key: str = option("", "The key for that server.", pattern=_KEY, secret=True, local=True)
    timeout: float = option(
        60.0, "Seconds after which a judge that has not answered is given up for a sound.", minimum=0.1, maximum=3_600
    )
    thresholds: str = option(
        "balanced",
        "From when on speech counts as faulty.",
        choices=("strict", "balanced", "permissive"),
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The log."""

    debug: bool = option(default=False, meaning="Log details, including the texts that are spoken.", local=True)
    format: str = option("text", "The form of log entries: a line of text, or a JSON object.", choices=("text", "json"))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    speech: SpeechSettings = field(default_factory=SpeechSettings)
    voices: VoicesSettings = field(default_factory=VoicesSettings)
    pronounce: PronounceSettings = field(default_factory=PronounceSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    providers: ProvidersSettings = field(default_factory=ProvidersSettings)
    wyoming: WyomingSettings = field(default_factory=WyomingSettings)
    http: HttpSettings = field(default_factory=HttpSettings)
    discovery: DiscoverySettings = field(default_factory=DiscoverySettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    downloads: DownloadSettings = field(default_factory=DownloadSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    homeassistant: HomeAssistantSettings = field(default_factory=HomeAssistantSettings)
    judging: JudgingSettings = field(default_factory=JudgingSettings)
    log: LogSettings = field(default_factory=LogSettings)

    def value(self, name: str) -> Value:
        """Return the value of a setting by its name, such as speech.voice."""
        section, _, key = name.partition(".")
        value: Value = getattr(getattr(self, section), key)
        return value


SECTIONS: Mapping[str, type] = {each.name: each.type for each in fields(Settings) if isinstance(each.type, type)}
"""The sections by name, in the order of the lists."""

_OPTIONS = {each.name: each for section, holder in SECTIONS.items() for each in options_of(section, holder)}
OPTIONS: Mapping[str, Option] = _OPTIONS
"""The options by name, in the order of the lists."""


def set_choices(name: str, choices: Mapping[str, str]) -> None:
    """Limit a setting to these values, each with its meaning.

    For lists of higher layers, which are not known here: the engines.
    """
    meanings = (f"{choice}: {meaning}" for choice, meaning in choices.items())
    _OPTIONS[name] = replace(_OPTIONS[name], choices=tuple(choices), meaning="; ".join(meanings) + ".")


def settings_from(values: Mapping[str, Value]) -> Settings:
    """Return settings with these values, which were checked before, and defaults for the others."""
    grouped: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for name, value in values.items():
        option_of = OPTIONS[name]
        grouped[option_of.section][option_of.key] = option_of.made(value)
    return Settings(**{section: SECTIONS[section](**content) for section, content in grouped.items()})
