"""Every setting there is, one line each: whatever else knows about settings follows from these lines.

To add one, write its line in its section and run script/docs, which brings config.json and docs/settings.md up to it.
Besides single values there are lists (`tuple[str, ...]`) and tables (`Mapping[str, str]`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from wyoming_kokoro.settings.model_choices import EXACT, FULL, PRECISIONS, STREAMING_MODES
from wyoming_kokoro.settings.options import Option, TextPattern, Value, option, options_of
from wyoming_kokoro.settings.speech_bounds import MAX_PITCH, MAX_SPEED, MAX_VOLUME, MIN_PITCH, MIN_SPEED

_LANGUAGE = TextPattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en-US")
_NAME = TextPattern(r"\S(.*\S)?", "a name without blanks around it")
_HOST = TextPattern(r"[^\s,/]*", "a host name or an address, or nothing for all addresses")
_PORT = r":(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])"
_TCP = rf"tcp://(\[[0-9A-Fa-f:.%\w]*\]|[^\s,:/\[\]]*){_PORT}"
_UNIX = r"unix://[^\s,]+"
_ADDRESSES = TextPattern(
    rf"({_TCP}|{_UNIX})(\s*,\s*({_TCP}|{_UNIX}))*",
    "tcp://HOST:PORT or unix:///PATH, several with commas between (an empty HOST is all addresses)",
)
_KEY = TextPattern(r"[!-~]*", "letters, digits and signs without blanks")
_ORIGIN = TextPattern(r"https?://[^\s,/?#@]+", "http:// or https://, a host, and a port if it is not the usual one")
_MIRROR = TextPattern(r"(https?://[^\s,/?#]+[^\s?#]*)?", "an address that begins with https:// or http://, or nothing")

_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """How to speak when a request says nothing else."""

    voice: str = option("af_heart", "The voice, or a blend of voices such as af_heart*0.7 + am_adam*0.3.", shape=_NAME)
    language: str = option(
        "en-US", "The language of texts when neither the request nor its voice says.", shape=_LANGUAGE
    )
    speed: float = option(1.0, "1 is the voice's own speed, 2 twice as fast.", least=MIN_SPEED, most=MAX_SPEED)
    pitch: float = option(0.0, "Semitones up or down; 0 leaves the voice as it is.", least=MIN_PITCH, most=MAX_PITCH)
    volume: float = option(1.0, "Loudness of the result; 1 leaves it unchanged.", least=0, most=MAX_VOLUME)
    normalize_loudness: bool = option(
        default=True,
        meaning="Bring Kokoro's voices to one loudness; each is measured once, when there is nothing to do.",
    )
    clause_pause: float = option(0.15, "Seconds of silence after a clause.", least=0, most=10)
    sentence_pause: float = option(0.4, "Seconds of silence after a sentence.", least=0, most=10)
    paragraph_pause: float = option(0.7, "Seconds of silence after a paragraph.", least=0, most=10)
    lead_in: float = option(
        0.0, "Seconds of silence before the first word, for speakers that swallow it.", least=0, most=5
    )


@dataclass(frozen=True, slots=True)
class VoicesSettings:
    """Names for voices, besides their own."""

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
            "m1": "am_fenrir",
            "m2": "am_michael",
            "m3": "am_puck",
        },
        "Other names under which voices can be asked for; they are not listed.",
        shape=_NAME,
    )
    saved: Mapping[str, str] = option(
        {},
        "Voices of your own, listed like any other: a name, and a blend, a voice with a pace (af_heart@0.9), or both.",
        shape=_NAME,
    )


@dataclass(frozen=True, slots=True)
class PronounceSettings:
    """How words sound."""

    words: Mapping[str, str] = option(
        {},
        "Your own words and how they sound, like a line each of the file `pronunciations` in the data folder:"
        " a respelling (EE-lon), phonemes between slashes, or other words between quotes.",
    )


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How numbers, dates and signs are read."""

    date_order: str = option(
        "auto",
        "What 05/06 begins with: the day or the month; auto does as the language's country has it.",
        choices=("auto", "day", "month"),
    )
    years: str = option(
        "hundreds",
        "How 2013 is said: by hundreds (twenty thirteen) or by thousands (two thousand thirteen).",
        choices=("hundreds", "thousands"),
    )
    emoji: bool = option(default=False, meaning="Say emoji by their names; otherwise they are left out.")
    code: bool = option(default=False, meaning="Say fenced blocks of code; otherwise they are left out.")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What turns phonemes into sound."""

    name: str = option(
        "auto",
        "The engine that speaks.",
        shape=TextPattern(r"[a-z][a-z0-9_-]*", "the name of an engine"),
    )
    model: str = option(
        "model_q4.onnx",
        "Kokoro's model file, which is the one that is used; auto chooses for this machine.",
        shape=_NAME,
    )
    threads: int = option(0, "Processor threads for the model; 0 chooses by the machine's cores.", least=0, most=256)
    providers: tuple[str, ...] = option(
        (), "What ONNX Runtime is to run on, the best first, such as CUDAExecutionProvider; empty is the processor."
    )
    min_phonemes: int = option(
        16,
        "Phrases with fewer phonemes are spoken among copies of themselves, which keeps them clear; 0 never does so.",
        least=0,
        most=60,
    )
    precision: str = option(
        FULL,
        "How Kokoro's generator counts: full as the model file says; int8 its residual blocks in eight bits, int8-all"
        " all of it, which is faster and sounds a little different. `wyoming-kokoro models tune` must be run once.",
        choices=PRECISIONS,
    )
    streaming: str = option(
        EXACT,
        "How Kokoro makes a sentence: exact makes it in one; balanced and fast make it in windows, whose sound leaves"
        " sooner and differs a little.",
        choices=STREAMING_MODES,
    )
    unload_after: float = option(
        0.0, "Kokoro's memory is given back after this long without speech; 0 keeps it.", least=0, most=86_400
    )
    attempts: int = option(
        2, "How often a phrase that yields no sound is tried before it is an error.", least=1, most=10
    )


@dataclass(frozen=True, slots=True)
class WyomingSettings:
    """The door for Home Assistant."""

    uri: str = option(
        "tcp://:10200",
        "Where to listen: tcp://HOST:PORT or unix:///PATH, several with commas; an empty HOST is every address.",
        shape=_ADDRESSES,
        restart=True,
    )
    connections: int = option(
        128, "Connections at once; at the cap, the one longest without a request makes room.", least=1, most=10_000
    )
    idle_timeout: float = option(300.0, "A connection without a request is closed after this.", least=0.1, most=86_400)
    first_request_timeout: float = option(
        30.0, "A connection that never asks for anything is closed after this.", least=0.1, most=3_600
    )
    frame_timeout: float = option(15.0, "An event that has begun must be whole after this.", least=0.1, most=3_600)
    write_timeout: float = option(20.0, "A listener that takes nothing for this long is let go.", least=0.1, most=3_600)
    text_stream_timeout: float = option(
        120.0, "A stream of text that stays silent for this long is taken as abandoned.", least=0.1, most=3_600
    )
    flush_after: float = option(
        0.25, "Text that stops arriving for this long is spoken as far as it goes.", least=0.05, most=10
    )


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """The door for OpenAI's clients and the dashboard."""

    host: str = option(
        "", "The address to listen on; empty is every address, IPv4 and IPv6.", shape=_HOST, restart=True
    )
    port: int = option(8354, "The port to listen on; 0 takes a free one.", least=0, most=_HIGHEST_PORT, restart=True)
    connections: int = option(
        128, "Connections at once; at the cap, the one longest without a request makes room.", least=1, most=10_000
    )
    key: str = option(
        "", "What clients must send as their API key; empty asks for none.", shape=_KEY, secret=True, local=True
    )
    lists_need_key: bool = option(
        default=False,
        meaning="Ask for the key also where voices and models are listed: many clients do not send it there.",
    )
    allowed_hosts: tuple[str, ...] = option(
        (),
        "Names this server is reached by, besides addresses of private networks, names of one part, and names under "
        ".local, .lan, .home.arpa and .internal.",
        shape=_HOST,
        local=True,
    )
    allowed_origins: tuple[str, ...] = option(
        (), "Web pages of other servers that may ask from a browser: http://HOST:PORT.", shape=_ORIGIN, local=True
    )
    model_aliases: tuple[str, ...] = option(
        (), "Further names of models that requests may use, besides OpenAI's and our own.", shape=_NAME
    )
    header_timeout: float = option(
        10.0, "A request that has begun must tell what it is within this.", least=0.1, most=600
    )
    body_timeout: float = option(10.0, "The rest of a request must have arrived within this.", least=0.1, most=600)
    idle_timeout: float = option(
        30.0, "A connection without a further request is closed after this.", least=1, most=3_600
    )
    write_timeout: float = option(20.0, "A listener that takes nothing for this long is let go.", least=0.1, most=3_600)
    body_bytes: int = option(262_144, "The size of a request.", least=1_024, most=16_777_216)
    ingress_port: int = option(
        8099,
        "Inside the add-on: where Home Assistant's own proxy comes in.",
        least=0,
        most=_HIGHEST_PORT,
        restart=True,
        local=True,
    )
    ingress_peers: tuple[str, ...] = option(
        ("172.30.32.2",),
        "Inside the add-on: who may come in there, without key or token. This is the Supervisor.",
        shape=_HOST,
        restart=True,
        local=True,
    )
    link_lifetime: float = option(
        300.0, "An address that was made for a player stays good for this.", least=1, most=86_400
    )


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """Being found by Home Assistant."""

    zeroconf: bool = option(
        default=True, meaning="Announce the server on the local network (never inside the add-on).", restart=True
    )
    name: str | None = option(
        None, "The name that is announced; null keeps one made at the first start.", shape=_NAME, restart=True
    )


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """How much may be asked, so that one caller cannot keep others waiting."""

    text_characters: int = option(20_000, "Characters in one request, at either door.", least=1, most=1_000_000)
    queue: int = option(32, "Requests that may wait or speak at once; more are refused for now.", least=1, most=10_000)
    shutdown_timeout: float = option(10.0, "At a stop, requests may finish within this.", least=0, most=600)


