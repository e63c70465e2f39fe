"""Old names of settings: our own former names, and the names of LiteTTS, a server that many users come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

FORMER_NAMES: Mapping[str, str] = {
    "speech.level": "speech.normalize_loudness",
    "reading.first": "reading.date_order",
    "engine.short": "engine.min_phonemes",
    "engine.unload_seconds": "engine.unload_after",
    "engine.tries": "engine.attempts",
    "wyoming.idle_seconds": "wyoming.idle_timeout",
    "wyoming.first_seconds": "wyoming.first_request_timeout",
    "wyoming.frame_seconds": "wyoming.frame_timeout",
    "wyoming.write_seconds": "wyoming.write_timeout",
    "wyoming.quiet_seconds": "wyoming.text_stream_timeout",
    "wyoming.early_flush_seconds": "wyoming.flush_after",
    "http.hosts": "http.allowed_hosts",
    "http.origins": "http.allowed_origins",
    "http.models": "http.model_aliases",
    "http.head_seconds": "http.header_timeout",
    "http.body_seconds": "http.body_timeout",
    "http.idle_seconds": "http.idle_timeout",
    "http.write_seconds": "http.write_timeout",
    "http.links_seconds": "http.link_lifetime",
    "limits.stop_seconds": "limits.shutdown_timeout",
    "downloads.tries": "downloads.attempts",
    "downloads.pause_seconds": "downloads.retry_delay",
    "downloads.timeout_seconds": "downloads.timeout",
    "cache.prepare": "cache.precompute",
}
"""Former names of our settings, and their current names. Former names work wherever a setting can be set."""


@dataclass(frozen=True, slots=True)
class WithdrawnSetting:
    """A former setting that has no effect any more."""

    default: str
    """The value it had in every shipped file, which is worth no warning."""
    reason: str
    """Why it has no effect, and what is done instead: words that follow its name."""


WITHDRAWN: Mapping[str, WithdrawnSetting] = {
    "engine.streaming": WithdrawnSetting(
        "exact", "is off in this version because windows spoil real speech; every phrase is rendered whole (exact)"
    ),
    "engine.precision": WithdrawnSetting(
        "full", "is off in this version because eight bits spoil real speech; the model's own precision (full) is used"
    ),
}
"""Settings that were withdrawn. A file, a variable or an argument may still have them."""


def current_name(name: str) -> str:
    """Return the current name of a setting, which is the name itself unless it is a former one."""
    return FORMER_NAMES.get(name, name)


def renamed(where: str, former: str, name: str) -> str:
    """Return the note for the log that a setting was set by its former name."""
    return f"{where}: {former} is now called {name}; the old name still works"


@dataclass(frozen=True, slots=True)
class LiteTtsName:
    """The setting that an old name stands for, and how its value is converted."""

    name: str
    convert: Callable[[object], object] = lambda value: value


def _language(value: object) -> object:
    """Convert en-us to en-US."""
    language, dash, region = str(value).partition("-")
    return f"{language.lower()}{dash}{region.upper()}"


def _debug(value: object) -> object:
    """Convert a log level to whether details are logged."""
    return str(value).upper() in {"DEBUG", "TRACE"}


def _file_name(value: object) -> object:
    """Return the last part of a path: the folder is not a setting here."""
    return PurePosixPath(str(value)).name


LITETTS_NAMES: Mapping[str, LiteTtsName] = {
    "voice.default_voice": LiteTtsName("speech.voice"),
    "tts.default_voice": LiteTtsName("speech.voice"),
    "audio.default_speed": LiteTtsName("speech.speed"),
    "audio.default_language": LiteTtsName("speech.language", _language),
    "model.default_variant": LiteTtsName("engine.model"),
    "tts.model_path": LiteTtsName("engine.model", _file_name),
    "server.host": LiteTtsName("http.host"),
    "server.port": LiteTtsName("http.port"),
    "performance.max_text_length": LiteTtsName("limits.text_characters"),
    "performance.max_retry_attempts": LiteTtsName("engine.attempts"),
    "logging.level": LiteTtsName("log.debug", _debug),
    "monitoring.log_level": LiteTtsName("log.debug", _debug),
}
"""The names of LiteTTS. If a file has two names for one setting, the later line here takes precedence."""

NOT_SETTINGS: Mapping[str, str] = {
    "paths.models_dir": "use --download-dir for the folder of models and voices",
    "paths.voices_dir": "use --download-dir for the folder of models and voices",
    "paths.cache_dir": "use --data-dir for the folder of the cache",
}
"""Names of LiteTTS for what is no setting here, and what to use instead."""

_SECTIONS = frozenset(
    {
        *("application", "audio", "audio_quality_testing", "beta_features", "cache", "caching", "currency_processing"),
        *("datetime_processing", "endpoints", "espeak_integration", "interjection_handling", "logging", "model"),
        *("monitoring", "number_processing", "openwebui_compatibility", "paths", "performance"),
        *("pronunciation_dictionary", "punctuation_handling", "repository", "server", "symbol_processing"),
        *("text_processing", "tts", "url_processing", "voice", "voice_modulation"),
    }
)
"""The sections of LiteTTS's settings.json."""

_SINGLE = frozenset({"performance_mode"})
"""Names of LiteTTS that also occur outside their section."""


def is_of_litetts(name: str) -> bool:
    """Whether a name is one of LiteTTS, also if no setting corresponds to it."""
    section, _, key = name.partition(".")
    return section in _SECTIONS or section in _SINGLE or key in _SINGLE