@dataclass(frozen=True, slots=True)
class DownloadSettings:
    """Where models and voices come from when they are not here."""

    enabled: bool = option(
        default=True, meaning="Fetch missing files over the network; the offline folder is asked either way."
    )
    mirror: str = option(
        "", "An address that is asked before the public sources and is laid out like them.", shape=_MIRROR, local=True
    )
    folder: str = option("", "A folder with files fetched elsewhere, which is asked first.", local=True)
    attempts: int = option(5, "How often each source is tried.", least=1, most=100)
    retry_delay: float = option(
        1.0, "The pause before the second try; each further one is twice as long, up to a minute.", least=0, most=60
    )
    timeout: float = option(30.0, "A source that is silent for this long is given up.", least=0.1, most=3_600)


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """Phrases that were made before and need not be made again."""

    memory_megabytes: int = option(64, "Sound kept in memory; 0 keeps none.", least=0, most=65_536)
    disk: bool = option(
        default=False,
        meaning="Keep sound on disk too, across restarts. What lies there is what was said, for whoever can read it.",
        local=True,
    )
    disk_megabytes: int = option(256, "Sound kept on disk, if any is.", least=1, most=1_048_576)
    precompute: bool = option(
        default=True, meaning="Make everyday sentences ahead of time when there is nothing to do."
    )
    sentences: tuple[str, ...] = option((), "Sentences of your own that are made ahead of time too.")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is written to the log."""

    debug: bool = option(default=False, meaning="Log details, among them the texts that are spoken.", local=True)
    format: str = option("text", "One line of text or one JSON object for each entry.", choices=("text", "json"))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    speech: SpeechSettings = field(default_factory=SpeechSettings)
    voices: VoicesSettings = field(default_factory=VoicesSettings)
    pronounce: PronounceSettings = field(default_factory=PronounceSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    wyoming: WyomingSettings = field(default_factory=WyomingSettings)
    http: HttpSettings = field(default_factory=HttpSettings)
    discovery: DiscoverySettings = field(default_factory=DiscoverySettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    downloads: DownloadSettings = field(default_factory=DownloadSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    log: LogSettings = field(default_factory=LogSettings)

    def value(self, name: str) -> Value:
        """The value of a setting by its written name, speech.voice."""
        section, _, key = name.partition(".")
        value: Value = getattr(getattr(self, section), key)
        return value


SECTIONS: Mapping[str, type] = {each.name: each.type for each in fields(Settings) if isinstance(each.type, type)}
"""The sections by name, in the order in which they are shown."""

_OPTIONS = {each.name: each for section, holder in SECTIONS.items() for each in options_of(section, holder)}
OPTIONS: Mapping[str, Option] = _OPTIONS
"""The options by name, in the order in which they are shown."""


def set_choices(name: str, choices: Mapping[str, str]) -> None:
    """Limit a setting to these values, each with its meaning.

    For lists of higher layers, which are not known here: the engines.
    """
    meanings = (f"{choice}: {meaning}" for choice, meaning in choices.items())
    _OPTIONS[name] = replace(_OPTIONS[name], choices=tuple(choices), meaning="; ".join(meanings) + ".")


def settings_from(values: Mapping[str, Value]) -> Settings:
    """The tree with these values, all of them checked before; the rest as built in."""
    grouped: dict[str, dict[str, Value]] = {section: {} for section in SECTIONS}
    for name, value in values.items():
        option_of = OPTIONS[name]
        grouped[option_of.section][option_of.key] = value
    return Settings(**{section: SECTIONS[section](**content) for section, content in grouped.items()})
